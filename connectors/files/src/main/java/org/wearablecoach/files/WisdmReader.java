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

    private static final String SHAPE = "person,label,x,y,z;";
    private static final int HERTZ = 20;
    private static final long SAMPLE_MILLIS = 1000 / HERTZ;
    private static final long PAUSE_MILLIS = 10 * 60_000;
    private static final long START = Instant.parse("2019-01-01T08:00:00Z").toEpochMilli();
    private static final double STANDARD_GRAVITY = 9.80665;

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
        UnitGuard tooSmall = new UnitGuard(1);
        UnitGuard tooLarge = new UnitGuard(1);
        Run run = null;
        try (Lines lines = Inputs.table(file, ',', SHAPE)) {
            do {
                lines.expectFields(5);
                lines.dropTrailing(';');
                String user = lines.id(0, CoachCsv.MAX_USER);
                String label = lines.name(1);
                if (run == null || !run.user.equals(user) || !run.label.equals(label)) {
                    if (run != null) {
                        run.end(builder, persons);
                    }
                    run = new Run(user, label);
                }
                run.add(lines, tooSmall, tooLarge);
            } while (lines.next());
        }
        if (run != null) {
            run.end(builder, persons);
        }
        tooSmall.check("acceleration looks like g; this format has m/s^2: multiply by 9.80665");
        tooLarge.check("acceleration looks like mg; this format has m/s^2: divide by 101.97");
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
        private long hash = 0xcbf29ce484222325L;

        Run(String user, String label) {
            this.user = user;
            this.label = label;
        }

        void add(Lines lines, UnitGuard tooSmall, UnitGuard tooLarge) {
            double squares = 0;
            for (int axis = 2; axis <= 4; axis++) {
                double value = lines.number(axis);
                squares += value * value;
                // Beyond 16 g: either mg, which the guard will say, or a single impossible sample.
                long count = Math.round(value / STANDARD_GRAVITY * CoachCsv.COUNTS_PER_G);
                chunk.add((int) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, count)));
            }
            tooSmall.see(squares < 3 * 3, lines);
            tooLarge.see(squares > 160 * 160, lines);
            hash = lines.mixInto(hash);
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
