package org.wearablecoach.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Advantage;

/**
 * What a policy wants at one decision, before budget and bounds.
 *
 * @param probability of sending, 0 to 1; NaN when refused
 * @param weights by intervention, at least 0, any sum; what is sent is shared in proportion, see
 *     {@link Bounds#shares}
 * @param advantages posterior of each advantage; empty for a policy without posterior
 * @param margin what the advantage had to exceed; NaN for a policy without margin
 * @param allocation id of the function from posterior to probability
 * @param refused why the policy could not decide, in words without values; null when it could
 */
public record Proposal(
        double probability,
        double[] weights,
        List<Advantage> advantages,
        double margin,
        String allocation,
        @Nullable String refused) {

    /** A proposal of a policy that could decide. */
    public static Proposal of(
            double probability,
            double[] weights,
            List<Advantage> advantages,
            double margin,
            String allocation) {
        return new Proposal(probability, weights, advantages, margin, allocation, null);
    }

    /** A policy whose posterior did not pass its gates: the fallback probability decides. */
    public static Proposal refused(String why, String allocation) {
        return new Proposal(Double.NaN, new double[0], List.of(), Double.NaN, allocation, why);
    }
}
