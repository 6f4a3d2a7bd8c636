package org.wearablecoach.cli;

import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.analyze.Analysis;
import org.wearablecoach.cli.analyze.MotionAnalysis;
import org.wearablecoach.files.AccelerationFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach analyze motion}: amount, frequency and intensity of a wrist's motion. */
@Command(
        name = "motion",
        description =
                "Motion of a wrist accelerometer: ENMO, MAD, strongest frequency, gaps and minutes"
                        + " by intensity.")
final class AnalyzeMotionCommand extends AnalyzeRecordingCommand {

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "wisdm, garmin-acc or empatica-e4.")
    private @Nullable AccelerationFormat format;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Time zone in which times without an offset are read and the page shows times,"
                            + " as Europe/Berlin. Default: UTC.")
    private @Nullable ZoneId zone;

    AnalyzeMotionCommand(Session session) {
        super(session);
    }

    @Override
    Analysis analyze(Path recording) {
        if (format == null) {
            throw new IllegalStateException("picocli refuses a command line without it");
        }
        return MotionAnalysis.of(recording, format, zone);
    }
}
