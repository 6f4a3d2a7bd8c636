package org.wearablecoach.policy;

/**
 * A policy trained elsewhere, served within our bounds: the eligible arm with the highest score
 * gets the upper bound and the rest shares the remainder. It learns nothing here.
 */
public final class ScoredPolicy implements Policy {

    /** Kind in a specification. */
    public static final String KIND = "onnx";

    private final ArmScorer scorer;
    private final int interventions;

    /**
     * An agent.
     *
     * @param scorer runs the trained policy
     * @param interventions how many
     */
    public ScoredPolicy(ArmScorer scorer, int interventions) {
        this.scorer = scorer;
        this.interventions = interventions;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String statisticsSchema() {
        return KIND;
    }

    @Override
    public int statisticsLength() {
        return 0;
    }

    @Override
    public double[] newStatistics() {
        return new double[0];
    }

    @Override
    public Proposal propose(DecisionPoint point, double[] statistics) {
        double[] scores = new double[interventions + 1];
        scorer.score(point, scores);
        for (int arm = 0; arm < scores.length; arm++) {
            if (!Double.isFinite(scores[arm])) {
                return Proposal.refused("the network's scores are not finite", KIND);
            }
            if (arm > 0 && !point.eligible()[arm - 1]) {
                scores[arm] = Double.NEGATIVE_INFINITY;
            }
        }
        return Preferred.best(scores, AllocationText.step(KIND));
    }

    @Override
    public void learn(double[] statistics, LearningRow row) {
        // What was trained elsewhere is learned elsewhere.
    }
}
