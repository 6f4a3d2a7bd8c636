package org.wearablecoach.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DoseModel} looks at and how it plans.
 *
 * @param interventions names in the order of the configuration
 * @param slow the slow state, one or two variables: what doses move and what decides how well they
 *     work, as habituation and disengagement
 * @param absorbing which slow variable says, at its upper end, that the person has left and nothing
 *     is earned any more; -1 for none
 * @param context what changes from decision to decision and not by what is sent; null for none
 * @param latent whether the context is the probability of one of two situations, so that the future
 *     is a mixture of what follows from each; else effects are linear in it
 * @param period decisions per step of the slow state; 1 when it moves with each decision
 * @param objective which slow variable is to be kept high; -1 when the rewards of the decisions are
 *     the objective. With one, rewards count by what they do to that variable.
 * @param horizon decisions of one plan after which the slow state starts anew, so that nothing
 *     later counts; 0 for a person who goes on
 * @param discount of a step of the slow state, 0 to 1, below 1 for a person who goes on
 * @param exploration standard deviations by which the plan's coefficients are drawn around the
 *     posterior mean; 1 is posterior sampling, 0 none
 * @param points of the grid per slow variable, at least 2
 * @param gapMillis a step that took longer is not learned from, ms
 * @param bounds within which the agent will act; it plans with them
 */
public record DoseSpec(
        List<String> interventions,
        List<Variable> slow,
        int absorbing,
        @Nullable Variable context,
        boolean latent,
        int period,
        int objective,
        int horizon,
        double discount,
        double exploration,
        int points,
        long gapMillis,
        Bounds bounds) {

    /** Discount that looks about thirty steps ahead. */
    public static final double DISCOUNT = 0.97;

    /** Within bounds that keep every action possible, little more exploration is needed. */
    public static final double EXPLORATION = 0.3;

    /** Points that resolve a habituation of a few percent per dose. */
    public static final int POINTS = 11;

    /**
     * An entry of f with its range.
     *
     * @param index position in f
     * @param low value that counts as 0
     * @param high value that counts as 1; below {@code low} where less of the entry is more of the
     *     variable, as with a share of accepted messages that stands for engagement lost
     */
    public record Variable(int index, double low, double high) {

        public Variable {
            if (index < 0 || low == high || !Double.isFinite(high - low)) {
                throw new IllegalArgumentException(
                        "dose model: entry "
                                + index
                                + " of the advantage features with range ["
                                + low
                                + ", "
                                + high
                                + "]: give a position and two ends that differ.");
            }
        }

        /** The value of the entry, as a share of its range from 0 to 1. */
        double unit(double[] f) {
            return within((f[index] - low) / (high - low));
        }
    }

    public DoseSpec {
        interventions = List.copyOf(interventions);
        slow = List.copyOf(slow);
        require(!interventions.isEmpty(), "interventions", "name at least one");
        require(slow.size() == 1 || slow.size() == 2, "slow", "name one or two variables");
        require(absorbing >= -1 && absorbing < slow.size(), "absorbing", "name a slow variable");
        require(objective >= -1 && objective < slow.size(), "objective", "name a slow variable");
        require(!latent || context != null, "latent", "it needs a context");
        require(!latent || objective < 0, "latent", "it does not go with an objective");
        require(period >= 1, "period", "choose 1 or more");
        require(period > 1 || objective < 0, "objective", "it needs a period above 1");
        require(horizon == 0 || horizon > 1, "horizon", "choose 0 or more than 1");
        require(horizon == 0 || period == 1, "horizon", "it goes with a period of 1");
        require(discount >= 0 && discount <= 1, "discount", "choose 0 to 1");
        require(horizon > 0 || discount < 1, "discount", "choose less than 1 or set a horizon");
        require(exploration >= 0 && exploration < 10, "exploration", "choose 0 to below 10");
        require(points >= 2 && points <= 64, "points", "choose 2 to 64");
        require(gapMillis > 0, "gapMillis", "choose a positive time");
    }

    private static void require(boolean holds, String name, String cure) {
        if (!holds) {
            throw new IllegalArgumentException("dose model: " + name + ": " + cure + ".");
        }
    }

    /** A value moved into [0, 1]; NaN stays. */
    static double within(double u) {
        return u < 0 ? 0 : u > 1 ? 1 : u;
    }
}
