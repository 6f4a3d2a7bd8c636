package org.wearablecoach.sql;

/** Accumulator of readings inside a range. */
public final class RangeCounts {

    /** Number of readings. */
    public long readings;

    /** How many of them lie in the range. */
    public long inside;
}
