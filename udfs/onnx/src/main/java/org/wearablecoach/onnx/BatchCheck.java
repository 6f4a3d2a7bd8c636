package org.wearablecoach.onnx;

import java.util.List;
import java.util.Locale;
import org.wearablecoach.onnx.ModelRejectedException.Check;

/**
 * Proves a freshly loaded model by the rows of its manifest: that it computes what was promised,
 * and whether a row's score keeps its bits wherever the row stands in whichever batch.
 */
final class BatchCheck {

    /**
     * How many rows are tried at every place. A manifest may hold few; operators whose bits change
     * show it on some rows only (on 1 row of 5 for Log), so rows between its own are tried as well.
     */
    private static final int PROBES = 32;

    private final ModelManifest manifest;
    private final OnnxScorer scorer;
    private final int inputWidth;
    private final int outputWidth;

    BatchCheck(ModelManifest manifest, OnnxScorer scorer) {
        this.manifest = manifest;
        this.scorer = scorer;
        inputWidth = manifest.inputWidth();
        outputWidth = manifest.outputWidth();
    }

    /**
     * Scores each row of the manifest alone and compares.
     *
     * @throws ModelRejectedException naming the row, the output and both values
     */
    void selfTest() {
        SelfTest test = manifest.selfTest();
        float[] out = new float[outputWidth];
        for (int i = 0; i < test.vectors().size(); i++) {
            SelfTest.Vector vector = test.vectors().get(i);
            try {
                scorer.runExactly(1, vector.inputs(), out);
            } catch (ScoringException e) {
                throw new ModelRejectedException(
                        Check.SELF_TEST,
                        String.format(
                                Locale.ROOT,
                                "model %s: expected scores for self-test vector %d, found the"
                                        + " error: %s; correct the shapes in the manifest",
                                manifest.reference(),
                                i,
                                e.getMessage()),
                        e);
            }
            for (int k = 0; k < outputWidth; k++) {
                double difference = Math.abs((double) out[k] - vector.outputs()[k]);
                // Written so that NaN fails.
                if (!(difference <= test.tolerance())) {
                    throw new ModelRejectedException(
                            Check.SELF_TEST,
                            String.format(
                                    Locale.ROOT,
                                    "model %s: expected %s for output '%s' of self-test vector %d"
                                            + " within %s, found %s; use the file and the manifest"
                                            + " of one export",
                                    manifest.reference(),
                                    vector.outputs()[k],
                                    element(k),
                                    i,
                                    test.tolerance(),
                                    out[k]));
                }
            }
        }
    }

    /** Whether every probe has the same bits alone and at every place of every batch size. */
    boolean keepsBits() {
        float[][] probes = probes();
        float[][] alone = new float[probes.length][outputWidth];
        for (int p = 0; p < probes.length; p++) {
            scorer.runExactly(1, probes[p], alone[p]);
        }
        for (int size : scorer.batchSizes()) {
            if (!keepsBits(probes, alone, size)) {
                return false;
            }
        }
        return true;
    }

    private boolean keepsBits(float[][] probes, float[][] alone, int size) {
        float[] in = new float[size * inputWidth];
        float[] out = new float[size * outputWidth];
        // In round r place i holds probe (i + r) mod n: after n rounds each was at every place.
        for (int round = 0; round < probes.length; round++) {
            for (int i = 0; i < size; i++) {
                float[] probe = probes[(i + round) % probes.length];
                System.arraycopy(probe, 0, in, i * inputWidth, inputWidth);
            }
            scorer.runExactly(size, in, out);
            for (int i = 0; i < size; i++) {
                float[] expected = alone[(i + round) % probes.length];
                for (int k = 0; k < outputWidth; k++) {
                    if (Float.floatToRawIntBits(out[i * outputWidth + k])
                            != Float.floatToRawIntBits(expected[k])) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /**
     * The rows of the manifest, a row of zeros (what a batch is padded with), and rows between any
     * two of them, so that no value leaves the range that the manifest shows.
     */
    private float[][] probes() {
        List<SelfTest.Vector> vectors = manifest.selfTest().vectors();
        int known = vectors.size() + 1;
        float[][] probes = new float[Math.max(known, PROBES)][];
        for (int i = 0; i < vectors.size(); i++) {
            probes[i] = vectors.get(i).inputs();
        }
        probes[known - 1] = new float[inputWidth];
        for (int i = known; i < probes.length; i++) {
            float[] a = probes[i % known];
            float[] b = probes[(i + 1 + i / known % (known - 1)) % known];
            // Steps of the golden ratio: shares that spread evenly and repeat nowhere.
            float share = (float) ((i * 0.6180339887498949) % 1);
            float[] between = new float[inputWidth];
            for (int k = 0; k < inputWidth; k++) {
                between[k] = a[k] + share * (b[k] - a[k]);
            }
            probes[i] = between;
        }
        return probes;
    }

    private String element(int index) {
        int at = 0;
        for (TensorSpec tensor : manifest.outputs()) {
            if (index < at + tensor.width()) {
                return tensor.width() == 1
                        ? tensor.name()
                        : tensor.name() + "[" + (index - at) + "]";
            }
            at += tensor.width();
        }
        throw new IllegalArgumentException("no output " + index);
    }
}
