package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload.Glucose;

/**
 * Replays an export of a glucose sensor, a file or a folder of files, as {@link GlucoseFormat}
 * reads it. The person is the file's name without its ending, or the one named in the options, who
 * then is the person of all files.
 */
final class GlucoseExportReader implements RecordingReader {

    private final GlucoseFormat glucose;
    private final String device;
    private final String[] endings;

    GlucoseExportReader(GlucoseFormat glucose, String... endings) {
        this.glucose = glucose;
        this.device = glucose.cliName();
        this.endings = endings;
    }

    @Override
    public Recording read(Path input, RecordingOptions options) {
        RecordingBuilder builder = new RecordingBuilder();
        ZoneOffset first = null;
        long gaps = 0;
        long overlaps = 0;
        for (Path file : Inputs.files(input, endings)) {
            GlucoseReadings readings = glucose.read(file, options.zone());
            if (!readings.dated()) {
                throw new RecordingException(
                        file, "has times of day without dates; add the date to each reading");
            }
            first = first == null ? offset(readings) : first;
            int source = builder.source(person(file, options.user()), device);
            for (int i = 0; i < readings.size(); i++) {
                builder.add(source, readings.times()[i], new Glucose(readings.mgDl()[i]));
            }
            for (Map.Entry<String, Long> it : readings.counts().skippedByReader().entrySet()) {
                builder.skip(it.getKey(), it.getValue());
            }
            gaps += readings.counts().daylightGaps();
            overlaps += readings.counts().daylightOverlaps();
        }
        Inputs.expectRecords(builder, input);
        ZoneId zone = first == null ? ZoneOffset.UTC : first;
        return builder.build(Profiles.of(options, zone), gaps, overlaps);
    }

    private static ZoneOffset offset(GlucoseReadings readings) {
        long seconds = (readings.localTime(0) - readings.times()[0]) / 1000;
        return ZoneOffset.ofTotalSeconds((int) seconds);
    }

    private String person(Path file, @Nullable String user) {
        if (user != null) {
            return user;
        }
        String name = Inputs.name(file);
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                name = name.substring(0, name.length() - ending.length());
                break;
            }
        }
        if (name.isEmpty() || name.length() > CoachCsv.MAX_USER) {
            throw new RecordingException(file, "is named after no person; use --user");
        }
        return name;
    }
}
