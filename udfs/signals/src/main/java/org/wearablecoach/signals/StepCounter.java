package org.wearablecoach.signals;

/**
 * A counter of steps since local midnight, turned into increments. One per device.
 *
 * <p>The state is two numbers, {@link #lastTime} and {@link #lastCount}. Readings come in order of
 * sensor time; an older one adds nothing, because the newer one already held its steps.
 *
 * <p>What an increment is:
 *
 * <ul>
 *   <li>first reading: 0, since the steps before belong to nobody knows which minutes;
 *   <li>same day, count not below the last: the difference;
 *   <li>same day, count below the last: the device restarted and counts from 0, so the count, but
 *       only if it can have been walked since the last reading, else the device corrected itself
 *       and it is 0;
 *   <li>another day: the counter restarted at midnight, so the count. Steps between the last
 *       reading and midnight are lost. If more is counted than can be walked since midnight, the
 *       device has not restarted (its midnight is another one: travel, a wrong zone) and the rules
 *       of the same day hold.
 * </ul>
 */
public final class StepCounter {

    /** No reading yet. */
    public static final int NONE = -1;

    /** More steps a second than anybody runs: sprinters reach about 4.8. */
    private static final double MOST_STEPS_PER_SECOND = 5;

    /** Devices count in bunches: this many steps may arrive at once. */
    private static final int BUNCH = 50;

    private long lastTime;
    private int lastCount;
    private long since;

    /** A counter without a reading. */
    public StepCounter() {
        this(0, NONE);
    }

    /**
     * A counter as it was persisted.
     *
     * @param lastTime sensor time of the last reading, ms
     * @param lastCount its count; {@link #NONE} when there was none
     */
    public StepCounter(long lastTime, int lastCount) {
        this.lastTime = lastTime;
        this.lastCount = lastCount;
        this.since = lastTime;
    }

    /**
     * Since when the steps of the last increment were made, ms: the reading before, or midnight
     * where the counter began again there. Not persisted.
     */
    public long since() {
        return since;
    }

    /** Sensor time of the last reading, ms. */
    public long lastTime() {
        return lastTime;
    }

    /** Count of the last reading; {@link #NONE} when there was none. */
    public int lastCount() {
        return lastCount;
    }

    /**
     * Takes a reading.
     *
     * @param time sensor time, ms
     * @param count steps since local midnight
     * @param dayStart first moment of the person's local day around {@code time}, ms; see {@link
     *     LocalDay}
     * @return steps since the previous reading, 0 or more
     */
    public int increment(long time, int count, long dayStart) {
        if (lastCount == NONE) {
            lastTime = time;
            lastCount = count;
            return 0;
        }
        if (time < lastTime) {
            return 0;
        }
        since = lastTime;
        int increment = counted(time, count, dayStart);
        lastTime = time;
        lastCount = count;
        return increment;
    }

    private int counted(long time, int count, long dayStart) {
        if (lastTime < dayStart && canBeWalked(count, time - dayStart)) {
            since = dayStart;
            return count;
        }
        if (count >= lastCount) {
            return count - lastCount;
        }
        return canBeWalked(count, time - lastTime) ? count : 0;
    }

    private static boolean canBeWalked(int steps, long millis) {
        return steps <= BUNCH + MOST_STEPS_PER_SECOND * millis / 1000;
    }
}
