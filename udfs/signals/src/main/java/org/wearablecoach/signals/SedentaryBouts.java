package org.wearablecoach.signals;

/**
 * Bouts of sitting within a local day: how many, how long together, and the longest.
 *
 * <p>A bout begins where 40 minutes with fewer than 150 steps begin and lasts while that holds.
 * Feed it one minute after the other, with {@link StepHistory#sedentary}. A minute without data
 * interrupts a bout: who does not wear the device is not known to sit.
 *
 * <p>The state is five numbers, restored by {@link #SedentaryBouts(long, int, int, int, int)}.
 */
public final class SedentaryBouts {

    /** No minute yet. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final long MILLIS_PER_MINUTE = 60_000;

    private long lastMinute;
    private int current;
    private int bouts;
    private int minutes;
    private int longest;

    /** No bout yet. */
    public SedentaryBouts() {
        this(NEVER, 0, 0, 0, 0);
    }

    /**
     * As it was persisted.
     *
     * @param lastMinute number of the last minute since 1970; {@link #NEVER} without one
     * @param current length of the bout that is going on, in minutes; 0 when none is
     * @param bouts of the day, the current one included
     * @param minutes of all bouts of the day
     * @param longest bout of the day, in minutes
     */
    public SedentaryBouts(long lastMinute, int current, int bouts, int minutes, int longest) {
        this.lastMinute = lastMinute;
        this.current = current;
        this.bouts = bouts;
        this.minutes = minutes;
        this.longest = longest;
    }

    /**
     * Takes a minute.
     *
     * @param time of the minute, ms; one that is not after the last one changes nothing
     * @param sedentary whether the 40 minutes up to it were
     * @param dayStart first moment of the local day, ms; a bout over midnight counts from there
     */
    public void update(long time, boolean sedentary, long dayStart) {
        long minute = Math.floorDiv(time, MILLIS_PER_MINUTE);
        if (lastMinute != NEVER && minute <= lastMinute) {
            return;
        }
        long firstOfDay = Math.floorDiv(dayStart, MILLIS_PER_MINUTE);
        if (lastMinute == NEVER || lastMinute < firstOfDay) {
            bouts = 0;
            minutes = 0;
            longest = 0;
            current = 0;
        }
        int sinceMidnight = (int) Math.min(minute - firstOfDay + 1, Integer.MAX_VALUE);
        boolean goesOn = current > 0 && lastMinute == minute - 1;
        lastMinute = minute;
        if (!sedentary) {
            current = 0;
            return;
        }
        int added = goesOn ? 1 : Math.min(StepHistory.SEDENTARY_MINUTES, sinceMidnight);
        bouts += goesOn ? 0 : 1;
        current = goesOn ? current + 1 : added;
        minutes += added;
        longest = Math.max(longest, current);
    }

    /** Number of the last minute since 1970; {@link #NEVER} without one. */
    public long lastMinute() {
        return lastMinute;
    }

    /** Length of the bout that is going on, in minutes; 0 when none is. */
    public int current() {
        return current;
    }

    /** Number of bouts of the day, the current one included. */
    public int bouts() {
        return bouts;
    }

    /** Length of all bouts of the day together, in minutes. */
    public int minutes() {
        return minutes;
    }

    /** Length of the longest bout of the day, in minutes. */
    public int longest() {
        return longest;
    }
}
