package org.wearablecoach.flink.model.onnx;

/** A row that cannot be scored. The message names columns and lengths, never a value. */
final class BadRowException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadRowException(String message) {
        super(message);
    }
}
