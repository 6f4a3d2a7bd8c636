package org.wearablecoach.event;

/** What a control record updates. Codes are persisted: never change or re-use one. */
public enum ControlKind {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** A model. */
    MODEL(1),

    /** A policy. */
    POLICY(2);

    private static final ControlKind[] BY_CODE = Codes.index(values(), ControlKind::code);

    private final int code;

    ControlKind(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static ControlKind of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
