package org.wearablecoach.signals;

/**
 * The steps of the last hour, minute by minute, and whether they are those of somebody who sits.
 *
 * <p>The state is the newest minute and 60 counts, restored by {@link #StepHistory(long, short[])}.
 */
public final class StepHistory {

    /** Minutes that are kept. */
    public static final int MINUTES = 60;

    /** Minutes over which sitting is judged. */
    public static final int SEDENTARY_MINUTES = 40;

    /** Fewer steps than this in {@link #SEDENTARY_MINUTES} are those of somebody who sits. */
    public static final int SEDENTARY_STEPS = 150;

    /** No minute yet. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final long MILLIS_PER_MINUTE = 60_000;

    private final short[] counts;
    private long newest;

    /** No steps yet. */
    public StepHistory() {
        this(NEVER, new short[MINUTES]);
    }

    /**
     * As it was persisted.
     *
     * @param newest number of the newest minute since 1970; {@link #NEVER} without one
     * @param counts steps of 60 minutes; minute m is at index m mod 60
     */
    public StepHistory(long newest, short[] counts) {
        if (counts.length != MINUTES) {
            throw new IllegalArgumentException(
                    "a step history has 60 counts, not " + counts.length);
        }
        this.newest = newest;
        this.counts = counts;
    }

    /** Number of the newest minute since 1970; {@link #NEVER} without one. */
    public long newest() {
        return newest;
    }

    /** The counts to persist; not a copy. */
    public short[] counts() {
        return counts;
    }

    /**
     * Adds steps. What is more than an hour older than the newest minute is left out.
     *
     * @param time sensor time, ms
     * @param steps since the previous record
     */
    public void add(long time, int steps) {
        long minute = Math.floorDiv(time, MILLIS_PER_MINUTE);
        advance(minute);
        if (minute > newest - MINUTES) {
            int at = (int) Math.floorMod(minute, (long) MINUTES);
            counts[at] = (short) Math.min(counts[at] + steps, Short.MAX_VALUE);
        }
    }

    private void advance(long minute) {
        if (newest == NEVER) {
            newest = minute;
        }
        long first = Math.max(newest + 1, minute - MINUTES + 1);
        for (long m = first; m <= minute; m++) {
            counts[(int) Math.floorMod(m, (long) MINUTES)] = 0;
        }
        newest = Math.max(newest, minute);
    }

    /**
     * Steps of the last minutes, that of {@code now} included.
     *
     * @param now ms, not more than an hour before the newest minute
     * @param minutes 1 to 60
     */
    public int steps(long now, int minutes) {
        long last = Math.floorDiv(now, MILLIS_PER_MINUTE);
        int total = 0;
        for (long m = last - minutes + 1; m <= Math.min(last, newest); m++) {
            if (m > newest - MINUTES) {
                total += counts[(int) Math.floorMod(m, (long) MINUTES)];
            }
        }
        return total;
    }

    /** Whether there were fewer than 150 steps in the last 40 minutes. */
    public boolean sedentary(long now) {
        return steps(now, SEDENTARY_MINUTES) < SEDENTARY_STEPS;
    }
}
