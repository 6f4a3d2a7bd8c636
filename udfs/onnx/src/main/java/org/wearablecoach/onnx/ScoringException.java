package org.wearablecoach.onnx;

/**
 * The runtime failed on rows it was given. The message names the model, never the values; so it has
 * no cause, whose message could.
 */
public final class ScoringException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ScoringException(String message) {
        super(message);
    }
}
