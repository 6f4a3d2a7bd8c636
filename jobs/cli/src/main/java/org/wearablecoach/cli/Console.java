package org.wearablecoach.cli;

import java.io.PrintStream;

/** Where a command talks to the person: results on standard output, all else on standard error. */
public final class Console {

    /** A status line of a log file is written this seldom. */
    private static final int QUIET = 10;

    /** Whether both streams are a terminal; the launcher finds out. */
    private static final boolean TERMINAL = Boolean.getBoolean("coach.terminal");

    private final PrintStream out;
    private final PrintStream err;
    private boolean statusShown;
    private int statuses;

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
        clearStatus("\r\u001b[K");
        out.println(line);
        out.flush();
    }

    /**
     * A line that the next one replaces, on a terminal; where standard error goes to a file, one
     * line in {@value #QUIET} is written.
     */
    public void status(String line) {
        if (TERMINAL) {
            err.print("\r\u001b[K" + line);
            err.flush();
            statusShown = true;
        } else if (statuses++ % QUIET == 0) {
            progress(line);
        }
    }

    /** Leaves the status line as it is. */
    public void endStatus() {
        clearStatus(System.lineSeparator());
    }

    private void clearStatus(String by) {
        if (statusShown) {
            err.print(by);
            err.flush();
            statusShown = false;
        }
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
