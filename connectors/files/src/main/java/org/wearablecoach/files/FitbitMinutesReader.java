package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Steps;

/**
 * Reads a table of minutes. A row becomes two records at the start of its minute: first the mean
 * heart rate, then the steps of that minute. Heart rate comes first so that whoever judges a step
 * count already knows that the watch was worn in that minute. An empty heart rate or step count is
 * no record; it is counted as {@code noHeartRate} or {@code noSteps}.
 *
 * <p>The table has no beat intervals and none are made of its means. Its intensity column is a
 * class computed by the maker of the watch and is not published.
 */
final class FitbitMinutesReader implements RecordingReader {

    private static final String SHAPE = "user_id,timestamp_local,hr_bpm,intensity_0_3,steps";

    @Override
    public Recording read(Path input, RecordingOptions options) {
        ZoneId zone = options.zone() == null ? ZoneOffset.UTC : options.zone();
        Times times = new Times(zone);
        RecordingBuilder builder = new RecordingBuilder();
        String device = Format.FITBIT_MINUTES.cliName();
        String lastUser = "";
        int source = -1;
        try (Lines lines = Inputs.table(input, ',', SHAPE)) {
            Header.expect(lines, SHAPE);
            while (lines.next()) {
                lines.expectFields(5);
                String user = lines.id(0, CoachCsv.MAX_USER);
                if (!user.equals(lastUser)) {
                    source = builder.source(user, device);
                    lastUser = user;
                }
                long time = lines.time(1, times);
                if (lines.isEmpty(2)) {
                    builder.skip("noHeartRate", 1);
                } else {
                    builder.add(source, time, new HeartRate((float) lines.number(2), true));
                }
                if (lines.isEmpty(4)) {
                    builder.skip("noSteps", 1);
                } else {
                    builder.add(source, time, new Steps(lines.integer(4), false));
                }
            }
        }
        Inputs.expectRecords(builder, input);
        return builder.build(Profiles.of(options, ZoneOffset.UTC), times.gaps(), times.overlaps());
    }
}
