package org.wearablecoach.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.job.config.ConfigException;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SharedModels;
import org.wearablecoach.operators.ModelSource;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.MotionFeatures;

/**
 * The models that the configuration names: shipped ones by name, others by the path of a {@code
 * .onnx} file with its manifest, {@code .json}, beside it.
 */
public final class ConfiguredModels implements ModelSource {

    private static final long serialVersionUID = 1L;

    private final LoopConfig config;

    /** The models of a configuration. */
    public ConfiguredModels(LoopConfig config) {
        this.config = config;
    }

    @Override
    public Scorer activity() {
        ModelBundle bundle = bundle(config.models().activity(), "models.activity");
        checkActivity(bundle.manifest());
        return SharedModels.open(bundle, batches());
    }

    @Override
    public List<String> activityLabels() {
        return bundle(config.models().activity(), "models.activity").manifest().labels();
    }

    @Override
    public Scorer reward() {
        return SharedModels.open(
                bundle(config.reward().move(), "reward.move"), ScorerOptions.oneByOne());
    }

    @Override
    public Scorer load(ModelUpdate update) {
        byte[] model = update.model();
        if (model == null) {
            throw new IllegalArgumentException(
                    "the update carries no model bytes; models are taken from the update itself");
        }
        ModelBundle bundle = ModelBundle.of(model, update.manifest(), batches());
        ModelManifest manifest = bundle.manifest();
        checkActivity(manifest);
        if (!manifest.version().equals(update.version())
                || !manifest.sha256().equals(update.sha256())) {
            throw new IllegalArgumentException(
                    "the update names version "
                            + update.version()
                            + " and SHA-256 "
                            + update.sha256()
                            + ", its manifest "
                            + manifest.version()
                            + " and "
                            + manifest.sha256()
                            + "; publish the update of one release");
        }
        if (!manifest.labels().equals(activityLabels())) {
            throw new IllegalArgumentException(
                    "the model has the classes "
                            + manifest.labels()
                            + ", the configured one "
                            + activityLabels()
                            + "; train both for the same classes in the same order");
        }
        return SharedModels.open(bundle, batches());
    }

    private static void checkActivity(ModelManifest manifest) {
        manifest.requireFeatures(
                MotionFeatures.SCHEMA_NAME, MotionFeatures.SCHEMA, MotionFeatures.WIDTH);
        for (String label : manifest.labels()) {
            if (Activity.ofLabel(label) == Activity.UNKNOWN) {
                throw new IllegalArgumentException(
                        "model "
                                + manifest.reference()
                                + " has the class \""
                                + label
                                + "\", which is no activity; name its classes still, other, walk,"
                                + " run, stairs");
            }
        }
    }

    /** The usual sizes up to the configured one, and that one. */
    private ScorerOptions batches() {
        TreeSet<Integer> sizes = new TreeSet<>(ScorerOptions.defaults().batchSizes());
        sizes.add(config.models().batchSize());
        return ScorerOptions.defaults()
                .withBatchSizes(new ArrayList<>(sizes.headSet(config.models().batchSize(), true)));
    }

    private static ModelBundle bundle(String name, String option) {
        if (!name.endsWith(".onnx")) {
            try {
                return ModelBundle.shipped(name);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(
                        List.of(
                                option
                                        + " is "
                                        + name
                                        + ": no such model is shipped; name one that is, or the path"
                                        + " of a .onnx file with its manifest .json beside it."));
            }
        }
        Path onnx = Path.of(name);
        Path manifest = Path.of(name.substring(0, name.length() - ".onnx".length()) + ".json");
        for (Path file : List.of(onnx, manifest)) {
            if (!Files.isReadable(file)) {
                throw new ConfigException(
                        List.of(
                                option
                                        + " is "
                                        + name
                                        + ": the file "
                                        + file
                                        + " cannot be read; name a shipped model, or a .onnx file"
                                        + " with its manifest .json beside it."));
            }
        }
        try {
            return ModelBundle.read(onnx, manifest, ScorerOptions.defaults());
        } catch (IOException e) {
            throw new UncheckedIOException(option + " is " + name + ": it cannot be read.", e);
        }
    }
}
