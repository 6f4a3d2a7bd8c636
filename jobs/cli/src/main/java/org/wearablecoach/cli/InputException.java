package org.wearablecoach.cli;

import java.io.Serial;

/** A command that was used wrongly, or given what it cannot read: the person can mend it. */
public final class InputException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names the place, the rule and the fix
     */
    public InputException(String message) {
        super(message);
    }

    /**
     * Makes the exception of another one.
     *
     * @param message names the place, the rule and the fix
     * @param cause what was refused
     */
    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
