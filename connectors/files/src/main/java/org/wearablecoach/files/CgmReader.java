package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.wearablecoach.event.Payload.Glucose;

/**
 * Reads glucose readings: a file a person, named after the person, or a folder of such files.
 *
 * <p>Of readings with the same time the last one in the file counts; the others are counted as
 * {@code repeatedTimestamp}. Readings in the hour that occurs twice at the end of summer time are
 * told to be of the same time by the rule for local times, so of these, too, the last one counts.
 */
final class CgmReader implements RecordingReader {

    private static final String ENDING = ".csv";

    @Override
    public Recording read(Path input, RecordingOptions options) {
        ZoneId zone = options.zone() == null ? ZoneOffset.UTC : options.zone();
        Times times = new Times(zone);
        RecordingBuilder builder = new RecordingBuilder();
        for (Path file : Inputs.files(input, ENDING)) {
            GlucoseReadings readings = GlucoseTable.read(file, null, times, true);
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

    private static void publish(GlucoseReadings readings, RecordingBuilder builder, int source) {
        for (int i = 0; i < readings.size(); i++) {
            builder.add(source, readings.times()[i], new Glucose(readings.mgDl()[i]));
        }
        for (Map.Entry<String, Long> reason : readings.counts().skippedByReader().entrySet()) {
            builder.skip(reason.getKey(), reason.getValue());
        }
    }
}
