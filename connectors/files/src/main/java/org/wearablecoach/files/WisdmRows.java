package org.wearablecoach.files;

import java.nio.file.Path;

/**
 * The rows {@code person,label,x,y,z;} of a WISDM file, in m/s^2. Consecutive rows of one person
 * and label are a run.
 */
final class WisdmRows extends AccelerationRows {

    static final double STANDARD_GRAVITY = 9.80665;

    private static final long HASH_START = 0xcbf29ce484222325L;

    private String user = "";
    private String label = "";
    private boolean startsRun;
    private long runHash;

    WisdmRows(Path file) {
        super(file, ',', "person,label,x,y,z;");
    }

    @Override
    void readRow(double[] into) {
        lines.expectFields(5);
        lines.dropTrailing(';');
        String rowUser = lines.id(0, CoachCsv.MAX_USER);
        String rowLabel = lines.name(1);
        startsRun = !rowUser.equals(user) || !rowLabel.equals(label);
        user = rowUser;
        label = rowLabel;
        for (int axis = 0; axis < 3; axis++) {
            into[axis] = lines.number(axis + 2);
        }
        runHash = lines.mixInto(startsRun ? HASH_START : runHash);
    }

    String user() {
        return user;
    }

    String label() {
        return label;
    }

    /** Whether the row is of another person or label than the one before it. */
    boolean startsRun() {
        return startsRun;
    }

    /** A hash of the run up to this row: a copy of a run, line by line, has the same. */
    long runHash() {
        return runHash;
    }

    @Override
    double smallest() {
        return 3;
    }

    @Override
    double largest() {
        return 160;
    }

    @Override
    String tooSmallMessage() {
        return "acceleration looks like g; this format has m/s^2: multiply by 9.80665";
    }

    @Override
    String tooLargeMessage() {
        return "acceleration looks like mg; this format has m/s^2: divide by 101.97";
    }
}
