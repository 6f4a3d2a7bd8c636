package org.wearablecoach.event;

/** What a model update asks for. Codes are persisted: never change or re-use one. */
public enum ModelAction {
    /** An action of a later version. */
    UNKNOWN(0),

    /** The model scores from then on. */
    SERVE(1),

    /** The model scores beside the one in force; its scores are recorded and never used. */
    SHADOW(2),

    /** The candidate that was in the shadow scores from then on. */
    PROMOTE(3),

    /** An earlier version scores again; what was to follow it is cancelled. */
    ROLLBACK(4),

    /** The candidate in the shadow is taken away. */
    WITHDRAW(5);

    private static final ModelAction[] BY_CODE = Codes.index(values(), ModelAction::code);

    private final int code;

    ModelAction(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static ModelAction of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
