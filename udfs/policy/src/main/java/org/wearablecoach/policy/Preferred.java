package org.wearablecoach.policy;

import java.util.Arrays;
import java.util.List;

/**
 * From the arm that an agent without probabilities prefers to a proposal: it is never followed
 * outright. Bounds and floors, which come after, leave the preferred arm the most they allow.
 */
final class Preferred {

    private Preferred() {}

    /** The proposal of an arm, 0 for none and k + 1 for intervention k. */
    static Proposal arm(int arm, int interventions, String allocation) {
        double[] weights = new double[interventions];
        if (arm == 0) {
            Arrays.fill(weights, 1);
            return Proposal.of(0, weights, List.of(), Double.NaN, allocation);
        }
        weights[arm - 1] = 1;
        return Proposal.of(1, weights, List.of(), Double.NaN, allocation);
    }
}
