package org.wearablecoach.loop.adapt;

/**
 * How quickly glucose moves now: the slope of a line through the readings of the last 20 minutes of
 * one sensor, by least squares, as the trend arrows of sensors do over about that time.
 *
 * <p>A trail holds these readings, newest first, each as minutes before the newest and mg/dL.
 */
final class GlucoseTrend {

    private static final double MINUTES = 20;
    private static final int MOST = 5;
    private static final double MINUTE_MILLIS = 60_000;

    private GlucoseTrend() {}

    /**
     * The trail with another reading at its front.
     *
     * @param before the trail of the reading before; {@link ActivityTrail#NONE} without
     * @param millis since that reading; above 0
     * @param mgDl of the new one
     */
    static float[] with(float[] before, long millis, float mgDl) {
        double since = millis / MINUTE_MILLIS;
        int kept = 0;
        while (kept < before.length / 2
                && kept < MOST - 1
                && since > 0
                && before[2 * kept] + since <= MINUTES) {
            kept++;
        }
        float[] trail = new float[2 + 2 * kept];
        trail[1] = mgDl;
        for (int i = 0; i < kept; i++) {
            trail[2 + 2 * i] = (float) (before[2 * i] + since);
            trail[3 + 2 * i] = before[2 * i + 1];
        }
        return trail;
    }

    /** The slope in mg/dL a minute; NaN of fewer than two readings. */
    static double slope(float[] trail) {
        int n = trail.length / 2;
        double minutes = 0;
        double level = 0;
        for (int i = 0; i < n; i++) {
            minutes -= trail[2 * i];
            level += trail[2 * i + 1];
        }
        double product = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double x = -trail[2 * i] - minutes / n;
            product += x * (trail[2 * i + 1] - level / n);
            squares += x * x;
        }
        return n < 2 ? Double.NaN : product / squares;
    }
}
