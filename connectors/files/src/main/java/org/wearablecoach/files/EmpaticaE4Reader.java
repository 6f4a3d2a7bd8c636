package org.wearablecoach.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.wearablecoach.event.Payload.BeatIntervals;
import org.wearablecoach.event.Payload.HeartRate;

/**
 * Reads the folder of an Empatica E4 session. {@code HR.csv} becomes heart rates, {@code IBI.csv}
 * (<b>seconds</b>, at seconds since its first line) beat intervals in ms, {@code ACC.csv} (<b>1/64
 * g</b> a count) chunks of one second; {@code EDA.csv}, {@code TEMP.csv} and {@code BVP.csv} are
 * not published, their samples are counted. Each file may be absent, but not all.
 *
 * <p>The person is the folder's name unless the options name one. Times are UTC. At equal times
 * heart rate comes first, then intervals, then acceleration.
 */
final class EmpaticaE4Reader implements RecordingReader {

    private static final String IBI_SHAPE = "start,IBI and then offset,interval, both in seconds";

    /** 2001 and 2100: a start outside is in another unit, or no start. */
    private static final double MIN_START = 1e9;

    private static final double MAX_START = 4.1e9;

    /** The longest pause of a living heart; an interval in ms is far above. */
    private static final double MAX_INTERVAL_SECONDS = 10;

    @Override
    public Recording read(Path input, RecordingOptions options) {
        if (!Files.isDirectory(input)) {
            throw new RecordingException(
                    input,
                    "is a file; name the folder of the session, with HR.csv, IBI.csv, ACC.csv");
        }
        RecordingBuilder builder = new RecordingBuilder();
        int source = builder.source(user(input, options), Format.EMPATICA_E4.cliName());
        if (present(input, "HR.csv")) {
            readHeartRate(input.resolve("HR.csv"), builder, source);
        }
        if (present(input, "IBI.csv")) {
            readIntervals(input.resolve("IBI.csv"), builder, source);
        }
        if (present(input, "ACC.csv")) {
            readAcceleration(input.resolve("ACC.csv"), builder, source);
        }
        for (String unused : new String[] {"EDA", "TEMP", "BVP"}) {
            if (present(input, unused + ".csv")) {
                countSamples(input.resolve(unused + ".csv"), unused, builder);
            }
        }
        Inputs.expectRecords(builder, input);
        return builder.build(Profiles.of(options, ZoneOffset.UTC), 0, 0);
    }

    private static String user(Path input, RecordingOptions options) {
        if (options.user() != null) {
            return options.user();
        }
        String name = Inputs.name(input.toAbsolutePath().normalize());
        if (name.isEmpty() || name.length() > CoachCsv.MAX_USER) {
            throw new RecordingException(input, "is named after no person; use --user");
        }
        return name;
    }

    /** Whether a file is there; an E4 leaves files empty for what it did not measure. */
    private static boolean present(Path folder, String name) {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) && file.toFile().length() > 0;
    }

    private static void readHeartRate(Path file, RecordingBuilder builder, int source) {
        try (Lines lines = Inputs.table(file, ',', "start, rate, and then bpm")) {
            double start = start(lines);
            double hertz = rate(lines);
            for (long i = 0; lines.next(); i++) {
                lines.expectFields(1);
                long time = Math.round((start + i / hertz) * 1000);
                builder.add(source, time, new HeartRate((float) lines.number(0), false));
            }
        }
    }

    private static void readIntervals(Path file, RecordingBuilder builder, int source) {
        try (Lines lines = Inputs.table(file, ',', IBI_SHAPE)) {
            lines.expectFields(2);
            if (!lines.is(1, "IBI")) {
                throw lines.badField(1, "IBI");
            }
            double start = start(lines);
            while (lines.next()) {
                lines.expectFields(2);
                double offset = lines.number(0);
                double seconds = lines.number(1);
                if (seconds >= MAX_INTERVAL_SECONDS) {
                    throw lines.badField(
                            1, "an interval in seconds (looks like milliseconds: divide by 1000)");
                }
                builder.add(
                        source,
                        Math.round((start + offset) * 1000),
                        new BeatIntervals(new float[] {(float) (seconds * 1000)}));
            }
        }
    }

    private static void readAcceleration(Path file, RecordingBuilder builder, int source) {
        try (E4Acceleration rows = new E4Acceleration(file)) {
            int samplesPerChunk = (int) Math.max(1, Math.round(rows.hertz()));
            AccelerationChunk chunk =
                    new AccelerationChunk(
                            (float) rows.hertz(), E4Acceleration.G_PER_COUNT, samplesPerChunk);
            long published = 0;
            while (rows.next()) {
                for (int axis = 0; axis < 3; axis++) {
                    chunk.add((int) Math.rint(rows.axis(axis)));
                }
                if (chunk.samples() == samplesPerChunk) {
                    builder.add(source, rows.time(published), chunk.take());
                    published += samplesPerChunk;
                }
            }
            if (chunk.samples() > 0) {
                builder.add(source, rows.time(published), chunk.take());
            }
            rows.checkUnit();
        }
    }

    /** The first line: when the recording began, in seconds. */
    static double start(Lines lines) {
        double start = lines.number(0);
        if (start < MIN_START || start > MAX_START) {
            throw lines.badField(0, "the start in seconds since 1970-01-01T00:00Z");
        }
        return start;
    }

    /** The line after it: samples a second. */
    static double rate(Lines lines) {
        if (!lines.next()) {
            throw lines.error("ends before the sampling rate; the file was cut off");
        }
        double hertz = lines.number(0);
        if (hertz <= 0 || hertz > 1000) {
            throw lines.badField(0, "a sampling rate in Hz");
        }
        return hertz;
    }

    private static void countSamples(Path file, String signal, RecordingBuilder builder) {
        long samples = 0;
        try (Lines lines = Inputs.table(file, ',', "start, rate, and then values")) {
            start(lines);
            rate(lines);
            while (lines.next()) {
                samples++;
            }
        }
        builder.skip(signal, samples);
    }
}
