package org.wearablecoach.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A subcommand: it runs, and prints one summary. */
abstract class CoachCommand implements Callable<Integer> {

    private final Session session;

    @Option(
            names = "--json",
            description = "Print one JSON object on standard output, also on failure.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads the annotation and never sets the field.
    private boolean help;

    CoachCommand(Session session) {
        this.session = session;
    }

    /** Does the work. */
    abstract Summary run() throws Exception;

    /** Whether options of the configuration may stand on the command line. */
    boolean takesSettings() {
        return false;
    }

    final Session session() {
        return session;
    }

    final boolean json() {
        return json;
    }

    @Override
    public final Integer call() throws Exception {
        if (!takesSettings() && !session.settings().isEmpty()) {
            throw new InputException(
                    "--"
                            + session.settings().get(0).path()
                            + " is an option of the configuration, and this command reads none:"
                            + " leave it out.");
        }
        Summary summary = run();
        if (json || !summary.text().isEmpty()) {
            session.console().result(json ? JsonText.of(summary.values()) : summary.text());
        }
        return summary.finding() ? ExitCodes.FINDING : ExitCodes.DONE;
    }
}
