package org.wearablecoach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.simulation.Fixtures.HOUR;
import static org.wearablecoach.simulation.Fixtures.MINUTE;
import static org.wearablecoach.simulation.Fixtures.PLAIN;
import static org.wearablecoach.simulation.Fixtures.START;
import static org.wearablecoach.simulation.Fixtures.recommend;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;

class ReactionTest {
    @SuppressWarnings("UnusedVariable") // takes what is not looked at
    private static void nobody(Timed record) {}

    private static List<InteractionKind> interactions(List<Timed> records) {
        List<InteractionKind> kinds = new ArrayList<>();
        for (Timed t : records) {
            if (t.telemetry().payload() instanceof Payload.Interaction i) {
                assertThat(t.telemetry().device()).isEqualTo("phone");
                assertThat(i.what()).isNotEqualTo(InteractionKind.UNKNOWN);
                kinds.add(i.what());
            }
        }
        return kinds;
    }

    @Test
    void walksMoreAfterBeingAskedByACredibleAmountAndNotBefore() {
        int persons = 100;
        SimulatedPopulation asked = new SimulatedPopulation(persons, START, 1, PLAIN);
        SimulatedPopulation left = new SimulatedPopulation(persons, START, 1, PLAIN);
        for (int hour = 0; hour < 8; hour++) {
            long at = START + hour * HOUR + 10 * MINUTE;
            asked.advanceTo(at, ReactionTest::nobody);
            left.advanceTo(at, ReactionTest::nobody);
            if (hour == 0) {
                assertThat(steps(asked)).isEqualTo(steps(left));
            }
            if (hour % 3 == 0) {
                for (SimulatedWearer wearer : asked.wearers()) {
                    assertThat(
                                    asked.receive(
                                            recommend(
                                                    wearer.userId(),
                                                    wearer.userId() + hour,
                                                    "move",
                                                    at),
                                            at))
                            .isTrue();
                }
            }
        }
        asked.advanceTo(START + 13 * HOUR, ReactionTest::nobody);
        left.advanceTo(START + 13 * HOUR, ReactionTest::nobody);

        Counts counts = asked.counts();
        assertThat(counts.recommendations()).isEqualTo(3L * persons);
        double followed = (double) counts.followed() / counts.recommendations();
        assertThat(followed).isBetween(0.12, 0.35);
        assertThat(counts.accepted()).isGreaterThanOrEqualTo(counts.followed() * 3 / 4);
        double change = (double) steps(asked) / steps(left) - 1;
        assertThat(change).as("three messages a day").isBetween(0.01, 0.09);
    }

    private static long steps(SimulatedPopulation population) {
        long sum = 0;
        for (SimulatedWearer wearer : population.wearers()) {
            sum += wearer.stepsToday();
        }
        return sum;
    }

    @Test
    void leavesOtherPersonsAsTheyWere() {
        Fixtures.Digest with = new Fixtures.Digest();
        Fixtures.Digest without = new Fixtures.Digest();
        SimulatedPopulation asked = new SimulatedPopulation(6, START, 1, PLAIN);
        SimulatedPopulation left = new SimulatedPopulation(6, START, 1, PLAIN);
        asked.advanceTo(START, ReactionTest::nobody);
        left.advanceTo(START, ReactionTest::nobody);
        for (int i = 0; i < 20; i++) {
            asked.receive(recommend("sim-0002", "d" + i, "move", START), START);
        }
        asked.advanceTo(START + 4 * HOUR, others(with));
        left.advanceTo(START + 4 * HOUR, others(without));

        assertThat(asked.counts().followed()).isPositive();
        assertThat(with.records).isGreaterThan(50_000);
        assertThat(with.hex()).isEqualTo(without.hex());
    }

    private static Consumer<Timed> others(Fixtures.Digest digest) {
        return t -> {
            if (!t.telemetry().userId().equals("sim-0002")) {
                digest.accept(t);
            }
        };
    }

    @Test
    void reportsDeliveryFirstAndAnswersInOrder() {
        SimulatedPopulation population = new SimulatedPopulation(60, START, 2, PLAIN);
        population.advanceTo(START, ReactionTest::nobody);
        for (SimulatedWearer wearer : population.wearers()) {
            population.receive(recommend(wearer.userId(), "d1", "move", START), START);
        }
        List<List<Timed>> byPerson = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byPerson.add(new ArrayList<>());
        }
        population.advanceTo(
                START + HOUR,
                t ->
                        byPerson.get(Integer.parseInt(t.telemetry().userId().substring(4)) - 1)
                                .add(t));
        int opened = 0;
        int accepted = 0;
        int dismissed = 0;
        for (List<Timed> records : byPerson) {
            List<InteractionKind> kinds = interactions(records);
            assertThat(kinds).isNotEmpty();
            assertThat(kinds.get(0)).isEqualTo(InteractionKind.DELIVERED);
            assertThat(kinds).hasSizeLessThanOrEqualTo(3).doesNotHaveDuplicates();
            if (kinds.size() > 1) {
                assertThat(kinds.get(1)).isEqualTo(InteractionKind.OPENED);
                opened++;
            }
            accepted += kinds.contains(InteractionKind.ACCEPTED) ? 1 : 0;
            dismissed += kinds.contains(InteractionKind.DISMISSED) ? 1 : 0;
        }
        assertThat(opened).isBetween(24, 48);
        assertThat(accepted).isPositive().isEqualTo((int) population.counts().accepted());
        assertThat(dismissed).isPositive();
    }

    @Test
    void showsNothingTwiceNothingExpiredAndNothingToStrangers() {
        SimulatedPopulation population = new SimulatedPopulation(2, START, 2, PLAIN);
        population.advanceTo(START, ReactionTest::nobody);

        assertThat(population.receive(recommend("sim-0001", "d1", "move", START), START)).isTrue();
        assertThat(population.receive(recommend("sim-0001", "d1", "move", START), START))
                .as("delivered at least once, shown once")
                .isFalse();
        assertThat(population.receive(recommend("sim-0001", "d2", "move", START - HOUR), START))
                .as("expired half an hour ago")
                .isFalse();
        assertThat(population.receive(recommend("sim-9999", "d3", "move", START), START)).isFalse();
        assertThat(population.counts().recommendations()).isEqualTo(1);
        SimulatedWearer second = population.wearers().get(1);
        assertThatThrownBy(() -> second.receive(recommend("sim-0001", "d4", "move", START), START))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another person")
                .hasMessageNotContaining("sim-");
    }

    @Test
    void letsSleepersSleep() {
        long night = START - 6 * HOUR - 30 * MINUTE;
        SimulatedPopulation population = new SimulatedPopulation(30, night, 2, PLAIN);
        population.advanceTo(night, ReactionTest::nobody);
        for (SimulatedWearer wearer : population.wearers()) {
            population.receive(recommend(wearer.userId(), "d1", "move", night), night);
        }
        List<Timed> records = new ArrayList<>();
        population.advanceTo(night + HOUR, records::add);

        assertThat(interactions(records)).hasSize(30).containsOnly(InteractionKind.DELIVERED);
        assertThat(population.counts().followed()).isZero();
    }
}
