package org.wearablecoach.signals;

/**
 * The artefact rule of the stream: a beat is judged by the beats before it only.
 *
 * <p>A beat is normal when it can be one (300 to 2000 ms) and is not more than 20% shorter or 30%
 * longer than the median of the five such beats before it. Without three of them in the 30 s before
 * the beat it is taken as it is: there is nothing to judge by.
 *
 * <p>Why this rule: the published one of highest sensitivity (Lipponen and Tarvainen 2019) looks 45
 * beats ahead, which in a stream is a delay of most of a minute. A median of what was measured, not
 * of what was accepted, neither follows single artefacts nor locks out a heart that has really
 * changed its rate, and its memory is five beats: whether a beat is normal does not depend on where
 * a window starts, so sliding windows can be summed up from parts. The limits are not symmetric
 * because breathing and a slowing heart lengthen intervals quickly, while what shortens one at once
 * is a premature beat or a false detection. On clean one-hour series it rejects 2 to 3% of beats
 * (the same limits of 20% on both sides: 4 to 6%), and it finds more than 95% of missed and split
 * beats; tests hold both.
 */
final class CausalArtefacts {

    /** How far back the beats may lie that a beat is judged by, in ms. */
    static final long REFERENCE_MILLIS = 30_000;

    private static final int REFERENCE_BEATS = 5;
    private static final int REFERENCE_MINIMUM = 3;
    private static final double SHORTEST = 0.8;
    private static final double LONGEST = 1.3;

    /** Bits of the intervals: those of positive numbers are in the order of the numbers. */
    private final int[] recent = new int[REFERENCE_BEATS];

    private final long[] recentEnd = new long[REFERENCE_BEATS];
    private final int[] sorted = new int[REFERENCE_BEATS];
    private int size;
    private int next;

    /** Forgets the beats before. */
    void clear() {
        size = 0;
        next = 0;
    }

    /**
     * Judges the next beat, and keeps it to judge later ones by.
     *
     * @param endMillis when the beat ended
     * @param ms its interval
     * @return whether it is a normal beat
     */
    boolean accept(long endMillis, float ms) {
        if (!Plausible.isNormalInterval(ms)) {
            return false;
        }
        boolean normal = true;
        if (size == REFERENCE_BEATS && areWithin(endMillis - REFERENCE_MILLIS)) {
            normal = isNear(medianOfFive(), ms);
        } else {
            int references = references(endMillis);
            if (references >= REFERENCE_MINIMUM) {
                normal = isNear(median(references), ms);
            }
        }
        recent[next] = Float.floatToRawIntBits(ms);
        recentEnd[next] = endMillis;
        next = next + 1 == REFERENCE_BEATS ? 0 : next + 1;
        size = Math.min(size + 1, REFERENCE_BEATS);
        return normal;
    }

    private static boolean isNear(double median, float ms) {
        return ms >= SHORTEST * median && ms <= LONGEST * median;
    }

    /** Whether all five ended at a time or later. */
    private boolean areWithin(long since) {
        return recentEnd[0] >= since
                && recentEnd[1] >= since
                && recentEnd[2] >= since
                && recentEnd[3] >= since
                && recentEnd[4] >= since;
    }

    /** As {@link #median}, without a branch that depends on the beats: no processor guesses it. */
    private double medianOfFive() {
        int lowAb = Math.min(recent[0], recent[1]);
        int highAb = Math.max(recent[0], recent[1]);
        int lowCd = Math.min(recent[2], recent[3]);
        int highCd = Math.max(recent[2], recent[3]);
        // Neither the lowest nor the highest of the four is the median of five.
        int one = Math.max(lowAb, lowCd);
        int other = Math.min(highAb, highCd);
        int low = Math.min(one, other);
        int high = Math.max(one, other);
        return Float.intBitsToFloat(Math.max(low, Math.min(recent[4], high)));
    }

    private int references(long endMillis) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (recentEnd[i] < endMillis - REFERENCE_MILLIS) {
                continue;
            }
            int bits = recent[i];
            int at = count++;
            while (at > 0 && sorted[at - 1] > bits) {
                sorted[at] = sorted[at - 1];
                at--;
            }
            sorted[at] = bits;
        }
        return count;
    }

    private double median(int count) {
        int middle = count / 2;
        double upper = Float.intBitsToFloat(sorted[middle]);
        return count % 2 == 1 ? upper : (Float.intBitsToFloat(sorted[middle - 1]) + upper) / 2;
    }
}
