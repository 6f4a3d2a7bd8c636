package org.wearablecoach.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The recordings of a wrist accelerometer that can be read sample by sample, in memory that does
 * not grow with the file, by the name the command line gives them.
 */
public enum AccelerationFormat {

    /**
     * Lines {@code person,label,x,y,z;} in m/s^2 at 20 Hz, without times. Times are made up as a
     * replay of the format does: from 2019-01-01T08:00Z on, with 10 minutes before each change of
     * person or label. A run of one person and label that repeats an earlier one line by line is a
     * copy and passed over as {@code repeatedRows}; to find those, the file is read twice.
     */
    WISDM("wisdm", false),

    /**
     * {@code acc.csv} of a Garmin Health SDK stream, or its folder: lines {@code time;x;y;z} in mg.
     * Stamps are taken as they are, bunched in places.
     */
    GARMIN_ACC("garmin-acc", true),

    /**
     * {@code ACC.csv} of an Empatica E4, or its folder: the start, the rate, and lines {@code
     * x,y,z} in 1/64 g.
     */
    EMPATICA_E4("empatica-e4", true);

    /** Of so many, none is a stretch of activity any more, and copies are not looked for. */
    private static final int MOST_RUNS = 100_000;

    private static final float G_PER_MS2 = (float) (1 / WisdmRows.STANDARD_GRAVITY);

    private final String cliName;
    private final boolean timed;

    AccelerationFormat(String cliName, boolean timed) {
        this.cliName = cliName;
        this.timed = timed;
    }

    /** The name on the command line. */
    public String cliName() {
        return cliName;
    }

    /** Whether times are from the file; else they are made up, and so are its gaps. */
    public boolean timed() {
        return timed;
    }

    /**
     * Reads a file.
     *
     * @param file the recording
     * @param zone in which times without an offset are read; null for UTC
     * @param sink takes the samples
     * @return what was passed over, by reason, and what was done to local times
     * @throws RecordingException when the file is absent, not of this format, or in another unit;
     *     the message names file, line, rule and cure. Samples may have been handed out before.
     */
    public ReaderCounts read(Path file, @Nullable ZoneId zone, AccelerationSink sink) {
        return switch (this) {
            case WISDM -> readWisdm(file, sink);
            case GARMIN_ACC -> readGarmin(inFolder(file, "acc.csv"), zone, sink);
            case EMPATICA_E4 -> readE4(inFolder(file, "ACC.csv"), sink);
        };
    }

    private static Path inFolder(Path file, String name) {
        return Files.isDirectory(file) ? file.resolve(name) : file;
    }

    private static ReaderCounts readWisdm(Path file, AccelerationSink sink) {
        if (Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file)) {
            throw new RecordingException(
                    file, "is read twice to find copied rows; give a file and no pipe");
        }
        Set<Long> copies = copiesInWisdm(file);
        TreeMap<String, Long> skipped = new TreeMap<>();
        sink.rate(WisdmReader.HERTZ);
        try (WisdmRows rows = new WisdmRows(file)) {
            long time = WisdmReader.START - WisdmReader.PAUSE_MILLIS;
            boolean copy = false;
            while (rows.next()) {
                if (rows.startsRun()) {
                    copy = copies.contains(rows.lines.line());
                    if (!copy) {
                        time += WisdmReader.PAUSE_MILLIS;
                        sink.label(rows.label());
                    }
                }
                if (copy) {
                    skipped.merge("repeatedRows", 1L, Long::sum);
                } else {
                    send(rows, G_PER_MS2, time, sink);
                    time += WisdmReader.SAMPLE_MILLIS;
                }
            }
        }
        return new ReaderCounts(skipped, 0, 0);
    }

    /** The numbers of the lines at which copies of an earlier run begin. */
    private static Set<Long> copiesInWisdm(Path file) {
        Set<Long> runs = new HashSet<>();
        Set<Long> copies = new HashSet<>();
        try (WisdmRows rows = new WisdmRows(file)) {
            long hash = 0;
            long start = 0;
            while (rows.next()) {
                if (rows.startsRun()) {
                    remember(start, hash, runs, copies);
                    start = rows.lines.line();
                }
                // It covers whole lines, and so the person and the label.
                hash = rows.runHash();
            }
            remember(start, hash, runs, copies);
            rows.checkUnit();
        }
        return copies;
    }

    private static void remember(long start, long hash, Set<Long> runs, Set<Long> copies) {
        if (start > 0 && runs.size() < MOST_RUNS && !runs.add(hash)) {
            copies.add(start);
        }
    }

    private static ReaderCounts readGarmin(
            Path file, @Nullable ZoneId zone, AccelerationSink sink) {
        Times times = new Times(zone == null ? ZoneOffset.UTC : zone);
        try (GarminAcceleration rows = new GarminAcceleration(file, times)) {
            while (rows.next()) {
                send(rows, GarminHealthReader.G_PER_MG, rows.stamp(), sink);
            }
            rows.checkUnit();
        }
        return new ReaderCounts(new TreeMap<>(), times.gaps(), times.overlaps());
    }

    private static ReaderCounts readE4(Path file, AccelerationSink sink) {
        try (E4Acceleration rows = new E4Acceleration(file)) {
            sink.rate(rows.hertz());
            for (long sample = 0; rows.next(); sample++) {
                send(rows, E4Acceleration.G_PER_COUNT, rows.time(sample), sink);
            }
            rows.checkUnit();
        }
        return new ReaderCounts(new TreeMap<>(), 0, 0);
    }

    private static void send(
            AccelerationRows rows, float gPerUnit, long time, AccelerationSink sink) {
        sink.sample(
                time,
                (float) rows.axis(0) * gPerUnit,
                (float) rows.axis(1) * gPerUnit,
                (float) rows.axis(2) * gPerUnit);
    }

    /**
     * The format of a name.
     *
     * @throws RecordingException for an unknown name, listing the known ones
     */
    public static AccelerationFormat of(String cliName) {
        StringBuilder known = new StringBuilder();
        for (AccelerationFormat format : values()) {
            if (format.cliName.equals(cliName)) {
                return format;
            }
            known.append(known.length() == 0 ? "" : ", ").append(format.cliName);
        }
        throw new RecordingException("--format " + cliName + " is not known; use one of " + known);
    }
}
