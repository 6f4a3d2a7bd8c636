package org.wearablecoach.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model as it is shipped: three files of one name, and pictures of its training.
 *
 * @param name of the model
 * @param onnx the graph
 * @param manifest JSON
 * @param card Markdown
 * @param pictures by file name
 */
record Shipped(
        String name, byte[] onnx, String manifest, String card, Map<String, String> pictures) {

    Shipped(String name, byte[] onnx, String manifest, String card) {
        this(name, onnx, manifest, card, Map.of());
    }

    /**
     * Writes the model and all that belongs to it.
     *
     * @return names of the files that were not there, or had other bytes
     */
    List<String> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> changed = new ArrayList<>();
        write(folder, name + ".onnx", onnx, changed);
        write(folder, name + ".json", manifest.getBytes(StandardCharsets.UTF_8), changed);
        write(folder, name + ".md", card.getBytes(StandardCharsets.UTF_8), changed);
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            write(
                    folder,
                    picture.getKey(),
                    picture.getValue().getBytes(StandardCharsets.UTF_8),
                    changed);
        }
        return changed;
    }

    private static void write(Path folder, String name, byte[] bytes, List<String> changed)
            throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
            changed.add(name);
            Files.write(file, bytes);
        }
    }
}
