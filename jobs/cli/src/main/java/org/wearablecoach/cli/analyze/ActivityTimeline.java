package org.wearablecoach.cli.analyze;

import java.util.Arrays;

/**
 * The amount of movement over the time of a recording of any length, in at most so many pieces:
 * when they are full, each two become one.
 */
final class ActivityTimeline {

    static final int MOST_PIECES = 1440;

    private final double[] sum = new double[MOST_PIECES];
    private final int[] count = new int[MOST_PIECES];
    private long width;
    private long start = Long.MIN_VALUE;
    private int pieces;

    /**
     * An empty timeline.
     *
     * @param millis length of a piece of a short recording
     */
    ActivityTimeline(long millis) {
        width = millis;
    }

    /**
     * Adds an epoch.
     *
     * @param time of the epoch, ms; not before the one of the first epoch
     * @param enmoMg its amount of movement
     */
    void add(long time, double enmoMg) {
        if (start == Long.MIN_VALUE) {
            start = time;
        }
        while ((time - start) / width >= MOST_PIECES) {
            halve();
        }
        int piece = (int) ((time - start) / width);
        sum[piece] += enmoMg;
        count[piece]++;
        pieces = Math.max(pieces, piece + 1);
    }

    private void halve() {
        for (int i = 0; i < MOST_PIECES / 2; i++) {
            sum[i] = sum[2 * i] + sum[2 * i + 1];
            count[i] = count[2 * i] + count[2 * i + 1];
        }
        Arrays.fill(sum, MOST_PIECES / 2, MOST_PIECES, 0);
        Arrays.fill(count, MOST_PIECES / 2, MOST_PIECES, 0);
        width *= 2;
        pieces = (pieces + 1) / 2;
    }

    /** Number of pieces, empty ones included. */
    int pieces() {
        return pieces;
    }

    /** Length of a piece, in ms. */
    long width() {
        return width;
    }

    /** When a piece begins, ms. */
    long start(int piece) {
        return start + piece * width;
    }

    /** Mean ENMO of a piece, in mg; NaN without an epoch in it. */
    double enmoMg(int piece) {
        return count[piece] == 0 ? Double.NaN : sum[piece] / count[piece];
    }
}
