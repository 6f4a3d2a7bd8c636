package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.wearablecoach.event.Payload.Glucose;

/**
 * Reads glucose readings: a file a person, named after the person, or a folder of such files.
 *
 * <p>Of readings with the same time the last one in the file counts; the others are counted as
 * {@code repeatedTimestamp}. Readings in the hour that occurs twice at the end of summer time are
 * told to be of the same time by the rule for local times, so of these, too, the last one counts.
 */
final class CgmReader implements RecordingReader {

    private static final String SHAPE = "timestamp,glucose_value_mg_dl";
    private static final String ENDING = ".csv";

    private record Reading(long time, float mgDl) {}

    @Override
    public Recording read(Path input, RecordingOptions options) {
        ZoneId zone = options.zone() == null ? ZoneOffset.UTC : options.zone();
        Times times = new Times(zone);
        RecordingBuilder builder = new RecordingBuilder();
        for (Path file : Inputs.files(input, ENDING)) {
            List<Reading> readings = readings(file, times);
            // Stable: of equal times the last in the file stays the last.
            readings.sort(Comparator.comparingLong(Reading::time));
            publish(readings, builder, builder.source(person(file), Format.CGM.cliName()));
        }
        Inputs.expectRecords(builder, input);
        return builder.build(Profiles.of(options, ZoneOffset.UTC), times.gaps(), times.overlaps());
    }

    private static String person(Path file) {
        String name = Inputs.name(file);
        String person =
                name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
        if (person.isEmpty() || person.length() > CoachCsv.MAX_USER) {
            throw new RecordingException(
                    file,
                    "is named after no person; name it PERSON.csv, at most "
                            + CoachCsv.MAX_USER
                            + " characters");
        }
        return person;
    }

    private static List<Reading> readings(Path file, Times times) {
        List<Reading> readings = new ArrayList<>();
        UnitGuard mmol = new UnitGuard(1);
        try (Lines lines = Inputs.table(file, ',', SHAPE)) {
            Header.expect(lines, SHAPE);
            while (lines.next()) {
                lines.expectFields(2);
                long time = lines.time(0, times);
                float mgDl = (float) lines.number(1);
                mmol.see(mgDl >= 1 && mgDl < 30, lines);
                readings.add(new Reading(time, mgDl));
            }
        }
        mmol.check("glucose looks like mmol/L; this format has mg/dL: multiply by 18.018");
        return readings;
    }

    private static void publish(List<Reading> readings, RecordingBuilder builder, int source) {
        int repeated = 0;
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            if (i + 1 < readings.size() && readings.get(i + 1).time() == reading.time()) {
                repeated++;
            } else {
                builder.add(source, reading.time(), new Glucose(reading.mgDl()));
            }
        }
        builder.skip("repeatedTimestamp", repeated);
    }
}
