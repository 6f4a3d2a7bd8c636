package org.wearablecoach.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.DecisionType;

/**
 * The outcome of one randomised decision, with all that its row logs.
 *
 * @param type POLICY, FALLBACK or WARM_UP
 * @param probability the p of the draw, inside the bounds
 * @param wanted the policy's probability within the bounds, before the budget
 * @param shares q by intervention, each eligible one at least the floor, sum 1
 * @param chosen index of what is sent, or {@link Choice#NONE}
 * @param draw u, uniform in [0, 1)
 * @param counter u was computed from
 * @param advantages posterior of each advantage
 * @param margin what the advantage had to exceed; NaN without one
 * @param allocation id of the allocation function
 * @param failure why the fallback decided, in words without values; null when it did not
 */
public record Randomised(
        DecisionType type,
        double probability,
        double wanted,
        double[] shares,
        int chosen,
        double draw,
        String counter,
        List<Advantage> advantages,
        double margin,
        String allocation,
        @Nullable String failure) {

    /** Nothing is drawn where nothing may be sent. */
    static Randomised unavailable(int interventions) {
        return new Randomised(
                DecisionType.POLICY,
                0,
                0,
                new double[interventions],
                Choice.NONE,
                Double.NaN,
                "",
                List.of(),
                Double.NaN,
                DecisionAudit.UNAVAILABLE_ALLOCATION,
                null);
    }
}
