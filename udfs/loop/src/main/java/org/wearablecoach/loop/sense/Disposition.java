package org.wearablecoach.loop.sense;

/** What became of one telemetry record; every record is exactly one of these. */
public enum Disposition {
    /** Accepted into state. */
    USED,
    /** Known already. */
    DUPLICATE,
    /** Every window it belongs to was already emitted. */
    LATE,
    /** Readable, of a kind that is not used. */
    IGNORED,
    /** Refused to the dead letters. */
    DEAD_LETTER
}
