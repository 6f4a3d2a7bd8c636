package org.wearablecoach.policy;

import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * When a person is left in peace: the quiet hours and, where a budget spreads messages over a block
 * of the day, all that is outside of the block.
 *
 * @param hours the quiet hours
 * @param budget with the block; null without one
 */
public record QuietTime(QuietHours hours, @Nullable Budget budget) {

    private static final int DAY_MINUTES = 1440;

    /** Whether a moment of the local day is quiet. */
    public boolean contains(LocalTime time) {
        return hours.contains(time) || outsideBlock(time);
    }

    /** Whether there is a budget and a moment of the local day is outside of its block. */
    public boolean outsideBlock(LocalTime time) {
        return budget != null && !budget.covers(time.getHour());
    }

    /**
     * Whether a quiet moment comes before a time of the night, both counted from when the quiet
     * began, so that midnight may lie between.
     *
     * @param until time of the night
     * @param time the moment
     */
    public boolean isBefore(LocalTime until, LocalTime time) {
        int begin = begin(time);
        return Math.floorMod(minute(time) - begin, DAY_MINUTES)
                < Math.floorMod(minute(until) - begin, DAY_MINUTES);
    }

    /** Minute of the local day at which the quiet began that a moment lies in. */
    private int begin(LocalTime time) {
        if (budget == null || !outsideBlock(time)) {
            return minute(hours.from());
        }
        LocalTime end = LocalTime.of(budget.lastHour() % 24, 0);
        return minute(hours.contains(end) ? hours.from() : end);
    }

    private static int minute(LocalTime time) {
        return time.toSecondOfDay() / 60;
    }
}
