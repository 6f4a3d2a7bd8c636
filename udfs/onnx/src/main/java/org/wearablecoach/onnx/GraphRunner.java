package org.wearablecoach.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Rows through an {@link OnnxGraph}: its buffers are filled by the caller, row after row, and read
 * after {@link #run}. Any mix of the types of {@link ElementType}; nothing is made per row.
 *
 * <p>Batches have the sizes 1, 2, 4 and so on. What is left of one is filled with its first row, so
 * that padding can neither fail nor score a row of an earlier batch again. A graph in which a row's
 * outputs were seen to depend on its batch runs one row at a time.
 *
 * <p>Not thread-safe; take one for each thread from {@link SharedGraphs}.
 */
public final class GraphRunner implements AutoCloseable {

    /** Buffers that start on a cache line are read fastest. */
    private static final int ALIGNMENT = 64;

    /** How many made-up rows are tried at every place of every batch size. */
    private static final int PROBES = 32;

    private final OnnxGraph graph;
    private final List<GraphTensor> inputs;
    private final List<GraphTensor> outputs;
    private final ByteBuffer[] in;
    private final ByteBuffer[] out;
    private final int[] inStride;
    private final int[] outStride;
    private final List<Batch> batches = new ArrayList<>();
    private final Deque<OnnxTensor> tensors = new ArrayDeque<>();
    private final Runnable release;
    private boolean closed;

    /**
     * Takes a graph.
     *
     * @param outputs those that are asked for
     * @param largest batch, 1 or more; rounded up to a power of two, less where rows are so wide
     *     that a buffer does not hold as many
     * @param release called once, by {@link #close()}
     */
    GraphRunner(OnnxGraph graph, List<GraphTensor> outputs, int largest, Runnable release) {
        this.graph = graph;
        this.inputs = graph.inputs();
        this.outputs = List.copyOf(outputs);
        this.release = release;
        inStride = strides(inputs);
        outStride = strides(outputs);
        int most = 1;
        while (most < largest
                && mayBatch(inputs)
                && mayBatch(outputs)
                && fits(inStride, 2 * most)
                && fits(outStride, 2 * most)) {
            most *= 2;
        }
        in = buffers(inStride, most);
        out = buffers(outStride, most);
        boolean made = false;
        try {
            for (int size = 1; size <= most; size *= 2) {
                batches.add(
                        new Batch(size, tensors(inputs, in, size), tensors(outputs, out, size)));
            }
            made = true;
        } catch (OrtException e) {
            throw new IllegalStateException("no tensors can be made for " + graph.name(), e);
        } finally {
            if (!made) {
                closed = true;
                closeTensors();
            }
        }
    }

    /** The largest number of rows that are run at once, a power of two. */
    public int maxBatch() {
        return batches.get(batches.size() - 1).size;
    }

    /** The inputs, in the order of {@link #input}. */
    public List<GraphTensor> inputs() {
        return inputs;
    }

    /** The outputs that are asked for, in the order of {@link #output}. */
    public List<GraphTensor> outputs() {
        return outputs;
    }

    /**
     * The memory of an input: {@link #maxBatch()} rows, each flattened row-major, in native byte
     * order. Write by absolute index.
     */
    public ByteBuffer input(int index) {
        return in[index];
    }

    /** The memory of an output, laid out as that of an input. Read by absolute index. */
    public ByteBuffer output(int index) {
        return out[index];
    }

    /**
     * Scores the first rows of the buffers.
     *
     * @param rows 1 to {@link #maxBatch()}
     * @throws ScoringException if the runtime fails; no output may then be used
     */
    public void run(int rows) {
        Batch batch = batch(rows);
        for (int i = 0; i < in.length; i++) {
            for (int row = rows; row < batch.size; row++) {
                in[i].put(row * inStride[i], in[i], 0, inStride[i]);
            }
        }
        run(batch);
    }

    /**
     * Scores each of the first rows of the buffers by itself, for a batch that failed.
     *
     * @return which of them failed; their outputs may not be used
     */
    public boolean[] runEach(int rows) {
        byte[][] given = new byte[in.length][];
        for (int i = 0; i < in.length; i++) {
            given[i] = new byte[rows * inStride[i]];
            in[i].get(0, given[i]);
        }
        byte[][] scored = new byte[out.length][];
        for (int o = 0; o < out.length; o++) {
            scored[o] = new byte[rows * outStride[o]];
        }
        boolean[] failed = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < in.length; i++) {
                in[i].put(0, given[i], row * inStride[i], inStride[i]);
            }
            try {
                run(batches.get(0));
            } catch (ScoringException e) {
                failed[row] = true;
                continue;
            }
            for (int o = 0; o < out.length; o++) {
                out[o].get(0, scored[o], row * outStride[o], outStride[o]);
            }
        }
        for (int o = 0; o < out.length; o++) {
            out[o].put(0, scored[o]);
        }
        return failed;
    }

    /** Frees the buffers and gives the session up. Closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeTensors();
            release.run();
        }
    }

    /**
     * Whether made-up rows keep the bits of their outputs alone and at every place of every batch
     * size. Rows that the model refuses prove nothing and are left out; when all are, the answer is
     * no.
     */
    boolean keepsBits() {
        List<byte[][]> probes = new ArrayList<>();
        List<byte[][]> alone = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int p = 0; p < PROBES; p++) {
            byte[][] probe = probe(random, p);
            set(0, probe);
            try {
                run(batches.get(0));
            } catch (ScoringException e) {
                continue;
            }
            probes.add(probe);
            alone.add(get(0));
        }
        if (probes.isEmpty()) {
            return false;
        }
        for (Batch batch : batches) {
            // In round r place i holds probe (i + r) mod n: after n rounds each was everywhere.
            for (int round = 0; round < probes.size(); round++) {
                for (int i = 0; i < batch.size; i++) {
                    set(i, probes.get((i + round) % probes.size()));
                }
                try {
                    run(batch);
                } catch (ScoringException e) {
                    return false;
                }
                for (int i = 0; i < batch.size; i++) {
                    if (!Arrays.deepEquals(get(i), alone.get((i + round) % probes.size()))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private void run(Batch batch) {
        if (closed) {
            throw new IllegalStateException("the runner of " + graph.name() + " is closed");
        }
        // The result owns nothing: every output is pinned. Closing it keeps the runtime's account.
        try (OrtSession.Result result = graph.session().run(batch.inputs, batch.outputs)) {
            if (result.size() != outputs.size()) {
                throw new IllegalStateException("the runtime returned other outputs than pinned");
            }
        } catch (OrtException e) {
            // No cause and no message of the runtime: either may hold a value of the row.
            throw new ScoringException(
                    graph.name() + ": the runtime failed on a batch of " + batch.size + " rows");
        }
    }

    private Batch batch(int rows) {
        for (Batch batch : batches) {
            if (batch.size >= rows) {
                return batch;
            }
        }
        throw new IllegalArgumentException(
                rows + " rows are more than the largest batch, " + maxBatch());
    }

    /** A row of made-up values: half of them not negative, in several orders of magnitude. */
    private byte[][] probe(SplittableRandom random, int number) {
        byte[][] row = new byte[in.length][];
        for (int i = 0; i < in.length; i++) {
            ElementType type = Objects.requireNonNull(inputs.get(i).type());
            ByteBuffer bytes =
                    ByteBuffer.wrap(new byte[inStride[i]]).order(ByteOrder.nativeOrder());
            while (bytes.hasRemaining()) {
                double value = 2 * random.nextDouble() - (number % 2 == 0 ? 0 : 1);
                value *= number % 8 < 6 ? 1 : 30;
                switch (type) {
                    case FLOAT32 -> bytes.putFloat((float) value);
                    case FLOAT64 -> bytes.putDouble(value);
                    // Small and not negative: integers are often places in a table.
                    case INT32 -> bytes.putInt((int) Math.abs(value));
                    case INT64 -> bytes.putLong((long) Math.abs(value));
                    case BOOL -> bytes.put((byte) (value > 0.5 ? 1 : 0));
                }
            }
            row[i] = bytes.array();
        }
        return row;
    }

    private void set(int place, byte[][] row) {
        for (int i = 0; i < in.length; i++) {
            in[i].put(place * inStride[i], row[i]);
        }
    }

    private byte[][] get(int place) {
        byte[][] row = new byte[out.length][];
        for (int o = 0; o < out.length; o++) {
            row[o] = new byte[outStride[o]];
            out[o].get(place * outStride[o], row[o]);
        }
        return row;
    }

    /** Frees the buffers only; whoever calls this keeps the session. */
    void closeTensors() {
        closed = true;
        while (!tensors.isEmpty()) {
            tensors.pop().close();
        }
    }

    private Map<String, OnnxTensor> tensors(List<GraphTensor> specs, ByteBuffer[] buffers, int rows)
            throws OrtException {
        Map<String, OnnxTensor> map = new LinkedHashMap<>();
        for (int i = 0; i < buffers.length; i++) {
            OnnxTensor tensor = graph.tensor(specs.get(i), buffers[i], rows);
            tensors.push(tensor);
            map.put(specs.get(i).name(), tensor);
        }
        return map;
    }

    private static boolean mayBatch(List<GraphTensor> specs) {
        return specs.stream().noneMatch(GraphTensor::fixedBatch);
    }

    /** Whether a buffer can hold so many rows: a wide row makes for small batches. */
    private static boolean fits(int[] strides, int rows) {
        return Arrays.stream(strides)
                .allMatch(stride -> stride <= (Integer.MAX_VALUE - 2 * ALIGNMENT) / rows);
    }

    /** Bytes of a row of each tensor. */
    private static int[] strides(List<GraphTensor> specs) {
        int[] strides = new int[specs.size()];
        for (int i = 0; i < strides.length; i++) {
            ElementType type = specs.get(i).type();
            if (type == null || specs.get(i).width() < 1) {
                throw new IllegalArgumentException(
                        specs.get(i).name() + ": " + specs.get(i).describe() + " cannot be run");
            }
            strides[i] = Math.multiplyExact(specs.get(i).width(), type.bytes());
        }
        return strides;
    }

    private static ByteBuffer[] buffers(int[] strides, int rows) {
        ByteBuffer[] buffers = new ByteBuffer[strides.length];
        for (int i = 0; i < buffers.length; i++) {
            int bytes = Math.multiplyExact(strides[i], rows);
            // An aligned slice is cut at both ends, so there is one unit more than needed at each.
            buffers[i] =
                    ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * ALIGNMENT))
                            .alignedSlice(ALIGNMENT)
                            .order(ByteOrder.nativeOrder());
        }
        return buffers;
    }

    /** Tensors of one batch size. */
    private record Batch(
            int size, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}
}
