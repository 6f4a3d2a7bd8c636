package org.wearablecoach.training;

import java.util.List;

/** The larger of every two neighbours in time; rows come out as long as they mean something. */
final class MaxPool implements Layer {

    final int channels;
    final int stride;
    final int after;

    private float[] in = {};
    private float[] out = {};
    private float[] back = {};

    MaxPool(int channels, int stride, int valid) {
        this.channels = channels;
        this.stride = stride;
        this.after = valid / 2;
    }

    @Override
    public float[] forward(float[] x, int batch, boolean training) {
        in = x;
        if (out.length != channels * batch * after) {
            out = new float[channels * batch * after];
            back = new float[channels * batch * stride];
        }
        for (int row = 0; row < channels * batch; row++) {
            int from = row * stride;
            int to = row * after;
            for (int t = 0; t < after; t++) {
                out[to + t] = Math.max(x[from + 2 * t], x[from + 2 * t + 1]);
            }
        }
        return out;
    }

    @Override
    public float[] backward(float[] dy, int batch) {
        java.util.Arrays.fill(back, 0);
        for (int row = 0; row < channels * batch; row++) {
            int from = row * stride;
            int to = row * after;
            for (int t = 0; t < after; t++) {
                int at = from + 2 * t;
                back[in[at] >= in[at + 1] ? at : at + 1] = dy[to + t];
            }
        }
        return back;
    }

    @Override
    public List<Parameters> parameters() {
        return List.of();
    }
}
