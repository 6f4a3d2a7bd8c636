package org.wearablecoach.cli;

import java.util.Arrays;

/** How long each record took, kept exactly up to a number of records and as a sample beyond. */
final class Latencies {

    /** 16 MiB; a recording of more records keeps every second one, then every fourth, ... */
    private static final int MOST = 1 << 22;

    private int[] nanos = new int[1 << 12];
    private int count;
    private long seen;
    private int stride = 1;

    /** Takes the time of the next record, nanoseconds. */
    void add(long time) {
        if (seen++ % stride != 0) {
            return;
        }
        if (count == MOST) {
            for (int i = 0; i < count / 2; i++) {
                nanos[i] = nanos[2 * i];
            }
            count /= 2;
            stride *= 2;
        }
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = (int) Math.min(Integer.MAX_VALUE, time);
    }

    /**
     * The nearest-rank percentile in microseconds; NaN without a record.
     *
     * @param percent above 0, at most 100
     */
    double micros(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        int[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * count);
        return sorted[Math.max(1, rank) - 1] / 1000.0;
    }
}
