package org.wearablecoach.simulation;

/** Sine from a table: fast, and the same bits on every machine. Absolute error below 0.0031. */
final class Sine {
    private static final int SIZE = 2048;
    private static final float[] TABLE = new float[SIZE];

    static {
        for (int i = 0; i < SIZE; i++) {
            TABLE[i] = (float) StrictMath.sin(2.0 * StrictMath.PI * i / SIZE);
        }
    }

    private Sine() {}

    /** sin(2 pi turns), for turns at or above -1000. */
    static float of(double turns) {
        return TABLE[(int) ((turns + 1000.0) * SIZE) & (SIZE - 1)];
    }
}
