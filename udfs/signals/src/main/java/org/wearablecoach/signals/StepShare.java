package org.wearablecoach.signals;

/**
 * When the steps between two readings of a counter were made, as far as can be said: evenly, at no
 * less than the pace of a walk, up to the later reading. A device that reports every few seconds
 * while somebody walks, and a device that tells once in ten minutes what it counted, give the same
 * minutes, and no minute holds the steps of the one before.
 *
 * <p>The pace is 100 steps a minute, that of walking which is moderately brisk (Tudor-Locke et al.
 * 2018, Br J Sports Med 52:776). Sums over adjoining spans are exact: no step is lost or counted
 * twice.
 */
public final class StepShare {

    /** Steps between two readings are made in no more than this each, in ms. */
    public static final long MILLIS_PER_STEP = 600;

    /** A counter that reports less often than this does not say when its steps were made. */
    public static final long LONGEST_SILENCE_MILLIS = 15 * 60_000L;

    /** So few steps may have been made just now, however long the counter was silent. */
    private static final int FEW_STEPS = 240;

    private StepShare() {}

    /**
     * Whether it can be said when steps were made. Those of a silence of more than 15 minutes
     * belong to nobody knows which minutes, unless they are so few that a device that reports
     * changes alone counted them just now.
     *
     * @param steps between two readings
     * @param silence time between them, ms
     */
    public static boolean isKnown(long steps, long silence) {
        return silence <= LONGEST_SILENCE_MILLIS || steps <= FEW_STEPS;
    }

    /**
     * When the first of the steps was made, ms.
     *
     * @param steps 0 or more
     * @param from when the counting began, ms
     * @param to when it ended, ms; not before {@code from}
     */
    public static long begin(long steps, long from, long to) {
        return steps < (to - from) / MILLIS_PER_STEP ? to - steps * MILLIS_PER_STEP : from;
    }

    /**
     * How many of the steps were made in a span of time.
     *
     * @param steps 0 to 10^9
     * @param begin as {@link #begin} says, ms
     * @param to when the counting ended, ms; at most 10^9 after {@code begin}
     * @param start of the span, inclusive, ms
     * @param end of the span, exclusive, ms
     */
    public static long between(long steps, long begin, long to, long start, long end) {
        return until(steps, begin, to, end) - until(steps, begin, to, start);
    }

    private static long until(long steps, long begin, long to, long time) {
        if (time >= to) {
            return steps;
        }
        return time <= begin ? 0 : steps * (time - begin) / (to - begin);
    }
}
