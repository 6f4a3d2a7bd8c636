package org.wearablecoach.files;

import java.nio.file.Path;

/**
 * Tells values in another unit by their median: a recording of which at least half of the values
 * would be wrong is not a recording of a strange person but one in another unit.
 */
final class UnitGuard {

    private final long fewest;
    private long seen;
    private long suspicious;
    private String firstPlace = "";

    /**
     * A guard that never speaks on fewer suspicious values than given; a single impossible value is
     * the job's to refuse.
     */
    UnitGuard(long fewest) {
        this.fewest = fewest;
    }

    /** Looks at a value of a table. */
    void see(boolean looksWrong, Lines at) {
        see(looksWrong, at.file(), at.line());
    }

    /** Looks at a value of any file. */
    void see(boolean looksWrong, Path file, long line) {
        seen++;
        if (looksWrong) {
            if (suspicious == 0) {
                firstPlace = file + ":" + line;
            }
            suspicious++;
        }
    }

    /** Refuses the recording if half of it looks wrong. */
    void check(String message) {
        if (suspicious >= fewest && 2 * suspicious >= seen) {
            throw new RecordingException(
                    firstPlace + ": " + message + " (" + suspicious + " of " + seen + " values)");
        }
    }
}
