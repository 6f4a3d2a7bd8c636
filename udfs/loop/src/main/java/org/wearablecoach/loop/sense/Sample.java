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
        int sensor)
        implements Comparable<Sample> {

    static final float[] NO_VALUES = {};
    static final byte[] NO_COUNTS = {};

    /** Most devices of a person that can be told apart. */
    static final int SLOTS = 16;

    /** A sample of a signal that needs no module. */
    Sample(byte slot, long time, int sequence, float a, float b, float[] values, byte[] counts) {
        this(slot, time, sequence, a, b, values, counts, 0);
    }

    /** By time, then sequence: the order does not depend on the order of arrival. */
    @Override
    public int compareTo(Sample other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : Integer.compare(sequence, other.sequence);
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

    /**
     * The binary form: a byte of slot and parts, 48 bits of time, 32 of the sequence, and the parts
     * that there are. A beat takes 16 bytes; five minutes of them are the largest thing kept of a
     * person. Nothing has both values and counts, so both marks together are those of a sensor that
     * a module brings, whose code stands in the place of the counts.
     */
    public static final class Form implements Codec<Sample> {

        private static final int SLOT = 0x0F;
        private static final int HAS_A = 0x10;
        private static final int HAS_B = 0x20;
        private static final int HAS_VALUES = 0x40;
        private static final int HAS_COUNTS = 0x80;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Sample s, DataOutput out) throws IOException {
            int parts =
                    (s.a != 0 ? HAS_A : 0)
                            | (s.b != 0 ? HAS_B : 0)
                            | (s.values.length > 0 ? HAS_VALUES : 0)
                            | (s.counts.length > 0 || s.sensor != 0 ? HAS_COUNTS : 0);
            out.writeByte(parts | s.slot);
            out.writeShort((int) (s.time >> 32));
            out.writeInt((int) s.time);
            out.writeInt(s.sequence);
            if (s.a != 0) {
                out.writeFloat(s.a);
            }
            if (s.b != 0) {
                out.writeFloat(s.b);
            }
            if (s.values.length > 0) {
                Codec.writeFloats(s.values, out);
            }
            if (s.sensor != 0) {
                out.writeInt(s.sensor);
            } else if (s.counts.length > 0) {
                Codec.writeBytes(s.counts, out);
            }
        }

        @Override
        public Sample read(int version, DataInput in) throws IOException {
            int parts = in.readByte();
            long time = ((long) in.readShort() << 32) | (in.readInt() & 0xFFFF_FFFFL);
            int sequence = in.readInt();
            boolean ofSensor = (parts & (HAS_VALUES | HAS_COUNTS)) == (HAS_VALUES | HAS_COUNTS);
            return new Sample(
                    (byte) (parts & SLOT),
                    time,
                    sequence,
                    (parts & HAS_A) != 0 ? in.readFloat() : 0,
                    (parts & HAS_B) != 0 ? in.readFloat() : 0,
                    (parts & HAS_VALUES) != 0 ? Codec.readFloats(in) : NO_VALUES,
                    (parts & HAS_COUNTS) != 0 && !ofSensor ? Codec.readBytes(in) : NO_COUNTS,
                    ofSensor ? in.readInt() : 0);
        }

        @Override
        public Sample copy(Sample sample) {
            return sample;
        }
    }
}
