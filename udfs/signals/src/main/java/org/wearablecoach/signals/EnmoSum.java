package org.wearablecoach.signals;

/**
 * ENMO as a sum over single samples that can be added, taken away and merged: the mean of max(|a| -
 * 1 g, 0), as in {@link MotionSummary}, of samples in any order.
 *
 * <p>Each sample is kept as a whole multiple of 2^-40 g, so the order does not matter and taking a
 * sample away leaves exactly what was there before it.
 */
public final class EnmoSum {

    /** Length of the state. */
    public static final int STATE = 3;

    private static final double UNITS_PER_G = 1L << 40;
    private static final double MG_PER_G = 1000;

    private long samples;
    private final WideSum above = new WideSum();

    /** Adds a sample: three axes in g, with gravity, none beyond 1,000 g. */
    public void add(double x, double y, double z) {
        samples++;
        above.add(units(x, y, z));
    }

    /** Takes a sample away that was added before. */
    public void remove(double x, double y, double z) {
        samples--;
        above.remove(units(x, y, z));
    }

    private static long units(double x, double y, double z) {
        double magnitude = Math.sqrt(x * x + y * y + z * z);
        return Math.round(MotionSummary.aboveGravity(magnitude) * UNITS_PER_G);
    }

    /** Adds all samples of another one. */
    public void addAll(EnmoSum other) {
        samples += other.samples;
        above.addAll(other.above);
    }

    /** Number of samples. */
    public long samples() {
        return samples;
    }

    /** ENMO in mg; NaN without samples. */
    public double enmoMg() {
        return samples == 0 ? Double.NaN : MG_PER_G * above.value() / UNITS_PER_G / samples;
    }

    /** Writes the sum to where it is kept: {@link #STATE} whole numbers. */
    public void save(long[] state) {
        state[0] = samples;
        state[1] = above.high();
        state[2] = above.low();
    }

    /** Takes the sum from where {@link #save} wrote it. */
    public void restore(long[] state) {
        samples = state[0];
        above.set(state[1], state[2]);
    }
}
