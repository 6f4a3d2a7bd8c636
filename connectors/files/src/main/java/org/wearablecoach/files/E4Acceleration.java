package org.wearablecoach.files;

import java.nio.file.Path;

/** The rows {@code x,y,z} of {@code ACC.csv} of an Empatica E4, in 1/64 g, after its head. */
final class E4Acceleration extends AccelerationRows {

    static final float G_PER_COUNT = 1f / 64;

    private final double start;
    private final double hertz;

    E4Acceleration(Path file) {
        super(file, ',', "start, rate, and then x,y,z in 1/64 g");
        try {
            lines.expectFields(3);
            start = EmpaticaE4Reader.start(lines);
            hertz = EmpaticaE4Reader.rate(lines);
        } catch (RecordingException e) {
            lines.close();
            throw e;
        }
        afterHead();
    }

    @Override
    void readRow(double[] into) {
        lines.expectFields(3);
        for (int axis = 0; axis < 3; axis++) {
            double count = lines.number(axis);
            if (Math.abs(count) > Short.MAX_VALUE) {
                throw lines.badField(axis, "a count of 1/64 g within 16 bits");
            }
            into[axis] = count;
        }
    }

    /** Samples a second. */
    double hertz() {
        return hertz;
    }

    /** When a sample was measured, ms. */
    long time(long sample) {
        return Math.round((start + sample / hertz) * 1000);
    }

    /** At rest a wrist feels 64 counts. */
    @Override
    double smallest() {
        return 10;
    }

    @Override
    double largest() {
        return 400;
    }

    @Override
    String tooSmallMessage() {
        return "acceleration looks like g or m/s^2; this format counts 1/64 g: multiply g by 64, m/s^2"
                + " by 6.5262";
    }

    @Override
    String tooLargeMessage() {
        return "acceleration looks like mg; this format counts 1/64 g: divide by 15.625";
    }
}
