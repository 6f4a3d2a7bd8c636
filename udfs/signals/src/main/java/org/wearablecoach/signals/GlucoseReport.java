package org.wearablecoach.signals;

import java.util.List;

/**
 * Everything said about the glucose of a period, from its readings in order. One instance is used
 * for many periods.
 */
public final class GlucoseReport {

    /** Days of the consensus report. */
    public static final int REPORT_DAYS = 14;

    private static final int CONGA_HOURS = 1;
    private static final int MOST_READINGS = (REPORT_DAYS + 1) * GlucoseDay.PLACES;

    private final GlucoseSums sums = new GlucoseSums();
    private final long[] times = new long[MOST_READINGS];
    private final float[] values = new float[MOST_READINGS];
    private double mage = Double.NaN;
    private double conga = Double.NaN;
    private double modd = Double.NaN;

    /**
     * Computes a period from a recording.
     *
     * @param readingTimes ascending and unique, ms
     * @param mgDl readings
     * @param from index of the first reading
     * @param to index after the last reading
     */
    public void compute(long[] readingTimes, float[] mgDl, int from, int to) {
        sums.clear();
        for (int i = from; i < to; i++) {
            sums.add(mgDl[i]);
        }
        mage = GlucoseVariability.mage(mgDl, from, to, sums.sdMgDl());
        conga = GlucoseVariability.conga(readingTimes, mgDl, from, to, CONGA_HOURS);
        modd = GlucoseVariability.modd(readingTimes, mgDl, from, to);
    }

    /**
     * Computes a period from state: the last day, or the last 14.
     *
     * @param days ascending by number, each once; those outside the period are not read
     * @param from first moment, inclusive, ms
     * @param to last moment, exclusive, ms; at most 14 days after {@code from}
     */
    public void compute(List<GlucoseDay> days, long from, long to) {
        if (to - from > REPORT_DAYS * GlucoseDay.MILLIS) {
            throw new IllegalArgumentException("a glucose report covers at most 14 days");
        }
        int count = 0;
        for (int i = 0; i < days.size(); i++) {
            GlucoseDay day = days.get(i);
            if (day.day() >= GlucoseDay.dayOf(from) && day.day() <= GlucoseDay.dayOf(to)) {
                count = day.read(from, to, times, values, count);
            }
        }
        compute(times, values, 0, count);
    }

    /** The consensus metrics; overwritten by the next period. */
    public GlucoseSums sums() {
        return sums;
    }

    /** Mean amplitude of glycaemic excursions, in mg/dL; NaN when there was none. */
    public double mageMgDl() {
        return mage;
    }

    /** CONGA over one hour, in mg/dL; NaN with fewer than two pairs of readings. */
    public double conga1MgDl() {
        return conga;
    }

    /** Mean of daily differences, in mg/dL; NaN without readings 24 hours apart. */
    public double moddMgDl() {
        return modd;
    }
}
