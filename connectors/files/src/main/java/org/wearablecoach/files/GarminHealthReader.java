package org.wearablecoach.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.BeatIntervals;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Steps;

/**
 * Reads a Garmin Health SDK stream: a folder with {@code data.csv} and/or {@code acc.csv}, or one
 * file of either kind, told apart by the number of fields. Both are one device with one running
 * sequence; at equal times {@code data.csv} comes first.
 *
 * <p><b>Times of acceleration.</b> The watch samples at 25 Hz, but its stamps lie on a grid of 40
 * ms on which some samples share a stamp and others leave one out; a transfer may even stamp a
 * whole batch alike. So stamps are not taken for sample times: samples are 40 ms apart, 25 form a
 * chunk, and a chunk starts at the stamp of its first sample, or at the end of the chunk before
 * where that is later. Hence chunks overlap only where the watch's clock was set back, no sample is
 * far from its stamp, and drift of the watch's clock does not add up. A step of the stamps of more
 * than {@value #GAP_MILLIS} ms, forward or backward, is a gap: it ends the chunk, however short,
 * and the next one starts at its own stamp.
 */
final class GarminHealthReader implements RecordingReader {

    static final String DEFAULT_USER = "garmin";

    /** Five samples: more than any bunching of single samples seen, less than a lost packet. */
    static final long GAP_MILLIS = 200;

    private static final int HERTZ = 25;
    private static final long SAMPLE_MILLIS = 1000 / HERTZ;
    static final float G_PER_MG = 0.001f;

    /** As far as samples of one stretch may run ahead of their stamps: it is then not 25 Hz. */
    private static final long MAX_AHEAD_MILLIS = 10_000;

    private static final String DATA_SHAPE = "time;KIND;value";

    @Override
    public Recording read(Path input, RecordingOptions options) {
        ZoneId zone = options.zone() == null ? ZoneOffset.UTC : options.zone();
        Times times = new Times(zone);
        RecordingBuilder builder = new RecordingBuilder();
        String user = options.user() == null ? DEFAULT_USER : options.user();
        int source = builder.source(user, Format.GARMIN_HEALTH.cliName());
        ZoneOffset first = null;
        if (Files.isDirectory(input)) {
            Path data = input.resolve("data.csv");
            Path acc = input.resolve("acc.csv");
            if (!Files.exists(data) && !Files.exists(acc)) {
                throw new RecordingException(
                        input, "holds neither data.csv nor acc.csv; check --input and --format");
            }
            if (Files.exists(data)) {
                first = readData(data, times, builder, source);
            }
            if (Files.exists(acc)) {
                ZoneOffset ofAcc = readAcceleration(acc, times, builder, source);
                first = first == null ? ofAcc : first;
            }
        } else {
            boolean acceleration;
            try (Lines lines =
                    Inputs.table(input, ';', DATA_SHAPE + " or " + GarminAcceleration.SHAPE)) {
                acceleration = lines.fields() == 4;
            }
            first =
                    acceleration
                            ? readAcceleration(input, times, builder, source)
                            : readData(input, times, builder, source);
        }
        Inputs.expectRecords(builder, input);
        ZoneId formatZone = first == null ? ZoneOffset.UTC : first;
        return builder.build(Profiles.of(options, formatZone), times.gaps(), times.overlaps());
    }

    private static @Nullable ZoneOffset readData(
            Path file, Times times, RecordingBuilder builder, int source) {
        UnitGuard seconds = new UnitGuard(1);
        ZoneOffset first = null;
        boolean any = false;
        try (Lines lines = Inputs.table(file, ';', DATA_SHAPE)) {
            do {
                lines.expectFields(3);
                long time = lines.time(0, times);
                if (!any) {
                    first = times.writtenOffset();
                    any = true;
                }
                Payload payload = payload(lines, seconds);
                if (payload == null) {
                    builder.skip(kind(lines), lines);
                } else {
                    builder.add(source, time, payload);
                }
            } while (lines.next());
        }
        seconds.check(
                "HEART_RATE_VARIABILITY looks like seconds; this format has beat intervals in"
                        + " milliseconds: multiply by 1000");
        return first;
    }

    private static @Nullable Payload payload(Lines lines, UnitGuard seconds) {
        if (lines.is(1, "HEART_RATE_VARIABILITY")) {
            float interval = (float) lines.number(2);
            seconds.see(interval > 0 && interval < 10, lines);
            return new BeatIntervals(new float[] {interval});
        } else if (lines.is(1, "HEART_RATE")) {
            float bpm = (float) lines.number(2);
            // The watch says -1 where it has no reading; that is no heart rate.
            return bpm == -1 ? new DeviceStatus("NO_READING", 1) : new HeartRate(bpm, false);
        } else if (lines.is(1, "STEPS")) {
            return new Steps(lines.integer(2), true);
        } else if (lines.is(1, "STRESS")
                || lines.is(1, "CALORIES")
                || lines.is(1, "ASCENT")
                || lines.is(1, "INTENSITY_MINUTES")) {
            return new DeviceStatus(lines.name(1), lines.number(2));
        }
        return null;
    }

    /** The name of a kind that is not published. */
    private static String kind(Lines lines) {
        String kind = lines.name(1);
        for (int i = 0; i < kind.length(); i++) {
            char c = kind.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_') {
                throw lines.badField(1, "a kind as HEART_RATE");
            }
        }
        return kind;
    }

    private static @Nullable ZoneOffset readAcceleration(
            Path file, Times times, RecordingBuilder builder, int source) {
        ZoneOffset first = null;
        AccelerationChunk chunk = new AccelerationChunk(HERTZ, G_PER_MG, HERTZ);
        boolean any = false;
        long lastStamp = 0;
        long chunkStart = 0;
        try (GarminAcceleration rows = new GarminAcceleration(file, times)) {
            while (rows.next()) {
                long stamp = rows.stamp();
                if (!any) {
                    first = times.writtenOffset();
                }
                boolean gap = any && Math.abs(stamp - lastStamp) > GAP_MILLIS;
                if (chunk.samples() == HERTZ || (gap && chunk.samples() > 0)) {
                    long end = chunkStart + chunk.samples() * SAMPLE_MILLIS;
                    builder.add(source, chunkStart, chunk.take());
                    boolean clockSetBack = gap && stamp < lastStamp;
                    chunkStart = clockSetBack ? stamp : Math.max(stamp, end);
                } else if (!any) {
                    chunkStart = stamp;
                }
                if (chunkStart - stamp > MAX_AHEAD_MILLIS) {
                    throw rows.lines.error(
                            "samples come faster than the 25 Hz of this format; bring them as"
                                    + " coach-csv, kind acc, with their rate");
                }
                any = true;
                lastStamp = stamp;
                for (int axis = 0; axis < 3; axis++) {
                    chunk.add((int) Math.rint(rows.axis(axis)));
                }
            }
            rows.checkUnit();
        }
        if (chunk.samples() > 0) {
            builder.add(source, chunkStart, chunk.take());
        }
        return first;
    }
}
