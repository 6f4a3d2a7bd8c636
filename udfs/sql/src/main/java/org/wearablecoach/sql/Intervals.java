package org.wearablecoach.sql;

import org.jspecify.annotations.Nullable;

/** Which beat intervals the functions take. */
final class Intervals {

    /** Half an hour: what is longer is no interval, and has no place in the sums. */
    private static final double LONGEST_MS = 1_800_000;

    private Intervals() {}

    /** Whether it is an interval at all: above 0 and at most half an hour. */
    static boolean is(@Nullable Double ms) {
        return ms != null && ms > 0 && ms <= LONGEST_MS;
    }
}
