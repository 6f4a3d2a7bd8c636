package org.wearablecoach.policy;

/**
 * What a policy sees of one decision. The arrays are the caller's and are never changed.
 *
 * @param decisionTime on the person clock, ms
 * @param baseline g of the reward model, as used and logged
 * @param advantage f of the reward model, as used and logged
 * @param dosage decayed number of messages before this decision
 * @param eligible by intervention, in the order of the configuration
 * @param counter of the decision's draw, see {@link Draw}
 */
public record DecisionPoint(
        long decisionTime,
        double[] baseline,
        double[] advantage,
        double dosage,
        boolean[] eligible,
        String counter) {}
