package org.wearablecoach.policy;

/**
 * A policy trained elsewhere, as a function from what is seen to one score per arm. The seam behind
 * which a network is run; nothing here knows how.
 */
@FunctionalInterface
public interface ArmScorer {

    /**
     * Scores one decision, alone: never in a batch, whose other rows might change bits.
     *
     * @param point what is seen
     * @param scores to be filled: entry 0 for "send nothing", k + 1 for intervention k
     */
    void score(DecisionPoint point, double[] scores);
}
