package org.wearablecoach.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Loads what most commands load, so that the launcher can archive these classes in the form that
 * the virtual machine maps at once.
 */
public final class WarmUp {

    private WarmUp() {}

    /** Runs short commands whose output goes nowhere. */
    public static void main(String[] args) {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(nowhere, nowhere);
        for (String[] command :
                new String[][] {
                    {"--help"},
                    {"config", "--defaults"},
                    {"config", "--json", "--decision.interval", "PT10M"},
                    {"edge", "--help"},
                    {"explain", "--log", "none.jsonl", "--id", "none"}
                }) {
            int code = Coach.run(command, console, Runners.standard());
            if (code == ExitCodes.FAILED) {
                // An archive of half the classes is still good.
                return;
            }
        }
    }
}
