package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one glucose sensor, ascending and unique in time, in mg/dL, and what was passed
 * over to get them.
 *
 * <p>Of readings of the same time the last one in the file counts. About 14 bytes a reading.
 */
public final class GlucoseReadings {

    /** Ninety years of readings every five minutes: what is longer is not one person. */
    public static final int MOST = 10_000_000;

    private final long[] times;
    private final float[] mgDl;
    private final short[] offsetMinutes;
    private final boolean dated;
    private final ReaderCounts counts;

    private GlucoseReadings(
            long[] times, float[] mgDl, short[] offsetMinutes, boolean dated, ReaderCounts counts) {
        this.times = times;
        this.mgDl = mgDl;
        this.offsetMinutes = offsetMinutes;
        this.dated = dated;
        this.counts = counts;
    }

    /** Number of readings. */
    public int size() {
        return times.length;
    }

    /** When each reading was taken, ms since 1970-01-01T00:00Z; not to be changed. */
    public long[] times() {
        return times;
    }

    /** The readings, in mg/dL; not to be changed. */
    public float[] mgDl() {
        return mgDl;
    }

    /**
     * What a clock on the wall showed at a reading, ms since 1970-01-01T00:00 of that clock: that
     * of the zone asked for, else that which the file tells, else of UTC.
     */
    public long localTime(int index) {
        return times[index] + offsetMinutes[index] * 60_000L;
    }

    /**
     * Whether the file has dates. Without them, days are counted from 1970-01-01 on, and say
     * nothing but how many there are.
     */
    public boolean dated() {
        return dated;
    }

    /** What was passed over, by reason, and what was done to local times. */
    public ReaderCounts counts() {
        return counts;
    }

    /** These readings; refuses a file without any. */
    GlucoseReadings orRefuse(Path file) {
        if (size() == 0) {
            throw new RecordingException(
                    file,
                    "holds no glucose reading"
                            + (counts.skippedByReader().isEmpty()
                                    ? ""
                                    : ", only " + counts.skippedByReader())
                            + "; check the file and --format");
        }
        return this;
    }

    /** Collects readings in the order of the file. */
    static final class Builder {

        /** So many different reasons that they are no reasons any more, but content. */
        private static final int MAX_REASONS = 64;

        private static final int FIRST = 1024;

        private final Path file;
        private final @Nullable ZoneRules asked;
        private final TreeMap<String, Long> skipped = new TreeMap<>();
        private long[] times = new long[FIRST];
        private float[] mgDl = new float[FIRST];
        private short[] offsetMinutes = new short[FIRST];
        private int size;
        private boolean ascending = true;
        private final UnitGuard tooLow = new UnitGuard(1);
        private final UnitGuard tooHigh = new UnitGuard(1);

        /**
         * An empty collection.
         *
         * @param file for messages
         * @param zone whose clock counts whatever the file says; null where the file decides
         */
        Builder(Path file, @Nullable ZoneId zone) {
            this.file = file;
            this.asked = zone == null ? null : zone.getRules();
        }

        /**
         * Adds a reading.
         *
         * @param line where it stands, for messages
         * @param time ms
         * @param offsetSeconds of the wearer's clock from UTC, as the file tells
         * @param reading in mg/dL
         * @param mgDlPerUnit 1, or what the number in the file was multiplied by
         */
        void add(long line, long time, int offsetSeconds, double reading, double mgDlPerUnit) {
            if (size == times.length) {
                if (size == MOST) {
                    throw new RecordingException(
                            file,
                            line,
                            "is one more than the "
                                    + MOST
                                    + " readings that fit in memory; cut the file in parts");
                }
                int larger = Math.min(2 * size, MOST);
                times = Arrays.copyOf(times, larger);
                mgDl = Arrays.copyOf(mgDl, larger);
                offsetMinutes = Arrays.copyOf(offsetMinutes, larger);
            }
            int offset =
                    asked == null
                            ? offsetSeconds
                            : asked.getOffset(Instant.ofEpochMilli(time)).getTotalSeconds();
            ascending &= size == 0 || time > times[size - 1];
            boolean inMgDl = mgDlPerUnit == 1;
            tooLow.see(inMgDl && GlucoseValue.looksLikeMmol(reading), file, line);
            tooHigh.see(!inMgDl && GlucoseValue.looksLikeMgDl(reading), file, line);
            times[size] = time;
            mgDl[size] = (float) reading;
            offsetMinutes[size] = (short) (offset / 60);
            size++;
        }

        /** Counts something that is passed over. */
        void skip(String reason) {
            String known =
                    skipped.containsKey(reason) || skipped.size() < MAX_REASONS ? reason : "other";
            skipped.merge(known, 1L, Long::sum);
        }

        /**
         * The readings.
         *
         * @param dated see {@link GlucoseReadings#dated}
         * @param times that read the times of this file; null where none were local
         * @throws RecordingException when most readings would be right in the other unit only
         */
        GlucoseReadings build(boolean dated, @Nullable Times times) {
            tooLow.check("glucose in mg/dL looks like mmol/L: correct its unit");
            tooHigh.check("glucose in mmol/L looks like mg/dL: correct its unit");
            if (!ascending) {
                sort();
            }
            return new GlucoseReadings(
                    Arrays.copyOf(this.times, size),
                    Arrays.copyOf(mgDl, size),
                    Arrays.copyOf(offsetMinutes, size),
                    dated,
                    new ReaderCounts(
                            skipped,
                            times == null ? 0 : times.gaps(),
                            times == null ? 0 : times.overlaps()));
        }

        private void sort() {
            int[] order = order();
            long[] sortedTimes = new long[size];
            float[] sorted = new float[size];
            short[] sortedOffsets = new short[size];
            int count = 0;
            for (int i = 0; i < size; i++) {
                int at = order[i];
                if (i + 1 < size && times[order[i + 1]] == times[at]) {
                    skip("repeatedTimestamp");
                    continue;
                }
                sortedTimes[count] = times[at];
                sorted[count] = mgDl[at];
                sortedOffsets[count] = offsetMinutes[at];
                count++;
            }
            times = sortedTimes;
            mgDl = sorted;
            offsetMinutes = sortedOffsets;
            size = count;
        }

        /**
         * The readings by time; a merge sort without an object a reading. It is stable, so that of
         * equal times the last in the file stays the last.
         */
        private int[] order() {
            int[] from = new int[size];
            int[] to = new int[size];
            for (int i = 0; i < size; i++) {
                from[i] = i;
            }
            for (int run = 1; run < size; run *= 2) {
                for (int low = 0; low < size; low += 2 * run) {
                    merge(from, to, low, Math.min(low + run, size), Math.min(low + 2 * run, size));
                }
                int[] sorted = to;
                to = from;
                from = sorted;
            }
            return from;
        }

        private void merge(int[] from, int[] to, int low, int middle, int high) {
            int left = low;
            int right = middle;
            for (int i = low; i < high; i++) {
                boolean takeLeft =
                        left < middle && (right == high || times[from[left]] <= times[from[right]]);
                to[i] = takeLeft ? from[left++] : from[right++];
            }
        }
    }
}
