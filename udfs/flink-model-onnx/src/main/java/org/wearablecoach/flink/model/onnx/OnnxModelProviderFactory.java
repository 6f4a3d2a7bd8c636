package org.wearablecoach.flink.model.onnx;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.NativeRuntime;
import org.wearablecoach.onnx.OnnxGraph;
import org.wearablecoach.onnx.OnnxModel;
import org.wearablecoach.onnx.ScorerOptions;

/**
 * The model provider {@code onnx} of Flink SQL.
 *
 * <p>Everything that can be wrong with a model is found here, while a query is planned: the file,
 * its digest, its manifest, and each column that does not fit its tensor.
 */
public final class OnnxModelProviderFactory implements ModelProviderFactory {

    /** The provider's name in {@code CREATE MODEL}. */
    public static final String IDENTIFIER = "onnx";

    private static final int LARGEST_BATCH = 1024;

    /** Found by Flink as a service. */
    public OnnxModelProviderFactory() {}

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(OnnxModelOptions.PATH);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        Set<ConfigOption<?>> optional = new LinkedHashSet<>(OnnxModelOptions.all());
        optional.remove(OnnxModelOptions.PATH);
        return optional;
    }

    @Override
    public ModelProvider createModelProvider(Context context) {
        FactoryUtil.ModelProviderFactoryHelper helper =
                FactoryUtil.createModelProviderFactoryHelper(this, context);
        helper.validate();
        String model = context.getObjectIdentifier().asSummaryString();
        ReadableConfig options = helper.getOptions();
        try {
            Planned planned = plan(model, options, context.getCatalogModel());
            return OnnxModelProvider.of(
                    options.get(OnnxModelOptions.MODE), planned, context.getConfiguration());
        } catch (ValidationException | ModelRejectedException | IllegalStateException e) {
            throw new ValidationException("Model " + model + ": " + e.getMessage(), e);
        }
    }

    private static Planned plan(
            String model, ReadableConfig options, ResolvedCatalogModel catalogModel) {
        NativeRuntime.checkLoadedBeside(ModelProviderFactory.class);
        int batchSize = options.get(OnnxModelOptions.BATCH_SIZE);
        if (batchSize < 1 || batchSize > LARGEST_BATCH) {
            throw new ValidationException(
                    "'batch-size': expected 1 to " + LARGEST_BATCH + ", found " + batchSize);
        }
        Duration flush = options.get(OnnxModelOptions.FLUSH_INTERVAL);
        if (flush.toMillis() < 1 || flush.toMinutes() >= 1) {
            throw new ValidationException(
                    "'flush-interval': expected 1 ms to less than 1 min, found "
                            + flush.toMillis()
                            + " ms");
        }
        long maxBytes = options.get(OnnxModelOptions.MAX_FILE_SIZE).getBytes();
        if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE) {
            throw new ValidationException(
                    "'max-file-size': expected 1 byte to less than 2 gb, found "
                            + maxBytes
                            + " bytes");
        }
        String path = options.get(OnnxModelOptions.PATH);
        ScorerOptions limits = ScorerOptions.defaults().withMaxBytes((int) maxBytes);
        byte[] onnx = ModelFile.read(OnnxModelOptions.PATH.key(), path, maxBytes);
        String sha256 = ModelBundle.sha256(onnx);
        String wanted = options.getOptional(OnnxModelOptions.SHA256).orElse(sha256);
        if (!wanted.toLowerCase(Locale.ROOT).equals(sha256)) {
            throw new ValidationException(
                    String.format(
                            "'sha256': expected %s, found %s in '%s'; name the right file, or"
                                    + " correct the option if the new file is trusted",
                            wanted, sha256, path));
        }
        boolean keepsBits =
                checkManifest(
                        onnx,
                        ModelFile.manifest(
                                path,
                                options.getOptional(OnnxModelOptions.MANIFEST).orElse(null),
                                maxBytes),
                        batchSize,
                        limits);
        OnnxModelOptions.OnError onError = options.get(OnnxModelOptions.ON_ERROR);
        try (OnnxGraph graph = OnnxGraph.load(onnx, "'" + path + "'", limits)) {
            Binding binding =
                    Binding.of(
                            graph,
                            catalogModel.getResolvedInputSchema(),
                            catalogModel.getResolvedOutputSchema(),
                            options.getOptional(OnnxModelOptions.INPUT_MAPPING).orElse(null),
                            options.getOptional(OnnxModelOptions.OUTPUT_MAPPING).orElse(null),
                            onError);
            return new Planned(
                    model,
                    path,
                    sha256,
                    (int) maxBytes,
                    binding,
                    onError,
                    batchSize,
                    flush.toMillis(),
                    keepsBits);
        }
    }

    /** Checks contract and self-test; whether the manifest's rows kept their bits in batches. */
    private static boolean checkManifest(
            byte[] onnx, @Nullable String manifest, int batchSize, ScorerOptions limits) {
        if (manifest == null) {
            return true;
        }
        java.util.List<Integer> sizes = new java.util.ArrayList<>();
        for (int size = 1; size < 2 * batchSize; size *= 2) {
            sizes.add(size);
        }
        try (OnnxModel checked =
                OnnxModel.load(
                        ModelBundle.of(onnx, manifest, limits), limits.withBatchSizes(sizes))) {
            return batchSize == 1 || checked.batchInvariant();
        } catch (ModelRejectedException e) {
            throw new ValidationException(
                    e.getMessage() + " ('manifest' = 'none' serves the file without one)", e);
        }
    }
}
