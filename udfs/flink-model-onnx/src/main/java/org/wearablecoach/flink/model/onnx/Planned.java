package org.wearablecoach.flink.model.onnx;

import java.io.Serializable;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wearablecoach.flink.model.onnx.OnnxModelOptions.OnError;
import org.wearablecoach.onnx.GraphRunner;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.NativeRuntime;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SharedGraphs;

/**
 * A model as it was planned: what travels to the TaskManagers.
 *
 * @param model identifier in SQL
 * @param path of the .onnx file
 * @param sha256 of the file that was planned with
 * @param maxBytes largest file
 * @param binding columns and tensors
 * @param onError what happens to rows that cannot be scored
 * @param batchSize most rows at once
 * @param flushMillis longest time that a row waits
 * @param keepsBits whether the manifest's rows kept their bits in every batch; true without one
 */
record Planned(
        String model,
        String path,
        String sha256,
        int maxBytes,
        Binding binding,
        OnError onError,
        int batchSize,
        long flushMillis,
        boolean keepsBits)
        implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(Planned.class);

    /**
     * A runner on this machine.
     *
     * @param largest batch that is wished
     * @throws ValidationException if the file is not readable here, or another one than planned
     * @throws IllegalStateException if the native library is in the wrong place
     */
    GraphRunner open(int largest) {
        NativeRuntime.checkLoadedBeside(ModelProviderFactory.class);
        byte[] onnx = ModelFile.read(OnnxModelOptions.PATH.key(), path, maxBytes);
        String found = ModelBundle.sha256(onnx);
        if (!found.equals(sha256)) {
            throw new ValidationException(
                    String.format(
                            "model %s, '%s': expected the file that the query was planned with,"
                                    + " sha256 %s, found %s on this machine; give each version a"
                                    + " file of its own and plan the query again",
                            model, path, sha256, found));
        }
        GraphRunner runner =
                SharedGraphs.open(
                        onnx,
                        path,
                        binding.requested(),
                        keepsBits ? largest : 1,
                        ScorerOptions.defaults().withMaxBytes(maxBytes));
        if (largest > 1 && runner.maxBatch() == 1) {
            LOG.warn(
                    "Model {}: rows are scored one by one, because a row's outputs change with its"
                            + " batch (or the graph takes one row at a time).",
                    model);
        }
        return runner;
    }

    /** The same with smaller batches. */
    Planned withBatchSize(int rows) {
        return new Planned(
                model, path, sha256, maxBytes, binding, onError, rows, flushMillis, keepsBits);
    }
}
