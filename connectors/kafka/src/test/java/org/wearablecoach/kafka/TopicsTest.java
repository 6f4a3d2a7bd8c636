package org.wearablecoach.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.wearablecoach.kafka.TopicSpec.Timestamps;

class TopicsTest {

    @Test
    void putsThePrefixBeforeEveryName() {
        assertThat(new Topics("trial.").live(4, 1))
                .extracting(TopicSpec::name)
                .containsExactly(
                        "trial.telemetry",
                        "trial.dead-letters",
                        "trial.window-scores",
                        "trial.decisions",
                        "trial.recommendations",
                        "trial.rewards",
                        "trial.control-status",
                        "trial.models",
                        "trial.policies");
        assertThat(new Topics("").recorded(4))
                .extracting(TopicSpec::name)
                .containsExactlyElementsOf(
                        new Topics("").live(4, 1).stream().map(TopicSpec::name).toList());
    }

    @Test
    void refusesAPrefixThatNoTopicMayHave() {
        assertThatThrownBy(() -> new Topics("trial/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topics.prefix")
                .hasMessageContaining("trial/");
        assertThatThrownBy(() -> new Topics("x".repeat(240)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("240");
    }

    @Test
    void stampsLiveTelemetryWhenItArrivesAndRecordingsWithTheirOwnTime() {
        assertThat(new Topics("").live(4, 1).get(0).timestamps()).isEqualTo(Timestamps.OF_ARRIVAL);
        assertThat(new Topics("").recorded(4))
                .filteredOn(spec -> !spec.compacted())
                .allSatisfy(
                        spec -> {
                            assertThat(spec.timestamps()).isEqualTo(Timestamps.OF_RECORDING);
                            assertThat(spec.retentionMs()).isEqualTo(-1);
                        });
    }

    @Test
    void refusesANegativeNumberOfPartitions() {
        assertThatThrownBy(() -> new Topics("").live(-1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 partitions");
        assertThatThrownBy(() -> Partitioning.partitionFor("p", 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(seed = "20160412")
    void choosesThePartitionThatKafkasProducerChooses(
            @ForAll String userId, @ForAll @IntRange(min = 1, max = 1000) int partitions) {
        assertThat(Partitioning.partitionFor(userId, partitions))
                .isEqualTo(
                        BuiltInPartitioner.partitionForKey(
                                userId.getBytes(StandardCharsets.UTF_8), partitions));
    }
}
