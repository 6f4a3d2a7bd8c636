package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;

/**
 * What one record contributes to a signal, kept until its window closes.
 *
 * @param slot small number of the device within the person
 * @param time sensor time, ms
 * @param sequence of the record, orders samples of one time
 * @param a heart rate in bpm; steps; sampling rate in Hz
 * @param b 1 for a minute mean or a cumulative count, else 0; g per count
 * @param values beat intervals in ms, else empty
 * @param counts acceleration as in {@link org.wearablecoach.event.Payload.Acceleration}, else empty
 */
public record Sample(
        byte slot, long time, long sequence, float a, float b, float[] values, byte[] counts)
        implements Comparable<Sample> {

    static final float[] NO_VALUES = {};
    static final byte[] NO_COUNTS = {};

    /** By time, then sequence: the order does not depend on the order of arrival. */
    @Override
    public int compareTo(Sample other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Sample s
                && slot == s.slot
                && time == s.time
                && sequence == s.sequence
                && Float.compare(a, s.a) == 0
                && Float.compare(b, s.b) == 0
                && java.util.Arrays.equals(values, s.values)
                && java.util.Arrays.equals(counts, s.counts);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(time) * 31 + Long.hashCode(sequence);
    }

    /** Time of the last value of the sample, ms; its own time but for acceleration chunks. */
    long lastTime() {
        return counts.length == 0 ? time : timeOf(counts.length / 6 - 1);
    }

    /** Time of one acceleration sample of the chunk, ms. */
    long timeOf(int index) {
        return time + (long) StrictMath.floor(index * 1000.0 / a);
    }

    /** The binary form. */
    public static final class Form implements Codec<Sample> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Sample s, DataOutput out) throws IOException {
            out.writeByte(s.slot);
            out.writeLong(s.time);
            out.writeLong(s.sequence);
            out.writeFloat(s.a);
            out.writeFloat(s.b);
            Codec.writeFloats(s.values, out);
            Codec.writeBytes(s.counts, out);
        }

        @Override
        public Sample read(int version, DataInput in) throws IOException {
            byte slot = in.readByte();
            long time = in.readLong();
            long sequence = in.readLong();
            float a = in.readFloat();
            float b = in.readFloat();
            float[] values = Codec.readFloats(in);
            byte[] counts = Codec.readBytes(in);
            return new Sample(
                    slot,
                    time,
                    sequence,
                    a,
                    b,
                    values.length == 0 ? NO_VALUES : values,
                    counts.length == 0 ? NO_COUNTS : counts);
        }

        @Override
        public Sample copy(Sample sample) {
            return sample;
        }
    }
}
