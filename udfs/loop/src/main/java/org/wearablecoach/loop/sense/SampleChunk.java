package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.wearablecoach.loop.Codec;

/**
 * Samples of one signal of a person, packed into bytes in the order in which they came. A sample
 * takes a few bytes and is no object of its own: five minutes of beats of many persons would be
 * most of what a garbage collector has to move and to look through.
 *
 * <p>An entry begins with its lead. A full entry says all of a sample: the lead with what there is
 * of it, slot, 48 bits of time, the sequence, then its parts. One that continues a run says how far
 * its sequence and time are from those of the entry before, whose slot, sensor and parts it has.
 * Measured values take two bytes in a run that begins with whole numbers, four in any other.
 *
 * <p>Not for several threads.
 */
public final class SampleChunk {

    /** In the lead of a full entry. */
    private static final int FULL = 0x80;

    private static final int HAS_A = 0x01;
    private static final int HAS_B = 0x02;
    private static final int HAS_VALUES = 0x04;
    private static final int HAS_COUNTS = 0x08;
    private static final int HAS_SENSOR = 0x10;

    /** Measured values are whole numbers up to 65,535, of two bytes each. */
    private static final int WHOLE = 0x20;

    /** In the lead of an entry that continues a run: its number of values or counts follows. */
    private static final int OTHER_LENGTH = 0x40;

    /** Sequences of a run are at most so far apart: the rest of its lead. */
    private static final int MOST_STEP = 0x3F;

    private static final int MOST_WHOLE = 0xFFFF;

    /** Everything of an entry but values and counts, at most. */
    private static final int MOST_HEAD = 32;

    private static final byte[] NO_BYTES = {};

    /** What a chunk keeps without a reason: a minute of heart rates. */
    private static final int MOST_SPARE = 512;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = NO_BYTES;
    private int length;

    /** Whether these bytes are also those of the chunk that it was copied from; never stored. */
    private transient boolean borrowed;

    /** Whether a copy goes on behind these bytes, in the same array; never stored. */
    private transient boolean lent;

    /** Number of entries; -1 while it was not counted what was read. */
    private int size;

    // The last entry, from which the next one is told; known where the size is.
    private int parts;
    private byte slot;
    private int sensor;
    private int items;
    private long time;
    private int sequence;

    /** No samples. */
    public SampleChunk() {}

    /** A chunk of one sample. */
    public static SampleChunk of(Sample sample) {
        SampleChunk chunk = new SampleChunk();
        chunk.add(sample);
        return chunk;
    }

    /** Number of samples. */
    public int size() {
        if (size < 0) {
            findEnd();
        }
        return size;
    }

    /** Bytes that its samples take. */
    int bytes() {
        return length;
    }

