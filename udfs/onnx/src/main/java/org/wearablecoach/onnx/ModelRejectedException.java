package org.wearablecoach.onnx;

import org.jspecify.annotations.Nullable;

/**
 * A model did not pass a check and is not served. The message names the model, what was expected,
 * what was found, and the cure.
 */
public final class ModelRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The checks in the order in which they are made. */
    public enum Check {
        /** The manifest can be read and is complete. */
        MANIFEST,
        /** Somebody who is trusted vouches for it. */
        TRUST,
        /** The file is not larger than allowed. */
        SIZE,
        /** The file is the one the manifest describes. */
        DIGEST,
        /** The file is an ONNX graph that refers to nothing outside itself. */
        GRAPH,
        /** The runtime accepts it. Only from here on has native code seen the file. */
        SESSION,
        /** Its tensors are those of the manifest. */
        CONTRACT,
        /** It computes what the manifest says. */
        SELF_TEST
    }

    private final Check check;

    ModelRejectedException(Check check, String message) {
        this(check, message, null);
    }

    ModelRejectedException(Check check, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.check = check;
    }

    /** The check that failed. */
    public Check check() {
        return check;
    }
}
