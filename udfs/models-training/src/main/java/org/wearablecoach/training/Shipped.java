package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model as it is shipped: three files of one name.
 *
 * @param name of the model
 * @param onnx the graph
 * @param manifest JSON
 * @param card Markdown
 */
record Shipped(String name, byte[] onnx, String manifest, String card) {

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(name + ".onnx"), onnx);
        Files.writeString(folder.resolve(name + ".json"), manifest);
        Files.writeString(folder.resolve(name + ".md"), card);
    }
}
