package org.wearablecoach.operators;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Models in any file system that Flink is configured for. */
public final class FlinkModelFiles implements ModelFiles, Serializable {

    private static final long serialVersionUID = 1L;

    /** Reads by Flink's file systems and their plugins. */
    public FlinkModelFiles() {}

    @Override
    public byte[] read(String uri, int maxBytes) throws IOException {
        Path path = path(uri);
        FileSystem files = path.getFileSystem();
        long length = files.getFileStatus(path).getLen();
        if (length > maxBytes) {
            throw tooLarge(uri, length + " bytes", maxBytes);
        }
        try (InputStream in = files.open(path)) {
            // The length is what a listing says; what comes may be another.
            byte[] bytes = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw tooLarge(uri, "more", maxBytes);
            }
            return bytes;
        }
    }

    private static Path path(String uri) {
        try {
            URI address = new URI(uri);
            if (address.getScheme() == null) {
                throw new IllegalArgumentException(
                        "the address "
                                + uri
                                + " names no file system; write it as file:///models/M.onnx or"
                                + " s3://bucket/M.onnx");
            }
            return new Path(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the address " + uri + " is no URI; write it as s3://bucket/M.onnx", e);
        }
    }

    private static IllegalArgumentException tooLarge(String uri, String found, int maxBytes) {
        return new IllegalArgumentException(
                "the model at "
                        + uri
                        + " has "
                        + found
                        + ", and models.maxBytes is "
                        + maxBytes
                        + "; raise the limit, or make the model smaller");
    }
}
