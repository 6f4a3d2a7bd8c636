package org.wearablecoach.sql;

import org.wearablecoach.signals.EnmoSum;

/** Accumulator of acceleration samples: whole numbers, kept by Flink. */
public final class EnmoAccumulator {

    /** As {@link EnmoSum#save} writes them. */
    public long[] sums = new long[EnmoSum.STATE];
}
