package org.wearablecoach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.simulation.Fixtures.HOUR;
import static org.wearablecoach.simulation.Fixtures.MANY;
import static org.wearablecoach.simulation.Fixtures.MINUTE;
import static org.wearablecoach.simulation.Fixtures.START;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DeterminismTest {
    private static final SimulationOptions OPTIONS =
            SimulationOptions.defaults().withAcceleration(0.5, 20).withFaults(MANY);

    private static String run(long seed, long... stops) {
        SimulatedPopulation population = new SimulatedPopulation(5, START, seed, OPTIONS);
        Fixtures.Digest digest = new Fixtures.Digest();
        for (long stop : stops) {
            population.advanceTo(stop, digest);
        }
        return digest.hex();
    }

    @Test
    void givesTheSameBytesForTheSameSeed() {
        long until = START + 8 * HOUR;

        assertThat(run(7, until)).isEqualTo(run(7, until)).isNotEqualTo(run(8, until));
    }

    @Test
    void livesEachPersonApartFromTheOthers() {
        List<Timed> alone = new ArrayList<>();
        List<Timed> together = new ArrayList<>();
        new SimulatedPopulation(1, START, 3, Fixtures.PLAIN).advanceTo(START + HOUR, alone::add);
        new SimulatedPopulation(4, START, 3, Fixtures.PLAIN)
                .advanceTo(
                        START + HOUR,
                        t -> {
                            if (t.telemetry().userId().equals("sim-0001")) {
                                together.add(t);
                            }
                        });

        assertThat(alone).hasSizeGreaterThan(5_000);
        assertThat(together)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyElementsOf(alone);
    }

    // Not shrunk: each try lives minutes of several persons, and the cuts say what went wrong.
    @Property(tries = 10, seed = "1", shrinking = ShrinkingMode.OFF)
    void doesNotDependOnHowTheWayIsCut(
            @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 100 * 60 * 1000) Integer> cuts) {
        long until = START + 30 * MINUTE;
        List<Long> stops = new ArrayList<>();
        for (int cut : cuts) {
            stops.add(START - 75 * MINUTE + cut);
        }
        stops.add(until);

        assertThat(run(11, stops.stream().mapToLong(Long::longValue).toArray()))
                .isEqualTo(run(11, until));
    }

    @Test
    void handsRecordsOverInAscendingIngestTimeAcrossPersons() {
        SimulatedPopulation population = new SimulatedPopulation(12, START, 2, OPTIONS);
        long[] last = {Long.MIN_VALUE};
        long[] seen = {0};
        int[] ofPersons = new int[13];
        long handedOver =
                population.advanceTo(
                        START + 6 * HOUR,
                        t -> {
                            assertThat(t.ingestTime()).isGreaterThanOrEqualTo(last[0]);
                            last[0] = t.ingestTime();
                            seen[0]++;
                            ofPersons[Integer.parseInt(t.telemetry().userId().substring(4))]++;
                        });

        assertThat(handedOver).isEqualTo(seen[0]).isEqualTo(population.counts().records());
        assertThat(last[0]).isLessThan(population.now());
        assertThat(ofPersons[1]).isPositive();
        assertThat(ofPersons[12]).isPositive();
    }
}
