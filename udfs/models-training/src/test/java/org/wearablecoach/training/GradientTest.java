package org.wearablecoach.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The gradients that training follows are those of finite differences. */
class GradientTest {

    private static final int BATCH = 5;

    /** So small that few kinks of max and ReLU lie within it: the error falls with it. */
    private static final float STEP = 3e-4f;

    private static float[] noise(int n, SplittableRandom random) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (2 * random.nextDouble() - 1);
        }
        return x;
    }

    private static double loss(List<Layer> layers, float[] in, float[] weights) {
        float[] x = in;
        for (Layer layer : layers) {
            x = layer.forward(x, BATCH, false);
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (double) weights[i] * x[i];
        }
        return sum;
    }

    private static void check(List<Layer> layers, int inputs, int outputs) {
        SplittableRandom random = new SplittableRandom(7);
        float[] in = noise(inputs, random);
        float[] weights = noise(outputs, random);
        loss(layers, in, weights);
        float[] d = weights.clone();
        for (int i = layers.size() - 1; i >= 0; i--) {
            d = layers.get(i).backward(d, BATCH);
        }
        List<Parameters> all = new ArrayList<>();
        layers.forEach(layer -> all.addAll(layer.parameters()));
        int checked = 0;
        double off = 0;
        for (Parameters parameters : all) {
            for (int i = 0; i < parameters.value.length; i += 1 + parameters.value.length / 23) {
                float kept = parameters.value[i];
                parameters.value[i] = kept + STEP;
                double up = loss(layers, in, weights);
                parameters.value[i] = kept - STEP;
                double down = loss(layers, in, weights);
                parameters.value[i] = kept;
                double expected = (up - down) / (2 * STEP);
                // A kink of max or ReLU within the step makes single ones differ a little.
                off += Math.abs(parameters.gradient[i] - expected) / (0.3 + Math.abs(expected));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(20);
        assertThat(off / checked).isEqualTo(0, within(0.002));
    }

    @Test
    void ofConvolutionsAndPools() {
        SplittableRandom random = new SplittableRandom(3);
        Conv one = new Conv(2, 6, 5, 30, 30, true, random);
        MaxPool pool = new MaxPool(6, 30, one.validAfter());
        Conv two = new Conv(6, 4, 3, pool.after, pool.after, false, random);
        TimePool end = new TimePool(4, pool.after, two.validAfter());
        check(List.of(one, pool, two, end), 2 * 30 * BATCH, 8 * BATCH);
    }

    @Test
    void ofDenseLayers() {
        SplittableRandom random = new SplittableRandom(4);
        check(
                List.of(
                        new Dense(9, 12, true, true, random),
                        new Dense(12, 7, true, false, random),
                        new Dense(7, 3, false, false, random)),
                9 * BATCH,
                3 * BATCH);
    }

    @Test
    void rowsOfABatchDoNotSeeEachOther() {
        ActivityNetwork network = new ActivityNetwork(0.3, new SplittableRandom(1));
        float[] window = ActivityTraining.madeUp(0.3, 1.8);
        float[] other = ActivityTraining.madeUp(2, 3);
        float[] both = new float[ActivityNetwork.traces(2)];
        ActivityNetwork.prepare(window, both, 0, 2);
        ActivityNetwork.prepare(other, both, 1, 2);
        float[] logits = network.forward(both, 2, false).clone();
        float[] alone = new float[ActivityNetwork.traces(1)];
        ActivityNetwork.prepare(window, alone, 0, 1);
        float[] single = network.forward(alone, 1, false);
        for (int k = 0; k < ActivityNetwork.CLASSES; k++) {
            assertThat(logits[2 * k]).isEqualTo(single[k], within(1e-5f));
        }
    }

    @Test
    void aTurnedSensorShowsTheSame() {
        float[] window = ActivityTraining.madeUp(0.3, 1.8);
        float[] turned = new float[window.length];
        for (int i = 0; i < window.length; i += 3) {
            turned[i] = -window[i + 1];
            turned[i + 1] = window[i + 2];
            turned[i + 2] = -window[i];
        }
        float[] a = new float[ActivityNetwork.traces(1)];
        float[] b = new float[ActivityNetwork.traces(1)];
        ActivityNetwork.prepare(window, a, 0, 1);
        ActivityNetwork.prepare(turned, b, 0, 1);
        for (int i = 0; i < a.length; i++) {
            assertThat(b[i]).isEqualTo(a[i], within(1e-5f));
        }
    }
}
