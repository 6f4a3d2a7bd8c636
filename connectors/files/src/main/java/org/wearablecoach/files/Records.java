package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload;

/** Takes the records that a {@link RecordingFormat} finds, in the order of its input. */
public final class Records {

    private final Path input;
    private final RecordingOptions options;
    private final RecordingBuilder builder = new RecordingBuilder();
    private @Nullable Profiles profiles;
    private long gaps;
    private long overlaps;

    Records(Path input, RecordingOptions options) {
        this.input = input;
        this.options = options;
    }

    /**
     * Adds a record that arrived when it was measured. A device's records are numbered in the order
     * of their time.
     *
     * @param userId 1 to 128 characters
     * @param device 1 to 64 characters
     * @param time sensor time, ms
     * @param payload what was measured
     */
    public void add(String userId, String device, long time, Payload payload) {
        if (userId.isEmpty() || userId.length() > CoachCsv.MAX_USER) {
            throw new RecordingException(input, "names a person of no or more than 128 characters");
        }
        if (device.isEmpty() || device.length() > CoachCsv.MAX_DEVICE) {
            throw new RecordingException(input, "names a device of no or more than 64 characters");
        }
        builder.add(builder.source(userId, device), time, payload);
    }

    /**
     * Adds what another format reads in the same input.
     *
     * @param nowRead reasons under which that format counts what is read here
     */
    public void addAll(Format other, String... nowRead) {
        Recording recording = other.read(input, options);
        Set<String> left = Set.of(nowRead);
        recording.copyTo(builder);
        recording
                .counts()
                .skippedByReader()
                .forEach(
                        (reason, count) -> {
                            if (!left.contains(reason)) {
                                builder.skip(reason, count);
                            }
                        });
        gaps += recording.counts().daylightGaps();
        overlaps += recording.counts().daylightOverlaps();
        profiles = recording.profiles();
    }

    /**
     * Adds values of a sensor that a module brings, evenly sampled, as a record a second; slower
     * ones as a record each.
     *
     * @param start sensor time of the first value, ms
     * @param hertz sampling rate, above 0
     */
    public void addValues(
            String userId, String device, String sensor, long start, double hertz, float[] values) {
        int chunk = (int) Math.max(1, Math.round(hertz));
        for (int from = 0; from < values.length; from += chunk) {
            float[] some = Arrays.copyOfRange(values, from, Math.min(from + chunk, values.length));
            long time = start + Math.round(from * 1000 / hertz);
            add(userId, device, time, new Payload.SensorValues(sensor, (float) hertz, some));
        }
    }

    /** The person of a recording that names none: as the options say, else the input's name. */
    public String user() {
        return options.user() != null
                ? options.user()
                : Inputs.name(input.toAbsolutePath().normalize());
    }

    /**
     * The numbers of a file that has one in each line; empty lines are passed over.
     *
     * @param atLeast how many there must be
     * @throws RecordingException naming the first line that is none
     */
    public double[] numbers(Path file, int atLeast) {
        double[] numbers = new double[1024];
        int count = 0;
        try (Lines lines = Inputs.table(file, ',', "one number each")) {
            do {
                lines.expectFields(1);
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = lines.number(0);
            } while (lines.next());
        }
        if (count < atLeast) {
            throw new RecordingException(
                    file, "has " + count + " numbers and needs " + atLeast + " or more");
        }
        return Arrays.copyOf(numbers, count);
    }

    /** Counts what is not published, by its reason. */
    public void skip(String reason, long count) {
        builder.skip(reason, count);
    }

    /**
     * The refusal of an input, to be thrown.
     *
     * @param line from 1; 0 for the whole file
     * @param rule that was broken, and the cure
     */
    public RecordingException refused(Path file, long line, String rule) {
        return line > 0
                ? new RecordingException(file, line, rule)
                : new RecordingException(file, rule);
    }

    Recording recording() {
        Inputs.expectRecords(builder, input);
        Profiles known = profiles;
        return builder.build(
                known == null ? Profiles.of(options, ZoneOffset.UTC) : known, gaps, overlaps);
    }
}
