package org.wearablecoach.cli;

import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.analyze.Analysis;
import org.wearablecoach.cli.analyze.CgmAnalysis;
import org.wearablecoach.files.GlucoseFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach analyze cgm}: the consensus metrics of a glucose sensor's export. */
@Command(
        name = "cgm",
        description =
                "Metrics of continuous glucose monitoring, from an export of Dexcom Clarity,"
                        + " Nightscout or Tidepool, or a table timestamp,glucose_value_mg_dl.")
final class AnalyzeCgmCommand extends AnalyzeRecordingCommand {

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "dexcom-clarity, nightscout, tidepool or csv.")
    private @Nullable GlucoseFormat format;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Time zone of the wearer, as Europe/Berlin: local times are read in it, and the"
                            + " profile of the day is drawn by its clock. Default: what the file"
                            + " says, else UTC.")
    private @Nullable ZoneId zone;

    AnalyzeCgmCommand(Session session) {
        super(session);
    }

    @Override
    Analysis analyze(Path recording) {
        if (format == null) {
            throw new IllegalStateException("picocli refuses a command line without it");
        }
        CgmAnalysis analysis = CgmAnalysis.of(recording, format, zone);
        if (json() && !analysis.passedOver().isEmpty()) {
            session().console().progress(analysis.passedOver());
        }
        return analysis;
    }
}
