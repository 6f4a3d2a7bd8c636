package org.wearablecoach.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Scorer} over ONNX Runtime: direct buffers and tensors made once for each batch size,
 * outputs pinned, nothing made per row.
 *
 * <p>All batch sizes share the same memory, of the largest: a smaller batch is the beginning of it.
 * What is left of a batch is filled with zeros, so that no earlier person's row is scored again.
 *
 * <p>Not thread-safe; take one for each thread from {@link OnnxModel#newScorer()}.
 */
public final class OnnxScorer implements Scorer {

    /** The vector units read whole cache lines; buffers that start on one are read fastest. */
    private static final int ALIGNMENT = 64;

    private final OnnxModel model;
    private final boolean batchInvariant;
    private final int inputWidth;
    private final int outputWidth;
    private final Slot[] inputs;
    private final Slot[] outputs;
    private final Batch[] batches;
    private final Deque<OnnxTensor> tensors = new ArrayDeque<>();
    private boolean closed;

    OnnxScorer(OnnxModel model, int[] batchSizes, boolean batchInvariant) {
        this.model = model;
        this.batchInvariant = batchInvariant;
        ModelManifest manifest = model.manifest();
        inputWidth = manifest.inputWidth();
        outputWidth = manifest.outputWidth();
        int largest = batchSizes[batchSizes.length - 1];
        inputs = slots(manifest.inputs(), largest);
        outputs = slots(manifest.outputs(), largest);
        batches = new Batch[batchSizes.length];
        model.hold();
        boolean made = false;
        try {
            for (int i = 0; i < batches.length; i++) {
                int size = batchSizes[i];
                batches[i] = new Batch(size, tensors(inputs, size), tensors(outputs, size));
            }
            made = true;
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "no tensors can be made for model " + manifest.reference(), e);
        } finally {
            if (!made) {
                close();
            }
        }
    }

    /**
     * Loads a model for a single thread: the scorer owns it.
     *
     * @throws ModelRejectedException as {@link OnnxModel#load}
     */
    public static Scorer open(ModelBundle bundle, ScorerOptions options) {
        try (OnnxModel model = OnnxModel.load(bundle, options)) {
            return model.newScorer();
        }
    }

    /** Whose session it runs. */
    OnnxModel model() {
        return model;
    }

    @Override
    public ModelManifest manifest() {
        return model.manifest();
    }

    @Override
    public boolean batchInvariant() {
        return batchInvariant;
    }

    @Override
    public int maxBatch() {
        return batches[batches.length - 1].size;
    }

    @Override
    public int inputWidth() {
        return inputWidth;
    }

    @Override
    public int outputWidth() {
        return outputWidth;
    }

    @Override
    public void score(float[] in, int rows, float[] out) {
        if (closed) {
            throw new IllegalStateException(
                    "the scorer of model " + manifest().reference() + " is closed");
        }
        if (rows < 0
                || in.length < (long) rows * inputWidth
                || out.length < (long) rows * outputWidth) {
            throw new IllegalArgumentException(
                    "model "
                            + manifest().reference()
                            + ": "
                            + rows
                            + " rows need "
                            + (long) rows * inputWidth
                            + " inputs and "
                            + (long) rows * outputWidth
                            + " outputs; the arrays hold "
                            + in.length
                            + " and "
                            + out.length);
        }
        int row = 0;
        while (row < rows) {
            Batch batch = batches[choose(rows - row)];
            int count = Math.min(batch.size, rows - row);
            for (Slot slot : inputs) {
                slot.fill(in, row, count, batch.size, inputWidth);
            }
            run(batch);
            for (Slot slot : outputs) {
                slot.read(out, row, count, outputWidth);
            }
            row += count;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!tensors.isEmpty()) {
            tensors.pop().close();
        }
        model.release();
    }

    /** Runs a batch of exactly this size from the array's first rows: for the checks at loading. */
    void runExactly(int size, float[] in, float[] out) {
        for (Batch batch : batches) {
            if (batch.size == size) {
                for (Slot slot : inputs) {
                    slot.fill(in, 0, size, size, inputWidth);
                }
                run(batch);
                for (Slot slot : outputs) {
                    slot.read(out, 0, size, outputWidth);
                }
                return;
            }
        }
        throw new IllegalArgumentException("no batch of " + size + " rows");
    }

    /** The batch sizes in use, ascending. */
    int[] batchSizes() {
        int[] sizes = new int[batches.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = batches[i].size;
        }
        return sizes;
    }

    /**
     * Which batch to run for so many rows: the largest that they fill, or the next larger one where
     * they fill at least half of it. So padding never costs more than the rows themselves.
     */
    private int choose(int rows) {
        int chosen = 0;
        for (int i = 1; i < batches.length; i++) {
            if (2 * rows >= batches[i].size) {
                chosen = i;
            }
        }
        return chosen;
    }

    private void run(Batch batch) {
        // The result owns nothing: every output is pinned. Closing it keeps the runtime's account.
        try (OrtSession.Result result = model.session().run(batch.inputs, batch.outputs)) {
            if (result.size() != outputs.length) {
                throw new IllegalStateException("the runtime returned other outputs than pinned");
            }
        } catch (OrtException e) {
            throw new ScoringException(
                    "model "
                            + manifest().reference()
                            + " failed on a batch of "
                            + batch.size
                            + " rows: "
                            + withoutValues(e.getMessage()));
        }
    }

    /** The runtime's message with its numbers masked: some of them are values of the row. */
    private static String withoutValues(@Nullable String message) {
        return String.valueOf(message).replaceAll("[-+]?[0-9][0-9.eE+-]*", "#");
    }

    private Map<String, OnnxTensor> tensors(Slot[] slots, int rows) throws OrtException {
        Map<String, OnnxTensor> map = new LinkedHashMap<>();
        for (Slot slot : slots) {
            OnnxTensor tensor =
                    OnnxTensor.createTensor(
                            model.environment(),
                            slot.buffer.slice(0, rows * slot.width),
                            slot.tensor.shape(rows));
            tensors.push(tensor);
            map.put(slot.tensor.name(), tensor);
        }
        return map;
    }

    private static Slot[] slots(List<TensorSpec> specs, int rows) {
        Slot[] slots = new Slot[specs.size()];
        int at = 0;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(specs.get(i), at, rows);
            at += slots[i].width;
        }
        return slots;
    }

    /** Tensors of one batch size. */
    private record Batch(
            int size, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

    /** The memory of one tensor, and where its elements are in a row. */
    private static final class Slot {

        final TensorSpec tensor;
        final int width;
        final int at;
        final FloatBuffer buffer;

        Slot(TensorSpec tensor, int at, int rows) {
            this.tensor = tensor;
            this.width = tensor.width();
            this.at = at;
            int bytes = Math.multiplyExact(Math.multiplyExact(rows, width), Float.BYTES);
            // An aligned slice is cut at both ends, so there is one unit more than needed at each.
            buffer =
                    ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * ALIGNMENT))
                            .alignedSlice(ALIGNMENT)
                            .order(ByteOrder.nativeOrder())
                            .asFloatBuffer();
        }

        void fill(float[] in, int row, int count, int size, int rowWidth) {
            if (width == rowWidth) {
                buffer.put(0, in, row * rowWidth, count * width);
            } else {
                int from = row * rowWidth + at;
                for (int i = 0; i < count; i++, from += rowWidth) {
                    buffer.put(i * width, in, from, width);
                }
            }
            for (int i = count * width; i < size * width; i++) {
                buffer.put(i, 0);
            }
        }

        void read(float[] out, int row, int count, int rowWidth) {
            if (width == rowWidth) {
                buffer.get(0, out, row * rowWidth, count * width);
            } else {
                int to = row * rowWidth + at;
                for (int i = 0; i < count; i++, to += rowWidth) {
                    buffer.get(i * width, out, to, width);
                }
            }
        }
    }
}
