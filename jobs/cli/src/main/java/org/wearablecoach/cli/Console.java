package org.wearablecoach.cli;

import java.io.PrintStream;

/** Where a command talks to the person: results on standard output, all else on standard error. */
public final class Console {

    private final PrintStream out;
    private final PrintStream err;

    /**
     * Makes a console.
     *
     * @param out takes results
     * @param err takes progress and errors
     */
    public Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** One line of progress. */
    public void progress(String line) {
        err.println(line);
        err.flush();
    }

    /** One line of live output for a person; a command with {@code --json} prints none. */
    public void line(String line) {
        out.println(line);
        out.flush();
    }

    void result(String text) {
        out.println(text);
        out.flush();
    }

    PrintStream results() {
        return out;
    }

    PrintStream err() {
        return err;
    }
}
