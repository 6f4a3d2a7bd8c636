package org.wearablecoach.cli.bench;

import java.util.SplittableRandom;

/** The rows that all contestants score, in the form that each of them takes. */
final class BenchRows {

    /** Rows that come again and again. */
    static final int KNOWN = 256;

    /** Each row by itself. */
    final float[][] rows;

    /** The same rows, one batch after the other. */
    final float[][] batches;

    /** The same rows as nested arrays; a row of one axis is a {@code float[]}. */
    final Object[] nested;

    BenchRows(BenchModel model, int batch) {
        SplittableRandom random = new SplittableRandom(2);
        int width = model.inputs();
        rows = new float[KNOWN][];
        batches = new float[KNOWN / batch][batch * width];
        nested = new Object[KNOWN];
        for (int i = 0; i < KNOWN; i++) {
            rows[i] = model.row(i, random);
            System.arraycopy(rows[i], 0, batches[i / batch], i % batch * width, width);
            nested[i] = rows[i];
            if (model.inputShape().size() == 2) {
                int axis = model.inputShape().get(1);
                float[][] channels = new float[model.inputShape().get(0)][axis];
                for (int c = 0; c < channels.length; c++) {
                    System.arraycopy(rows[i], c * axis, channels[c], 0, axis);
                }
                nested[i] = channels;
            }
        }
    }
}
