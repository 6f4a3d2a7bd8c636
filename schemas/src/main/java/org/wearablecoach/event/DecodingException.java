package org.wearablecoach.event;

/**
 * Bytes that are no record, with the cause under which they go to the dead letters. The message
 * never holds a value of the record. It has no stack trace: bad input may come at the rate of good
 * input, and the message says all there is.
 */
public final class DecodingException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Cause deadLetterCause;

    /**
     * @param deadLetterCause why the bytes are refused
     * @param message the rule that failed and the cure, without values of the record
     */
    public DecodingException(Cause deadLetterCause, String message) {
        super(message, null, false, false);
        this.deadLetterCause = deadLetterCause;
    }

    /** Why the bytes are refused. */
    public Cause deadLetterCause() {
        return deadLetterCause;
    }
}
