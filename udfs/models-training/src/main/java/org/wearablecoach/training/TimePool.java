package org.wearablecoach.training;

import java.util.List;

/** Mean, then largest value, of each channel over time. */
final class TimePool implements Layer {

    private final int channels;
    private final int stride;
    private final int valid;
    private float[] out = {};
    private float[] back = {};
    private int[] largest = {};

    TimePool(int channels, int stride, int valid) {
        this.channels = channels;
        this.stride = stride;
        this.valid = valid;
    }

    @Override
    public float[] forward(float[] x, int batch, boolean training) {
        if (out.length != 2 * channels * batch) {
            out = new float[2 * channels * batch];
            back = new float[channels * batch * stride];
            largest = new int[channels * batch];
        }
        for (int row = 0; row < channels * batch; row++) {
            int from = row * stride;
            float sum = 0;
            int best = from;
            for (int t = from; t < from + valid; t++) {
                sum += x[t];
                if (x[t] > x[best]) {
                    best = t;
                }
            }
            out[row] = sum / valid;
            out[channels * batch + row] = x[best];
            largest[row] = best;
        }
        return out;
    }

    @Override
    public float[] backward(float[] dy, int batch) {
        for (int row = 0; row < channels * batch; row++) {
            int from = row * stride;
            java.util.Arrays.fill(back, from, from + valid, dy[row] / valid);
            java.util.Arrays.fill(back, from + valid, from + stride, 0);
            back[largest[row]] += dy[channels * batch + row];
        }
        return back;
    }

    @Override
    public List<Parameters> parameters() {
        return List.of();
    }
}
