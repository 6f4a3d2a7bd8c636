package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.ModelSignature;
import org.wearablecoach.onnx.OnnxModel;
import org.wearablecoach.onnx.ScorerOptions;
import picocli.CommandLine.Option;

/** Options of a command that publishes a model: which one, where its bytes are, who vouches. */
final class PublishedModel {

    /** Bytes of a model that travel in an update; one Kafka record is 1 MiB at most. */
    private static final int MOST_IN_BAND = 512 << 10;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "An .onnx file with its manifest beside it, or the name of a model that comes"
                            + " with the coach.")
    private @Nullable String model;

    @Option(
            names = "--uri",
            paramLabel = "URI",
            description =
                    "Where the job fetches the .onnx file, for instance s3://models/M.onnx;"
                            + " needed above 512 KiB. --model names the same file here.")
    private @Nullable String uri;

    @Option(names = "--key", paramLabel = "FILE", description = "Sign with this private key.")
    private @Nullable Path key;

    @Option(
            names = "--signature",
            paramLabel = "FILE",
            description = "The signature, of coach models sign.")
    private @Nullable Path signature;

    @Option(
            names = "--key-id",
            paramLabel = "NAME",
            description =
                    "How the configuration of the job names the key. Default: release, where the"
                            + " model is signed.")
    private @Nullable String keyId;

    /** Whether a model was named. */
    boolean isNamed() {
        return model != null;
    }

    /**
     * The update.
     *
     * @param slot what it scores for
     * @param action what is asked for
     * @param from first window end, ms
     */
    ModelUpdate update(String slot, ModelAction action, long from) throws IOException {
        if (model == null) {
            throw new InputException("--model is missing: name the model to publish.");
        }
        ModelBundle bundle = bundle(model);
        byte[] onnx = bundle.onnx();
        if (uri == null && onnx.length > MOST_IN_BAND) {
            throw new InputException(
                    model
                            + " has "
                            + onnx.length
                            + " bytes, and an update carries at most "
                            + MOST_IN_BAND
                            + "; put the file where the job can fetch it, and name that place with"
                            + " --uri.");
        }
        byte[] signed = signature(bundle);
        return new ModelUpdate(
                slot,
                bundle.manifest().version(),
                bundle.manifest().sha256(),
                from,
                bundle.manifestJson(),
                uri == null ? onnx : null,
                uri,
                signed == null ? null : keyId == null ? "release" : keyId,
                signed,
                action);
    }

    private byte @Nullable [] signature(ModelBundle bundle) throws IOException {
        if (key != null) {
            return ModelSignature.sign(
                    KeyFiles.read(key), bundle.manifest().sha256(), bundle.manifestJson());
        }
        if (signature == null) {
            return null;
        }
        if (!Files.isReadable(signature)) {
            throw new InputException(
                    signature + ": there is no such file; make one with coach models sign.");
        }
        try {
            return Base64.getDecoder().decode(Files.readString(signature).strip());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    signature + " is no signature; make one with coach models sign.", e);
        }
    }

    /** A model that passes every check that the job makes of it, whatever its slot. */
    static ModelBundle bundle(String name) {
        NamedModel named = NamedModel.read(name);
        String manifest = named.manifestJson();
        if (manifest == null) {
            throw new InputException(
                    name
                            + " has no manifest; write "
                            + name.replaceFirst("\\.onnx$", "")
                            + ".json beside it, as docs/models.md describes.");
        }
        try {
            ModelBundle bundle = ModelBundle.of(named.onnx(), manifest, ScorerOptions.defaults());
            OnnxModel.load(bundle, ScorerOptions.defaults()).close();
            return bundle;
        } catch (ModelRejectedException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }
}
