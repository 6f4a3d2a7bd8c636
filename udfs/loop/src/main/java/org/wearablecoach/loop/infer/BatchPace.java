package org.wearablecoach.loop.infer;

/**
 * How many windows a batch waits for: as many as arrive in the time that one may wait, between two
 * limits. So a slow stream is scored at once, and a fast one in full batches. It changes when
 * windows are scored, never what comes out.
 *
 * <p>Times are given to it; it reads no clock.
 */
public final class BatchPace {

    /** The rate is taken over at least this long: shorter, the clock itself is too coarse. */
    private static final long LEAST_INTERVAL_MILLIS = 20;

    private static final int WAITS_PER_INTERVAL = 4;

    private final int least;
    private final int most;
    private final long waitMillis;
    private final long interval;
    private long since = Long.MIN_VALUE;
    private long rows;
    private int limit;

    /**
     * @param least smallest limit, 1 or more
     * @param most largest limit
     * @param waitMillis how long a window may wait, ms
     */
    public BatchPace(int least, int most, long waitMillis) {
        this.least = least;
        this.most = most;
        this.waitMillis = waitMillis;
        this.interval = Math.max(LEAST_INTERVAL_MILLIS, WAITS_PER_INTERVAL * waitMillis);
        this.limit = most;
    }

    /**
     * Hears of windows that were scored.
     *
     * @param scored how many
     * @param now ms
     * @return how many the next batch waits for
     */
    public int scored(long scored, long now) {
        if (since == Long.MIN_VALUE) {
            since = now;
        }
        rows += scored;
        long elapsed = now - since;
        if (elapsed >= interval) {
            limit = (int) Math.max(least, Math.min(most, rows * waitMillis / elapsed));
            rows = 0;
            since = now;
        } else if (elapsed < 0) {
            since = now; // the clock was set back
        }
        return limit;
    }
}
