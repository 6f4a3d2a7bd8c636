package org.wearablecoach.sql;

import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.Glucose;

/**
 * {@code TIME_IN_RANGE(mg_dl [, low, high])}: share of glucose readings in a range, both ends
 * included, in percent; from 70 to 180 mg/dL unless another range is given. NULL without readings.
 *
 * <p>What is no reading (NULL, outside 10 to 600 mg/dL) is left out. Order does not matter; rows
 * can be taken back and windows merged, exactly.
 */
public final class TimeInRange extends AggregateFunction<Double, RangeCounts> {

    private static final long serialVersionUID = 1L;

    @Override
    public RangeCounts createAccumulator() {
        return new RangeCounts();
    }

    /** Adds a row. */
    public void accumulate(RangeCounts accumulator, @Nullable Double mgDl) {
        count(accumulator, mgDl, (double) Glucose.LEVEL_1_MG_DL, (double) Glucose.HIGH_MG_DL, 1);
    }

    /** Adds a row, for a range of its own. */
    public void accumulate(
            RangeCounts accumulator,
            @Nullable Double mgDl,
            @Nullable Double low,
            @Nullable Double high) {
        count(accumulator, mgDl, low, high, 1);
    }

    /** Takes a row back. */
    public void retract(RangeCounts accumulator, @Nullable Double mgDl) {
        count(accumulator, mgDl, (double) Glucose.LEVEL_1_MG_DL, (double) Glucose.HIGH_MG_DL, -1);
    }

    /** Takes a row back, for a range of its own. */
    public void retract(
            RangeCounts accumulator,
            @Nullable Double mgDl,
            @Nullable Double low,
            @Nullable Double high) {
        count(accumulator, mgDl, low, high, -1);
    }

    private static void count(
            RangeCounts accumulator,
            @Nullable Double mgDl,
            @Nullable Double low,
            @Nullable Double high,
            int sign) {
        if (mgDl == null || low == null || high == null || !GlucoseFunction.isReading(mgDl)) {
            return;
        }
        accumulator.readings += sign;
        accumulator.inside += mgDl >= low && mgDl <= high ? sign : 0;
    }

    /** Adds all rows of others. */
    public void merge(RangeCounts accumulator, Iterable<RangeCounts> others) {
        for (RangeCounts other : others) {
            accumulator.readings += other.readings;
            accumulator.inside += other.inside;
        }
    }

    @Override
    public @Nullable Double getValue(RangeCounts accumulator) {
        return accumulator.readings <= 0
                ? null
                : (Double) (100.0 * accumulator.inside / accumulator.readings);
    }
}
