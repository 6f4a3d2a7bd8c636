package org.wearablecoach.training;

import java.util.List;
import java.util.SplittableRandom;

/** Every output sees every input; rectified or not. */
final class Dense implements Layer {

    final int inputs;
    final int outputs;
    final Parameters weights;
    final Parameters bias;
    private final boolean rectified;
    private final boolean first;

    private float[] in = {};
    private float[] out = {};
    private float[] back = {};

    Dense(int inputs, int outputs, boolean rectified, boolean first, SplittableRandom random) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.rectified = rectified;
        this.first = first;
        weights = new Parameters(outputs * inputs, true).heUniform(inputs, random);
        bias = new Parameters(outputs, false);
    }

    @Override
    public float[] forward(float[] x, int batch, boolean training) {
        in = x;
        if (out.length != outputs * batch) {
            out = new float[outputs * batch];
            back = first ? back : new float[inputs * batch];
        }
        for (int o = 0; o < outputs; o++) {
            int to = o * batch;
            java.util.Arrays.fill(out, to, to + batch, bias.value[o]);
            int w = o * inputs;
            int i = 0;
            for (; i + 4 <= inputs; i += 4) {
                add4(out, to, x, i * batch, batch, weights.value, w + i);
            }
            for (; i < inputs; i++) {
                add1(out, to, x, i * batch, batch, weights.value[w + i]);
            }
            if (rectified) {
                for (int b = to; b < to + batch; b++) {
                    out[b] = Math.max(out[b], 0);
                }
            }
        }
        return out;
    }

    @Override
    public float[] backward(float[] dy, int batch) {
        for (int o = 0; o < outputs; o++) {
            int from = o * batch;
            float sum = 0;
            for (int b = from; b < from + batch; b++) {
                if (rectified && out[b] <= 0) {
                    dy[b] = 0;
                }
                sum += dy[b];
            }
            bias.gradient[o] += sum;
            for (int i = 0; i < inputs; i++) {
                weights.gradient[o * inputs + i] += dot(dy, from, in, i * batch, batch);
            }
        }
        if (first) {
            return back;
        }
        java.util.Arrays.fill(back, 0);
        for (int i = 0; i < inputs; i++) {
            for (int o = 0; o < outputs; o++) {
                add1(back, i * batch, dy, o * batch, batch, weights.value[o * inputs + i]);
            }
        }
        return back;
    }

    /** What the last call of {@link #forward} gave. */
    float[] output() {
        return out;
    }

    @Override
    public List<Parameters> parameters() {
        return List.of(weights, bias);
    }

    private static void add1(float[] to, int at, float[] x, int from, int n, float w) {
        for (int i = 0; i < n; i++) {
            to[at + i] += w * x[from + i];
        }
    }

    private static void add4(float[] to, int at, float[] x, int from, int n, float[] w, int k) {
        float w0 = w[k];
        float w1 = w[k + 1];
        float w2 = w[k + 2];
        float w3 = w[k + 3];
        int b = from + n;
        int c = from + 2 * n;
        int d = from + 3 * n;
        for (int i = 0; i < n; i++) {
            to[at + i] += w0 * x[from + i] + w1 * x[b + i] + w2 * x[c + i] + w3 * x[d + i];
        }
    }

    /** Eight sums side by side: the order is fixed, and the processor need not wait. */
    private static float dot(float[] a, int p, float[] b, int q, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += a[p + i] * b[q + i];
            s1 += a[p + i + 1] * b[q + i + 1];
            s2 += a[p + i + 2] * b[q + i + 2];
            s3 += a[p + i + 3] * b[q + i + 3];
        }
        for (; i < n; i++) {
            s0 += a[p + i] * b[q + i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
