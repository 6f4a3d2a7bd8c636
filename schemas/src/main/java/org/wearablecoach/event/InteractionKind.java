package org.wearablecoach.event;

/** What a person did with a recommendation. Codes are persisted: never change or re-use one. */
public enum InteractionKind {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** It reached the device. */
    DELIVERED(1),

    /** It was looked at. */
    OPENED(2),

    /** The person agreed to do it. */
    ACCEPTED(3),

    /** The person waved it away. */
    DISMISSED(4),

    /** The person answered a question in it. */
    ANSWERED(5);

    private static final InteractionKind[] BY_CODE = Codes.index(values(), InteractionKind::code);

    private final int code;

    InteractionKind(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static InteractionKind of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
