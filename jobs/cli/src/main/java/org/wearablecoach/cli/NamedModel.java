package org.wearablecoach.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.OnnxModel;
import org.wearablecoach.onnx.ScorerOptions;

/**
 * A model that a command was told: an .onnx file, with its manifest where one is beside it, or the
 * name of a model that comes with the coach.
 *
 * @param label how the person called it
 * @param onnx bytes of the file
 * @param manifestJson text of the manifest; null where there is none
 * @param file the .onnx file; null for a model that comes with the coach
 */
record NamedModel(String label, byte[] onnx, @Nullable String manifestJson, @Nullable Path file) {

    private static final String FOLDER = "org/wearablecoach/models/";

    /**
     * Reads a model.
     *
     * @param name a path, or the name of a model that comes with the coach
     * @throws InputException if there is no such model
     */
    static NamedModel read(String name) {
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            if (shipped().contains(name)) {
                ModelBundle bundle = ModelBundle.shipped(name);
                return new NamedModel(name, bundle.onnx(), bundle.manifestJson(), null);
            }
            throw new InputException(
                    name
                            + ": there is no such file; name an .onnx file, or one of the models"
                            + " that come with the coach ("
                            + String.join(", ", shipped())
                            + ").");
        }
        try {
            long size = Files.size(file);
            int most = ScorerOptions.defaults().maxBytes();
            if (size > most) {
                throw new InputException(
                        name + ": expected at most " + most + " bytes, found " + size + ".");
            }
            Path manifest =
                    file.resolveSibling(
                            file.getFileName().toString().replaceFirst("\\.onnx$", "") + ".json");
            return new NamedModel(
                    name,
                    Files.readAllBytes(file),
                    Files.exists(manifest) ? Files.readString(manifest) : null,
                    file);
        } catch (IOException e) {
            throw new InputException(name + " cannot be read: name an .onnx file.", e);
        }
    }

    /**
     * Checks the model against its manifest, and measures whether batches keep its bits.
     *
     * @return the manifest and the measurement; null where there is no manifest
     * @throws InputException if the model does not keep its manifest
     */
    @Nullable Proof proved() {
        String json = manifestJson;
        if (json == null) {
            return null;
        }
        ScorerOptions options = ScorerOptions.defaults();
        try (OnnxModel model = OnnxModel.load(ModelBundle.of(onnx, json, options), options)) {
            return new Proof(model.manifest(), model.batchInvariant());
        } catch (ModelRejectedException e) {
            throw new InputException(
                    label + ": " + e.getMessage() + " (the manifest is the .json file beside it).",
                    e);
        }
    }

    /** What a manifest says, and whether rows keep their bits in every batch. */
    record Proof(ModelManifest manifest, boolean batchInvariant) {}

    /** Names of the models that come with the coach, in order. */
    static List<String> shipped() {
        TreeSet<String> names = new TreeSet<>();
        URL folder = NamedModel.class.getClassLoader().getResource(FOLDER);
        if (folder == null) {
            return List.of();
        }
        try {
            if (folder.openConnection() instanceof JarURLConnection jar) {
                jar.getJarFile().stream()
                        .map(JarEntry::getName)
                        .filter(entry -> entry.startsWith(FOLDER))
                        .forEach(entry -> add(entry.substring(FOLDER.length()), names));
            } else {
                try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                    files.forEach(file -> add(file.getFileName().toString(), names));
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the models that come with the coach are missing", e);
        }
        return List.copyOf(names);
    }

    private static void add(String file, TreeSet<String> names) {
        if (file.endsWith(".onnx")) {
            names.add(file.substring(0, file.length() - ".onnx".length()));
        }
    }

    /** The first sentences of a shipped model's card: what it is. */
    static String about(String name, String card) {
        try (@Nullable InputStream in =
                NamedModel.class.getClassLoader().getResourceAsStream(FOLDER + card)) {
            if (in == null) {
                throw new IllegalStateException("model " + name + " has no card " + card);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new IllegalStateException("the card of " + name + " cannot be read", e);
        }
    }
}
