package org.wearablecoach.loop.sense;

/**
 * What one record contributes to a signal. Until its window closes it is kept in a {@link
 * SampleChunk}.
 *
 * @param slot small number of the device within the person
 * @param time sensor time, ms
 * @param sequence of the record, its low 32 bits; orders samples of one time
 * @param a heart rate in bpm; steps; sampling rate in Hz of acceleration and of other sensors
 * @param b 1 for a minute mean or a cumulative count, else 0; g per count
 * @param values beat intervals in ms, or the values of another sensor, else empty
 * @param counts acceleration as in {@link org.wearablecoach.event.Payload.Acceleration}, else empty
 * @param sensor {@link org.wearablecoach.loop.sensor.Sensors#code code} of a sensor that a module
 *     brings, else 0
 */
public record Sample(
        byte slot,
        long time,
        int sequence,
        float a,
        float b,
        float[] values,
        byte[] counts,
        int sensor) {

    static final float[] NO_VALUES = {};
    static final byte[] NO_COUNTS = {};

    /** Most devices of a person that can be told apart. */
    static final int SLOTS = 16;

    /** A sample of a signal that needs no module. */
    Sample(byte slot, long time, int sequence, float a, float b, float[] values, byte[] counts) {
        this(slot, time, sequence, a, b, values, counts, 0);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Sample s
                && slot == s.slot
                && time == s.time
                && sequence == s.sequence
                && sensor == s.sensor
                && Float.compare(a, s.a) == 0
                && Float.compare(b, s.b) == 0
                && java.util.Arrays.equals(values, s.values)
                && java.util.Arrays.equals(counts, s.counts);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(time) * 31 + sequence;
    }

    /** Time of the last value of the sample, ms; its own time but for chunks of several. */
    long lastTime() {
        if (counts.length > 0) {
            return timeOf(counts.length / 6 - 1);
        }
        return sensor == 0 ? time : timeOf(values.length - 1);
    }

    /** Time of one sample of acceleration, or of another sensor, of the chunk, ms. */
    long timeOf(int index) {
        return time + offset(index, a);
    }

    /** When a sample is measured, in ms after the first one of its chunk. */
    static long offset(int index, float hertz) {
        return (long) StrictMath.floor(index * 1000.0 / hertz);
    }
}
