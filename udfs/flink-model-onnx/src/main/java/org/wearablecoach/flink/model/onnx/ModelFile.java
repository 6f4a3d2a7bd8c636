package org.wearablecoach.flink.model.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.ValidationException;
import org.jspecify.annotations.Nullable;

/** Files of a model, read by the file systems that Flink knows. */
final class ModelFile {

    private ModelFile() {}

    /**
     * Reads a file whole.
     *
     * @throws ValidationException naming the option, the file and the cure
     */
    static byte[] read(String option, String file, long maxBytes) {
        Path path = new Path(file);
        try {
            FileSystem files = path.getFileSystem();
            long length = files.getFileStatus(path).getLen();
            if (length > maxBytes) {
                throw new ValidationException(
                        String.format(
                                "'%s' = '%s': expected at most %d bytes, found %d; raise"
                                        + " 'max-file-size' or make the model smaller",
                                option, file, maxBytes, length));
            }
            byte[] bytes = new byte[Math.toIntExact(length)];
            try (FSDataInputStream in = files.open(path)) {
                if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
                    throw new IOException("it became shorter while it was read");
                }
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            if (e instanceof ValidationException refused) {
                throw refused;
            }
            throw new ValidationException(
                    String.format(
                            "'%s' = '%s' cannot be read on this machine (%s): name a file that the"
                                    + " SQL client and every TaskManager can read",
                            option, file, e.getMessage()),
                    e);
        }
    }

    /**
     * The text of the manifest; null where none is wanted or there.
     *
     * @param manifest the option; null looks beside the model
     */
    static @Nullable String manifest(String model, @Nullable String manifest, long maxBytes) {
        if (manifest != null) {
            return manifest.equals("none")
                    ? null
                    : text(read(OnnxModelOptions.MANIFEST.key(), manifest, maxBytes));
        }
        if (!model.endsWith(".onnx")) {
            return null;
        }
        String beside = model.substring(0, model.length() - ".onnx".length()) + ".json";
        Path path = new Path(beside);
        try {
            if (!path.getFileSystem().exists(path)) {
                return null;
            }
        } catch (IOException e) {
            throw new ValidationException(
                    String.format(
                            "whether there is a manifest '%s' cannot be seen (%s): name it by"
                                    + " 'manifest', or set 'manifest' = 'none'",
                            beside, e.getMessage()),
                    e);
        }
        return text(read(OnnxModelOptions.MANIFEST.key(), beside, maxBytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
