package org.wearablecoach.signals;

import java.util.Arrays;

/**
 * A window of beat intervals: which beats are normal, heart-rate variability from them, and whether
 * the window is good enough to be used.
 *
 * <p>Only measured beat intervals belong here. Intervals computed from a heart rate, above all from
 * a mean over a minute, have lost the variability, and what came out would mean nothing.
 *
 * <p>One instance is used for many windows; apart from the spectrum nothing is allocated per
 * window. The result depends on the beats of the window and of the 30 s before it, on nothing else.
 *
 * <p>The artefact rule looks back only. A beat is normal when it can be one (300 to 2000 ms) and is
 * not more than 20% shorter or 30% longer than the median of the five such beats before it; without
 * three of them in the 30 s before it, it is taken as it is. A rule that looks ahead (Lipponen and
 * Tarvainen 2019) finds a little more and costs a delay of about 45 beats.
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
    private double[] normalEnd = new double[512];
    private double[] normalMs = new double[512];
    private int normals;

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
        begin(end - start);
        boolean previousCounts = false;
        double clock = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to && endMillis[i] < end; i++) {
            if (endMillis[i] < start - WARM_UP_MILLIS) {
                continue;
            }
            boolean normal = rule.accept(endMillis[i], ms[i]);
            if (endMillis[i] < start) {
                continue;
            }
            boolean follows = i > from && follows(endMillis[i - 1], endMillis[i], ms[i]);
            // Stamps jitter, intervals do not: only across a gap the stamp counts.
            clock = follows ? clock + ms[i] : endMillis[i];
            clock = beats == 0 ? endMillis[i] : clock;
            beats++;
            if (normal) {
                timeDomain.addBeat(ms[i]);
                keep(clock, ms[i]);
                if (previousCounts && follows) {
                    timeDomain.addDifference(ms[i - 1], ms[i]);
                }
            }
            previousCounts = normal;
        }
    }

    private void keep(double clock, float ms) {
        if (normals == normalMs.length) {
            normalEnd = Arrays.copyOf(normalEnd, 2 * normals);
            normalMs = Arrays.copyOf(normalMs, 2 * normals);
        }
        // After a gap a stamp may lie before the time that intervals have added up to.
        double earliest = normals == 0 ? clock : normalEnd[normals - 1] + ms;
        normalEnd[normals] = Math.max(clock, earliest);
        normalMs[normals++] = ms;
    }

    /** Starts an empty window of a length. */
    void begin(long millis) {
        timeDomain.clear();
        beats = 0;
        normals = 0;
        windowMillis = millis;
    }

    /** Adds what is known about a part of the window. */
    void addSlice(int sliceBeats, TimeDomainHrv sums) {
        beats += sliceBeats;
        timeDomain.addAll(sums);
    }

    /** Adds a difference between two parts. */
    void addDifference(float earlierMs, float laterMs) {
        timeDomain.addDifference(earlierMs, laterMs);
    }

    /**
     * Computes the spectrum of the normal beats. Without a usable segment every power is NaN, as in
     * a window that was added up from slices.
     */
    public void spectrum(FrequencyDomainHrv into) {
        into.compute(normalEnd, normalMs, normals);
    }

    /**
     * Whether a beat follows the one before it, with no beat missing between. A missing beat makes
     * the stamp late by about its own length.
     *
     * @param earlierEnd when the earlier beat ended, ms
     * @param laterEnd when the later one ended, ms
     * @param laterMs interval of the later one
     */
    public static boolean follows(long earlierEnd, long laterEnd, float laterMs) {
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
        return refusal(LEAST_COVERAGE, MOST_ARTEFACTS);
    }

    /**
     * Why the window must not be used by other limits.
     *
     * @param leastCoverage share of the window that normal beats must cover
     * @param mostArtefacts share of beats that may be artefacts
     */
    public HrvRefusal refusal(double leastCoverage, double mostArtefacts) {
        if (timeDomain.differences() < LEAST_DIFFERENCES) {
            return HrvRefusal.FEW_BEATS;
        }
        if (coverage() < leastCoverage) {
            return HrvRefusal.COVERAGE;
        }
        return correctedShare() > mostArtefacts ? HrvRefusal.ARTEFACTS : HrvRefusal.NONE;
    }

    /** Whether the window may be used. */
    public boolean usable() {
        return refusal() == HrvRefusal.NONE;
    }
}
