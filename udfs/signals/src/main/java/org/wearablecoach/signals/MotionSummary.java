package org.wearablecoach.signals;

/**
 * The amount of movement in a window of acceleration: ENMO, MAD and the spread of the magnitude.
 *
 * <p>ENMO is the mean of max(|a| - 1 g, 0) (van Hees et al. 2013, PLoS ONE 8:e61691); MAD is the
 * mean of ||a| - mean |a|| (Vaha-Ypya et al. 2015, Clin Physiol Funct Imaging 35:64). One instance
 * is used for many windows; nothing is allocated.
 *
 * <p>Sums run in the order of the samples: a magnitude is a square root, so its sums round, and
 * windows are equal bit for bit only from samples in equal order.
 */
public final class MotionSummary {

    private static final double MG_PER_G = 1000;

    private int samples;
    private double enmoMg = Double.NaN;
    private double madMg = Double.NaN;
    private double meanG = Double.NaN;
    private double sdG = Double.NaN;

    /**
     * Summarises a window.
     *
     * @param xyzG acceleration in g, with gravity, x y z x y z ...
     * @param from index of the first sample (of three values)
     * @param samples number of samples; 0 makes every summary NaN
     */
    public void compute(float[] xyzG, int from, int samples) {
        this.samples = samples;
        meanG = meanMagnitude(xyzG, from, samples);
        enmoMg = MG_PER_G * enmo(xyzG, from, samples);
        madMg = MG_PER_G * mad(xyzG, from, samples, meanG);
        double squares = 0;
        for (int i = 0, at = from * 3; i < samples; i++, at += 3) {
            double difference = magnitude(xyzG, at) - meanG;
            squares += difference * difference;
        }
        sdG = samples > 1 ? Math.sqrt(squares / (samples - 1)) : Double.NaN;
    }

    /** Mean of |a|; NaN for no samples. */
    static double meanMagnitude(float[] xyz, int from, int samples) {
        double sum = 0;
        for (int i = 0, at = from * 3; i < samples; i++, at += 3) {
            sum += magnitude(xyz, at);
        }
        return sum / samples;
    }

    /** ENMO in the unit of the samples, g; NaN for no samples. */
    static double enmo(float[] xyz, int from, int samples) {
        double above = 0;
        for (int i = 0, at = from * 3; i < samples; i++, at += 3) {
            above += aboveGravity(magnitude(xyz, at));
        }
        return above / samples;
    }

    /** What one sample gives to ENMO: how much longer than gravity it is, in g, or 0. */
    static double aboveGravity(double magnitude) {
        return Math.max(magnitude - 1, 0);
    }

    /** MAD in the unit of the samples; NaN for no samples. */
    static double mad(float[] xyz, int from, int samples, double mean) {
        double off = 0;
        for (int i = 0, at = from * 3; i < samples; i++, at += 3) {
            off += Math.abs(magnitude(xyz, at) - mean);
        }
        return off / samples;
    }

    /** The length of the vector that starts at an index. */
    static double magnitude(float[] xyz, int at) {
        double x = xyz[at];
        double y = xyz[at + 1];
        double z = xyz[at + 2];
        // Math.sqrt is rounded correctly on every platform, as StrictMath's is.
        return Math.sqrt(x * x + y * y + z * z);
    }

    /** Number of samples of the window. */
    public int samples() {
        return samples;
    }

    /** Euclidean norm minus one, in mg; NaN for an empty window. */
    public double enmoMg() {
        return enmoMg;
    }

    /** Mean amplitude deviation, in mg; NaN for an empty window. */
    public double madMg() {
        return madMg;
    }

    /** Mean magnitude, in g; NaN for an empty window. */
    public double meanG() {
        return meanG;
    }

    /** Sample standard deviation (n - 1) of the magnitude, in g; NaN below two samples. */
    public double sdG() {
        return sdG;
    }
}
