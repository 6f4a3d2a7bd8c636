package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Trigger;

/** A person who gets used to messages, simulated in a few lines of its own. */
class DoseModelTest {

    private static final Bounds BOUNDS = new Bounds(0.1, 0.9, 0.1);
    private static final long MINUTE = 60_000L;

    private static DoseSpec spec(double exploration) {
        return new DoseSpec(
                List.of("walk", "talk"),
                List.of(new DoseSpec.Variable(1, 0, 1)),
                -1,
                null,
                false,
                1,
                -1,
                0,
                DoseSpec.DISCOUNT,
                exploration,
                DoseSpec.POINTS,
                10 * MINUTE,
                BOUNDS);
    }

    /** A person whose habituation rises by a tenth per message and who likes to walk. */
    private static final class Person {

        final DoseModel agent;
        final double[] statistics;
        final Randomiser randomiser = new Randomiser(BOUNDS, 0.5);
        double habituation;
        double earned;
        int walks;
        int talks;

        Person(DoseModel agent) {
            this.agent = agent;
            this.statistics = agent.newStatistics();
        }

        void day(int day) {
            agent.plan(statistics, "plan|" + day);
            habituation = 0.2;
            for (int t = 0; t < 60; t++) {
                long time = day * 1440L * MINUTE + t * MINUTE;
                double[] f = {1, habituation};
                DecisionPoint point =
                        new DecisionPoint(
                                time,
                                f,
                                f,
                                0,
                                new boolean[] {true, true},
                                Draw.counter(1, "p", time, Trigger.GRID));
                Randomised row = randomiser.decide(agent, point, statistics);
                assertThat(row.type()).isEqualTo(DecisionType.POLICY);
                agent.observe(statistics, point, true, row.chosen());
                double reward =
                        row.chosen() == 0
                                ? 1 - habituation
                                : row.chosen() == 1 ? 0.3 - habituation : 0;
                walks += row.chosen() == 0 ? 1 : 0;
                talks += row.chosen() == 1 ? 1 : 0;
                habituation =
                        row.chosen() == Choice.NONE
                                ? 0.8 * habituation
                                : Math.min(1, habituation + 0.1);
                earned += reward;
                agent.learn(
                        statistics,
                        new LearningRow(
                                time,
                                f,
                                f,
                                0,
                                true,
                                row.chosen(),
                                row.probability(),
                                row.shares(),
                                reward));
            }
        }
    }

    @Test
    void learnsToPauseBeforeAPersonIsWornOut() {
        Person person = new Person(new DoseModel(spec(DoseSpec.EXPLORATION)));
        for (int day = 0; day < 20; day++) {
            person.day(day);
        }
        person.earned = 0;
        person.walks = 0;
        person.talks = 0;
        for (int day = 20; day < 40; day++) {
            person.day(day);
        }
        // Always walking wears out: 1 - H sinks to 0. Sending every other time keeps H near 0.3.
        assertThat(person.earned / 20).isGreaterThan(12);
        assertThat(person.walks).isGreaterThan(5 * person.talks);
        assertThat(person.walks / 1200.0).isBetween(0.3, 0.7);
        double[] fresh = {1, 0.1};
        double[] worn = {1, 0.9};
        assertThat(proposal(person, fresh).probability()).isEqualTo(1);
        assertThat(proposal(person, worn).probability()).isZero();
    }

    private static Proposal proposal(Person person, double[] f) {
        return person.agent.propose(
                new DecisionPoint(0, f, f, 0, new boolean[] {true, true}, ""), person.statistics);
    }

    @Test
    void withAHorizonTheEndIsNotSavedFor() {
        DoseSpec endless = spec(0);
        DoseSpec day =
                new DoseSpec(
                        endless.interventions(),
                        endless.slow(),
                        -1,
                        null,
                        false,
                        1,
                        -1,
                        60,
                        1,
                        0,
                        endless.points(),
                        endless.gapMillis(),
                        BOUNDS);
        Person person = new Person(new DoseModel(day));
        for (int i = 0; i < 20; i++) {
            person.day(i);
        }
        person.agent.plan(person.statistics, "next");
        double[] used = {1, 0.5};
        boolean[] both = {true, true};
        long start = 20 * 1440L * MINUTE;
        assertThat(proposal(person, used).probability()).isZero();
        for (int t = 0; t < 58; t++) {
            DecisionPoint point = new DecisionPoint(start + t * MINUTE, used, used, 0, both, "");
            person.agent.observe(person.statistics, point, true, Choice.NONE);
        }
        assertThat(proposal(person, used).probability()).isEqualTo(1);
    }

