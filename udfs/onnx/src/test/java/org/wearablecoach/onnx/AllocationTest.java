package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What scoring allocates on the heap, beside what the Java API of the runtime allocates by itself
 * in its cheapest form: tensors made once, outputs pinned.
 */
class AllocationTest {

    private static final int CALLS = 400;
    private static final int TIMES = 5;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Something that runs one batch. */
    private interface Call {
        void run() throws OrtException;
    }

    /**
     * What a call allocates, measured several times: compiled code may allocate less than the same
     * code did before, and when it is compiled is a matter of the machine.
     */
    private record Bytes(double least, double most) {}

    private Bytes bytesPerCall(Call call) throws OrtException {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int time = 0; time < TIMES; time++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            least = Math.min(least, (after - before) / (double) CALLS);
            most = Math.max(most, (after - before) / (double) CALLS);
        }
        return new Bytes(least, most);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Test
    void nothingIsAllocatedForARowAndNothingMoreForABatchThanTheRuntimeItselfDoes()
            throws OrtException {
        ModelBundle bundle = TestModel.network(32, 64, 5).bundle();
        for (int batch : new int[] {1, 32, 128}) {
            float[] in = TestModel.normal(new SplittableRandom(1), 32 * batch, 1);
            float[] out = new float[5 * batch];
            Bytes scorer;
            Bytes plain;
            Bytes naive;
            try (OnnxModel model = OnnxModel.load(bundle, ScorerOptions.defaults());
                    Scorer scoring = model.newScorer();
                    OnnxTensor x = tensor(direct(32 * batch), batch, 32);
                    OnnxTensor y = tensor(direct(5 * batch), batch, 5)) {
                OrtSession session = model.session();
                Map<String, OnnxTensor> inputs = Map.of("x", x);
                Map<String, OnnxTensor> outputs = Map.of("y", y);
                float[][] rows = new float[batch][32];
                scorer = bytesPerCall(() -> scoring.score(in, batch, out));
                plain = bytesPerCall(() -> session.run(inputs, outputs).close());
                naive =
                        bytesPerCall(
                                () -> {
                                    try (OnnxTensor made =
                                                    OnnxTensor.createTensor(
                                                            NativeRuntime.environment(), rows);
                                            OrtSession.Result result =
                                                    session.run(Map.of("x", made))) {
                                        Object value = result.get(0).getValue();
                                        assertThat(value).isNotNull();
                                    }
                                });
            }
            System.out.printf(
                    java.util.Locale.ROOT,
                    "batch %d: scorer %.0f B a call (%.1f B a row), runtime alone %.0f B, new"
                            + " tensors and getValue %.0f B%n",
                    batch,
                    scorer.least(),
                    scorer.least() / batch,
                    plain.most(),
                    naive.least());
            assertThat(scorer.least()).as("batch " + batch).isLessThanOrEqualTo(plain.most() + 64);
            assertThat(naive.least()).as("the cheap way is another").isGreaterThan(scorer.least());
        }
    }

    private static OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
        OrtEnvironment environment = NativeRuntime.environment();
        return OnnxTensor.createTensor(environment, buffer, shape);
    }
}
