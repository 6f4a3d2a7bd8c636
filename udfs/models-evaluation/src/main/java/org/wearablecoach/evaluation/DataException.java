package org.wearablecoach.evaluation;

/** Data that cannot be evaluated; the message names the place, the rule and the fix. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong and how to mend it. */
    public DataException(String message) {
        super(message);
    }

    /** With the reason beneath. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
