package org.wearablecoach.files;

import java.nio.file.Path;

/** The rows {@code time;x;y;z} in mg of a Garmin Health SDK stream. */
final class GarminAcceleration extends AccelerationRows {

    static final String SHAPE = "time;x;y;z in mg";

    private final Times times;
    private long stamp;

    GarminAcceleration(Path file, Times times) {
        super(file, ';', SHAPE);
        this.times = times;
    }

    @Override
    void readRow(double[] into) {
        lines.expectFields(4);
        stamp = lines.time(0, times);
        for (int axis = 0; axis < 3; axis++) {
            double mg = lines.number(axis + 1);
            if (Math.abs(mg) > Short.MAX_VALUE) {
                throw lines.badField(axis + 1, "an acceleration of at most 32 g in mg");
            }
            into[axis] = mg;
        }
    }

    /** When the watch says it measured the current sample, ms. */
    long stamp() {
        return stamp;
    }

    /** At rest a wrist feels 1000 mg; in free fall, for a moment, less. */
    @Override
    double smallest() {
        return 100;
    }

    /** A sample of more is refused as it is read. */
    @Override
    double largest() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    String tooSmallMessage() {
        return "acceleration looks like g or m/s^2; this format has mg: multiply g by 1000, m/s^2"
                + " by 101.97";
    }

    @Override
    String tooLargeMessage() {
        return "acceleration is larger than any in mg";
    }
}
