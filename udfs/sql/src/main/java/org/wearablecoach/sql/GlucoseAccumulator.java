package org.wearablecoach.sql;

import org.wearablecoach.signals.GlucoseSums;

/** Accumulator of glucose readings: whole numbers, kept by Flink. */
public final class GlucoseAccumulator {

    /** As {@link GlucoseSums#save} writes them. */
    public long[] sums = new long[GlucoseSums.STATE];
}
