package org.wearablecoach.cli.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
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
        private final String input;
        private final int outputs;
        private float sink;

        Naive(BenchModel model, BenchRows rows, int batch) throws OrtException {
            session = session(model);
            input = model.input();
            outputs = model.outputNames().size();
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
                    OrtSession.Result result = session.run(Map.of(input, tensor))) {
                for (int i = 0; i < outputs; i++) {
                    Object values = result.get(i).getValue();
                    sink +=
                            values instanceof float[][] rowsOut
                                    ? rowsOut[batch - 1][0]
                                    : ((float[]) values)[batch - 1];
                }
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
        private final FloatBuffer[] out;
        private final OnnxTensor input;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;
        private final float[] scores;
        private float sink;

        Raw(BenchModel model, BenchRows rows, int batch) throws OrtException {
            this.rows = rows;
            session = session(model);
            in = buffer(batch * model.inputs());
            long[] shape = new long[1 + model.inputShape().size()];
            shape[0] = batch;
            for (int i = 1; i < shape.length; i++) {
                shape[i] = model.inputShape().get(i - 1);
            }
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            input = OnnxTensor.createTensor(environment, in, shape);
            inputs = Map.of(model.input(), input);
            out = new FloatBuffer[model.outputNames().size()];
            outputs = new LinkedHashMap<>();
            for (int i = 0; i < out.length; i++) {
                int width = model.outputWidths().get(i);
                out[i] = buffer(batch * width);
                outputs.put(
                        model.outputNames().get(i),
                        OnnxTensor.createTensor(environment, out[i], new long[] {batch, width}));
            }
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
            int at = 0;
            for (FloatBuffer one : out) {
                one.get(0, scores, at, one.capacity());
                at += one.capacity();
            }
            sink += scores[0];
        }

        /** What the last batch gave, output after output, each row after row. */
        float[] scores() {
            return scores;
        }

        @Override
        public void close() {
            input.close();
            outputs.values().forEach(OnnxTensor::close);
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
