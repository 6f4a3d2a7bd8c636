package org.wearablecoach.training;

import java.util.List;
import java.util.SplittableRandom;

/** Silences a random share of the inputs while training, so that none is relied on alone. */
final class Dropout implements Layer {

    private final float share;
    private final SplittableRandom random;
    private float[] mask = {};

    Dropout(double share, SplittableRandom random) {
        this.share = (float) share;
        this.random = random;
    }

    @Override
    public float[] forward(float[] x, int batch, boolean training) {
        if (!training) {
            return x;
        }
        if (mask.length != x.length) {
            mask = new float[x.length];
        }
        float keep = 1 / (1 - share);
        for (int i = 0; i < x.length; i++) {
            mask[i] = random.nextDouble() < share ? 0 : keep;
            x[i] *= mask[i];
        }
        return x;
    }

    @Override
    public float[] backward(float[] dy, int batch) {
        for (int i = 0; i < dy.length; i++) {
            dy[i] *= mask[i];
        }
        return dy;
    }

    @Override
    public List<Parameters> parameters() {
        return List.of();
    }
}
