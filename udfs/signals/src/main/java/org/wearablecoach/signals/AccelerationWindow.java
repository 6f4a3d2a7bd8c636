package org.wearablecoach.signals;

import java.util.Arrays;

/**
 * Five seconds of wrist acceleration as a model wants them: 100 moments of 50 ms, each with x, y
 * and z in g, whatever the rate of the sensor and wherever samples are missing.
 *
 * <p>Each moment is the mean of the samples around it, weighted by a triangle that falls to zero 50
 * ms away, or one sample away where the sensor is slower. So a sensor of 20 Hz or less is
 * interpolated, and of a faster one what a rate of 20 Hz cannot show is averaged out. In a gap the
 * neighbours on both sides are joined by a line; before the first and after the last sample they
 * are held. One instance computes many windows and allocates nothing.
 */
public final class AccelerationWindow {

    /** Name of this list of features, for model manifests. */
    public static final String SCHEMA_NAME = "acceleration-window";

    /** Version of this list of features. */
    public static final int SCHEMA = 1;

    /** Length of a window, seconds. */
    public static final int SECONDS = 5;

    /** Moments per second. */
    public static final int HERTZ = 20;

    /** Moments of a window. */
    public static final int MOMENTS = SECONDS * HERTZ;

    /** Values of a window: x, y and z of each moment in turn. */
    public static final int WIDTH = 3 * MOMENTS;

    private static final double STEP_MILLIS = 1000.0 / HERTZ;

    private AccelerationWindow() {}

    /**
     * Computes a window.
     *
     * @param xyz acceleration in g, interleaved
     * @param times of the samples, ms after the start of the window; ascending, may lie outside it
     * @param samples how many there are, at least 1
     * @param hertz rate of the sensor
     * @param out receives {@link #WIDTH} values
     * @param at where the first of them goes
     * @throws IllegalArgumentException if there is no sample or the rate is not positive
     */
    public static void compute(
            float[] xyz, float[] times, int samples, float hertz, float[] out, int at) {
        if (samples < 1 || !(hertz > 0)) {
            throw new IllegalArgumentException(
                    "expected at least one sample and a rate above 0, found "
                            + samples
                            + " and "
                            + hertz);
        }
        double reach = Math.max(STEP_MILLIS, 1000.0 / hertz);
        int first = 0;
        for (int m = 0; m < MOMENTS; m++) {
            double time = m * STEP_MILLIS;
            while (first < samples && times[first] <= time - reach) {
                first++;
            }
            double weights = 0;
            double x = 0;
            double y = 0;
            double z = 0;
            for (int i = first; i < samples && times[i] < time + reach; i++) {
                double weight = reach - Math.abs(times[i] - time);
                weights += weight;
                x += weight * xyz[3 * i];
                y += weight * xyz[3 * i + 1];
                z += weight * xyz[3 * i + 2];
            }
            int to = at + 3 * m;
            if (weights > 0) {
                out[to] = (float) (x / weights);
                out[to + 1] = (float) (y / weights);
                out[to + 2] = (float) (z / weights);
            } else {
                between(xyz, times, samples, first, time, out, to);
            }
        }
    }

    /** A moment without a sample near it; {@code next} is the first sample after it. */
    private static void between(
            float[] xyz, float[] times, int samples, int next, double time, float[] out, int to) {
        int a = Math.max(next - 1, 0);
        int b = Math.min(next, samples - 1);
        double span = times[b] - times[a];
        double share = span > 0 ? (time - times[a]) / span : 0;
        for (int axis = 0; axis < 3; axis++) {
            double from = xyz[3 * a + axis];
            out[to + axis] = (float) (from + share * (xyz[3 * b + axis] - from));
        }
    }

    /** The meaning of each value, for model manifests: {@code x0}, {@code y0}, {@code z0}, ... */
    public static String[] names() {
        String[] names = new String[WIDTH];
        for (int m = 0; m < MOMENTS; m++) {
            names[3 * m] = "x" + m;
            names[3 * m + 1] = "y" + m;
            names[3 * m + 2] = "z" + m;
        }
        return names;
    }

    /** The unit of each value. */
    public static String[] units() {
        String[] units = new String[WIDTH];
        Arrays.fill(units, "g");
        return units;
    }
}
