package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(name + ".onnx"), onnx);
        Files.writeString(folder.resolve(name + ".json"), manifest);
        Files.writeString(folder.resolve(name + ".md"), card);
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            Files.writeString(folder.resolve(picture.getKey()), picture.getValue());
        }
    }
}