    /** Bytes that it could hold as it is. */
    int room() {
        return bytes.length;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Appends a sample. */
    public void add(Sample s) {
        add(
                s.slot(),
                s.time(),
                s.sequence(),
                s.a(),
                s.b(),
                s.sensor(),
                s.values(),
                0,
                s.values().length,
                s.counts(),
                0,
                s.counts().length);
    }

    /**
     * Appends a sample whose values and counts are a part of longer arrays. Nothing has both.
     *
     * @param from index of the first value
     * @param n number of values
     * @param countsFrom index of the first byte of the counts
     * @param countBytes number of their bytes
     */
    void add(
            byte itsSlot,
            long itsTime,
            int itsSequence,
            float a,
            float b,
            int itsSensor,
            float[] values,
            int from,
            int n,
            byte[] counts,
            int countsFrom,
            int countBytes) {
        int before = size();
        int kinds =
                (Float.floatToRawIntBits(a) != 0 ? HAS_A : 0)
                        | (Float.floatToRawIntBits(b) != 0 ? HAS_B : 0)
                        | (n > 0 ? HAS_VALUES : 0)
                        | (countBytes > 0 ? HAS_COUNTS : 0)
                        | (itsSensor != 0 ? HAS_SENSOR : 0);
        boolean whole = isWhole(a, values, from, n);
        int step = itsSequence - sequence;
        boolean continues =
                before > 0
                        && itsSlot == slot
                        && itsSensor == sensor
                        && (parts & ~WHOLE) == kinds
                        && ((parts & WHOLE) == 0 || whole)
                        && step >= 0
                        && step <= MOST_STEP;
        int itsItems = n + countBytes;
        reserve(MOST_HEAD + 4 * n + countBytes);
        int at = length;
        if (continues) {
            boolean other = itsItems != items;
            bytes[at++] = (byte) (other ? OTHER_LENGTH | step : step);
            if (other) {
                at = putLength(bytes, at, itsItems);
            }
            at = putDistance(bytes, at, itsTime - time);
        } else {
            parts = kinds | (whole ? WHOLE : 0);
            slot = itsSlot;
            sensor = itsSensor;
            at = putHead(bytes, at, parts, slot, sensor, itsItems, itsTime, itsSequence);
        }
        items = itsItems;
        time = itsTime;
        sequence = itsSequence;
        if ((parts & HAS_A) != 0) {
            at = putValue(a, at);
        }
        if ((parts & HAS_B) != 0) {
            INT.set(bytes, at, Float.floatToRawIntBits(b));
            at += 4;
        }
        for (int i = 0; i < n; i++) {
            at = putValue(values[from + i], at);
        }
        System.arraycopy(counts, countsFrom, bytes, at, countBytes);
        length = at + countBytes;
        size = before + 1;
    }

    private static int putHead(
            byte[] into,
            int from,
            int parts,
            byte slot,
            int sensor,
            int items,
            long time,
            int sequence) {
        int at = from;
        into[at++] = (byte) (FULL | parts);
        into[at++] = slot;
        into[at++] = (byte) (time >> 40);
        into[at++] = (byte) (time >> 32);
        INT.set(into, at, (int) time);
        INT.set(into, at + 4, sequence);
        at += 8;
        if ((parts & HAS_SENSOR) != 0) {
            INT.set(into, at, sensor);
            at += 4;
        }
        return (parts & (HAS_VALUES | HAS_COUNTS)) == 0 ? at : putLength(into, at, items);
    }

    private static int putLength(byte[] into, int from, int value) {
        int at = from;
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        return at;
    }

    /** A difference of either sign, near ones in few bytes. */
    private static int putDistance(byte[] into, int from, long distance) {
        int at = from;
        long rest = (distance << 1) ^ (distance >> 63);
        while ((rest & ~0x7FL) != 0) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        return at;
    }

    private int putValue(float value, int at) {
        if ((parts & WHOLE) == 0) {
            INT.set(bytes, at, Float.floatToRawIntBits(value));
            return at + 4;
        }
        int whole = (int) value;
        bytes[at] = (byte) (whole >> 8);
        bytes[at + 1] = (byte) whole;
        return at + 2;
    }

    private static boolean isWhole(float a, float[] values, int from, int n) {
        boolean whole = isWhole(a);
        for (int i = from; i < from + n; i++) {
            whole &= isWhole(values[i]);
        }
        return whole;
    }

    /** By bits: the sign of a zero is kept too. */
    private static boolean isWhole(float value) {
        int whole = (int) value;
        return (whole & MOST_WHOLE) == whole
                && Float.floatToRawIntBits((float) whole) == Float.floatToRawIntBits(value);
    }

    private void reserve(int more) {
        if (lent || bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, length + (length >> 1)));
            lent = false;
            borrowed = false;
        }
    }

    /** Before bytes that are there are written over: they stay as they are for the other chunk. */
    private void own() {
        if (lent || borrowed) {
            bytes = bytes.clone();
            lent = false;
            borrowed = false;
        }
    }

    /** What was read names its last entry only at the end of all. */
    private void findEnd() {
        Cursor cursor = new Cursor();
        cursor.open(this);
        int entries = 0;
        while (cursor.next()) {
            entries++;
        }
        parts = cursor.parts;
        slot = cursor.slot;
        sensor = cursor.sensor;
        items = cursor.items;
        time = cursor.time;
        sequence = cursor.sequence;
        size = entries;
    }

    /** Removes all samples. */
    void clear() {
        boolean tooLong = bytes.length > MOST_SPARE && length < bytes.length / 4;
        if (tooLong || lent || borrowed) {
            bytes = NO_BYTES; // who had a long backlog keeps no room for another
            lent = false;
            borrowed = false;
        }
        length = 0;
        size = 0;
    }

    /**
     * Removes the first entries.
     *
     * @param count how many, fewer than there are
     */
    void dropFirst(int count) {
        if (count == 0) {
            return;
        }
        own();
        int entries = size();
        Cursor first = new Cursor();
        first.open(this);
        for (int i = 0; i <= count; i++) {
            first.next();
        }
        int from = first.begin;
        if ((bytes[from] & FULL) == 0) {
            // What it is told from goes. The head of its run goes too, and was as long at least.
            byte[] head = new byte[MOST_HEAD];
            int n =
                    putHead(
                            head,
                            0,
                            first.parts,
                            first.slot,
                            first.sensor,
                            first.items,
                            first.time,
                            first.sequence);
            from = first.body - n;
            System.arraycopy(head, 0, bytes, from, n);
        }
        length -= from;
        if (bytes.length > MOST_SPARE && length < bytes.length / 4) {
            bytes = Arrays.copyOfRange(bytes, from, from + length + length / 2);
        } else {
            System.arraycopy(bytes, from, bytes, 0, length);
        }
        size = entries - count;
    }

    /** Reads the entries of a chunk, one after the other; used for many chunks. */
    static final class Cursor {

        byte slot;
        long time;
        int sequence;
        float a;
        float b;
        int sensor;

        private byte[] bytes = NO_BYTES;
        private int end;
        private int next;
        private int begin;
        private int body;
        private int parts;
        private int items;
        private int itemsAt;

        /** Goes before the first entry. */
        void open(SampleChunk chunk) {
            bytes = chunk.bytes;
            end = chunk.length;
            next = 0;
        }

        /** Goes to the next entry; whether there is one. */
        boolean next() {
            if (next == end) {
                return false;
            }
            begin = next;
            int lead = bytes[next++];
            if (lead < 0) {
                readHead(lead & (FULL - 1));
            } else {
                if ((lead & OTHER_LENGTH) != 0) {
                    readLength();
                }
                sequence += lead & MOST_STEP;
                readDistance();
            }
            body = next;
            readBody();
            return true;
        }

        private void readHead(int itsParts) {
            parts = itsParts;
            slot = bytes[next];
            int high = (bytes[next + 1] << 8) | (bytes[next + 2] & 0xFF);
            time = ((long) high << 32) | ((int) INT.get(bytes, next + 3) & 0xFFFF_FFFFL);
            sequence = (int) INT.get(bytes, next + 7);
            next += 11;
            sensor = 0;
            if ((parts & HAS_SENSOR) != 0) {
                sensor = (int) INT.get(bytes, next);
                next += 4;
            }
            items = 0;
            if ((parts & (HAS_VALUES | HAS_COUNTS)) != 0) {
                readLength();
            }
        }

        private void readLength() {
            int read = 0;
            int shift = 0;
            int part;
            do {
                part = bytes[next++];
                read |= (part & 0x7F) << shift;
                shift += 7;
            } while (part < 0);
            items = read;
        }

        private void readDistance() {
            long read = 0;
            int shift = 0;
            int part;
            do {
                part = bytes[next++];
                read |= (part & 0x7FL) << shift;
                shift += 7;
            } while (part < 0);
            time += (read >>> 1) ^ -(read & 1);
        }

        private void readBody() {
            int at = body;
            a = 0;
            b = 0;
            if ((parts & HAS_A) != 0) {
                a = valueAt(at);
                at += valueBytes();
            }
            if ((parts & HAS_B) != 0) {
                b = Float.intBitsToFloat((int) INT.get(bytes, at));
                at += 4;
            }
            itemsAt = at;
            next = at + ((parts & HAS_COUNTS) != 0 ? items : items * valueBytes());
        }

        private int valueBytes() {
            return (parts & WHOLE) != 0 ? 2 : 4;
        }

        private float valueAt(int at) {
            return (parts & WHOLE) != 0
                    ? (float) (((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF))
                    : Float.intBitsToFloat((int) INT.get(bytes, at));
        }

        /** Number of measured values. */
        int values() {
            return (parts & HAS_VALUES) != 0 ? items : 0;
        }

        /** Copies the measured values. */
        void values(float[] into, int from) {
            int each = valueBytes();
            for (int i = 0; i < items; i++) {
                into[from + i] = valueAt(itemsAt + i * each);
            }
        }

        /** Number of bytes of counts. */
        int counts() {
            return (parts & HAS_COUNTS) != 0 ? items : 0;
        }

        /** Copies the bytes of the counts. */
        void counts(byte[] into, int from) {
            System.arraycopy(bytes, itemsAt, into, from, items);
        }
    }

    /** The binary form: the bytes with their number. */
    public static final class Form implements Codec<SampleChunk> {

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SampleChunk chunk, DataOutput out) throws IOException {
            Codec.writeLength(chunk.length, out);
            out.write(chunk.bytes, 0, chunk.length);
        }

        @Override
        public SampleChunk read(int version, DataInput in) throws IOException {
            SampleChunk chunk = new SampleChunk();
            chunk.bytes = Codec.readBytes(in);
            chunk.length = chunk.bytes.length;
            chunk.size = chunk.length == 0 ? 0 : -1;
            return chunk;
        }

        @Override
        public SampleChunk copy(SampleChunk chunk) {
            SampleChunk copy = new SampleChunk();
            // The heap backend copies what is in a snapshot that is being written, of every person
            // at once; what is copied does not change, and the copy only grows. So the first copy
            // goes on behind the same bytes. A chunk that is written elsewhere has its own.
            if (chunk.lent) {
                copy.bytes = chunk.bytes.clone();
            } else {
                copy.bytes = chunk.bytes;
                copy.borrowed = true;
                chunk.lent = true;
            }
            copy.length = chunk.length;
            copy.size = chunk.size;
            copy.parts = chunk.parts;
            copy.slot = chunk.slot;
            copy.sensor = chunk.sensor;
            copy.items = chunk.items;
            copy.time = chunk.time;
            copy.sequence = chunk.sequence;
            return copy;
        }
    }
}
