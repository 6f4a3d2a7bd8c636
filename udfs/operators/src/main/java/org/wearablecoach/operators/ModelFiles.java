package org.wearablecoach.operators;

import java.io.IOException;

/** Where models are fetched from that are too large to travel in an update. */
@FunctionalInterface
public interface ModelFiles {

    /**
     * The bytes behind an address.
     *
     * @param uri for instance {@code s3://bucket/model.onnx} or {@code file:///models/model.onnx}
     * @param maxBytes more are not read
     * @throws IllegalArgumentException if there are more, or if the address cannot be one
     * @throws IOException if they cannot be read now
     */
    byte[] read(String uri, int maxBytes) throws IOException;
}
