package org.wearablecoach.signals;

/**
 * How fast glucose rises or falls: the slope of the straight line through the readings of the last
 * quarter of an hour. Codes are persisted: never change or re-use one.
 *
 * <p>Limits of 1, 2 and 3 mg/dL a minute are those of the arrows that sensors show (Aleppo et al.
 * 2017, J Endocr Soc 1:1445).
 */
public enum GlucoseTrend {
    /** Not enough readings, or a trend of a later version. */
    UNKNOWN(0),

    /** Falls by more than 3 mg/dL a minute. */
    FALLING_VERY_FAST(1),

    /** Falls by more than 2 mg/dL a minute. */
    FALLING_FAST(2),

    /** Falls by more than 1 mg/dL a minute. */
    FALLING(3),

    /** Changes by 1 mg/dL a minute or less. */
    STEADY(4),

    /** Rises by more than 1 mg/dL a minute. */
    RISING(5),

    /** Rises by more than 2 mg/dL a minute. */
    RISING_FAST(6),

    /** Rises by more than 3 mg/dL a minute. */
    RISING_VERY_FAST(7);

    /** How far back readings are looked at, in ms. */
    public static final long SPAN_MILLIS = 15 * 60_000L;

    private static final double MILLIS_PER_MINUTE = 60_000;
    private static final int LEAST_READINGS = 3;
    private static final GlucoseTrend[] ALL = values();

    private final int code;

    GlucoseTrend(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The trend of a persisted code; {@link #UNKNOWN} for a code of a later version. */
    public static GlucoseTrend of(int code) {
        for (GlucoseTrend trend : ALL) {
            if (trend.code == code) {
                return trend;
            }
        }
        return UNKNOWN;
    }

    /**
     * The slope at the last reading.
     *
     * @param times of readings, ascending, ms
     * @param mgDl readings
     * @param to index after the last reading
     * @return mg/dL a minute; NaN with fewer than three readings in the last 15 minutes
     */
    public static double slope(long[] times, float[] mgDl, int to) {
        int from = to;
        while (from > 0 && times[to - 1] - times[from - 1] <= SPAN_MILLIS) {
            from--;
        }
        int count = to - from;
        if (count < LEAST_READINGS) {
            return Double.NaN;
        }
        double meanTime = 0;
        double meanValue = 0;
        for (int i = from; i < to; i++) {
            meanTime += (times[i] - times[from]) / MILLIS_PER_MINUTE / count;
            meanValue += (double) mgDl[i] / count;
        }
        double both = 0;
        double spread = 0;
        for (int i = from; i < to; i++) {
            double time = (times[i] - times[from]) / MILLIS_PER_MINUTE - meanTime;
            both += time * (mgDl[i] - meanValue);
            spread += time * time;
        }
        return spread > 0 ? both / spread : Double.NaN;
    }

    /** The trend of a slope in mg/dL a minute; {@link #UNKNOWN} for NaN. */
    public static GlucoseTrend ofSlope(double mgDlPerMinute) {
        double speed = Math.abs(mgDlPerMinute);
        if (Double.isNaN(speed)) {
            return UNKNOWN;
        }
        if (speed <= 1) {
            return STEADY;
        }
        boolean rising = mgDlPerMinute > 0;
        if (speed <= 2) {
            return rising ? RISING : FALLING;
        }
        if (speed <= 3) {
            return rising ? RISING_FAST : FALLING_FAST;
        }
        return rising ? RISING_VERY_FAST : FALLING_VERY_FAST;
    }
}
