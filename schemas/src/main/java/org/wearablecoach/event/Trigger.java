package org.wearablecoach.event;

/** What made a decision point. Codes are persisted: never change or re-use one. */
public enum Trigger {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** A point of the decision grid of the person clock. */
    GRID(1),

    /** A scored window that carries a safety signal. */
    WINDOW(2);

    private static final Trigger[] BY_CODE = Codes.index(values(), Trigger::code);

    private final int code;

    Trigger(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static Trigger of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
