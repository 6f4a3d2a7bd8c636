package org.wearablecoach.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.job.config.ConfigException;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.config.OutcomeKind;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.loop.infer.ModelUnavailableException;
import org.wearablecoach.loop.infer.WindowInputs;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.ModelTrust;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SharedModels;
import org.wearablecoach.onnx.TensorSpec;
import org.wearablecoach.operators.FlinkModelFiles;
import org.wearablecoach.operators.ModelSource;
import org.wearablecoach.signals.Activity;

/**
 * The models that the configuration names: shipped ones by name, others by the path of a {@code
 * .onnx} file with its manifest, {@code .json}, beside it.
 */
public final class ConfiguredModels implements ModelSource {

    private static final long serialVersionUID = 1L;

    /** Bytes of a model that travel in an update; one Kafka record is 1 MiB at most. */
    private static final int MOST_IN_BAND = 512 << 10;

    private static final int FETCH_ATTEMPTS = 3;

    private final LoopConfig config;
    private final FlinkModelFiles files = new FlinkModelFiles();

    /** The models of a configuration. */
    public ConfiguredModels(LoopConfig config) {
        this.config = config;
    }

    /**
     * The manifest of the configured model of a slot.
     *
     * @throws IllegalArgumentException when none is configured
     */
    public ModelManifest manifest(String slot) {
        String model = configured().get(slot);
        if (model == null) {
            throw new IllegalArgumentException(
                    "models." + slot + " is " + ModelOptions.NONE + ": configure a model first");
        }
        return bundle(model, "models." + slot).manifest();
    }

    @Override
    public List<ModelSlot> slots() {
        List<ModelSlot> slots = new ArrayList<>();
        boolean opened = false;
        try {
            for (Map.Entry<String, String> model : configured().entrySet()) {
                ModelBundle bundle = bundle(model.getValue(), "models." + model.getKey());
                check(model.getKey(), bundle.manifest());
                slots.add(new ModelSlot(model.getKey(), SharedModels.open(bundle, batches())));
            }
            opened = true;
        } finally {
            if (!opened) {
                slots.forEach(slot -> slot.scorer().close());
            }
        }
        return slots;
    }

    /** Names of the models that score windows, by slot. */
    private Map<String, String> configured() {
        ModelOptions options = config.models();
        Map<String, String> models = new LinkedHashMap<>();
        models.put(ModelSlot.ACTIVITY, options.activity());
        models.put(ModelSlot.GLUCOSE, options.glucose());
        models.put(ModelSlot.AROUSAL, options.arousal());
        models.values().removeIf(ModelOptions.NONE::equals);
        return models;
    }

    @Override
    public List<String> activityLabels() {
        return bundle(config.models().activity(), "models.activity").manifest().labels();
    }

    @Override
    public Scorer reward(ProximalOutcome outcome) {
        OutcomeKind kind = outcome.kind();
        return SharedModels.open(
                bundle(
                        config.reward().of(kind),
                        "reward." + kind.name().toLowerCase(java.util.Locale.ROOT)),
                ScorerOptions.oneByOne());
    }

    @Override
    public Scorer policy(String model, byte @Nullable [] onnx, @Nullable String manifest) {
        if (onnx == null) {
            return SharedModels.open(bundle(model, "policy.model"), ScorerOptions.oneByOne());
        }
        if (manifest == null) {
            throw new IllegalArgumentException(
                    "the policy carries model bytes but no manifest; publish both");
        }
        believe(manifest, null, null);
        return SharedModels.open(
                ModelBundle.of(onnx, manifest, ScorerOptions.oneByOne()), ScorerOptions.oneByOne());
    }

    /** Refuses a model that came over Kafka and that nobody vouches for. */
    private void believe(String json, @Nullable String keyId, byte @Nullable [] signature) {
        ModelManifest manifest = ModelManifest.parse(json);
        if (!comesWithTheCoach(manifest, json)) {
            new ModelTrust(config.models().trustedKeys(), config.models().allowedSha256())
                    .check(manifest.sha256(), json, keyId, signature);
        }
    }

    @Override
    public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
        ModelManifest manifest = ModelManifest.parse(update.manifest());
        fits.accept(manifest);
        check(update.name(), manifest);
        believe(update.manifest(), update.keyId(), update.signature());
        ScorerOptions options = batches().withMaxBytes(config.models().maxBytes());
        return SharedModels.open(
                ModelBundle.of(bytes(update), update.manifest(), options), batches());
    }

    /** Whether a model is one that is shipped, to the letter. */
    private static boolean comesWithTheCoach(ModelManifest manifest, String json) {
        try {
            return ModelBundle.shipped(manifest.name()).manifestJson().equals(json);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] bytes(ModelUpdate update) {
        byte[] model = update.model();
        String uri = update.uri();
        if (model != null && uri != null) {
            throw new IllegalArgumentException(
                    "the update carries the model and an address too; publish it with one of them");
        }
        if (model != null) {
            if (model.length > MOST_IN_BAND) {
                throw new IllegalArgumentException(
                        "the update carries "
                                + model.length
                                + " bytes, and at most "
                                + MOST_IN_BAND
                                + " travel in one; publish the model by --uri");
            }
            return model;
        }
        if (uri == null) {
            throw new IllegalArgumentException(
                    "the update carries neither the model nor an address of it; publish it with"
                            + " one of them");
        }
        return fetch(uri);
    }

    /** A passing fault of a file system must not make subtasks serve different versions. */
    private byte[] fetch(String uri) {
        IOException last = null;
        for (int attempt = 0; attempt < FETCH_ATTEMPTS; attempt++) {
            try {
                return files.read(uri, config.models().maxBytes());
            } catch (IOException e) {
                last = e;
            }
        }
        throw new ModelUnavailableException(
                "the model at "
                        + uri
                        + " cannot be read: "
                        + (last == null ? "" : last)
                        + "; is it there, and may the job read it?",
                last == null ? new IOException("no attempt") : last);
    }

    private static void check(String slot, ModelManifest manifest) {
        WindowInputs.of(manifest);
        if (slot.equals(ModelSlot.ACTIVITY)) {
            checkActivity(manifest);
        }
        if (slot.equals(ModelSlot.GLUCOSE)) {
            checkGlucose(manifest);
        }
    }

    /** The loop reads the first outputs by their place. */
    private static void checkGlucose(ModelManifest manifest) {
        List<String> expected = List.of("forecast", "low", "high");
        List<String> found =
                manifest.outputs().stream()
                        .filter(output -> output.width() == 1)
                        .map(TensorSpec::name)
                        .limit(expected.size())
                        .toList();
        if (!found.equals(expected) || manifest.outputAt("high") != 2) {
            throw new IllegalArgumentException(
                    "model "
                            + manifest.reference()
                            + " does not forecast glucose: its first outputs must be forecast, low and"
                            + " high, one value each, in mg/dL");
        }
    }

    private static void checkActivity(ModelManifest manifest) {
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
                .withExecutionProvider(config.models().executionProvider())
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
