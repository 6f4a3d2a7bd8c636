package org.wearablecoach.signals;

import java.util.Arrays;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Heart-rate variability in the frequency domain: Welch's periodogram of the beat intervals.
 *
 * <p>Intervals are put on a grid of 4 Hz by a natural cubic spline, cut into segments of 300 s that
 * overlap by half, each freed of its straight line and tapered by a Hann window (Welch 1967, IEEE
 * Trans Audio Electroacoust 15:70; bands: Task Force 1996, Circulation 93:1043). Power in a band is
 * the integral of the density, linear between its bins, so that band limits need not be bins.
 *
 * <p>A series shorter than a segment is one segment. A segment with a gap of more than 10 s is left
 * out: a spline across it would invent what was not measured. LF over HF alone is not an accepted
 * measure of stress.
 */
public final class FrequencyDomainHrv {

    /** Lower limit of the low-frequency band, in Hz. */
    public static final double LF_FROM_HZ = 0.04;

    /** Limit between the bands, in Hz. */
    public static final double HF_FROM_HZ = 0.15;

    /** Upper limit of the high-frequency band, in Hz. */
    public static final double HF_TO_HZ = 0.40;

    private static final int GRID_HZ = 4;
    private static final double GRID_STEP_MS = 1000.0 / GRID_HZ;
    private static final int SEGMENT = 300 * GRID_HZ;

    /** Two minutes: the least for the low band by the Task Force. */
    private static final int LEAST_SEGMENT = 120 * GRID_HZ;

    private static final int TRANSFORM = 2048;
    private static final int BINS = TRANSFORM / 2 + 1;
    private static final double LONGEST_GAP_MS = 10_000;

    private final double[] density = new double[BINS];
    private final double[][] transform = new double[2][TRANSFORM];
    private final double[] grid = new double[SEGMENT];
    private int segments;

    /**
     * Computes the spectrum of a series of normal beats.
     *
     * @param endMs when each beat ended, strictly ascending, in ms from any origin
     * @param intervalMs the interval of each beat
     * @param count how many beats
     */
    public void compute(double[] endMs, double[] intervalMs, int count) {
        Arrays.fill(density, 0);
        segments = 0;
        // A spline needs three points.
        long points = count < 3 ? 0 : pointsFrom(endMs[0], endMs[count - 1]);
        if (points < LEAST_SEGMENT) {
            return;
        }
        int length = (int) Math.min(SEGMENT, points);
        int first = 0;
        for (long from = 0; from + length <= points; from += SEGMENT / 2) {
            double start = endMs[0] + from * GRID_STEP_MS;
            double end = start + (length - 1) * GRID_STEP_MS;
            while (first < count - 1 && endMs[first + 1] <= start) {
                first++;
            }
            int last = first;
            while (last < count - 1 && endMs[last] < end) {
                last++;
            }
            if (!hasGap(endMs, first, last)) {
                interpolate(endMs, intervalMs, first, last + 1, start, length);
                addSegment(length);
                segments++;
            }
        }
        for (int i = 0; i < BINS; i++) {
            density[i] /= Math.max(segments, 1);
        }
    }

    private static long pointsFrom(double firstMs, double lastMs) {
        return (long) ((lastMs - firstMs) / GRID_STEP_MS) + 1;
    }

    private static boolean hasGap(double[] endMs, int first, int last) {
        for (int i = first + 1; i <= last; i++) {
            if (endMs[i] - endMs[i - 1] > LONGEST_GAP_MS) {
                return true;
            }
        }
        return false;
    }

    /**
     * A spline from the beats of one segment: it differs from that of the whole series only near
     * its ends, where the taper is zero.
     */
    private void interpolate(
            double[] endMs, double[] intervalMs, int low, int high, double start, int length) {
        double[] x = Arrays.copyOfRange(endMs, low, high);
        PolynomialSplineFunction spline =
                new SplineInterpolator().interpolate(x, Arrays.copyOfRange(intervalMs, low, high));
        for (int i = 0; i < length; i++) {
            grid[i] = spline.value(Math.min(start + i * GRID_STEP_MS, x[x.length - 1]));
        }
    }

    private void addSegment(int length) {
        double middle = (length - 1) / 2.0;
        double mean = 0;
        double slope = 0;
        double spread = 0;
        for (int i = 0; i < length; i++) {
            double x = i - middle;
            mean += grid[i];
            slope += x * grid[i];
            spread += x * x;
        }
        mean /= length;
        slope /= spread;
        double[] real = transform[0];
        double[] imaginary = transform[1];
        Arrays.fill(real, 0);
        Arrays.fill(imaginary, 0);
        double windowPower = 0;
        for (int i = 0; i < length; i++) {
            double window = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / length);
            windowPower += window * window;
            real[i] = window * (grid[i] - mean - slope * (i - middle));
        }
        FastFourierTransformer.transformInPlace(
                transform, DftNormalization.STANDARD, TransformType.FORWARD);
        double scale = 2 / (GRID_HZ * windowPower);
        for (int i = 0; i < BINS; i++) {
            density[i] += scale * (real[i] * real[i] + imaginary[i] * imaginary[i]);
        }
    }

    /** Number of segments that the spectrum is the mean of; 0 when there was none to compute. */
    public int segments() {
        return segments;
    }

    /** Power from 0.04 to 0.15 Hz, in ms^2; NaN without a segment. */
    public double lfMs2() {
        return power(LF_FROM_HZ, HF_FROM_HZ);
    }

    /** Power from 0.15 to 0.40 Hz, in ms^2; NaN without a segment. */
    public double hfMs2() {
        return power(HF_FROM_HZ, HF_TO_HZ);
    }

    /** LF over HF; NaN without a segment or without power in HF. */
    public double lfHf() {
        double hf = hfMs2();
        return hf > 0 ? lfMs2() / hf : Double.NaN;
    }

    /** LF in normalised units, 0 to 100: its share of LF and HF. */
    public double lfNu() {
        double lf = lfMs2();
        double both = lf + hfMs2();
        return both > 0 ? 100 * lf / both : Double.NaN;
    }

    /** Power in a band, in ms^2; NaN without a segment. */
    public double power(double fromHz, double toHz) {
        if (segments == 0) {
            return Double.NaN;
        }
        double power = 0;
        int first = (int) (fromHz / binHz());
        for (int i = first; i < BINS - 1 && i * binHz() < toHz; i++) {
            double low = Math.max(fromHz, i * binHz());
            double high = Math.min(toHz, (i + 1) * binHz());
            power += (high - low) * (density(low) + density(high)) / 2;
        }
        return power;
    }

    /** Density at a frequency up to 2 Hz, in ms^2/Hz, linear between bins; 0 without a segment. */
    public double density(double hz) {
        double at = hz / binHz();
        int bin = Math.min((int) at, BINS - 2);
        return density[bin] + (at - bin) * (density[bin + 1] - density[bin]);
    }

    /** Distance of two bins, in Hz. */
    public static double binHz() {
        return (double) GRID_HZ / TRANSFORM;
    }
}
