package org.wearablecoach.kafka;

import org.jspecify.annotations.Nullable;

/** A Kafka cluster that does not answer, refuses, or is not set up as it must be. */
public final class TopicException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A complaint. */
    public TopicException(String message) {
        this(message, null);
    }

    TopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
