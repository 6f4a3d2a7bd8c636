package org.wearablecoach.files;

import java.util.Arrays;
import org.wearablecoach.event.Payload.Acceleration;

/** Samples of an accelerometer on their way into one chunk. */
final class AccelerationChunk {

    private final float hertz;
    private final float gPerCount;
    private byte[] xyz;
    private int length;

    AccelerationChunk(float hertz, float gPerCount, int samplesExpected) {
        this.hertz = hertz;
        this.gPerCount = gPerCount;
        this.xyz = new byte[6 * samplesExpected];
    }

    int samples() {
        return length / 6;
    }

    /** Appends the count of one axis; x, y and z of a sample follow each other. */
    void add(int count) {
        if (length == xyz.length) {
            xyz = Arrays.copyOf(xyz, 2 * Math.max(6, length));
        }
        xyz[length] = (byte) count;
        xyz[length + 1] = (byte) (count >> 8);
        length += 2;
    }

    /** The chunk so far; the next one starts empty. */
    Acceleration take() {
        byte[] taken = Arrays.copyOf(xyz, length);
        length = 0;
        return new Acceleration(hertz, gPerCount, taken);
    }
}
