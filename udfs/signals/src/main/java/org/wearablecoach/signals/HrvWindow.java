package org.wearablecoach.signals;

/**
 * A window of beat intervals: which beats are normal, heart-rate variability from them, and whether
 * the window is good enough to be used.
 *
 * <p>Only measured beat intervals belong here. Intervals computed from a heart rate, above all from
 * a mean over a minute, have lost the variability, and what came out would mean nothing.
 *
 * <p>One instance is used for many windows; nothing is allocated per window. The result depends on
 * the beats of the window and of the 30 s before it, on nothing else.
 */
public final class HrvWindow {

    /** Least share of the window that normal beats must cover. */
    public static final double LEAST_COVERAGE = 0.8;

    /** Largest share of beats that may be artefacts. */
    public static final double MOST_ARTEFACTS = 0.1;

    /**
     * How long before a window the beats lie that the first ones in it are judged by, in ms. A
     * caller that has them passes them; windows without them are computed from their own beats.
     */
    public static final long WARM_UP_MILLIS = CausalArtefacts.REFERENCE_MILLIS;

    /**
     * How much later than its interval says a beat may be stamped, in ms, and still follow the beat
     * before it. Stamps are made at delivery: in recordings of a Garmin watch nine in ten lie
     * within 200 ms.
     */
    private static final double STAMP_JITTER_MILLIS = 250;

    private static final int LEAST_DIFFERENCES = 2;

    private final CausalArtefacts rule = new CausalArtefacts();
    private final TimeDomainHrv timeDomain = new TimeDomainHrv();
    private int beats;
    private double windowMillis;

    /**
     * Computes a window.
     *
     * @param endMillis when each beat ended, ascending
     * @param ms the interval of each beat
     * @param from index of the first beat, which may lie before the window: see {@link
     *     #WARM_UP_MILLIS}
     * @param to index after the last beat; beats outside the window are not counted
     * @param start of the window, inclusive, ms
     * @param end of the window, exclusive, ms
     */
    public void compute(long[] endMillis, float[] ms, int from, int to, long start, long end) {
        rule.clear();
        timeDomain.clear();
        beats = 0;
        windowMillis = end - start;
        boolean previousCounts = false;
        for (int i = from; i < to && endMillis[i] < end; i++) {
            if (endMillis[i] < start - WARM_UP_MILLIS) {
                continue;
            }
            boolean normal = rule.accept(endMillis[i], ms[i]);
            boolean counts = normal && endMillis[i] >= start;
            if (endMillis[i] >= start) {
                beats++;
            }
            if (counts) {
                timeDomain.addBeat(ms[i]);
                if (previousCounts && follows(endMillis[i - 1], endMillis[i], ms[i])) {
                    timeDomain.addDifference(ms[i - 1], ms[i]);
                }
            }
            previousCounts = counts;
        }
    }

    /**
     * Whether a beat follows the one before it, with no beat missing between. A missing beat makes
     * the stamp late by about its own length.
     */
    static boolean follows(long earlierEnd, long laterEnd, float laterMs) {
        double late = laterEnd - earlierEnd - (double) laterMs;
        return late <= Math.max(STAMP_JITTER_MILLIS, laterMs / 2.0);
    }

    /** Variability of the normal beats; overwritten by the next window. */
    public TimeDomainHrv timeDomain() {
        return timeDomain;
    }

    /** Number of beats in the window, normal or not. */
    public int beats() {
        return beats;
    }

    /** Share of the beats that are artefacts and were left out, 0 to 1; 0 without beats. */
    public double correctedShare() {
        return beats == 0 ? 0 : (double) (beats - timeDomain.beats()) / beats;
    }

    /** Share of the window that normal beats cover, 0 to 1. */
    public double coverage() {
        return Math.min(timeDomain.totalMs() / windowMillis, 1);
    }

    /** Quality of the window, 0 to 1: the covered share, less the artefacts. */
    public double quality() {
        return coverage() * (1 - correctedShare());
    }

    /** Why the window must not be used; {@link HrvRefusal#NONE} when it may. */
    public HrvRefusal refusal() {
        if (timeDomain.differences() < LEAST_DIFFERENCES) {
            return HrvRefusal.FEW_BEATS;
        }
        if (coverage() < LEAST_COVERAGE) {
            return HrvRefusal.COVERAGE;
        }
        return correctedShare() > MOST_ARTEFACTS ? HrvRefusal.ARTEFACTS : HrvRefusal.NONE;
    }

    /** Whether the window may be used. */
    public boolean usable() {
        return refusal() == HrvRefusal.NONE;
    }
}
