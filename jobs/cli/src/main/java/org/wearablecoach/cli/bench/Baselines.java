package org.wearablecoach.cli.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** What one writes without this project: as it is mostly written, and as well as it can be. */
final class Baselines {

    private Baselines() {}

    private static OrtSession session(BenchModel model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // One thread, as for all contestants.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return OrtEnvironment.getEnvironment().createSession(model.onnx(), options);
        }
    }

    /** A new tensor from nested arrays for each batch, and {@code getValue}. */
    static final class Naive implements Contestant {

        private final OrtSession session;
        private final BenchRows rows;
        private final int batch;
        private float sink;

        Naive(BenchModel model, BenchRows rows, int batch) throws OrtException {
            session = session(model);
            this.rows = rows;
            this.batch = batch;
        }

        @Override
        public void batch(int number) throws OrtException {
            Object nested = Array.newInstance(rows.nested[0].getClass(), batch);
            int from = number * batch % BenchRows.KNOWN;
            System.arraycopy(rows.nested, from, nested, 0, batch);
            try (OnnxTensor tensor =
                            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), nested);
                    OrtSession.Result result = session.run(Map.of(BenchModel.INPUT, tensor))) {
                float[][] outputs = (float[][]) result.get(0).getValue();
                sink += outputs[batch - 1][0];
            }
        }

        @Override
        public void close() {
            free(session);
            check(sink);
        }
    }

    /** Direct buffers that are reused, outputs pinned. */
    static final class Raw implements Contestant {

        private final OrtSession session;
        private final BenchRows rows;
        private final FloatBuffer in;
        private final FloatBuffer out;
        private final OnnxTensor input;
        private final OnnxTensor output;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;
        private final float[] scores;
        private float sink;

        Raw(BenchModel model, BenchRows rows, int batch) throws OrtException {
            this.rows = rows;
            session = session(model);
            in = buffer(batch * model.inputs());
            out = buffer(batch * model.outputs());
            long[] shape = new long[1 + model.inputShape().size()];
            shape[0] = batch;
            for (int i = 1; i < shape.length; i++) {
                shape[i] = model.inputShape().get(i - 1);
            }
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            input = OnnxTensor.createTensor(environment, in, shape);
            output = OnnxTensor.createTensor(environment, out, new long[] {batch, model.outputs()});
            inputs = Map.of(BenchModel.INPUT, input);
            outputs = Map.of(BenchModel.OUTPUT, output);
            scores = new float[batch * model.outputs()];
        }

        private static FloatBuffer buffer(int elements) {
            int line = 64;
            return ByteBuffer.allocateDirect(elements * Float.BYTES + 2 * line)
                    .alignedSlice(line)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer()
                    .slice(0, elements);
        }

        @Override
        public void batch(int number) throws OrtException {
            float[] values = rows.batches[number % rows.batches.length];
            in.put(0, values, 0, values.length);
            session.run(inputs, outputs).close();
            out.get(0, scores, 0, scores.length);
            sink += scores[0];
        }

        /** What the last batch gave, row after row. */
        float[] scores() {
            return scores;
        }

        @Override
        public void close() {
            input.close();
            output.close();
            free(session);
            check(sink);
        }
    }

    private static void free(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("a session cannot be freed", e);
        }
    }

    /** Keeps the results from being optimised away, and finds out when there were none. */
    static void check(float sink) {
        if (!(sink > 0)) {
            throw new IllegalStateException("a contestant scored nothing");
        }
    }
}
