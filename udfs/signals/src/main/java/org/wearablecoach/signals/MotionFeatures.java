package org.wearablecoach.signals;

/**
 * The features of one acceleration window: what training and serving both compute, so that a model
 * sees in the stream what it saw when it was made.
 *
 * <p>No feature depends on how the sensor is turned on the wrist: they are made of the magnitude of
 * the acceleration, of its part along gravity (the mean of the window) and of the spread along the
 * principal axes. None depends on the sampling rate by its definition: frequencies are in Hz, jerk
 * is taken over a lag of about 50 ms. What is left is the band width of the sensor and its range.
 *
 * <p>Units: g (9.80665 m/s^2), seconds, Hz. ENMO and MAD follow van Hees et al. 2013 and Vaha-Ypya
 * et al. 2015; here in g, not mg.
 *
 * <p>Pure: equal samples, equal bits, on every machine ({@link StrictMath}; square roots are exact
 * by IEEE 754). It allocates nothing and may be called from any thread.
 */
public final class MotionFeatures {

    /** The version of the list below: changed whenever a feature is added, removed or altered. */
    public static final int SCHEMA = 1;

    /** The name of the list, as in a model's manifest. */
    public static final String SCHEMA_NAME = "motion-features";

    /** How many features there are. */
    public static final int WIDTH = 22;

    /** Index of ENMO, g: the mean of max(|a| - 1, 0). */
    public static final int ENMO = 2;

    /** Index of MAD, g: the mean distance of |a| from its mean. */
    public static final int MAD = 3;

    /** Index of the strongest frequency of |a|, Hz. */
    public static final int DOMINANT_HZ = 15;

    private static final String[] NAMES = {
        "magnitudeMean",
        "magnitudeSd",
        "enmo",
        "mad",
        "lnMagnitudeSd",
        "magnitudeSkew",
        "sdAxis1",
        "sdAxis2",
        "sdAxis3",
        "lnSdAxis1",
        "lnSdAxis3",
        "verticalSd",
        "verticalSkew",
        "lnJerkRms",
        "crossingsPerSecond",
        "dominantHz",
        "dominantShare",
        "lnPower0408",
        "lnPower1216",
        "lnPower2024",
        "lnPower2836",
        "lnPower4048"
    };

    private static final String[] UNITS = {
        "g", "g", "g", "g", "ln g", "1", "g", "g", "g", "ln g", "ln g", "g", "1", "ln(g/s)", "1/s",
        "Hz", "1", "ln g", "ln g", "ln g", "ln g", "ln g"
    };

    /** Below this sd, g, there is nothing but the noise of the sensor; it also keeps ln finite. */
    private static final double FLOOR = 0.005;

    private static final double BIN_HZ = 0.4;
    private static final int BINS = 12;

    private MotionFeatures() {}

    /** The names of the features in their order. */
    public static String[] names() {
        return NAMES.clone();
    }

    /** The units of the features in their order. */
    public static String[] units() {
        return UNITS.clone();
    }

    /**
     * Computes the features of one window.
     *
     * @param xyz acceleration in g, x y z x y z ..., evenly sampled
     * @param samples how many triples of {@code xyz} are read, at least 3
     * @param hertz sampling rate, above 0
     * @param out receives {@link #WIDTH} values, all finite if the samples are
     * @param at index of the first value in {@code out}
     * @throws IllegalArgumentException if there are too few samples or the rate is not a positive
     *     number
     */
    public static void compute(float[] xyz, int samples, float hertz, float[] out, int at) {
        if (samples < 3 || xyz.length < 3 * samples) {
            throw new IllegalArgumentException(
                    "a motion window needs at least 3 samples of 3 axes; it has "
                            + Math.min(samples, xyz.length / 3));
        }
        if (!(hertz > 0) || hertz == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "the sampling rate must be a positive number of Hz, not " + hertz);
        }
        double n = samples;
        double mx = 0;
        double my = 0;
        double mz = 0;
        for (int i = 0; i < 3 * samples; i += 3) {
            mx += xyz[i];
            my += xyz[i + 1];
            mz += xyz[i + 2];
        }
        mx /= n;
        my /= n;
        mz /= n;
        double mm = MotionSummary.meanMagnitude(xyz, 0, samples);

        // The direction of gravity. In free fall or a fast swing there is none; any will do then.
        double gravity = Math.sqrt(mx * mx + my * my + mz * mz);
        double ux = gravity > 1e-6 ? mx / gravity : 0;
        double uy = gravity > 1e-6 ? my / gravity : 0;
        double uz = gravity > 1e-6 ? mz / gravity : 1;

        int lag = Math.max(1, Math.min(samples - 1, Math.round(0.05f * hertz)));
        double m2 = 0;
        double m3 = 0;
        double v2 = 0;
        double v3 = 0;
        double cxx = 0;
        double cyy = 0;
        double czz = 0;
        double cxy = 0;
        double cxz = 0;
        double cyz = 0;
        double jerk = 0;
        for (int k = 0; k < samples; k++) {
            int i = 3 * k;
            double x = xyz[i] - mx;
            double y = xyz[i + 1] - my;
            double z = xyz[i + 2] - mz;
            double d = MotionSummary.magnitude(xyz, i) - mm;
            double v = x * ux + y * uy + z * uz;
            m2 += d * d;
            m3 += d * d * d;
            v2 += v * v;
            v3 += v * v * v;
            cxx += x * x;
            cyy += y * y;
            czz += z * z;
            cxy += x * y;
            cxz += x * z;
            cyz += y * z;
            if (k >= lag) {
                int j = i - 3 * lag;
                double jx = xyz[i] - xyz[j];
                double jy = xyz[i + 1] - xyz[j + 1];
                double jz = xyz[i + 2] - xyz[j + 2];
                jerk += jx * jx + jy * jy + jz * jz;
            }
        }
        double sd = Math.sqrt(m2 / n);
        double verticalSd = Math.sqrt(v2 / n);
        double jerkRms = Math.sqrt(jerk / (samples - lag)) * hertz / lag;

