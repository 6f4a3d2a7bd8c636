package org.wearablecoach.policy;

/**
 * LinUCB with one ridge regression per arm (Li et al., WWW 2010): A = lambda I + X'X, score =
 * x'A^-1 X'r + alpha sqrt(x'A^-1 x), ties to the lowest arm. Its choice gets the upper bound and
 * the rest shares the remainder.
 */
public final class LinUcb implements Policy {

    /** Kind in a specification. */
    public static final String KIND = "linucb";

    private final RidgeArms regressions;
    private final double alpha;

    /**
     * An agent.
     *
     * @param features entries of f
     * @param interventions how many
     * @param lambda ridge penalty, above 0
     * @param alpha weight of uncertainty, at least 0
     */
    public LinUcb(int features, int interventions, double lambda, double alpha) {
        if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("policy.alpha " + alpha + " must be at least 0.");
        }
        this.regressions = new RidgeArms(features, interventions, lambda);
        this.alpha = alpha;
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
        double[] scores = scores(point, statistics);
        if (scores.length == 0) {
            return Proposal.refused("a regression is not finite or not positive definite", KIND);
        }
        return Preferred.best(scores, AllocationText.step(KIND));
    }

    /** Scores by arm, 0 being "send nothing"; empty when a gate refuses. */
    double[] scores(DecisionPoint point, double[] statistics) {
        double[] scores =
                regressions.fits(point, statistics)
                        ? regressions.scores(point, statistics, alpha)
                        : null;
        return scores == null ? new double[0] : scores;
    }

    @Override
    public void learn(double[] statistics, LearningRow row) {
        regressions.learn(statistics, row);
    }
}
