package org.wearablecoach.sql;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.HrvWindow;
import org.wearablecoach.signals.TimeDomainHrv;

/**
 * A measure of the differences between successive beat intervals.
 *
 * <p>With a time (when the beat ended: TIMESTAMP, TIMESTAMP_LTZ, or BIGINT in ms) the order of rows
 * does not matter: beats are kept and ordered when the result is asked for; of several beats of one
 * time the last one counts; across a missing beat there is no difference. Rows can be taken back
 * and windows merged.
 *
 * <p>Without a time rows count in the order in which they come, and nothing is kept but sums. No
 * row can be taken back and no windows merged, as those that slide or grow together are: nobody
 * knows between which beats they stood. Both are refused with an exception that says so.
 */
public abstract class SuccessiveBeats extends AggregateFunction<Double, OrderedBeats> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable TimeDomainHrv scratch;

    /** The measure; NaN where there is none. */
    abstract double measure(TimeDomainHrv hrv);

    @Override
    public OrderedBeats createAccumulator() {
        return new OrderedBeats();
    }

    /** Adds the next beat. */
    public void accumulate(OrderedBeats accumulator, @Nullable Double intervalMs) {
        if (intervalMs == null || !Intervals.is(intervalMs)) {
            return;
        }
        TimeDomainHrv hrv = restored(accumulator);
        float ms = intervalMs.floatValue();
        if (hrv.beats() > 0) {
            hrv.addDifference(accumulator.last, ms);
        }
        hrv.addBeat(ms);
        accumulator.last = ms;
        hrv.save(accumulator.sums);
    }

    /** Adds a beat that ended at a time in ms. */
    public void accumulate(
            OrderedBeats accumulator, @Nullable Long timeMs, @Nullable Double intervalMs)
            throws Exception {
        accumulator.timed = true;
        if (timeMs != null && intervalMs != null && Intervals.is(intervalMs)) {
            accumulator.beats.put(timeMs, intervalMs.floatValue());
        }
    }

    /** Adds a beat that ended at a time. */
    public void accumulate(
            OrderedBeats accumulator,
            @DataTypeHint("TIMESTAMP(3)") @Nullable LocalDateTime time,
            @Nullable Double intervalMs)
            throws Exception {
        accumulate(accumulator, millis(time), intervalMs);
    }

    /** Adds a beat that ended at a time. */
    public void accumulate(
            OrderedBeats accumulator,
            @DataTypeHint("TIMESTAMP_LTZ(3)") @Nullable Instant time,
            @Nullable Double intervalMs)
            throws Exception {
        accumulate(accumulator, millis(time), intervalMs);
    }

    /** Refuses: without a time a beat cannot be taken back. */
    public void retract(OrderedBeats accumulator, @Nullable Double intervalMs) {
        throw orderUnknown("taken back");
    }

    private static UnsupportedOperationException orderUnknown(String what) {
        return new UnsupportedOperationException(
                "Beats without a time cannot be "
                        + what
                        + ", for nobody knows between which others they stood: give the time of"
                        + " the beat as the first argument.");
    }

    /** Takes a beat back. */
    public void retract(
            OrderedBeats accumulator, @Nullable Long timeMs, @Nullable Double intervalMs)
            throws Exception {
        accumulator.timed = true;
        if (timeMs == null || intervalMs == null || !Intervals.is(intervalMs)) {
            return;
        }
        Float kept = accumulator.beats.get(timeMs);
        if (kept != null && kept == intervalMs.floatValue()) {
            accumulator.beats.remove(timeMs);
        }
    }

    /** Takes a beat back. */
    public void retract(
            OrderedBeats accumulator,
            @DataTypeHint("TIMESTAMP(3)") @Nullable LocalDateTime time,
            @Nullable Double intervalMs)
            throws Exception {
        retract(accumulator, millis(time), intervalMs);
    }

    /** Takes a beat back. */
    public void retract(
            OrderedBeats accumulator,
            @DataTypeHint("TIMESTAMP_LTZ(3)") @Nullable Instant time,
            @Nullable Double intervalMs)
            throws Exception {
        retract(accumulator, millis(time), intervalMs);
    }

    private static @Nullable Long millis(@Nullable LocalDateTime time) {
        return time == null ? null : (Long) time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : (Long) time.toEpochMilli();
    }

    /** Adds all rows of others. */
    public void merge(OrderedBeats accumulator, Iterable<OrderedBeats> others) throws Exception {
        TimeDomainHrv all = new TimeDomainHrv();
        all.restore(accumulator.sums);
        for (OrderedBeats other : others) {
            accumulator.timed |= other.timed;
            for (Map.Entry<Long, Float> beat : other.beats.entries()) {
                accumulator.beats.put(beat.getKey(), beat.getValue());
            }
            TimeDomainHrv next = restored(other);
            if (next.beats() > 0 && all.beats() > 0) {
                throw orderUnknown("merged");
            }
            if (next.beats() > 0) {
                accumulator.last = other.last;
                all.addAll(next);
            }
        }
        all.save(accumulator.sums);
    }

    @Override
    public @Nullable Double getValue(OrderedBeats accumulator) {
        TimeDomainHrv hrv = accumulator.timed ? inOrder(accumulator) : restored(accumulator);
        return Results.orNull(measure(hrv));
    }

    private static TimeDomainHrv inOrder(OrderedBeats accumulator) {
        TreeMap<Long, Float> ordered = new TreeMap<>();
        try {
            for (Map.Entry<Long, Float> beat : accumulator.beats.entries()) {
                ordered.put(beat.getKey(), beat.getValue());
            }
        } catch (Exception e) {
            throw new IllegalStateException("The beats of a group cannot be read.", e);
        }
        TimeDomainHrv hrv = new TimeDomainHrv();
        long earlierEnd = 0;
        float earlier = 0;
        for (Map.Entry<Long, Float> beat : ordered.entrySet()) {
            long end = beat.getKey();
            float ms = beat.getValue();
            if (hrv.beats() > 0 && HrvWindow.follows(earlierEnd, end, ms)) {
                hrv.addDifference(earlier, ms);
            }
            hrv.addBeat(ms);
            earlierEnd = end;
            earlier = ms;
        }
        return hrv;
    }

    private TimeDomainHrv restored(OrderedBeats accumulator) {
        TimeDomainHrv hrv = scratch;
        if (hrv == null) {
            hrv = new TimeDomainHrv();
            scratch = hrv;
        }
        hrv.restore(accumulator.sums);
        return hrv;
    }
}
