package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.wearablecoach.loop.Codec;

/**
 * Which sequence numbers of one run of a device's counter are known: the highest one, a map of the
 * 1,024 up to it, and digests of the last 16 bodies. Stored in some 75 bytes when none of those
 * numbers is missing, at most 220.
 */
public final class DeviceLog {

    /** Known numbers reach this far below the highest one. */
    static final int MAP = 1024;

    /** Bodies are compared this far below the highest one. */
    static final int DIGESTS = 16;

    private static final int EMPTY = 1;

    /** All numbers of the map are known. */
    private static final int COMPLETE = 2;

    private static final int ALL_KNOWN = 0x5555_5555;

    // How a word of the map is written: not at all; not at all; its unknown numbers; its bits.
    private static final int NONE = 0;
    private static final int ALL = 1;
    private static final int MOST = 2;
    private static final int SOME = 3;

    /** Numbers that a word may lack to be written by them: fewer bytes than its bits. */
    private static final int FEW_UNKNOWN = 6;

    /** What a sequence number turned out to be. */
    enum Verdict {
        /** Not seen before. */
        NEW,
        /** Seen before, as far as can be told with the same body. */
        DUPLICATE,
        /** Seen before with another body. */
        CONFLICT
    }

    /** Small number of the device within the person. */
    byte slot;

    /** Ingest time of the last record. */
    long ingestTime;

    private boolean empty = true;
    private long highest;
    private final long[] known = new long[MAP / 64];
    private final int[] digests = new int[DIGESTS];

    DeviceLog(byte slot) {
        this.slot = slot;
    }

    /** Judges a sequence number and remembers it. */
    Verdict see(long sequence, int digest) {
        if (empty) {
            empty = false;
            highest = sequence;
            mark(sequence, digest);
            return Verdict.NEW;
        }
        if (sequence > highest) {
            advance(sequence);
            mark(sequence, digest);
            return Verdict.NEW;
        }
        // Compared as distances: a subtraction of two arbitrary longs can overflow.
        long below = highest - sequence;
        if (below < 0 || below >= MAP) {
            return Verdict.NEW; // below the map the time decides
        }
        int at = (int) Math.floorMod(sequence, (long) MAP);
        if ((known[at >> 6] & (1L << at)) == 0) {
            known[at >> 6] |= 1L << at;
            if (below < DIGESTS) {
                digests[(int) Math.floorMod(sequence, (long) DIGESTS)] = digest;
            }
            return Verdict.NEW;
        }
        return below < DIGESTS && digests[(int) Math.floorMod(sequence, (long) DIGESTS)] != digest
                ? Verdict.CONFLICT
                : Verdict.DUPLICATE;
    }

    private void advance(long sequence) {
        long ahead = sequence - highest;
        if (ahead < 0 || ahead >= MAP) {
            Arrays.fill(known, 0);
        } else {
            for (long next = highest + 1; next < sequence; next++) {
                int at = (int) Math.floorMod(next, (long) MAP);
                known[at >> 6] &= ~(1L << at);
            }
        }
        highest = sequence;
    }

    private void mark(long sequence, int digest) {
        int at = (int) Math.floorMod(sequence, (long) MAP);
        known[at >> 6] |= 1L << at;
        digests[(int) Math.floorMod(sequence, (long) DIGESTS)] = digest;
    }

    /**
     * Writes the log beside a time that its own lies near. Nearly always every number of the map is
     * known; else each word of it is written as short as it can be, and only digests of numbers
     * that are known.
     */
    void write(long near, DataOutput out) throws IOException {
        int kinds = kinds();
        boolean all = kinds == ALL_KNOWN;
        out.writeByte(slot << 4 | (all ? COMPLETE : 0) | (empty ? EMPTY : 0));
        Codec.writeSigned(near - ingestTime, out);
        Codec.writeSigned(highest, out);
        if (all) {
            for (int i = 0; i < DIGESTS; i++) {
                out.writeInt(digests[i]);
            }
            return;
        }
        out.writeInt(kinds);
        for (int i = 0; i < known.length; i++) {
            int kind = kinds >>> (2 * i) & 3;
            if (kind == SOME) {
                out.writeLong(known[i]);
            } else if (kind == MOST) {
                writeUnknown(~known[i], out);
            }
        }
        for (long number = highest; highest - number < DIGESTS; number--) {
            if (isKnown(number)) {
                out.writeInt(digests[(int) Math.floorMod(number, (long) DIGESTS)]);
            }
        }
    }

    private static void writeUnknown(long bits, DataOutput out) throws IOException {
        out.writeByte(Long.bitCount(bits));
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            out.writeByte(Long.numberOfTrailingZeros(rest));
        }
    }

    private static long readUnknown(DataInput in) throws IOException {
        long bits = 0;
        for (int n = in.readByte(); n > 0; n--) {
            bits |= 1L << in.readByte();
        }
        return bits;
    }

    private boolean isKnown(long number) {
        int at = (int) Math.floorMod(number, (long) MAP);
        return (known[at >> 6] & (1L << at)) != 0;
    }

    /** How each word of the map is written, two bits for each. */
    private int kinds() {
        int kinds = 0;
        for (int i = 0; i < known.length; i++) {
            long word = known[i];
            int kind =
                    word == -1L
                            ? ALL
                            : word == 0 ? NONE : Long.bitCount(~word) <= FEW_UNKNOWN ? MOST : SOME;
            kinds |= kind << (2 * i);
        }
        return kinds;
    }

    /** Reads what {@link #write} wrote. */
    static DeviceLog read(long near, DataInput in) throws IOException {
        int head = in.readUnsignedByte();
        DeviceLog log = new DeviceLog((byte) (head >> 4));
        log.empty = (head & EMPTY) != 0;
        log.ingestTime = near - Codec.readSigned(in);
        log.highest = Codec.readSigned(in);
        if ((head & COMPLETE) != 0) {
            Arrays.fill(log.known, -1L);
            for (int i = 0; i < DIGESTS; i++) {
                log.digests[i] = in.readInt();
            }
            return log;
        }
        int kinds = in.readInt();
        for (int i = 0; i < log.known.length; i++) {
            log.known[i] =
                    switch (kinds >>> (2 * i) & 3) {
                        case NONE -> 0;
                        case ALL -> -1L;
                        case SOME -> in.readLong();
                        default -> ~readUnknown(in);
                    };
        }
        for (long number = log.highest; log.highest - number < DIGESTS; number--) {
            if (log.isKnown(number)) {
                log.digests[(int) Math.floorMod(number, (long) DIGESTS)] = in.readInt();
            }
        }
        return log;
    }

    /** A log that shares nothing with this one. */
    DeviceLog copy() {
        DeviceLog copy = new DeviceLog(slot);
        copy.ingestTime = ingestTime;
        copy.empty = empty;
        copy.highest = highest;
        System.arraycopy(known, 0, copy.known, 0, known.length);
        System.arraycopy(digests, 0, copy.digests, 0, digests.length);
        return copy;
    }

    /** The binary form. */
    public static final class Form implements Codec<DeviceLog> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(DeviceLog log, DataOutput out) throws IOException {
            log.write(0, out);
        }

        @Override
        public DeviceLog read(int version, DataInput in) throws IOException {
            return DeviceLog.read(0, in);
        }

        @Override
        public DeviceLog copy(DeviceLog log) {
            return log.copy();
        }
    }
}
