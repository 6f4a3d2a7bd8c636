package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wearablecoach.event.Payload.Acceleration;

/**
 * Reads labelled wrist acceleration of the WISDM 2019 study: lines {@code person,label,x,y,z;} in
 * m/s^2 with gravity, a file or a folder of {@code .txt} and {@code .csv} files.
 *
 * <p>The lines have no time, so one is made up: each person starts at 2019-01-01T08:00Z,
 * consecutive lines of a label are 50 ms apart (20 Hz), and 10 minutes pass before the next label.
 * Labels are returned beside the recording and are in no record.
 *
 * <p>A stretch of one label that repeats an earlier one of the same person and label line by line
 * is a copy, not a second walk; its lines are counted as {@code repeatedRows}.
 */
final class WisdmReader implements RecordingReader {

    static final int HERTZ = 20;
    static final long SAMPLE_MILLIS = 1000 / HERTZ;
    static final long PAUSE_MILLIS = 10 * 60_000;
    static final long START = Instant.parse("2019-01-01T08:00:00Z").toEpochMilli();

    @Override
    public Recording read(Path input, RecordingOptions options) {
        RecordingBuilder builder = new RecordingBuilder();
        Map<String, Person> persons = new HashMap<>();
        for (Path file : Inputs.files(input, ".txt", ".csv")) {
            readFile(file, builder, persons);
        }
        Inputs.expectRecords(builder, input);
        return builder.build(Profiles.of(options, ZoneOffset.UTC), 0, 0);
    }

    private static void readFile(Path file, RecordingBuilder builder, Map<String, Person> persons) {
        Run run = null;
        try (WisdmRows rows = new WisdmRows(file)) {
            while (rows.next()) {
                if (run == null || rows.startsRun()) {
                    if (run != null) {
                        run.end(builder, persons);
                    }
                    run = new Run(rows.user(), rows.label());
                }
                run.add(rows);
            }
            rows.checkUnit();
        }
        if (run != null) {
            run.end(builder, persons);
        }
    }

    /** Where a person's made-up clock stands, and what was seen of the person. */
    private static final class Person {
        long next = START;
        final Set<Long> runs = new HashSet<>();
    }

    /** Consecutive lines of one person and label. */
    private static final class Run {
        final String user;
        final String label;
        private final List<Acceleration> chunks = new ArrayList<>();
        private final AccelerationChunk chunk =
                new AccelerationChunk(HERTZ, CoachCsv.G_PER_COUNT, HERTZ);
        private long rows;
        private long hash;

        Run(String user, String label) {
            this.user = user;
            this.label = label;
        }

        void add(WisdmRows samples) {
            for (int axis = 0; axis < 3; axis++) {
                // Beyond 16 g: either mg, which the check of the unit will say, or a single
                // impossible sample.
                long count =
                        Math.round(
                                samples.axis(axis)
                                        / WisdmRows.STANDARD_GRAVITY
                                        * CoachCsv.COUNTS_PER_G);
                chunk.add((int) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, count)));
            }
            hash = samples.runHash();
            rows++;
            if (chunk.samples() == HERTZ) {
                chunks.add(chunk.take());
            }
        }

        void end(RecordingBuilder builder, Map<String, Person> persons) {
            if (chunk.samples() > 0) {
                chunks.add(chunk.take());
            }
            Person person = persons.computeIfAbsent(user, name -> new Person());
            if (!person.runs.add(hash)) {
                builder.skip("repeatedRows", rows);
                return;
            }
            int source = builder.source(user, Format.WISDM.cliName());
            long start = person.next;
            for (int i = 0; i < chunks.size(); i++) {
                builder.add(source, start + i * 1000L, chunks.get(i));
            }
            long end = start + rows * SAMPLE_MILLIS;
            builder.label(new Label(user, start, end, label));
            person.next = end + PAUSE_MILLIS;
        }
    }
}
