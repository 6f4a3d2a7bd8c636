package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatientSearchTest {

    private final EndSignalTest.Context context = new EndSignalTest.Context();
    private final List<String> found = new ArrayList<>();
    private boolean brokersAway;

    /** Searches as Flink's enumerator does, which throws when it cannot. */
    private void search() {
        new PatientSearch<KafkaPartitionSplit>(context)
                .callAsync(
                        () -> {
                            if (brokersAway) {
                                throw new IllegalStateException("no broker");
                            }
                            return "partitions";
                        },
                        (String result, @Nullable Throwable failure) -> {
                            if (failure != null) {
                                throw new IllegalStateException("the job fails", failure);
                            }
                            found.add(result);
                        },
                        0,
                        1000);
    }

    @Test
    void goesOnWhenASearchFailsAfterOneThatSucceeded() {
        search();
        context.runOne();
        brokersAway = true;
        context.runOne();
        context.runOne();
        assertThat(found).hasSize(1);
        brokersAway = false;
        context.runOne();
        assertThat(found).hasSize(2);
    }

    @Test
    void failsWhenTheFirstSearchDoes() {
        brokersAway = true;
        search();
        assertThatThrownBy(context::runOne).hasMessage("the job fails");
    }
}
