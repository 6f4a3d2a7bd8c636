package org.wearablecoach.training;

import java.util.SplittableRandom;
import org.wearablecoach.evaluation.LabelledMotion;
import org.wearablecoach.signals.AccelerationWindow;

/**
 * Draws windows of a recording as other sensors, other wrists and other people might have made
 * them: other rates and phases, other paces and sizes of the movement, turned sensors, errors of
 * gain and offset, a range of 2 g, and gaps.
 */
final class MotionAugmentation {

    /** Share of the windows that are taken at the very samples of the recording. */
    private static final double AS_RECORDED = 0.35;

    private static final double RANGE = 2;

    private MotionAugmentation() {}

    /** Draws a window of the model's input. */
    static void draw(LabelledMotion motion, SplittableRandom random, float[] window) {
        boolean exact = random.nextDouble() < AS_RECORDED;
        double pace = exact ? 1 : 0.92 + 0.16 * random.nextDouble();
        double hertz =
                exact || random.nextDouble() < 0.3 ? motion.hertz() : 20 + 80 * random.nextDouble();
        double length = AccelerationWindow.SECONDS * pace * motion.hertz();
        double start = random.nextDouble() * (motion.samples() - length - 2);
        double phase = exact || random.nextDouble() < 0.5 ? 0 : random.nextDouble() / hertz;
        start = exact ? Math.floor(start) : start;
        int samples = (int) Math.ceil(AccelerationWindow.SECONDS * hertz);
        float[] xyz = new float[3 * samples];
        float[] times = new float[samples];
        for (int i = 0; i < samples; i++) {
            double time = i / hertz + phase;
            times[i] = (float) Math.floor(1000 * time);
            sample(motion, start + time * motion.hertz() * pace, xyz, i);
        }
        distort(xyz, samples, random);
        samples = random.nextDouble() < 0.1 ? withGap(xyz, times, samples, random) : samples;
        AccelerationWindow.compute(xyz, times, samples, (float) hertz, window, 0);
    }

    /** The recording at another rate, by linear interpolation. */
    static LabelledMotion at(LabelledMotion motion, float hertz) {
        int samples = (int) (motion.samples() * (double) hertz / motion.hertz());
        float[] xyz = new float[3 * samples];
        for (int i = 0; i < samples; i++) {
            sample(motion, i * (double) motion.hertz() / hertz, xyz, i);
        }
        return new LabelledMotion(motion.person(), motion.activity(), hertz, xyz);
    }

    /** The recording of a sensor that was turned in a random way. */
    static LabelledMotion turned(LabelledMotion motion, SplittableRandom random) {
        float[] xyz = motion.xyz().clone();
        turn(xyz, xyz.length / 3, Rows.rotation(random));
        return new LabelledMotion(motion.person(), motion.activity(), motion.hertz(), xyz);
    }

    /** The recording with a share of its movement, gravity as it was. */
    static LabelledMotion weakened(LabelledMotion motion, double share) {
        float[] xyz = motion.xyz().clone();
        int n = xyz.length / 3;
        double[] mean = mean(xyz, n);
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = (float) (mean[i % 3] + share * (xyz[i] - mean[i % 3]));
        }
        return new LabelledMotion(motion.person(), motion.activity(), motion.hertz(), xyz);
    }

    private static void sample(LabelledMotion motion, double position, float[] xyz, int i) {
        int at = Math.min((int) position, motion.samples() - 2);
        // Behind the last sample there is nothing; it is held, so that no window is lost.
        double share = Math.min(position - at, 1);
        for (int axis = 0; axis < 3; axis++) {
            double a = motion.xyz()[3 * at + axis];
            double b = motion.xyz()[3 * at + 3 + axis];
            xyz[3 * i + axis] = (float) (a + share * (b - a));
        }
    }

    private static void distort(float[] xyz, int samples, SplittableRandom random) {
        double[] mean = mean(xyz, samples);
        double size = 0.8 + 0.4 * random.nextDouble();
        double gain = 0.95 + 0.1 * random.nextDouble();
        double[] offset = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            offset[axis] = 0.03 * gauss(random);
        }
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = (float) (mean[i % 3] + size * (xyz[i] - mean[i % 3]));
        }
        if (random.nextDouble() < 0.3) {
            turn(xyz, samples, Rows.rotation(random));
        }
        for (int i = 0; i < xyz.length; i++) {
            double value = gain * xyz[i] + offset[i % 3];
            xyz[i] = (float) Math.max(-RANGE, Math.min(RANGE, value));
        }
    }

    /** Takes out up to a sixth of the samples, in one piece; returns how many are left. */
    private static int withGap(float[] xyz, float[] times, int samples, SplittableRandom random) {
        int gap = 1 + (int) (random.nextDouble() * 0.16 * samples);
        int at = random.nextInt(samples - gap);
        int left = samples - gap;
        System.arraycopy(xyz, 3 * (at + gap), xyz, 3 * at, 3 * (left - at));
        System.arraycopy(times, at + gap, times, at, left - at);
        return left;
    }

    private static double[] mean(float[] xyz, int samples) {
        double[] mean = new double[3];
        for (int i = 0; i < 3 * samples; i++) {
            mean[i % 3] += xyz[i] / (double) samples;
        }
        return mean;
    }

    private static void turn(float[] xyz, int samples, double[] r) {
        for (int i = 0; i < 3 * samples; i += 3) {
            double x = xyz[i];
            double y = xyz[i + 1];
            double z = xyz[i + 2];
            for (int row = 0; row < 3; row++) {
                xyz[i + row] = (float) (r[3 * row] * x + r[3 * row + 1] * y + r[3 * row + 2] * z);
            }
        }
    }

    /** A standard normal number, by the method of Box and Muller (1958). */
    static double gauss(SplittableRandom random) {
        return Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
                * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
