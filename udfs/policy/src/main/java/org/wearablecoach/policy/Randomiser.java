package org.wearablecoach.policy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.DecisionType;

/**
 * The end of the decision order: policy, budget, bounds, draw. An error of the policy becomes a
 * draw with the pre-set fallback probability, never an exception.
 *
 * @param bounds of every probability, also of the fallback
 * @param fallback probability of sending when the policy fails
 */
public record Randomiser(Bounds bounds, double fallback) {

    /** Allocation id of a row of type FALLBACK. */
    public static final String FALLBACK_ALLOCATION = "fallback";

    /** Allocation id of a row of type WARM_UP. */
    public static final String WARM_UP_ALLOCATION = "warm-up";

    public Randomiser {
        if (!(fallback >= bounds.low() && fallback <= bounds.high())) {
            throw new IllegalArgumentException(
                    "policy.fallback "
                            + fallback
                            + " lies outside the bounds ["
                            + bounds.low()
                            + ", "
                            + bounds.high()
                            + "]: choose a probability inside.");
        }
    }

    /**
     * Decides without a budget.
     *
     * @param policy in force
     * @param point an available decision: at least one intervention is eligible
     * @param statistics of the person
     */
    public Randomised decide(Policy policy, DecisionPoint point, double[] statistics) {
        return decide(policy, point, statistics, null);
    }

    /**
     * Decides.
     *
     * @param policy in force
     * @param point an available decision: at least one intervention is eligible
     * @param statistics of the person
     * @param budget what it makes of the policy's probability within bounds; null without one
     */
    public Randomised decide(
            Policy policy, DecisionPoint point, double[] statistics, Budget.@Nullable Step budget) {
        Proposal proposal;
        double wanted;
        double probability;
        double[] shares;
        try {
            proposal = policy.propose(point, statistics);
            if (proposal.refused() != null) {
                return fallback(point, proposal.refused());
            }
            wanted = bounds.clip(proposal.probability());
            probability = wanted;
            if (budget != null) {
                probability = bounds.clip(budget.probability(probability));
            }
            shares = bounds.shares(proposal.weights(), point.eligible());
        } catch (RuntimeException e) {
            // Whatever went wrong in an agent, the person sees a coach that works; the row says so.
            return fallback(point, e.getClass().getSimpleName());
        }
        double u = Draw.uniform(point.counter());
        return new Randomised(
                DecisionType.POLICY,
                probability,
                wanted,
                shares,
                Choice.of(u, probability, shares),
                u,
                point.counter(),
                proposal.advantages(),
                proposal.margin(),
                AllocationText.of(proposal.allocation(), budget, bounds),
                null);
    }

    /** Decides with the fixed probability of the warm-up, equal shares. */
    public Randomised warmUp(DecisionPoint point, double probability) {
        return equalShares(
                point, DecisionType.WARM_UP, bounds.clip(probability), WARM_UP_ALLOCATION, null);
    }

    private Randomised fallback(DecisionPoint point, String why) {
        return equalShares(point, DecisionType.FALLBACK, fallback, FALLBACK_ALLOCATION, why);
    }

    private Randomised equalShares(
            DecisionPoint point,
            DecisionType type,
            double probability,
            String allocation,
            @Nullable String failure) {
        double[] equal = new double[point.eligible().length];
        Arrays.fill(equal, 1);
        double[] shares = bounds.shares(equal, point.eligible());
        double u = Draw.uniform(point.counter());
        return new Randomised(
                type,
                probability,
                probability,
                shares,
                Choice.of(u, probability, shares),
                u,
                point.counter(),
                List.of(),
                Double.NaN,
                AllocationText.of(AllocationText.step(allocation, probability), null, bounds),
                failure);
    }
}
