package org.wearablecoach.policy;

import java.util.Arrays;
import java.util.List;

/** The policy of a plain micro-randomised trial: one probability, equal shares, nothing learned. */
public final class FixedProbability implements Policy {

    /** Kind in a specification. */
    public static final String KIND = "fixed";

    /** The first policy of a deployment. */
    public static final double DEFAULT_PROBABILITY = 0.1;

    private final double probability;

    /**
     * A policy of one probability.
     *
     * @param probability of sending, above 0 and below 1
     * @throws IllegalArgumentException outside of that
     */
    public FixedProbability(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "policy.probability "
                            + probability
                            + ": a trial is never certain, choose a number above 0 and below 1.");
        }
        this.probability = probability;
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
        double[] equal = new double[point.eligible().length];
        Arrays.fill(equal, 1);
        String text = AllocationText.step(KIND, probability);
        return Proposal.of(probability, equal, List.of(), Double.NaN, text);
    }

    @Override
    public void learn(double[] statistics, LearningRow row) {
        // Nothing is learned: that is the point of this policy.
    }
}
