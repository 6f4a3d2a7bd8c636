package org.wearablecoach.loop.sense;

/**
 * What became of one telemetry record; every record is exactly one of these. Codes are persisted:
 * never change or re-use one.
 */
public enum Disposition {
    /** Accepted into state. */
    USED(0),

    /** Known already. */
    DUPLICATE(1),

    /** Every window it belongs to was already emitted. */
    LATE(2),

    /** Readable, of a kind that is not used. */
    IGNORED(3),

    /** Refused to the dead letters. */
    DEAD_LETTER(4);

    private static final Disposition[] BY_CODE = {USED, DUPLICATE, LATE, IGNORED, DEAD_LETTER};

    private final int code;

    Disposition(int code) {
        this.code = code;
    }

    /** The persisted code; codes run from 0 without a gap. */
    public int code() {
        return code;
    }

    /** The constant of a code. */
    public static Disposition of(int code) {
        return BY_CODE[code];
    }
}
