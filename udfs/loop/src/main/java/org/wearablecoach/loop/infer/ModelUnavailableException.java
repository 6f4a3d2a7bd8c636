package org.wearablecoach.loop.infer;

/**
 * The bytes of a model cannot be fetched now. Of a new update that is a refusal; of one that was in
 * force before a restart it is none, and the start is tried again, so that the same versions serve.
 */
public final class ModelUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says what cannot be fetched, and why. */
    public ModelUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
