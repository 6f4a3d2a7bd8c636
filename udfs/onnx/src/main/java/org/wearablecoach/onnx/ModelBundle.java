package org.wearablecoach.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ModelRejectedException.Check;

/**
 * A model file that is what its manifest says: small enough, of that SHA-256, well formed, and
 * complete in itself. None of this needs native code; what the graph computes is proved by {@link
 * OnnxModel#load}.
 *
 * <p>Immutable.
 */
public final class ModelBundle {

    /** Where the models that come with the coach are, as resources. */
    private static final String SHIPPED = "/org/wearablecoach/models/";

    private final ModelManifest manifest;
    private final String manifestJson;
    private final byte[] onnx;

    private ModelBundle(ModelManifest manifest, String manifestJson, byte[] onnx) {
        this.manifest = manifest;
        this.manifestJson = manifestJson;
        this.onnx = onnx;
    }

    /**
     * Checks a file against its manifest.
     *
     * @param onnx the bytes of the .onnx file; copied
     * @param manifestJson the manifest, as {@link ModelManifest} describes it
     * @param options limits
     * @throws ModelRejectedException at the first check that fails: manifest, size, digest, graph
     */
    public static ModelBundle of(byte[] onnx, String manifestJson, ScorerOptions options) {
        ModelManifest manifest = ModelManifest.parse(manifestJson);
        if (onnx.length > options.maxBytes()) {
            throw new ModelRejectedException(
                    Check.SIZE,
                    String.format(
                            Locale.ROOT,
                            "model %s: expected at most %d bytes, found %d; raise the limit or make"
                                    + " the model smaller",
                            manifest.reference(),
                            options.maxBytes(),
                            onnx.length));
        }
        byte[] bytes = onnx.clone();
        String found = sha256(bytes);
        if (!found.equals(manifest.sha256())) {
            throw new ModelRejectedException(
                    Check.DIGEST,
                    String.format(
                            Locale.ROOT,
                            "model %s: expected sha256 %s by the manifest, found %s in the file;"
                                    + " use the file and the manifest of one release",
                            manifest.reference(),
                            manifest.sha256(),
                            found));
        }
        String refusal = OnnxFile.refusal(bytes, options.domains());
        if (refusal != null) {
            throw new ModelRejectedException(
                    Check.GRAPH, "model " + manifest.reference() + ": " + refusal);
        }
        return new ModelBundle(manifest, manifestJson, bytes);
    }

    /**
     * Reads a model from two files.
     *
     * @param onnx the .onnx file
     * @param manifest the manifest, JSON in UTF-8
     * @param options limits
     * @throws IOException if a file cannot be read
     * @throws ModelRejectedException as {@link #of}
     */
    public static ModelBundle read(Path onnx, Path manifest, ScorerOptions options)
            throws IOException {
        // Before reading: a file that is too large must not come into memory first.
        if (Files.size(onnx) > options.maxBytes()) {
            throw new ModelRejectedException(
                    Check.SIZE,
                    String.format(
                            Locale.ROOT,
                            "%s: expected at most %d bytes, found %d; raise the limit or make the"
                                    + " model smaller",
                            onnx,
                            options.maxBytes(),
                            Files.size(onnx)));
        }
        return of(Files.readAllBytes(onnx), Files.readString(manifest), options);
    }

    /**
     * Reads a model that comes with the coach.
     *
     * @param name for instance {@code baseline-activity}
     * @throws IllegalArgumentException if the module with the models is not on the class path, or
     *     has no model of that name
     * @throws ModelRejectedException as {@link #of}
     */
    public static ModelBundle shipped(String name) {
        return of(
                resource(name + ".onnx"),
                new String(resource(name + ".json"), StandardCharsets.UTF_8),
                ScorerOptions.defaults());
    }

    /** The manifest. */
    public ModelManifest manifest() {
        return manifest;
    }

    /** The manifest as it was read. */
    public String manifestJson() {
        return manifestJson;
    }

    /** A copy of the .onnx bytes. */
    public byte[] onnx() {
        return onnx.clone();
    }

    /** The .onnx bytes themselves, for the session. */
    byte[] bytes() {
        return onnx;
    }

    /** SHA-256 in lower-case hexadecimal, as a manifest states it. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] resource(String file) {
        try (@Nullable InputStream in = ModelBundle.class.getResourceAsStream(SHIPPED + file)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "no resource "
                                + SHIPPED
                                + file
                                + "; put coach-models on the class path, or name a model that it"
                                + " has");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the resource " + SHIPPED + file, e);
        }
    }
}
