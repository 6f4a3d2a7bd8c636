package org.wearablecoach.signals;

import java.util.Arrays;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * The spectrum of the magnitude of acceleration, as the mean over windows of one length and rate,
 * and the frequency at which a person moves.
 *
 * <p>Each window is freed of its mean (gravity), tapered by a Hann window and transformed. The
 * magnitude does not depend on how the device lies on the wrist.
 */
public final class MotionSpectrum {

    /** Slower than this is posture, not movement, in Hz. */
    public static final double SLOWEST_HZ = 0.3;

    /** Below this, in Hz, the wrist shows the swing of the arm: two steps each. */
    private static final double STRIDE_BELOW_HZ = 1.25;

    private static final double SLOWEST_GAIT_HZ = 0.7;
    private static final double FASTEST_GAIT_HZ = 4;
    private static final int PADDING = 4;

    /** Variance of a device at rest, in g^2: a standard deviation of 5 mg. */
    private static final double NOISE = 0.005 * 0.005;

    private final int samples;
    private final double hertz;
    private final double[][] transform;
    private final double[] taper;
    private final double[] power;
    private double variance;
    private int windows;

    /**
     * A spectrum of windows.
     *
     * @param samples of each window, 8 or more
     * @param hertz sampling rate, above 0
     */
    public MotionSpectrum(int samples, double hertz) {
        if (samples < 8 || !(hertz > 0)) {
            throw new IllegalArgumentException(
                    "windows of "
                            + samples
                            + " samples at "
                            + hertz
                            + " Hz; a spectrum needs 8 samples or more at a rate above 0");
        }
        this.samples = samples;
        this.hertz = hertz;
        int size = Integer.highestOneBit(samples - 1) * 2 * PADDING;
        transform = new double[2][size];
        power = new double[size / 2 + 1];
        taper = new double[samples];
        for (int i = 0; i < samples; i++) {
            taper[i] = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / samples);
        }
    }

    /** Forgets all windows. */
    public void clear() {
        Arrays.fill(power, 0);
        variance = 0;
        windows = 0;
    }

    /**
     * Adds a window.
     *
     * @param xyzG acceleration in g, x y z x y z ...
     * @param from index of the first sample (of three values)
     */
    public void add(float[] xyzG, int from) {
        double[] real = transform[0];
        double mean = 0;
        for (int i = 0; i < samples; i++) {
            real[i] = MotionSummary.magnitude(xyzG, 3 * (from + i));
            mean += real[i] / samples;
        }
        for (int i = 0; i < samples; i++) {
            double difference = real[i] - mean;
            variance += difference * difference / samples;
            real[i] = taper[i] * difference;
        }
        Arrays.fill(real, samples, real.length, 0);
        Arrays.fill(transform[1], 0);
        FastFourierTransformer.transformInPlace(
                transform, DftNormalization.STANDARD, TransformType.FORWARD);
        for (int i = 0; i < power.length; i++) {
            power[i] += real[i] * real[i] + transform[1][i] * transform[1][i];
        }
        windows++;
    }

    /**
     * The strongest frequency above 0.3 Hz, in Hz; NaN without windows or when the device lay
     * still.
     */
    public double dominantHz() {
        if (windows == 0 || variance / windows <= NOISE) {
            return Double.NaN;
        }
        double binHz = hertz / transform[0].length;
        int peak = (int) StrictMath.ceil(SLOWEST_HZ / binHz);
        for (int i = peak + 1; i < power.length; i++) {
            peak = power[i] > power[peak] ? i : peak;
        }
        if (peak + 1 >= power.length) {
            return peak * binHz;
        }
        // The top of the parabola through the highest bin and its neighbours.
        double left = power[peak - 1];
        double right = power[peak + 1];
        double bend = left - 2 * power[peak] + right;
        double shift = bend < 0 ? 0.5 * (left - right) / bend : 0;
        return (peak + Math.max(-0.5, Math.min(0.5, shift))) * binHz;
    }

    /**
     * The cadence of a person who walks or runs.
     *
     * @param dominantHz see {@link #dominantHz}
     * @return steps a minute; NaN where the frequency is none of walking or running
     */
    public static double cadence(double dominantHz) {
        if (!(dominantHz >= SLOWEST_GAIT_HZ && dominantHz <= FASTEST_GAIT_HZ)) {
            return Double.NaN;
        }
        return dominantHz < STRIDE_BELOW_HZ ? 120 * dominantHz : 60 * dominantHz;
    }
}
