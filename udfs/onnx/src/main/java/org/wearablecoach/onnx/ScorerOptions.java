package org.wearablecoach.onnx;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How models are loaded and run.
 *
 * @param batchSizes the numbers of rows that are run at once, ascending, starting with 1. Buffers
 *     are made for each; other numbers of rows are split, or padded up. Fixed sizes because the
 *     runtime's memory grows with each new shape
 * @param maxBytes largest .onnx file that is accepted, bytes
 * @param domains operator domains that a graph may use; the empty string and {@code ai.onnx} are
 *     the standard one
 * @param executionProvider what runs the sessions: {@code cpu}, or another that the installed ONNX
 *     Runtime was built with, such as {@code cuda}
 */
public record ScorerOptions(
        List<Integer> batchSizes, int maxBytes, Set<String> domains, String executionProvider) {

    private static final Set<String> STANDARD = Set.of("", "ai.onnx", "ai.onnx.ml");

    /** 64 MiB: far above any model that one core scores in milliseconds. */
    private static final int DEFAULT_MAX_BYTES = 64 << 20;

    public ScorerOptions {
        batchSizes = List.copyOf(new TreeSet<>(batchSizes));
        domains = Set.copyOf(domains);
        if (batchSizes.isEmpty() || batchSizes.get(0) != 1) {
            throw new IllegalArgumentException(
                    "batchSizes must start with 1, for rows that come alone; it is " + batchSizes);
        }
        int largest = batchSizes.get(batchSizes.size() - 1);
        if (largest > 4096) {
            throw new IllegalArgumentException(
                    "batchSizes must be at most 4096, where nothing is gained any more; one is "
                            + largest);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be positive; it is " + maxBytes);
        }
        if (!ProviderNames.known(executionProvider)) {
            throw new IllegalArgumentException(
                    "executionProvider must be one of "
                            + ProviderNames.all()
                            + "; it is "
                            + executionProvider);
        }
    }

    /** Batches of 1, 8, 32 and 128 rows, files up to 64 MiB, standard operators. */
    public static ScorerOptions defaults() {
        return new ScorerOptions(List.of(1, 8, 32, 128), DEFAULT_MAX_BYTES, STANDARD, "cpu");
    }

    /** One row at a time: for graphs inside a decision, whose bits must never hang on a batch. */
    public static ScorerOptions oneByOne() {
        return defaults().withBatchSizes(List.of(1));
    }

    /** The same with other batch sizes. */
    public ScorerOptions withBatchSizes(List<Integer> sizes) {
        return new ScorerOptions(sizes, maxBytes, domains, executionProvider);
    }

    /** The same with another limit of the file size. */
    public ScorerOptions withMaxBytes(int bytes) {
        return new ScorerOptions(batchSizes, bytes, domains, executionProvider);
    }

    /** The same with another execution provider. */
    public ScorerOptions withExecutionProvider(String provider) {
        return new ScorerOptions(batchSizes, maxBytes, domains, provider);
    }
}
