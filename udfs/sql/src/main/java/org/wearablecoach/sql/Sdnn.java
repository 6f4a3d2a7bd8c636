package org.wearablecoach.sql;

import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.TimeDomainHrv;

/**
 * {@code SDNN(interval_ms)}: standard deviation (n - 1) of beat intervals, in ms.
 *
 * <p>NULL below two intervals. What is no interval (NULL, not above 0, above half an hour) is left
 * out. Order does not matter; rows can be taken back and windows merged, exactly.
 */
public final class Sdnn extends AggregateFunction<Double, BeatSums> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable TimeDomainHrv scratch;

    @Override
    public BeatSums createAccumulator() {
        return new BeatSums();
    }

    /** Adds a row. */
    public void accumulate(BeatSums accumulator, @Nullable Double intervalMs) {
        if (intervalMs != null && Intervals.is(intervalMs)) {
            TimeDomainHrv hrv = restored(accumulator);
            hrv.addBeat(intervalMs.floatValue());
            hrv.save(accumulator.sums);
        }
    }

    /** Takes a row back. */
    public void retract(BeatSums accumulator, @Nullable Double intervalMs) {
        if (intervalMs != null && Intervals.is(intervalMs)) {
            TimeDomainHrv hrv = restored(accumulator);
            hrv.removeBeat(intervalMs.floatValue());
            hrv.save(accumulator.sums);
        }
    }

    /** Adds all rows of others. */
    public void merge(BeatSums accumulator, Iterable<BeatSums> others) {
        TimeDomainHrv all = new TimeDomainHrv();
        all.restore(accumulator.sums);
        for (BeatSums other : others) {
            all.addAll(restored(other));
        }
        all.save(accumulator.sums);
    }

    @Override
    public @Nullable Double getValue(BeatSums accumulator) {
        return Results.orNull(restored(accumulator).sdnnMs());
    }

    private TimeDomainHrv restored(BeatSums accumulator) {
        TimeDomainHrv hrv = scratch;
        if (hrv == null) {
            hrv = new TimeDomainHrv();
            scratch = hrv;
        }
        hrv.restore(accumulator.sums);
        return hrv;
    }
}
