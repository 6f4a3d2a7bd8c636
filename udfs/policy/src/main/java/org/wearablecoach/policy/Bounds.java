package org.wearablecoach.policy;

/**
 * How far a policy's probabilities may go while a person is available, so that it never is certain
 * and every action keeps a known chance.
 *
 * @param low least probability of sending, above 0
 * @param high largest probability of sending, below 1
 * @param floor least share of each eligible intervention among those sent, 0 to 1; where the
 *     eligible ones are so many that the floors exceed 1, all get equal shares
 */
public record Bounds(double low, double high, double floor) {

    /** Bounds for a handful of decision points a day, as deployed trials use them. */
    public static final Bounds TRIAL = new Bounds(0.2, 0.8, 0.05);

    /** Bounds for the 5-minute grid, where a budget keeps the number of messages. */
    public static final Bounds GRID = new Bounds(0.005, 0.2, 0.05);

    public Bounds {
        if (!(low > 0 && low <= high && high < 1)) {
            throw new IllegalArgumentException(
                    "policy bounds ["
                            + low
                            + ", "
                            + high
                            + "]: 0 < low <= high < 1 must hold; choose bounds inside (0, 1).");
        }
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException(
                    "policy floor " + floor + ": choose a share from 0 to 1.");
        }
    }

    /** A probability moved into the bounds; NaN is refused. */
    public double clip(double probability) {
        if (Double.isNaN(probability)) {
            throw new IllegalArgumentException("probability is NaN: the policy must refuse before");
        }
        return probability < low ? low : probability > high ? high : probability;
    }

    /**
     * Shares of the eligible interventions: each at least the floor, the rest in proportion to the
     * weights, 0 for those not eligible, sum 1.
     *
     * @param weights what each intervention should get, at least 0, of any sum; when the eligible
     *     ones are all 0 they share equally
     * @param eligible which may be chosen; at least one
     */
    public double[] shares(double[] weights, boolean[] eligible) {
        int count = 0;
        double total = 0;
        for (int k = 0; k < eligible.length; k++) {
            if (eligible[k]) {
                if (!(weights[k] >= 0 && weights[k] < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException(
                            "weight of intervention " + k + " must be finite and at least 0.");
                }
                count++;
                total += weights[k];
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "no eligible intervention: such a decision is not available, ask before.");
        }
        double least = Math.min(floor, 1.0 / count);
        double rest = Math.max(0, 1 - count * least);
        double[] shares = new double[eligible.length];
        for (int k = 0; k < eligible.length; k++) {
            if (eligible[k]) {
                shares[k] = least + rest * (total > 0 ? weights[k] / total : 1.0 / count);
            }
        }
        return shares;
    }
}
