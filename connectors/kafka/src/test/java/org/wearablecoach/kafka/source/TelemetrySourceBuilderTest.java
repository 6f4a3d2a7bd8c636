package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.RadarTopic;

/** Each rule of the builder of sources, with the option that it names. */
class TelemetrySourceBuilderTest {

    private static TelemetrySource.Builder complete() {
        return TelemetrySource.builder().bootstrapServers("x:1").topic("telemetry").groupId("g");
    }

    @Test
    void needsSomethingToRead() {
        assertThatThrownBy(() -> TelemetrySource.builder().bootstrapServers("x:1").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "topic is not set; give it, topics, topicPattern, partitions");
    }

    @Test
    void readsOneThingOnly() {
        assertThatThrownBy(() -> complete().radar(RadarTopic.GARMIN_STEPS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reads topic telemetry and cannot also read topic android_");
    }

    @Test
    void refusesTopicsWithoutAName() {
        assertThatThrownBy(() -> TelemetrySource.builder().topics("a", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topics is [a,  ]; name at least one");
    }

    @Test
    void refusesNoPartitions() {
        assertThatThrownBy(() -> TelemetrySource.builder().partitions())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions is empty");
    }

    @Test
    void refusesNoTopicsOfRadarBase() {
        assertThatThrownBy(() -> TelemetrySource.builder().radar())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("radar is empty");
    }

    @Test
    void readsRadarBaseWithItsRegistryOnly() {
        assertThatThrownBy(
                        () ->
                                TelemetrySource.builder()
                                        .bootstrapServers("x:1")
                                        .groupId("g")
                                        .radar(RadarTopic.GARMIN_STEPS)
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("registry is not set")
                .hasMessageContaining("schema registry of RADAR-base");
    }

    @Test
    void needsAnAddress() {
        assertThatThrownBy(() -> complete().bootstrapServers(" ").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bootstrapServers is not set");
    }

    @Test
    void needsAGroup() {
        assertThatThrownBy(
                        () ->
                                TelemetrySource.builder()
                                        .bootstrapServers("x:1")
                                        .topic("telemetry")
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("groupId is not set");
    }

    @Test
    void refusesANegativeEnd() {
        assertThatThrownBy(() -> complete().endingOffsets(Map.of(0, -1L)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("endingOffsets has partition telemetry-0 with offset -1");
    }

    @Test
    void endsByPartitionOnlyWhereOneTopicIsRead() {
        assertThatThrownBy(
                        () ->
                                TelemetrySource.builder()
                                        .bootstrapServers("x:1")
                                        .groupId("g")
                                        .partitions(
                                                new TopicPartition("a", 0),
                                                new TopicPartition("b", 0))
                                        .endingOffsets(Map.of(0, 1L))
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("endingOffsets is for a source of one topic")
                .hasMessageContaining("partitions a-0, b-0");
    }

    @Test
    void refusesANegativeTimeBetweenSearches() {
        assertThatThrownBy(() -> complete().partitionDiscovery(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitionDiscovery is PT-1S; give zero for never");
    }

    @Test
    void refusesMoreBytesThanAMessageHolds() {
        assertThatThrownBy(() -> complete().rawLimit(2_000_000).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rawLimit is 2000000; give 0 to 1000000 bytes");
    }

    @Test
    void refusesASettingThatAnotherOptionSays() {
        assertThatThrownBy(() -> complete().properties(Map.of("group.id", "other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("property group.id=other cannot be set: use groupId(...)");
    }

    @Test
    void theSourceOfUpdatesNeedsItsTopics() {
        assertThatThrownBy(() -> ControlSource.builder().bootstrapServers("x:1").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topics is not set");
    }
}
