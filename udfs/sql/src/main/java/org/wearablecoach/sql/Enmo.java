package org.wearablecoach.sql;

import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.signals.EnmoSum;
import org.wearablecoach.signals.Plausible;

/**
 * {@code ENMO(x, y, z)}: mean of max(|a| - 1 g, 0) over samples of acceleration in g with gravity,
 * in mg; NULL without samples.
 *
 * <p>What is no sample (an axis NULL, not finite, or beyond 20 g) is left out. Order does not
 * matter; rows can be taken back and windows merged, exactly.
 */
public final class Enmo extends AggregateFunction<Double, EnmoAccumulator> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable EnmoSum scratch;

    @Override
    public EnmoAccumulator createAccumulator() {
        return new EnmoAccumulator();
    }

    /** Adds a row. */
    public void accumulate(
            EnmoAccumulator accumulator,
            @Nullable Double x,
            @Nullable Double y,
            @Nullable Double z) {
        if (x != null && y != null && z != null && isSample(x, y, z)) {
            EnmoSum sum = restored(accumulator);
            sum.add(x, y, z);
            sum.save(accumulator.sums);
        }
    }

    /** Takes a row back. */
    public void retract(
            EnmoAccumulator accumulator,
            @Nullable Double x,
            @Nullable Double y,
            @Nullable Double z) {
        if (x != null && y != null && z != null && isSample(x, y, z)) {
            EnmoSum sum = restored(accumulator);
            sum.remove(x, y, z);
            sum.save(accumulator.sums);
        }
    }

    private static boolean isSample(double x, double y, double z) {
        double most = Plausible.ACCELERATION_MAX_G;
        return Math.abs(x) <= most && Math.abs(y) <= most && Math.abs(z) <= most;
    }

    /** Adds all rows of others. */
    public void merge(EnmoAccumulator accumulator, Iterable<EnmoAccumulator> others) {
        EnmoSum all = new EnmoSum();
        all.restore(accumulator.sums);
        for (EnmoAccumulator other : others) {
            all.addAll(restored(other));
        }
        all.save(accumulator.sums);
    }

    @Override
    public @Nullable Double getValue(EnmoAccumulator accumulator) {
        return Results.orNull(restored(accumulator).enmoMg());
    }

    private EnmoSum restored(EnmoAccumulator accumulator) {
        EnmoSum sum = scratch;
        if (sum == null) {
            sum = new EnmoSum();
            scratch = sum;
        }
        sum.restore(accumulator.sums);
        return sum;
    }
}
