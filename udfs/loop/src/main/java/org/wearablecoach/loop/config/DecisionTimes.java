package org.wearablecoach.loop.config;

/** The local times at which decisions are made, where the grid does not make them. */
public final class DecisionTimes {

    private static final int DAY_SECONDS = 86_400;

    private final int[] seconds;

    /**
     * The decision times of a configuration.
     *
     * @param options whose {@code decision.times} count
     */
    public DecisionTimes(DecisionOptions options) {
        seconds = options.secondsOfDay();
    }

    /**
     * Whether a tick is a decision point: the whole grid decides, or one of the times lies in the
     * step that ends with the tick.
     *
     * @param second of the local day at which the tick is
     * @param stepMillis since the tick before, ms
     */
    public boolean isDue(int second, long stepMillis) {
        if (seconds.length == 0) {
            return true;
        }
        int since = second + DAY_SECONDS - seconds[seconds.length - 1];
        for (int i = 0; i < seconds.length && seconds[i] <= second; i++) {
            since = second - seconds[i];
        }
        return since * 1000L < stepMillis;
    }
}