    @Test
    void theSameRowsGiveTheSameStatistics() {
        Person one = new Person(new DoseModel(spec(1)));
        Person other = new Person(new DoseModel(spec(1)));
        for (int day = 0; day < 3; day++) {
            one.day(day);
            other.day(day);
        }
        assertThat(one.statistics).containsExactly(other.statistics);
    }

    @Test
    void anIneligibleInterventionGetsNoShare() {
        Person person = new Person(new DoseModel(spec(0)));
        person.day(0);
        person.day(1);
        double[] f = {1, 0.1};
        Randomised row =
                person.randomiser.decide(
                        person.agent,
                        new DecisionPoint(0, f, f, 0, new boolean[] {false, true}, "c"),
                        person.statistics);
        assertThat(row.shares()).containsExactly(0, 1);
    }

    @Test
    void missingNumbersNeitherTeachNorThrow() {
        Person person = new Person(new DoseModel(spec(0)));
        person.day(0);
        double[] before = person.statistics.clone();
        double[] f = {1, Double.NaN};
        boolean[] both = {true, true};
        DecisionPoint point = new DecisionPoint(86_000_000L, f, f, 0, both, "c");
        assertThat(person.randomiser.decide(person.agent, point, person.statistics).type())
                .isEqualTo(DecisionType.FALLBACK);
        person.agent.learn(
                person.statistics,
                new LearningRow(0, f, f, 0, true, 0, 0.5, new double[] {0.5, 0.5}, 1));
        assertThat(person.statistics).containsExactly(before);
        person.agent.observe(person.statistics, point, true, 0);
        for (double value : person.statistics) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void aLongGapTeachesNoStep() {
        DoseModel agent = new DoseModel(spec(0));
        double[] gap = agent.newStatistics();
        double[] close = agent.newStatistics();
        boolean[] both = {true, true};
        double[] f = {1, 0.4};
        for (double[] statistics : List.of(gap, close)) {
            agent.observe(statistics, new DecisionPoint(0, f, f, 0, both, "c"), true, 0);
        }
        agent.observe(gap, new DecisionPoint(11 * MINUTE, f, f, 0, both, "c"), true, 0);
        agent.observe(close, new DecisionPoint(10 * MINUTE, f, f, 0, both, "c"), true, 0);
        double rowsOfGap = 0;
        double rowsOfClose = 0;
        for (int i = 10; i < gap.length; i++) {
            rowsOfGap += Math.abs(gap[i]);
            rowsOfClose += Math.abs(close[i]);
        }
        assertThat(rowsOfGap).isZero();
        assertThat(rowsOfClose).isGreaterThan(1);
    }

    @Test
    void keepsAFewKilobytesPerPerson() {
        DoseModel two =
                new DoseModel(
                        new DoseSpec(
                                List.of("a", "b", "c"),
                                List.of(
                                        new DoseSpec.Variable(1, 0, 1),
                                        new DoseSpec.Variable(2, 0, 1)),
                                1,
                                new DoseSpec.Variable(3, 0, 1),
                                true,
                                1,
                                -1,
                                0,
                                DoseSpec.DISCOUNT,
                                DoseSpec.EXPLORATION,
                                DoseSpec.POINTS,
                                MINUTE,
                                BOUNDS));
        assertThat(two.statisticsLength() * Double.BYTES).isLessThanOrEqualTo(4096);
    }

    @Test
    void refusesASpecificationThatCannotWork() {
        assertThatThrownBy(() -> new DoseSpec.Variable(0, 1, 1)).hasMessageContaining("[1.0, 1.0]");
        assertThatThrownBy(
                        () ->
                                new DoseSpec(
                                        List.of(), List.of(), -1, null, false, 1, -1, 0, 0.9, 0, 5,
                                        1, BOUNDS))
                .hasMessageContaining("interventions");
    }

    @Test
    void coefficientsAreDrawnAroundTheirPosterior() {
        SharedRows rows = new SharedRows(0, 2, 1);
        double[] statistics = new double[rows.length() + 2];
        for (int i = 0; i < 50; i++) {
            double x = i / 50.0;
            rows.add(statistics, new double[] {1, x}, new double[] {2 + 3 * x});
        }
        double[] ridge = {1e-9, 1e-9};
        rows.draw(statistics, 0, ridge, -1, 1e-12, new SharedRows.Normals("c", 0), rows.end());
        assertThat(statistics[rows.end()]).isCloseTo(2, within(1e-7));
        assertThat(statistics[rows.end() + 1]).isCloseTo(3, within(1e-7));
    }
}
