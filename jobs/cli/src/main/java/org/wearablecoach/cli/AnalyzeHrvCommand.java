package org.wearablecoach.cli;

import java.nio.file.Path;
import org.wearablecoach.cli.analyze.Analysis;
import org.wearablecoach.cli.analyze.HrvAnalysis;
import org.wearablecoach.signals.ArtefactRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach analyze hrv}: heart-rate variability of a series of beat intervals. */
@Command(
        name = "hrv",
        description =
                "Heart-rate variability of beat intervals: a file with one interval a line, oldest"
                        + " first; # begins a comment.")
final class AnalyzeHrvCommand extends AnalyzeRecordingCommand {

    /** Units of intervals. */
    enum Unit {
        /** Milliseconds. */
        MS,

        /** Seconds. */
        S
    }

    @Option(
            names = "--unit",
            paramLabel = "ms|s",
            defaultValue = "ms",
            description = "Unit of the intervals. Default: ${DEFAULT-VALUE}.")
    private Unit unit = Unit.MS;

    @Option(
            names = "--artefacts",
            paramLabel = "RULE",
            defaultValue = "none",
            description =
                    "Rule that tells artefacts, which are left out: none, malik, kamath, karlsson,"
                            + " acar, or causal, the one of the stream. Default:"
                            + " ${DEFAULT-VALUE}.")
    private ArtefactRule artefacts = ArtefactRule.NONE;

    AnalyzeHrvCommand(Session session) {
        super(session);
    }

    @Override
    Analysis analyze(Path recording) {
        return HrvAnalysis.of(recording, unit == Unit.S, artefacts);
    }
}
