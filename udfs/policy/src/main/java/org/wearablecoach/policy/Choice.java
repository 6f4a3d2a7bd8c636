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
        return u < probability ? among(u / probability, shares) : NONE;
    }

    /**
     * The intervention that a draw is about: what was sent, or, when nothing was, what the same
     * number chooses at the place (u - p) / (1 - p). It has the shares q whether or not something
     * was sent, so the outcome that is observed, its own, compares the two without bias.
     *
     * @param u the uniform number in [0, 1); NaN when nothing was drawn, which is about nothing
     * @param probability p of sending
     * @param shares q by intervention; 0 for those not eligible
     */
    public static int aimed(double u, double probability, double[] shares) {
        if (Double.isNaN(u)) {
            return NONE;
        }
        return u < probability
                ? among(u / probability, shares)
                : among((u - probability) / (1 - probability), shares);
    }

    private static int among(double at, double[] shares) {
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
