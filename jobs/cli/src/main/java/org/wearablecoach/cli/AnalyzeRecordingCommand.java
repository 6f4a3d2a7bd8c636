package org.wearablecoach.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.analyze.Analysis;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.TextReport;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands of {@code coach analyze} share: one file in, figures and a page out. */
abstract class AnalyzeRecordingCommand extends CoachCommand {

    @Parameters(paramLabel = "FILE", description = "The recording.")
    private @Nullable Path file;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write a page with charts, too: one file that needs no network. An existing"
                            + " file is replaced.")
    private @Nullable Path html;

    AnalyzeRecordingCommand(Session session) {
        super(session);
    }

    /** Reads and analyses the file. */
    abstract Analysis analyze(Path recording);

    @Override
    final Summary run() {
        if (file == null) {
            throw new IllegalStateException("picocli refuses a command line without it");
        }
        if (!Files.exists(file)) {
            throw new InputException(file + ": no such file; check FILE.");
        }
        Analysis analysis = analyze(file);
        Report report = analysis.report();
        Pages.write(html, report, analysis.figures(), session().console(), List.of(file));
        return new Summary(analysis.values(), TextReport.of(report), false);
    }
}
