package org.wearablecoach.sql;

import org.wearablecoach.signals.TimeDomainHrv;

/** Accumulator of beat intervals whose order does not matter: whole numbers, kept by Flink. */
public final class BeatSums {

    /** As {@link TimeDomainHrv#save} writes them. */
    public long[] sums = new long[TimeDomainHrv.STATE];
}
