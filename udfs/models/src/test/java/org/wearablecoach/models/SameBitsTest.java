package org.wearablecoach.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.TensorSpec;
import org.wearablecoach.signals.AccelerationWindow;
import org.wearablecoach.signals.GlucoseHistory;
import org.wearablecoach.signals.MotionFeatures;

/**
 * A row has one answer: that of the plain runtime, which knows nothing of manifests, batches and
 * pinned buffers, and is given the raw window. Who scores it here gets the same bits.
 */
class SameBitsTest {

    /** More than the small batch and no divisor of any, so that every row gets everywhere. */
    private static final int ROWS = 11;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity",
                "glucose-outlook",
                "baseline-activity",
                "baseline-reward-move",
                "baseline-reward-arousal",
                "baseline-reward-zone",
                "baseline-reward-still"
            })
    void aRowHasTheBitsOfThePlainRuntimeAtEveryPlaceOfEveryBatch(String name) throws OrtException {
        ModelBundle bundle = ModelBundle.shipped(name);
        float[][] rows = rows(name, bundle.manifest());
        float[][] plain = plain(bundle, rows);
        for (int size : new int[] {1, 7, 32, 128}) {
            ScorerOptions options = ScorerOptions.defaults().withBatchSizes(List.of(1, size));
            try (Scorer scorer = OnnxScorer.open(bundle, options)) {
                if (!name.startsWith("baseline-reward-")) {
                    // Else the scorer would compare one by one, whatever the size.
                    assertThat(scorer.maxBatch()).isEqualTo(size);
                }
                // Full, and three quarters full: the rest is padding.
                for (int count : new int[] {size, (3 * size + 3) / 4}) {
                    for (int first = 0; first < ROWS; first++) {
                        assertSameBits(scorer, rows, plain, first, count);
                    }
                }
            }
        }
    }

    private static void assertSameBits(
            Scorer scorer, float[][] rows, float[][] plain, int first, int count) {
        int inWidth = scorer.inputWidth();
        int outWidth = scorer.outputWidth();
        float[] in = new float[count * inWidth];
        float[] out = new float[count * outWidth];
        for (int place = 0; place < count; place++) {
            System.arraycopy(rows[(first + place) % ROWS], 0, in, place * inWidth, inWidth);
        }
        scorer.score(in, count, out);
        for (int place = 0; place < count; place++) {
            for (int k = 0; k < outWidth; k++) {
                int row = (first + place) % ROWS;
                assertThat(Float.floatToRawIntBits(out[place * outWidth + k]))
                        .as("row %s, output %s, place %s of %s", row, k, place, count)
                        .isEqualTo(Float.floatToRawIntBits(plain[row][k]));
            }
        }
    }

    /** Each row alone through ONNX Runtime as its own manual uses it, without any option. */
    private static float[][] plain(ModelBundle bundle, float[][] rows) throws OrtException {
        ModelManifest manifest = bundle.manifest();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[][] scores = new float[rows.length][manifest.outputWidth()];
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(bundle.onnx(), options)) {
            for (int row = 0; row < rows.length; row++) {
                Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
                int at = 0;
                try {
                    for (TensorSpec input : manifest.inputs()) {
                        FloatBuffer values = FloatBuffer.wrap(rows[row], at, input.width());
                        inputs.put(
                                input.name(),
                                OnnxTensor.createTensor(environment, values, shape(input)));
                        at += input.width();
                    }
                    try (OrtSession.Result result = session.run(inputs)) {
                        int to = 0;
                        for (TensorSpec output : manifest.outputs()) {
                            OnnxTensor tensor =
                                    (OnnxTensor) result.get(output.name()).orElseThrow();
                            tensor.getFloatBuffer().get(scores[row], to, output.width());
                            to += output.width();
                        }
                    }
                } finally {
                    inputs.values().forEach(OnnxTensor::close);
                }
            }
        }
        return scores;
    }

    private static long[] shape(TensorSpec input) {
        long[] shape = new long[1 + input.rowShape().size()];
        shape[0] = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = input.rowShape().get(axis - 1);
        }
        return shape;
    }

    /** From rest over walking to running; from low to high glucose; from no to many messages. */
    private static float[][] rows(String name, ModelManifest manifest) {
        float[][] rows = new float[ROWS][manifest.inputWidth()];
        for (int i = 0; i < ROWS; i++) {
            float[] row = rows[i];
            switch (name) {
                case "activity", "baseline-activity" -> motion(i, name.equals("activity"), row);
                case "glucose-outlook" -> {
                    for (int slot = 0; slot < GlucoseHistory.SLOTS; slot++) {
                        row[slot] = (float) (62 + 21 * i + (30 - 2 * i) * Math.sin(0.2 * slot + i));
                    }
                    row[GlucoseHistory.SLOTS] = GlucoseHistory.SLOTS - i;
                }
                default -> {
                    row[0] = 0.7f * i * i;
                    row[manifest.inputAt("sent")] = i % 2;
                    row[manifest.inputAt("dosage")] = 0.37f * i;
                }
            }
        }
        return rows;
    }

    private static void motion(int i, boolean raw, float[] row) {
        int rate = 20;
        int samples = AccelerationWindow.SECONDS * rate;
        float[] xyz = new float[3 * samples];
        float[] times = new float[samples];
        double swing = 0.13 * i;
        double turn = 2 * Math.PI * (1.2 + 0.17 * i);
        for (int k = 0; k < samples; k++) {
            double t = (double) k / rate;
            times[k] = (float) (1000 * t);
            xyz[3 * k] = (float) (0.61 + swing * Math.sin(turn * t));
            xyz[3 * k + 1] = (float) (0.72 + 0.4 * swing * Math.sin(turn * t / 2 + 0.3));
            xyz[3 * k + 2] = (float) (0.33 + 0.5 * swing * Math.cos(turn * t) + 0.003 * (k % 5));
        }
        if (raw) {
            AccelerationWindow.compute(xyz, times, samples, rate, row, 0);
        } else {
            MotionFeatures.compute(xyz, samples, rate, row, 0);
        }
    }
}
