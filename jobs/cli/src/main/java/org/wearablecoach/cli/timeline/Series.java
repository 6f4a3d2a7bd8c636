package org.wearablecoach.cli.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Numbers;

/** A signal, minute by minute: sums and counts, so that any number of minutes can become one. */
final class Series {

    private static final long MINUTE = 60_000;

    /** Points of a line that a browser draws at once. */
    private static final int MOST_POINTS = 15_000;

    private static final int[] WIDTHS = {1, 5, 15, 60, 240};

    private final TreeMap<Long, double[]> minutes = new TreeMap<>();

    void add(long time, double value) {
        double[] sums =
                minutes.computeIfAbsent(Math.floorDiv(time, MINUTE), minute -> new double[2]);
        sums[0] += value;
        sums[1]++;
    }

    /** Sum of a minute, numbered from 1970; NaN where nothing was added. */
    double sumOf(long minute) {
        double[] sums = minutes.get(minute);
        return sums == null ? Double.NaN : sums[0];
    }

    /** Minutes, numbered from 1970, to which something was added. */
    Iterable<Long> minutes() {
        return minutes.keySet();
    }

    /** Raises each minute to its sum in another series. */
    void raise(Series other) {
        for (Map.Entry<Long, double[]> minute : other.minutes.entrySet()) {
            double[] sums = minutes.computeIfAbsent(minute.getKey(), m -> new double[] {0, 1});
            sums[0] = Math.max(sums[0], minute.getValue()[0]);
        }
    }

    boolean isEmpty() {
        return minutes.isEmpty();
    }

    long first() {
        return minutes.firstKey() * MINUTE;
    }

    long last() {
        return (minutes.lastKey() + 1) * MINUTE;
    }

    /** How many minutes one point stands for. */
    int width() {
        int width = WIDTHS[0];
        for (int i = 1; i < WIDTHS.length && minutes.size() / width > MOST_POINTS; i++) {
            width = WIDTHS[i];
        }
        return width;
    }

    /** Means, each at the middle of its time; a hole interrupts the line. */
    List<Object> means(long offset) {
        return points(offset, true);
    }

    /** Sums, each at the middle of its time; what is 0 is left out. */
    List<Object> sums(long offset) {
        return points(offset, false);
    }

    private List<Object> points(long offset, boolean mean) {
        List<Object> points = new ArrayList<>();
        long width = width();
        long current = Long.MIN_VALUE;
        double sum = 0;
        double count = 0;
        for (Map.Entry<Long, double[]> minute : minutes.entrySet()) {
            long bucket = Math.floorDiv(minute.getKey(), width);
            if (bucket != current) {
                flush(points, current, width, offset, sum, count, mean);
                if (mean && current != Long.MIN_VALUE && bucket > current + 3) {
                    points.add(Charts.point(place(current, width, offset), "-"));
                }
                current = bucket;
                sum = 0;
                count = 0;
            }
            sum += minute.getValue()[0];
            count += minute.getValue()[1];
        }
        flush(points, current, width, offset, sum, count, mean);
        return points;
    }

    private static void flush(
            List<Object> points,
            long bucket,
            long width,
            long offset,
            double sum,
            double count,
            boolean mean) {
        double value = mean ? sum / count : sum;
        if (count > 0 && (mean || value > 0)) {
            points.add(Charts.point(place(bucket, width, offset), Numbers.rounded(value, 1)));
        }
    }

    private static long place(long bucket, long width, long offset) {
        return bucket * width * MINUTE + width * MINUTE / 2 + offset;
    }
}
