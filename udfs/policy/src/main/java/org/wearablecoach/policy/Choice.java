package org.wearablecoach.policy;

/**
 * What one uniform number chooses: none, or one of several interventions, so that a single draw and
 * both factors of its probability replay.
 *
 * <p>None has probability 1 - p. Intervention k has p q_k, where the q of the eligible ones sum to
 * 1: none if u &gt;= p, else the first k whose cumulated q exceeds u / p.
 */
public final class Choice {

    /** Nothing is sent. */
    public static final int NONE = -1;

    private Choice() {}

    /**
     * The index of the chosen intervention, or {@link #NONE}.
     *
     * @param u the uniform number in [0, 1)
     * @param probability p of sending
     * @param shares q by intervention; 0 for those not eligible
     */
    public static int of(double u, double probability, double[] shares) {
        if (!(u < probability)) {
            return NONE;
        }
        double at = u / probability;
        double cumulated = 0;
        int last = NONE;
        for (int k = 0; k < shares.length; k++) {
            if (shares[k] > 0) {
                cumulated += shares[k];
                last = k;
                if (at < cumulated) {
                    return k;
                }
            }
        }
        // Rounding may leave the sum a few bits below 1: the last eligible one owns that sliver.
        return last;
    }
}
