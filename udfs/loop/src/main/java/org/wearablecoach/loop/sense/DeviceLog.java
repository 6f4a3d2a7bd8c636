package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;

/**
 * Which sequence numbers of one run of a device's counter are known: the highest one, a map of the
 * 1,024 up to it, and digests of the last 16 bodies. 210 bytes.
 */
public final class DeviceLog {

    /** Known numbers reach this far below the highest one. */
    static final int MAP = 1024;

    /** Bodies are compared this far below the highest one. */
    static final int DIGESTS = 16;

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
            java.util.Arrays.fill(known, 0);
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

    /** The binary form. */
    public static final class Form implements Codec<DeviceLog> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(DeviceLog log, DataOutput out) throws IOException {
            out.writeByte(log.slot);
            out.writeLong(log.ingestTime);
            out.writeBoolean(log.empty);
            out.writeLong(log.highest);
            for (long word : log.known) {
                out.writeLong(word);
            }
            for (int digest : log.digests) {
                out.writeInt(digest);
            }
        }

        @Override
        public DeviceLog read(int version, DataInput in) throws IOException {
            DeviceLog log = new DeviceLog(in.readByte());
            log.ingestTime = in.readLong();
            log.empty = in.readBoolean();
            log.highest = in.readLong();
            for (int i = 0; i < log.known.length; i++) {
                log.known[i] = in.readLong();
            }
            for (int i = 0; i < log.digests.length; i++) {
                log.digests[i] = in.readInt();
            }
            return log;
        }

        @Override
        public DeviceLog copy(DeviceLog log) {
            DeviceLog copy = new DeviceLog(log.slot);
            copy.ingestTime = log.ingestTime;
            copy.empty = log.empty;
            copy.highest = log.highest;
            System.arraycopy(log.known, 0, copy.known, 0, log.known.length);
            System.arraycopy(log.digests, 0, copy.digests, 0, log.digests.length);
            return copy;
        }
    }
}
