package org.wearablecoach.loop.sensor;

import java.util.Arrays;

/**
 * The values of one device in one window, in order of time, as a {@link Sensor} describes them.
 * Valid only during the call that it is given to.
 */
public final class SensorWindow {

    private final long length;
    private float[] values = new float[64];
    private int[] millis = new int[64];
    private int size;

    /** An empty window of a length in ms. */
    public SensorWindow(long length) {
        this.length = length;
    }

    /** Removes all values. */
    public void clear() {
        size = 0;
    }

    /** Adds a value at a time in ms after the start of the window. */
    public void add(float value, long afterStart) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            millis = Arrays.copyOf(millis, 2 * size);
        }
        values[size] = value;
        millis[size++] = (int) afterStart;
    }

    /** Number of values. */
    public int size() {
        return size;
    }

    /** A value, 0 the oldest. */
    public float value(int index) {
        return values[index];
    }

    /** When a value was measured, in ms after the start of the window. */
    public int millis(int index) {
        return millis[index];
    }

    /** Length of the window in ms. */
    public long length() {
        return length;
    }
}
