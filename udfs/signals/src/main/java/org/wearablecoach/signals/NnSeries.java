package org.wearablecoach.signals;

/**
 * A recorded series of beat intervals with its artefacts marked, for analysis of a whole recording.
 *
 * <p>With a published rule, intervals outside 300 to 2000 ms are marked and bridged first, as the
 * rules expect; what they leave is what they were made to judge. Where more than half lie outside,
 * the series is not of a human heart at that scale and the range says nothing about it: then only
 * the rule judges, which compares beats with their neighbours and holds for any heart.
 */
public final class NnSeries {

    private static final float SECONDS_MEDIAN = 10;
    private static final float LONGEST_MS = 1_800_000;

    private final float[] ms;
    private final float[] bridged;
    private final boolean[] artefact;
    private final int artefacts;

    private NnSeries(float[] ms, float[] bridged, boolean[] artefact, int artefacts) {
        this.ms = ms;
        this.bridged = bridged;
        this.artefact = artefact;
        this.artefacts = artefacts;
    }

    /**
     * Marks the artefacts of a recording.
     *
     * @param intervalsMs consecutive intervals in ms, oldest first, each above 0; copied
     * @throws IllegalArgumentException naming the first interval that is not
     */
    public static NnSeries of(float[] intervalsMs, ArtefactRule rule) {
        int count = intervalsMs.length;
        for (int i = 0; i < count; i++) {
            if (!(intervalsMs[i] > 0 && intervalsMs[i] <= LONGEST_MS)) {
                throw new IllegalArgumentException(
                        "interval number "
                                + (i + 1)
                                + " is "
                                + intervalsMs[i]
                                + " ms; intervals are above 0 and up to half an hour");
            }
        }
        float[] ms = intervalsMs.clone();
        float[] bridged = intervalsMs.clone();
        boolean[] implausible = new boolean[count];
        if (rule != ArtefactRule.NONE && rule != ArtefactRule.CAUSAL) {
            int outside = 0;
            for (int i = 0; i < count; i++) {
                implausible[i] = !Plausible.isNormalInterval(ms[i]);
                outside += implausible[i] ? 1 : 0;
            }
            if (2L * outside > count) {
                java.util.Arrays.fill(implausible, false);
            } else {
                bridge(bridged, implausible);
            }
        }
        boolean[] artefact = new boolean[count];
        rule.mark(bridged, count, artefact);
        int artefacts = 0;
        for (int i = 0; i < count; i++) {
            artefact[i] |= implausible[i];
            artefacts += artefact[i] ? 1 : 0;
        }
        bridge(bridged, artefact);
        return new NnSeries(ms, bridged, artefact, artefacts);
    }

    /** Whether intervals are in seconds, not in ms: their median is below 10. */
    public static boolean looksLikeSeconds(float[] intervals) {
        float[] sorted = intervals.clone();
        java.util.Arrays.sort(sorted);
        return sorted.length > 0 && sorted[sorted.length / 2] < SECONDS_MEDIAN;
    }

    /** Replaces marked values by the straight line between their unmarked neighbours. */
    private static void bridge(float[] ms, boolean[] artefact) {
        int previous = -1;
        for (int i = 0; i < ms.length; i++) {
            if (artefact[i]) {
                continue;
            }
            for (int j = previous + 1; j < i; j++) {
                // Before the first normal beat there is only the one after.
                ms[j] =
                        previous < 0
                                ? ms[i]
                                : (float)
                                        (ms[previous]
                                                + ((double) ms[i] - ms[previous])
                                                        * (j - previous)
                                                        / (i - previous));
            }
            previous = i;
        }
        for (int j = previous + 1; previous >= 0 && j < ms.length; j++) {
            ms[j] = ms[previous];
        }
    }

    /** Number of intervals, normal or not. */
    public int size() {
        return ms.length;
    }

    /** Number of artefacts. */
    public int artefacts() {
        return artefacts;
    }

    /** Whether an interval is an artefact. */
    public boolean isArtefact(int index) {
        return artefact[index];
    }

    /** An interval as it was recorded, in ms. */
    public float ms(int index) {
        return ms[index];
    }

    /** All intervals in ms, artefacts replaced by the straight line between normal neighbours. */
    public float[] bridged() {
        return bridged.clone();
    }

    /** Variability of the normal beats, with differences only where nothing lies between. */
    public TimeDomainHrv timeDomain() {
        TimeDomainHrv hrv = new TimeDomainHrv();
        for (int i = 0; i < ms.length; i++) {
            if (artefact[i]) {
                continue;
            }
            hrv.addBeat(ms[i]);
            if (i > 0 && !artefact[i - 1]) {
                hrv.addDifference(ms[i - 1], ms[i]);
            }
        }
        return hrv;
    }

    /** Spectrum of the normal beats at the times at which they were recorded. */
    public FrequencyDomainHrv frequencyDomain() {
        double[] end = new double[ms.length];
        double[] normal = new double[ms.length];
        int count = 0;
        double clock = 0;
        for (int i = 0; i < ms.length; i++) {
            clock += ms[i];
            if (!artefact[i]) {
                end[count] = clock;
                normal[count++] = ms[i];
            }
        }
        FrequencyDomainHrv hrv = new FrequencyDomainHrv();
        hrv.compute(end, normal, count);
        return hrv;
    }

    /** Share of the intervals that are artefacts, in percent; 0 for an empty series. */
    public double correctedPercent() {
        return ms.length == 0 ? 0 : 100.0 * artefacts / ms.length;
    }

    /** Share of the recorded time that normal beats cover, in percent; 0 for an empty series. */
    public double coveragePercent() {
        double all = 0;
        double normal = 0;
        for (int i = 0; i < ms.length; i++) {
            all += ms[i];
            normal += artefact[i] ? 0 : ms[i];
        }
        return all > 0 ? 100 * normal / all : 0;
    }
}
