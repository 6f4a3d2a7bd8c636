package org.wearablecoach.event;

/** Why a record was refused. Codes are persisted: never change or re-use one. */
public enum Cause {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** The bytes are no record. */
    UNREADABLE(1),

    /** The schema of the bytes is not known. */
    UNKNOWN_SCHEMA(2),

    /** The key is not the person of the payload. */
    BAD_KEY(3),

    /** A value outside the documented range. */
    IMPOSSIBLE(4),

    /** The sensor time is too far after the ingest time. */
    FUTURE(5),

    /** The sensor time is too far before the ingest time. */
    TOO_OLD(6),

    /** A known sequence number with another body. */
    CONFLICT(7),

    /** The window of the sample was already emitted. */
    LATE(8),

    /** More than one payload is set. */
    SEVERAL_PAYLOADS(9),

    /** The person sends more than is possible. */
    RATE(10),

    /** A window that its model cannot score. */
    MODEL_INPUT(11),

    /** A model or policy update that was refused. */
    CONTROL(12);

    private static final Cause[] BY_CODE = Codes.index(values(), Cause::code);

    private final int code;

    Cause(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static Cause of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
