package org.wearablecoach.training;

import java.util.SplittableRandom;

/**
 * Weights of one layer with their gradient, and the moments of Adam (Kingma and Ba 2015) with
 * decoupled weight decay (Loshchilov and Hutter 2019).
 *
 * <p>Plain 32-bit arithmetic in a fixed order and {@code StrictMath}: training gives the same bits
 * on every machine.
 */
final class Parameters {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-7f;

    final float[] value;
    final float[] gradient;
    private final float[] mean;
    private final float[] square;
    private final boolean decays;

    Parameters(int size, boolean decays) {
        value = new float[size];
        gradient = new float[size];
        mean = new float[size];
        square = new float[size];
        this.decays = decays;
    }

    /** Fills with uniform numbers of the variance that keeps rectified signals alive (He 2015). */
    Parameters heUniform(int fanIn, SplittableRandom random) {
        double bound = Math.sqrt(6.0 / fanIn);
        for (int i = 0; i < value.length; i++) {
            value[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return this;
    }

    /**
     * One step downhill; the gradient is zero afterwards.
     *
     * @param step number of the step, from 1
     * @param rate how far
     * @param decay share of the weights that is lost per unit of rate
     */
    void update(int step, double rate, double decay) {
        float correct1 = (float) (1 / (1 - StrictMath.pow(BETA1, step)));
        float correct2 = (float) (1 / (1 - StrictMath.pow(BETA2, step)));
        float keep = decays ? (float) (1 - rate * decay) : 1;
        float move = (float) rate;
        for (int i = 0; i < value.length; i++) {
            float g = gradient[i];
            mean[i] = BETA1 * mean[i] + (1 - BETA1) * g;
            square[i] = BETA2 * square[i] + (1 - BETA2) * g * g;
            float size = (float) Math.sqrt(square[i] * correct2) + EPSILON;
            value[i] = value[i] * keep - move * mean[i] * correct1 / size;
            gradient[i] = 0;
        }
    }
}
