package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DecisionType;

/** What an agent that fails may not do to a person. */
class PolicyRunTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final long DAY = 86_400_000L;

    /** Counts what it is told, and fails half-way through a step when asked to. */
    private static final class Failing implements Policy {

        boolean observe;
        boolean learn;
        boolean plan;
        double spoilt = -1;
        boolean silently;

        private void step(double[] statistics, int at, boolean fails) {
            statistics[at]++;
            if (fails) {
                statistics[3] = spoilt;
                if (!silently) {
                    throw new IllegalStateException("heart rate 181 of anna");
                }
            }
        }

        @Override
        public String kind() {
            return "failing";
        }

        @Override
        public String statisticsSchema() {
            return "failing-4";
        }

        @Override
        public int statisticsLength() {
            return 4;
        }

        @Override
        public double[] newStatistics() {
            return new double[4];
        }

        @Override
        public Proposal propose(DecisionPoint point, double[] statistics) {
            return Proposal.of(0.5, new double[] {1}, List.of(), Double.NaN, "fixed(0.5)");
        }

        @Override
        public void learn(double[] statistics, LearningRow row) {
            step(statistics, 0, learn);
        }

        @Override
        public void observe(
                double[] statistics, DecisionPoint point, boolean available, int chosen) {
            step(statistics, 1, observe);
        }

        @Override
        public void plan(double[] statistics, String counter) {
            step(statistics, 2, plan);
        }
    }

    private final Failing agent = new Failing();
    private final PersonalPolicy person = new PersonalPolicy();
    private final List<String> failures = new ArrayList<>();

    private PolicyRun run(boolean centred) {
        return new PolicyRun(agent, new Randomiser(Bounds.TRIAL, 0.3), null, 0, 0.3, centred);
    }

    private Randomised decide(long time) {
        return run(false)
                .decide(
                        person,
                        new DecisionPoint(
                                time,
                                new double[] {1},
                                new double[] {1},
                                0,
                                new boolean[] {true},
                                "c" + time),
                        UTC,
                        true,
                        (step, why) -> failures.add(step + " " + why));
    }

    private static LearningRow row(int chosen, double reward) {
        double[] one = {1};
        return new LearningRow(0, one, one, 0, true, chosen, 0.5, one, reward);
    }

    private void learn(boolean centred, LearningRow row) {
        run(centred).learn(person, row, 0, false, (step, why) -> failures.add(step + " " + why));
    }

    @Test
    void keepsWhatWasKnownWhenTheAgentFailsToObserve() {
        decide(0);
        learn(false, row(0, 1));
        agent.observe = true;
        Randomised again = decide(1);
        assertThat(again.type()).isEqualTo(DecisionType.POLICY);
        assertThat(person.statistics).containsExactly(1, 1, 1, 0);
        assertThat(failures).containsExactly("OBSERVE IllegalStateException");
        agent.observe = false;
        decide(2);
        assertThat(person.statistics).containsExactly(1, 2, 1, 0);
    }

    @Test
    void keepsWhatWasKnownWhenTheAgentFailsToLearn() {
        decide(0);
        agent.learn = true;
        learn(false, row(0, 1));
        assertThat(person.statistics).containsExactly(0, 1, 1, 0);
        assertThat(failures).containsExactly("LEARN IllegalStateException");
    }

    @Test
    void keepsTheLastPlanWhenTheNextOneFails() {
        decide(0);
        agent.plan = true;
        decide(DAY);
        assertThat(person.statistics).containsExactly(0, 2, 1, 0);
        assertThat(failures).containsExactly("PLAN IllegalStateException");
        // The next day has a plan of its own.
        agent.plan = false;
        decide(2 * DAY);
        assertThat(person.statistics).containsExactly(0, 3, 2, 0);
    }

    @Test
    void doesNotTakeStatisticsThatAreNoNumbers() {
        decide(0);
        agent.silently = true;
        for (double spoilt : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            agent.spoilt = spoilt;
            agent.observe = true;
            decide(1);
            agent.observe = false;
            agent.learn = true;
            learn(false, row(0, 1));
            agent.learn = false;
        }
        agent.plan = true;
        decide(DAY);
        assertThat(person.statistics).containsExactly(0, 2, 1, 0);
        assertThat(failures)
                .hasSize(5)
                .allMatch(why -> why.endsWith("statistics that are not finite"));
    }

    @Test
    void aRewardThatCannotBeComparedIsLeftOutAndTheUsualOneStays() {
        decide(0);
        learn(true, row(Choice.NONE, -Double.MAX_VALUE));
        double[] usual = person.usual.clone();
        learn(true, row(0, Double.MAX_VALUE));
        assertThat(failures).containsExactly("LEARN IllegalArgumentException");
        assertThat(person.usual).containsExactly(usual);
        assertThat(person.statistics).containsExactly(1, 1, 1, 0);
    }

    @Test
    void aFailureHoldsNoValueOfThePerson() {
        agent.observe = true;
        decide(0);
        assertThat(failures).isNotEmpty().noneMatch(why -> why.contains("181"));
    }
}
