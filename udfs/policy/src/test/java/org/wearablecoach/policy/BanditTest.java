package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DecisionType;

class BanditTest {

    private static final boolean[] BOTH = {true, true};

    @Test
    void linUcbScoresAsMabwiser() {
        for (JsonNode golden : Published.json("mabwiser/golden.json").get("linucb_cases")) {
            LinUcb agent =
                    new LinUcb(
                            5,
                            2,
                            golden.get("l2_lambda").asDouble(),
                            golden.get("alpha").asDouble());
            double[] statistics = agent.newStatistics();
            for (int i = 0; i < 10; i++) {
                agent.learn(
                        statistics,
                        row(
                                Published.doubles(golden.get("context_history").get(i)),
                                golden.get("decisions").get(i).asInt() - 2,
                                golden.get("rewards").get(i).asDouble()));
            }
            for (int context = 0; context < 2; context++) {
                double[] scores =
                        agent.scores(
                                point(Published.doubles(golden.get("contexts").get(context)), BOTH),
                                statistics);
                for (int arm = 0; arm < 3; arm++) {
                    assertThat(scores[arm])
                            .isCloseTo(
                                    golden.get("published_expectations")
                                            .get(context)
                                            .get(arm)
                                            .asDouble(),
                                    within(1e-9));
                }
            }
        }
    }

    @Test
    void linUcbIsNeverFollowedOutright() {
        LinUcb agent = new LinUcb(1, 2, 1, 0);
        double[] statistics = agent.newStatistics();
        agent.learn(statistics, row(new double[] {1}, 1, 5));
        Randomised row =
                new Randomiser(new Bounds(0.1, 0.7, 0.05), 0.3)
                        .decide(agent, point(new double[] {1}, BOTH), statistics);
        assertThat(row.probability()).isEqualTo(0.7);
        assertThat(row.shares()).containsExactly(new double[] {0.05, 0.95}, within(1e-12));
    }

    @Test
    void tiesGoToTheLowestArm() {
        LinUcb agent = new LinUcb(1, 2, 1, 1);
        Proposal proposal = agent.propose(point(new double[] {1}, BOTH), agent.newStatistics());
        assertThat(proposal.probability()).isZero();
    }

    @Test
    void anIneligibleArmIsNeverPreferred() {
        LinUcb agent = new LinUcb(1, 2, 1, 0);
        double[] statistics = agent.newStatistics();
        agent.learn(statistics, row(new double[] {1}, 1, 5));
        agent.learn(statistics, row(new double[] {1}, 0, 1));
        Proposal proposal =
                agent.propose(point(new double[] {1}, new boolean[] {true, false}), statistics);
        assertThat(proposal.weights()).containsExactly(1, 0);
    }

    @Test
    void epsilonGreedyGivesEachArmItsChance() {
        EpsilonGreedy agent = new EpsilonGreedy(1, 2, 1, 0.3);
        double[] statistics = agent.newStatistics();
        Proposal idle = agent.propose(point(new double[] {1}, BOTH), statistics);
        assertThat(idle.probability()).isCloseTo(0.2, within(1e-15));
        agent.learn(statistics, row(new double[] {1}, 0, 5));
        Proposal sending = agent.propose(point(new double[] {1}, BOTH), statistics);
        assertThat(sending.probability()).isCloseTo(0.9, within(1e-15));
        assertThat(sending.weights()[0]).isCloseTo(0.8, within(1e-15));
        assertThat(sending.weights()[1]).isCloseTo(0.1, within(1e-15));
    }

    @Test
    void brokenStatisticsFallBack() {
        LinUcb agent = new LinUcb(1, 2, 1, 0);
        double[] statistics = agent.newStatistics();
        statistics[0] = Double.NaN;
        Randomiser randomiser = new Randomiser(Bounds.TRIAL, 0.3);
        assertThat(randomiser.decide(agent, point(new double[] {1}, BOTH), statistics).type())
                .isEqualTo(DecisionType.FALLBACK);
        assertThat(
                        randomiser
                                .decide(
                                        new EpsilonGreedy(1, 2, 1, 0.1),
                                        point(new double[] {1}, BOTH),
                                        statistics)
                                .type())
                .isEqualTo(DecisionType.FALLBACK);
    }

    @Test
    void anotherOnesPolicyIsServedWithinOurBounds() {
        ScoredPolicy agent =
                new ScoredPolicy((point, scores) -> scores[2] = point.advantage()[0], 2);
        Randomiser randomiser = new Randomiser(Bounds.TRIAL, 0.3);
        Randomised row =
                randomiser.decide(agent, point(new double[] {1}, BOTH), agent.newStatistics());
        assertThat(row.probability()).isEqualTo(0.8);
        assertThat(row.shares()).containsExactly(new double[] {0.05, 0.95}, within(1e-12));
        assertThat(
                        randomiser
                                .decide(
                                        agent,
                                        point(new double[] {Double.NaN}, BOTH),
                                        agent.newStatistics())
                                .type())
                .isEqualTo(DecisionType.FALLBACK);
    }

    private static DecisionPoint point(double[] f, boolean[] eligible) {
        return new DecisionPoint(0, new double[0], f, 0, eligible, "c");
    }

    private static LearningRow row(double[] f, int chosen, double reward) {
        return new LearningRow(
                0, new double[0], f, 0, true, chosen, 0.5, new double[] {0.5, 0.5}, reward);
    }
}
