package org.wearablecoach.policy;

/**
 * One closed decision as a policy learns from it: what the decision row logged, joined with its
 * reward. SAFETY and FALLBACK decisions and missing rewards never become a learning row.
 *
 * @param decisionTime on the person clock, ms
 * @param baseline g, as logged
 * @param advantage f, as logged
 * @param dosage as logged
 * @param available whether something could be sent
 * @param chosen index of what was sent, or {@link Choice#NONE}
 * @param probability the final p with which sending was drawn: centring uses this one and no other
 * @param shares q by intervention, as logged; empty when not available
 * @param reward what to learn from; never NaN
 */
public record LearningRow(
        long decisionTime,
        double[] baseline,
        double[] advantage,
        double dosage,
        boolean available,
        int chosen,
        double probability,
        double[] shares,
        double reward) {

    public LearningRow {
        if (!Double.isFinite(reward)) {
            throw new IllegalArgumentException(
                    "reward is missing or not finite: drop the row, a reward is never imputed.");
        }
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability of a learning row must be 0 to 1.");
        }
    }

    /** Whether every feature is a number: only such rows are learned from. */
    public boolean finite() {
        return finite(baseline) && finite(advantage) && finite(shares);
    }

    static boolean finite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** 1 when something was sent, else 0. */
    public double action() {
        return chosen == Choice.NONE ? 0 : 1;
    }

    /**
     * The row to learn from when what reached the person is not what was drawn: A := delivered and
     * p := A, so that the row tells about the baseline and the effect but not through centring.
     *
     * @param delivered index of what reached the person, or {@link Choice#NONE}
     */
    public LearningRow delivered(int delivered) {
        if (delivered == chosen) {
            return this;
        }
        double[] certain = new double[shares.length];
        if (delivered != Choice.NONE) {
            certain[delivered] = 1;
        }
        return new LearningRow(
                decisionTime,
                baseline,
                advantage,
                dosage,
                available,
                delivered,
                delivered == Choice.NONE ? 0 : 1,
                certain,
                reward);
    }
}
