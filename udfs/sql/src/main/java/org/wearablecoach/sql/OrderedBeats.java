package org.wearablecoach.sql;

import org.apache.flink.table.api.dataview.MapView;
import org.wearablecoach.signals.TimeDomainHrv;

/**
 * Accumulator of beat intervals whose order matters. Beats without a time are added up as they
 * come; beats with a time are kept until the result is asked for.
 */
public final class OrderedBeats {

    /** Sums of the beats without a time, as {@link TimeDomainHrv#save} writes them. */
    public long[] sums = new long[TimeDomainHrv.STATE];

    /** Last interval of those without a time, ms. */
    public float last;

    /** Whether beats come with their times. */
    public boolean timed;

    /** Intervals in ms by the time at which the beat ended, ms. */
    public MapView<Long, Float> beats = new MapView<>();
}
