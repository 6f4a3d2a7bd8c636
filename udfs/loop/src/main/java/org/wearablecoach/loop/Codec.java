package org.wearablecoach.loop;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of one kind of state or stream element. A codec reads every version it ever
 * wrote. The class name is persisted in savepoints: never rename one. Implementations have a public
 * constructor without arguments and no state.
 *
 * @param <T> what is encoded
 */
public interface Codec<T> {

    /** The version that {@link #write} writes; the first one is 1. */
    int version();

    /** Writes a value in the current version. */
    void write(T value, DataOutput out) throws IOException;

    /** Reads a value that was written in a version, 1 to {@link #version()}. */
    T read(int version, DataInput in) throws IOException;

    /** A value that shares nothing mutable with the given one; the same one if it is immutable. */
    T copy(T value);

    /** Writes a text that may be missing. */
    static void writeNullable(@Nullable String text, DataOutput out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            writeText(text, out);
        }
    }

    /** Reads what {@link #writeNullable} wrote. */
    static @Nullable String readNullable(DataInput in) throws IOException {
        return in.readBoolean() ? readText(in) : null;
    }

    /** Writes a text of any length; {@link DataOutput#writeUTF} ends at 65,535 bytes. */
    static void writeText(String text, DataOutput out) throws IOException {
        writeBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), out);
    }

    /** Reads what {@link #writeText} wrote. */
    static String readText(DataInput in) throws IOException {
        return new String(readBytes(in), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Writes bytes with their length. */
    static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
        writeLength(bytes.length, out);
        out.write(bytes);
    }

    /** Reads what {@link #writeBytes} wrote. */
    static byte[] readBytes(DataInput in) throws IOException {
        byte[] bytes = new byte[readLength(in)];
        in.readFully(bytes);
        return bytes;
    }

    /** Writes floats with their number. */
    static void writeFloats(float[] values, DataOutput out) throws IOException {
        writeLength(values.length, out);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    /** Reads what {@link #writeFloats} wrote. */
    static float[] readFloats(DataInput in) throws IOException {
        float[] values = new float[readLength(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    /** Writes doubles with their number. */
    static void writeDoubles(double[] values, DataOutput out) throws IOException {
        writeLength(values.length, out);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    /** Reads what {@link #writeDoubles} wrote. */
    static double[] readDoubles(DataInput in) throws IOException {
        double[] values = new double[readLength(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    /** Writes a length in one byte when it is below 128, else in up to five. */
    static void writeLength(int length, DataOutput out) throws IOException {
        int rest = length;
        while ((rest & ~0x7F) != 0) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /** Reads what {@link #writeLength} wrote. */
    static int readLength(DataInput in) throws IOException {
        int length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = in.readByte();
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                return length;
            }
        }
        throw new IOException("A length of more than five bytes: the state is corrupt.");
    }

    /** Writes a number in as few bytes as its distance from zero takes, at most ten. */
    static void writeSigned(long number, DataOutput out) throws IOException {
        long rest = (number << 1) ^ (number >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** Reads what {@link #writeSigned} wrote. */
    static long readSigned(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = in.readByte();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
        throw new IOException("A number of more than ten bytes: the state is corrupt.");
    }
}