        out[at] = (float) mm;
        out[at + 1] = (float) sd;
        out[at + ENMO] = (float) MotionSummary.enmo(xyz, 0, samples);
        out[at + MAD] = (float) MotionSummary.mad(xyz, 0, samples, mm);
        out[at + 4] = ln(sd);
        out[at + 5] = skew(m3 / n, sd);
        principalSds(cxx / n, cyy / n, czz / n, cxy / n, cxz / n, cyz / n, out, at + 6);
        out[at + 9] = ln(out[at + 6]);
        out[at + 10] = ln(out[at + 8]);
        out[at + 11] = (float) verticalSd;
        out[at + 12] = skew(v3 / n, verticalSd);
        out[at + 13] = (float) StrictMath.log(0.1 + jerkRms);
        out[at + 14] = (float) (crossings(xyz, samples, mm, 0.2 * sd) * hertz / n);
        spectrum(xyz, samples, hertz, mm, out, at);
    }

    private static float ln(double sd) {
        return (float) StrictMath.log(FLOOR + sd);
    }

    /** Skewness, drawn to 0 where the spread is that of noise. */
    private static float skew(double third, double sd) {
        double s = sd + FLOOR;
        return (float) (third / (s * s * s));
    }

    /** How often |a| goes from one side of its mean to the other, by more than the dead band. */
    private static int crossings(float[] xyz, int samples, double mean, double deadBand) {
        int crossings = 0;
        int side = 0;
        double band = deadBand + FLOOR;
        for (int k = 0; k < samples; k++) {
            double d = MotionSummary.magnitude(xyz, 3 * k) - mean;
            int now = d > band ? 1 : d < -band ? -1 : 0;
            if (now != 0) {
                if (side != 0 && now != side) {
                    crossings++;
                }
                side = now;
            }
        }
        return crossings;
    }

    /**
     * Square roots of the eigenvalues of the covariance, largest first: the closed form for
     * symmetric 3 x 3 matrices (Smith 1961).
     */
    private static void principalSds(
            double xx, double yy, double zz, double xy, double xz, double yz, float[] out, int at) {
        double mean = (xx + yy + zz) / 3;
        double a = xx - mean;
        double b = yy - mean;
        double c = zz - mean;
        double p = Math.sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6);
        double first = mean;
        double third = mean;
        if (p > 1e-12) {
            double det = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz);
            double r = Math.max(-1, Math.min(1, det / (2 * p * p * p)));
            double phi = StrictMath.acos(r) / 3;
            first = mean + 2 * p * StrictMath.cos(phi);
            third = mean + 2 * p * StrictMath.cos(phi + 2 * Math.PI / 3);
        }
        out[at] = (float) Math.sqrt(Math.max(first, 0));
        out[at + 1] = (float) Math.sqrt(Math.max(3 * mean - first - third, 0));
        out[at + 2] = (float) Math.sqrt(Math.max(third, 0));
    }

    /**
     * Amplitudes of |a| at 0.4, 0.8, ... 4.8 Hz under a Hann window (Goertzel 1958), summed in
     * bands, and the strongest of them. Frequencies above half the sampling rate count as silent.
     */
    private static void spectrum(
            float[] xyz, int samples, float hertz, double mean, float[] out, int at) {
        double strongest = 0;
        double strongestHz = 0;
        double total = 0;
        double band = 0;
        int slot = at + 17;
        // cos(2 pi k / n) for the window, by the recurrence that Goertzel's filter itself uses
        double turn = 2 * StrictMath.cos(2 * Math.PI / samples);
        for (int bin = 1; bin <= BINS; bin++) {
            double hz = bin * BIN_HZ;
            double power = 0;
            if (2 * hz < hertz) {
                double step = 2 * StrictMath.cos(2 * Math.PI * hz / hertz);
                double s1 = 0;
                double s2 = 0;
                double w1 = turn / 2;
                double w = 1;
                for (int k = 0; k < samples; k++) {
                    double d = MotionSummary.magnitude(xyz, 3 * k) - mean;
                    double s = d * (1 - w) + step * s1 - s2;
                    s2 = s1;
                    s1 = s;
                    double next = turn * w - w1;
                    w1 = w;
                    w = next;
                }
                double scale = 2.0 / samples;
                power = Math.max(s1 * s1 + s2 * s2 - step * s1 * s2, 0) * scale * scale;
            }
            total += power;
            if (power > strongest) {
                strongest = power;
                strongestHz = hz;
            }
            band += power;
            if (bin == 2 || bin == 4 || bin == 6 || bin == 9 || bin == 12) {
                out[slot++] = ln(Math.sqrt(band));
                band = 0;
            }
        }
        out[at + DOMINANT_HZ] = (float) strongestHz;
        out[at + 16] = (float) (strongest / (total + FLOOR * FLOOR));
    }
}
