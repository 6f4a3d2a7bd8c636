package org.wearablecoach.signals;

/**
 * Brings acceleration of any rate to the rate a model or a measure was made for.
 *
 * <p>Upwards, samples are joined by straight lines. Downwards, each new sample is the mean of the
 * old ones over the time it stands for, parts of samples included: faster movement than the new
 * rate can hold is averaged away instead of showing up as slower movement.
 */
public final class Resampler {

    private Resampler() {}

    /** How many samples come out of a number of samples. */
    public static int size(int samples, double fromHz, double toHz) {
        // Half a millionth of a sample: rates such as 100/3 must not lose a sample to rounding.
        return samples == 0 ? 0 : (int) ((samples - 1) * toHz / fromHz + 5e-7) + 1;
    }

    /**
     * Resamples a window.
     *
     * @param xyz acceleration, x y z x y z ..., evenly sampled
     * @param samples number of samples
     * @param fromHz their rate, above 0
     * @param out receives {@link #size} samples; the first one is at the time of the first
     * @param toHz wanted rate, above 0
     * @return number of samples that came out
     */
    public static int resample(float[] xyz, int samples, double fromHz, float[] out, double toHz) {
        if (!(fromHz > 0) || !(toHz > 0)) {
            throw new IllegalArgumentException(
                    "rates are " + fromHz + " and " + toHz + " Hz; both must be above 0");
        }
        int count = size(samples, fromHz, toHz);
        double step = fromHz / toHz;
        for (int i = 0; i < count; i++) {
            double at = i * step;
            if (step > 1) {
                average(xyz, samples, at - step / 2, at + step / 2, out, 3 * i);
            } else {
                interpolate(xyz, samples, at, out, 3 * i);
            }
        }
        return count;
    }

    private static void interpolate(float[] xyz, int samples, double at, float[] out, int to) {
        int before = Math.min((int) at, samples - 1);
        int after = Math.min(before + 1, samples - 1);
        double part = Math.min(at - before, 1);
        for (int axis = 0; axis < 3; axis++) {
            double start = xyz[3 * before + axis];
            out[to + axis] = (float) (start + part * (xyz[3 * after + axis] - start));
        }
    }

    /** The mean over a stretch in units of old samples; sample i stands for i - 0.5 to i + 0.5. */
    private static void average(
            float[] xyz, int samples, double from, double to, float[] out, int at) {
        double low = Math.max(from, -0.5);
        double high = Math.min(to, samples - 0.5);
        double x = 0;
        double y = 0;
        double z = 0;
        double weight = 0;
        int last = Math.min((int) StrictMath.floor(high + 0.5), samples - 1);
        for (int i = (int) StrictMath.floor(low + 0.5); i <= last; i++) {
            double share = Math.min(high, i + 0.5) - Math.max(low, i - 0.5);
            x += share * xyz[3 * i];
            y += share * xyz[3 * i + 1];
            z += share * xyz[3 * i + 2];
            weight += share;
        }
        out[at] = (float) (x / weight);
        out[at + 1] = (float) (y / weight);
        out[at + 2] = (float) (z / weight);
    }
}
