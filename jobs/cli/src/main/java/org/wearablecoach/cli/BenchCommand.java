package org.wearablecoach.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach bench}: how fast it is here, beside what it is compared with. */
@Command(
        name = "bench",
        description = "Measure on this machine, beside what one would write otherwise.",
        synopsisSubcommandLabel = "COMMAND")
final class BenchCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads the annotation and never sets the field.
    private boolean help;

    private BenchCommand() {}

    /** The command with its subcommands. */
    static CommandLine commandLine(Session session) {
        CommandLine line = new CommandLine(new BenchCommand());
        line.addSubcommand("scoring", new BenchScoringCommand(session));
        line.addSubcommand("pipeline", new BenchPipelineCommand(session));
        return line;
    }
}
