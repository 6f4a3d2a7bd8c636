package org.wearablecoach.event;

/** What closed a pending decision. Codes are persisted: never change or re-use one. */
public enum ClosedBy {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** The signal clock of its outcome passed the outcome window. */
    DATA(1),

    /** The data did not come in time; the outcome is missing. */
    CENSORED(2);

    private static final ClosedBy[] BY_CODE = Codes.index(values(), ClosedBy::code);

    private final int code;

    ClosedBy(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static ClosedBy of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
