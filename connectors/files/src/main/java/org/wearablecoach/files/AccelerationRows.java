package org.wearablecoach.files;

import java.io.Closeable;
import java.nio.file.Path;

/**
 * The rows of a table of acceleration, one sample each, with the checks that tell another unit.
 * {@link #axis} is in the unit of the format.
 */
abstract class AccelerationRows implements Closeable {

    final Lines lines;
    private final UnitGuard tooSmall = new UnitGuard(1);
    private final UnitGuard tooLarge = new UnitGuard(1);
    private final double[] axes = new double[3];
    private boolean first = true;

    AccelerationRows(Path file, char separator, String shape) {
        lines = Inputs.table(file, separator, shape);
    }

    /** Moves to the next row; false at the end of the file. */
    final boolean next() {
        if (!first && !lines.next()) {
            return false;
        }
        first = false;
        readRow(axes);
        double squares = axes[0] * axes[0] + axes[1] * axes[1] + axes[2] * axes[2];
        double smallest = smallest();
        double largest = largest();
        tooSmall.see(squares < smallest * smallest, lines);
        tooLarge.see(squares > largest * largest, lines);
        return true;
    }

    /** The current line is the last one of a head, and no sample. */
    final void afterHead() {
        first = false;
    }

    /** Reads the current line. */
    abstract void readRow(double[] into);

    /** What a wrist hardly ever feels less than. */
    abstract double smallest();

    /** What a wrist hardly ever feels more than. */
    abstract double largest();

    /** What to say where most samples are too small. */
    abstract String tooSmallMessage();

    /** What to say where most samples are too large. */
    abstract String tooLargeMessage();

    /** Acceleration along x (0), y (1) or z (2). */
    final double axis(int axis) {
        return axes[axis];
    }

    /** After the last row: refuses a file in another unit. */
    final void checkUnit() {
        tooSmall.check(tooSmallMessage());
        tooLarge.check(tooLargeMessage());
    }

    @Override
    public final void close() {
        lines.close();
    }
}
