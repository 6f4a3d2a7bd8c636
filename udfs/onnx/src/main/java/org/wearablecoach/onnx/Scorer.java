package org.wearablecoach.onnx;

/**
 * A function from rows of numbers to rows of numbers, named and versioned by its manifest.
 *
 * <p>A row of inputs is the inputs of the manifest one after the other, each flattened row-major; a
 * row of outputs likewise. So a model with the scalar inputs {@code steps} and {@code sent} has an
 * input width of 2. All values are 32-bit floats.
 *
 * <p>The score of a row depends on that row alone, to the bit: not on how many rows come with it,
 * not on its place among them.
 *
 * <p>A scorer belongs to one thread at a time. A model may have many of them.
 */
public interface Scorer extends AutoCloseable {

    /** What is scored: name, version, tensors, labels. */
    ModelManifest manifest();

    /**
     * Whether it was measured at loading that running rows together keeps the bits of each. False
     * too where nothing but single rows was tried. Where it is false, rows are run one by one.
     */
    boolean batchInvariant();

    /** The largest number of rows that are run at once. */
    int maxBatch();

    /** How many values a row of inputs has. */
    default int inputWidth() {
        return manifest().inputWidth();
    }

    /** How many values a row of outputs has. */
    default int outputWidth() {
        return manifest().outputWidth();
    }

    /**
     * Scores rows.
     *
     * @param inputs row-major, at least {@code rows * inputWidth()} values; not kept, not changed
     * @param rows how many rows to score, 0 or more
     * @param outputs receives {@code rows * outputWidth()} values, row-major
     * @throws IllegalArgumentException if an array is too short or {@code rows} is negative
     * @throws IllegalStateException after {@link #close()}
     * @throws ScoringException if the runtime fails; no output may then be used
     */
    void score(float[] inputs, int rows, float[] outputs);

    /** Frees what the scorer holds. Closing again does nothing. */
    @Override
    void close();
}
