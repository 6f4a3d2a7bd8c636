package org.wearablecoach.simulation;

/**
 * Pseudo-random numbers of one purpose of one person.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) written out, and a normal approximation that
 * only adds: the JDK's own generators promise neither the same numbers in the next release nor, for
 * the normal one, on every machine.
 */
final class Rng {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    /** The sum of four uniforms on [0, 1) has variance 1/3; here they are 16-bit integers. */
    private static final double NORMAL_SCALE = StrictMath.sqrt(3.0) / 65536.0;

    private static final double NORMAL_CENTRE = 2.0 * 65535.0;

    private long state;

    private Rng(long state) {
        this.state = state;
    }

    /** The generator of a counter: equal arguments, equal numbers, whatever was drawn elsewhere. */
    static Rng of(long seed, long person, long purpose, long counter) {
        long key = mix(seed + GOLDEN);
        key = mix((key + GOLDEN) ^ person);
        key = mix((key + GOLDEN) ^ purpose);
        key = mix((key + GOLDEN) ^ counter);
        return new Rng(key);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform on [0, 1). */
    double unit() {
        return (next() >>> 11) * UNIT;
    }

    /** Uniform on [low, high). */
    double between(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Uniform on low..high, both included. */
    int whole(int low, int high) {
        return low + (int) ((high - low + 1) * unit());
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /** Near normal, mean 0, variance 1, never beyond 3.47. */
    double normal() {
        long bits = next();
        long sum =
                (bits & 0xFFFF)
                        + ((bits >>> 16) & 0xFFFF)
                        + ((bits >>> 32) & 0xFFFF)
                        + (bits >>> 48);
        return (sum - NORMAL_CENTRE) * NORMAL_SCALE;
    }

    /** Exponential with this mean. */
    double exponential(double mean) {
        return -mean * StrictMath.log(1.0 - unit());
    }
}
