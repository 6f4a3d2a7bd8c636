package org.wearablecoach.training;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A convolution along time with rectified outputs. The rows of a batch lie one behind the other on
 * one time axis, {@code stride} values each; only the first {@code valid} of each mean something,
 * and the last {@code taps - 1} of those meet the next row and mean nothing afterwards.
 */
final class Conv implements Layer {

    private static final int BLOCK = 256;

    final int inputs;
    final int outputs;
    final int taps;
    final int stride;
    final int valid;
    final Parameters weights;
    final Parameters bias;
    private final boolean first;

    private float[] in = {};
    private float[] out = {};
    private float[] back = {};
    private final float[] sums = new float[BLOCK];

    Conv(
            int inputs,
            int outputs,
            int taps,
            int stride,
            int valid,
            boolean first,
            SplittableRandom random) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.taps = taps;
        this.stride = stride;
        this.valid = valid;
        this.first = first;
        weights = new Parameters(outputs * inputs * taps, true).heUniform(inputs * taps, random);
        bias = new Parameters(outputs, false);
    }

    /** How many values of each row mean something afterwards. */
    int validAfter() {
        return valid - taps + 1;
    }

    @Override
    public float[] forward(float[] x, int batch, boolean training) {
        in = x;
        int n = batch * stride;
        int usable = n - taps + 1;
        if (out.length != outputs * n) {
            out = new float[outputs * n];
            back = first ? back : new float[inputs * n];
        }
        for (int o = 0; o < outputs; o++) {
            int to = o * n;
            java.util.Arrays.fill(out, to, to + n, bias.value[o]);
            for (int c = 0; c < inputs; c++) {
                int w = (o * inputs + c) * taps;
                for (int k = 0; k < taps; k += k + 1 < taps ? 2 : 1) {
                    if (k + 1 < taps) {
                        add2(
                                out,
                                to,
                                x,
                                c * n + k,
                                c * n + k + 1,
                                usable,
                                weights.value[w + k],
                                weights.value[w + k + 1]);
                    } else {
                        add1(out, to, x, c * n + k, usable, weights.value[w + k]);
                    }
                }
            }
            rectify(out, to, n);
        }
        return out;
    }

    @Override
    public float[] backward(float[] dy, int batch) {
        int n = batch * stride;
        int usable = n - taps + 1;
        int kept = validAfter();
        for (int o = 0; o < outputs; o++) {
            int from = o * n;
            mask(dy, out, from, n);
            for (int b = 0; b < batch; b++) {
                java.util.Arrays.fill(dy, from + b * stride + kept, from + (b + 1) * stride, 0f);
            }
            float sum = 0;
            for (int i = from; i < from + n; i++) {
                sum += dy[i];
            }
            bias.gradient[o] += sum;
            for (int c = 0; c < inputs; c++) {
                int w = (o * inputs + c) * taps;
                for (int k = 0; k < taps; k++) {
                    weights.gradient[w + k] += dot(dy, from, in, c * n + k, usable);
                }
            }
        }
        if (first) {
            return back;
        }
        java.util.Arrays.fill(back, 0);
        for (int c = 0; c < inputs; c++) {
            for (int o = 0; o < outputs; o++) {
                int w = (o * inputs + c) * taps;
                for (int k = 0; k < taps; k++) {
                    add1(back, c * n + k, dy, o * n, usable, weights.value[w + k]);
                }
            }
        }
        return back;
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

    private static void add2(float[] to, int at, float[] x, int a, int b, int n, float v, float w) {
        for (int i = 0; i < n; i++) {
            to[at + i] += v * x[a + i] + w * x[b + i];
        }
    }

    private static void rectify(float[] x, int from, int n) {
        for (int i = from; i < from + n; i++) {
            x[i] = Math.max(x[i], 0);
        }
    }

    private static void mask(float[] dy, float[] y, int from, int n) {
        for (int i = from; i < from + n; i++) {
            dy[i] = y[i] > 0 ? dy[i] : 0;
        }
    }

    /** Sum of products, in blocks whose partial sums stand side by side. */
    private float dot(float[] a, int from, float[] b, int with, int n) {
        java.util.Arrays.fill(sums, 0);
        int i = 0;
        for (; i + 4 * BLOCK <= n; i += 4 * BLOCK) {
            add4(sums, a, from + i, b, with + i);
        }
        for (; i + BLOCK <= n; i += BLOCK) {
            for (int j = 0; j < BLOCK; j++) {
                sums[j] += a[from + i + j] * b[with + i + j];
            }
        }
        float sum = 0;
        for (; i < n; i++) {
            sum += a[from + i] * b[with + i];
        }
        for (int half = BLOCK / 2; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                sums[j] += sums[j + half];
            }
        }
        return sum + sums[0];
    }

    private static void add4(float[] sums, float[] a, int p, float[] b, int q) {
        int p1 = p + BLOCK;
        int p2 = p + 2 * BLOCK;
        int p3 = p + 3 * BLOCK;
        int q1 = q + BLOCK;
        int q2 = q + 2 * BLOCK;
        int q3 = q + 3 * BLOCK;
        for (int j = 0; j < BLOCK; j++) {
            sums[j] +=
                    a[p + j] * b[q + j]
                            + a[p1 + j] * b[q1 + j]
                            + a[p2 + j] * b[q2 + j]
                            + a[p3 + j] * b[q3 + j];
        }
    }
}
