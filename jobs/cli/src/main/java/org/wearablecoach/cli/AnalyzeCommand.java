package org.wearablecoach.cli;

import java.util.function.Function;
import org.wearablecoach.files.AccelerationFormat;
import org.wearablecoach.files.GlucoseFormat;
import org.wearablecoach.files.RecordingException;
import org.wearablecoach.signals.ArtefactRule;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code coach analyze}: what one recording says, without a job. */
@Command(
        name = "analyze",
        description =
                "Analyze one recording of beat intervals, glucose or motion: figures, and a page"
                        + " with charts.",
        synopsisSubcommandLabel = "COMMAND")
final class AnalyzeCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads the annotation and never sets the field.
    private boolean help;

    private AnalyzeCommand() {}

    /** The command with its three kinds of recordings. */
    static CommandLine commandLine(Session session) {
        CommandLine line = new CommandLine(new AnalyzeCommand());
        line.addSubcommand("hrv", new AnalyzeHrvCommand(session));
        line.addSubcommand("cgm", new AnalyzeCgmCommand(session));
        line.addSubcommand("motion", new AnalyzeMotionCommand(session));
        line.registerConverter(GlucoseFormat.class, name -> format(name, GlucoseFormat::of));
        line.registerConverter(
                AccelerationFormat.class, name -> format(name, AccelerationFormat::of));
        line.registerConverter(ArtefactRule.class, AnalyzeCommand::rule);
        // So that --unit ms names a constant.
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    private static <T> T format(String name, Function<String, T> of) {
        try {
            return of.apply(name);
        } catch (RecordingException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static ArtefactRule rule(String label) {
        ArtefactRule rule = ArtefactRule.ofLabel(label);
        if (rule != null) {
            return rule;
        }
        StringBuilder known = new StringBuilder();
        for (ArtefactRule one : ArtefactRule.values()) {
            known.append(known.isEmpty() ? "" : ", ").append(one.label());
        }
        throw new TypeConversionException(
                "'" + label + "' is no rule for artefacts; use one of " + known);
    }
}
