package org.wearablecoach.loop.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many windows a batch waits for. */
class BatchPaceTest {

    private static int after(BatchPace pace, long from, int rowsPerMilli, int millis) {
        int limit = 0;
        for (int i = 0; i < millis; i++) {
            limit = pace.scored(rowsPerMilli, from + i);
        }
        return limit;
    }

    @Test
    void aSlowStreamWaitsForNobodyAndAFastOneForAFullBatch() {
        BatchPace pace = new BatchPace(1, 32, 5);
        assertThat(pace.scored(1, 0)).as("before anything is known").isEqualTo(32);
        assertThat(pace.scored(1, 1000)).as("two in a second").isEqualTo(1);
        assertThat(after(pace, 1001, 3, 100)).as("3 in a ms").isBetween(14, 16);
        assertThat(after(pace, 1101, 50, 100)).as("50 in a ms").isEqualTo(32);
        assertThat(pace.scored(1, 60_000)).as("after a pause").isEqualTo(1);
    }

    @Test
    void staysBetweenItsLimits() {
        BatchPace pace = new BatchPace(4, 8, 5);
        assertThat(pace.scored(1, 0)).isEqualTo(8);
        assertThat(pace.scored(1, 1000)).isEqualTo(4);
        assertThat(after(pace, 1001, 1000, 100)).isEqualTo(8);
    }

    @Test
    void aClockThatIsSetBackDoesNoHarm() {
        BatchPace pace = new BatchPace(1, 32, 5);
        pace.scored(1, 1_000_000);
        assertThat(pace.scored(1, 0)).isEqualTo(32);
        assertThat(pace.scored(1, 1000)).isEqualTo(1);
    }
}
