package org.wearablecoach.cli;

/** What the exit code of the command says. */
final class ExitCodes {

    /** Done. */
    static final int DONE = 0;

    /** Failed for a reason that the person did not cause. */
    static final int FAILED = 1;

    /** Used wrongly, or given what cannot be read. */
    static final int USAGE = 2;

    /** Done, with a finding: unbalanced, an audit difference, an overlap warning. */
    static final int FINDING = 3;

    private ExitCodes() {}
}
