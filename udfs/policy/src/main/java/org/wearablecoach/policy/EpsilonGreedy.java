package org.wearablecoach.policy;

import java.util.Arrays;

/**
 * The arm with the highest estimated reward with probability 1 - epsilon, else any eligible arm,
 * over the same regressions as {@link LinUcb}.
 */
public final class EpsilonGreedy implements Policy {

    /** Kind in a specification. */
    public static final String KIND = "epsilon-greedy";

    private final RidgeArms regressions;
    private final double epsilon;

    /**
     * An agent.
     *
     * @param features entries of f
     * @param interventions how many
     * @param lambda ridge penalty, above 0
     * @param epsilon chance of a random arm, 0 to 1
     */
    public EpsilonGreedy(int features, int interventions, double lambda, double epsilon) {
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("policy.epsilon " + epsilon + " must be 0 to 1.");
        }
        this.regressions = new RidgeArms(features, interventions, lambda);
        this.epsilon = epsilon;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String statisticsSchema() {
        return "ridge" + regressions.layout();
    }

    @Override
    public int statisticsLength() {
        return regressions.length();
    }

    @Override
    public double[] newStatistics() {
        return new double[regressions.length()];
    }

    @Override
    public Proposal propose(DecisionPoint point, double[] statistics) {
        double[] scores =
                regressions.fits(point, statistics)
                        ? regressions.scores(point, statistics, 0)
                        : null;
        if (scores == null) {
            return Proposal.refused("a regression is not finite or not positive definite", KIND);
        }
        return greedy(scores, epsilon);
    }

    /** The proposal of scores by arm, -infinity for what is not eligible. */
    static Proposal greedy(double[] scores, double epsilon) {
        int count = 0;
        for (int arm = 1; arm < scores.length; arm++) {
            count += scores[arm] > Double.NEGATIVE_INFINITY ? 1 : 0;
        }
        int best = RidgeArms.best(scores);
        double random = epsilon / (count + 1);
        double send = random * count + (best == 0 ? 0 : 1 - epsilon);
        double[] weights = new double[scores.length - 1];
        Arrays.fill(weights, random);
        if (best > 0) {
            weights[best - 1] += 1 - epsilon;
        }
        return Proposal.of(
                send,
                weights,
                Preferred.logged(scores),
                Double.NaN,
                AllocationText.step(KIND, epsilon));
    }

    @Override
    public void learn(double[] statistics, LearningRow row) {
        regressions.learn(statistics, row);
    }
}
