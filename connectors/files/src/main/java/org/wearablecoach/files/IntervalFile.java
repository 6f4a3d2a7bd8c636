package org.wearablecoach.files;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a series of beat intervals: one a line, oldest first. What follows a {@code #} is a
 * comment.
 */
public final class IntervalFile {

    /** A hundred days of beats: what is longer is not one series. */
    public static final int MOST = 10_000_000;

    /** No heart pauses for half an hour. */
    private static final double LONGEST_MS = 1_800_000;

    private static final int FIRST = 4096;

    private IntervalFile() {}

    /**
     * Reads a file.
     *
     * @param file UTF-8 text
     * @param msPerUnit what a number of the file stands for: 1 where it is in ms, 1000 in seconds
     * @return the intervals, in ms; at least one
     * @throws RecordingException for a file that cannot be read, is empty, longer than {@link
     *     #MOST}, or holds what is no interval: above 0 and up to half an hour
     */
    public static float[] read(Path file, double msPerUnit) {
        String shape = "one interval a line in " + (msPerUnit == 1 ? "ms" : "seconds");
        float[] intervals = new float[FIRST];
        int count = 0;
        try (Lines lines = Inputs.table(file, ',', shape)) {
            do {
                if (!lines.dropComment('#')) {
                    continue;
                }
                lines.expectFields(1);
                double ms = lines.number(0) * msPerUnit;
                if (!(ms > 0 && ms <= LONGEST_MS)) {
                    throw lines.badField(0, "an interval above 0 and up to half an hour");
                }
                if (count == MOST) {
                    throw lines.error(
                            "is one more than the "
                                    + MOST
                                    + " intervals that fit in memory; cut the series in parts");
                }
                if (count == intervals.length) {
                    intervals = Arrays.copyOf(intervals, Math.min(2 * count, MOST));
                }
                intervals[count++] = (float) ms;
            } while (lines.next());
        }
        if (count == 0) {
            throw new RecordingException(file, "holds comments only; write " + shape);
        }
        return Arrays.copyOf(intervals, count);
    }
}
