package org.wearablecoach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.simulation.Fixtures.HOUR;
import static org.wearablecoach.simulation.Fixtures.START;

import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A figure for the machine at hand, and no proof. */
@Tag("long")
class ThroughputTest {
    @Test
    void printsRecordsPerSecond() {
        for (double share : new double[] {0, 0.25, 1}) {
            SimulatedPopulation population =
                    new SimulatedPopulation(
                            500,
                            START,
                            1,
                            SimulationOptions.defaults().withAcceleration(share, 60));
            population.advanceTo(START - HOUR, t -> {});
            long from = System.nanoTime();
            long records = population.advanceTo(START, t -> {});
            double seconds = (System.nanoTime() - from) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "simulation: %,.0f records/s on one thread, acceleration for %.0f%% of 500"
                            + " persons%n",
                    records / seconds,
                    100 * share);
            assertThat(records).isGreaterThan(2_000_000);
        }
    }
}
