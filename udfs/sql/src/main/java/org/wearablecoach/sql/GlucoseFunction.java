package org.wearablecoach.sql;

import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.GlucoseSums;
import org.wearablecoach.signals.Plausible;

/**
 * A consensus metric of glucose readings in mg/dL; NULL without readings.
 *
 * <p>What is no reading (NULL, outside 10 to 600 mg/dL) is left out. Order does not matter; rows
 * can be taken back and windows merged, exactly.
 */
public abstract class GlucoseFunction extends AggregateFunction<Double, GlucoseAccumulator> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable GlucoseSums scratch;

    /** The metric; NaN where there is none. */
    abstract double metric(GlucoseSums sums);

    @Override
    public GlucoseAccumulator createAccumulator() {
        return new GlucoseAccumulator();
    }

    /** Adds a row. */
    public void accumulate(GlucoseAccumulator accumulator, @Nullable Double mgDl) {
        if (mgDl != null && isReading(mgDl)) {
            GlucoseSums sums = restored(accumulator);
            sums.add(mgDl.floatValue());
            sums.save(accumulator.sums);
        }
    }

    /** Takes a row back. */
    public void retract(GlucoseAccumulator accumulator, @Nullable Double mgDl) {
        if (mgDl != null && isReading(mgDl)) {
            GlucoseSums sums = restored(accumulator);
            sums.remove(mgDl.floatValue());
            sums.save(accumulator.sums);
        }
    }

    /** Adds all rows of others. */
    public void merge(GlucoseAccumulator accumulator, Iterable<GlucoseAccumulator> others) {
        GlucoseSums all = new GlucoseSums();
        all.restore(accumulator.sums);
        for (GlucoseAccumulator other : others) {
            all.addAll(restored(other));
        }
        all.save(accumulator.sums);
    }

    @Override
    public @Nullable Double getValue(GlucoseAccumulator accumulator) {
        return Results.orNull(metric(restored(accumulator)));
    }

    static boolean isReading(double mgDl) {
        return Plausible.glucose((float) mgDl) == null;
    }

    private GlucoseSums restored(GlucoseAccumulator accumulator) {
        GlucoseSums sums = scratch;
        if (sums == null) {
            sums = new GlucoseSums();
            scratch = sums;
        }
        sums.restore(accumulator.sums);
        return sums;
    }
}
