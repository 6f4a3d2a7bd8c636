package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Codec;

/**
 * The clocks of one person, and with them all else that nearly every record reads and writes: what
 * is known of the device that was {@link Heard} last, and the {@link Tail} of the samples. So a
 * store on disk reads and writes one row a record. Times in ms; {@code Long.MIN_VALUE} is "never".
 */
public final class PersonClock {

    /** No such time yet. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Largest accepted sensor time. */
    long sensorTime = NEVER;

    /** Largest ingest time. */
    long ingestTime = NEVER;

    /** Newest grid point passed. */
    long grid = NEVER;

    /** Newest sensor time of a signal. */
    long newestSignal = NEVER;

    /** Newest sensor time at which the device was worn. */
    long newestWorn = NEVER;

    /** Sensor time until which driving is assumed. */
    long drivingUntil = NEVER;

    /** Newest signal clock of the steps of any device. */
    long stepsClock = NEVER;

    /** Minute of ingest time that {@link #records} counts. */
    int minute;

    /** Records in that minute. */
    int records;

    /** Partition of the last record; -1 without one. */
    int partition = -1;

    /** Ingest time at which forgetting is considered next; owned by whoever keeps the timer. */
    long timer = NEVER;

    /** The device heard last; null where the store keeps it apart, and before the first. */
    private @Nullable Heard heard;

    /** The device heard last; null where the store keeps it apart, and before the first. */
    public @Nullable Heard heard() {
        return heard;
    }

    /** Notes the device heard last, for a store that keeps it here. */
    public void heard(@Nullable Heard device) {
        heard = device;
    }

    /** Samples that wait; null where the store appends each, and without any. */
    private @Nullable Tail tail;

    /** Samples that wait; null where the store appends each, and without any. */
    public @Nullable Tail tail() {
        return tail;
    }

    /** Notes the samples that wait, for a store that keeps them here. */
    public void tail(@Nullable Tail samples) {
        tail = samples;
    }

    /**
     * What a store that keeps this very object has found for the person; never stored or copied.
     */
    private transient @Nullable Object found;

    /** What the store noted with the object; null in a copy, and in one that was read. */
    public @Nullable Object found() {
        return found;
    }

    /** Notes what the store has found for the person, so that it need not look again. */
    public void found(Object value) {
        found = value;
    }

    /** Newest ingest time seen; {@link #NEVER} before the first record. */
    public long ingestTime() {
        return ingestTime;
    }

    /** When forgetting is considered next; {@link #NEVER} when no timer is set. */
    public long timer() {
        return timer;
    }

    /** Notes when forgetting is considered next. */
    public void timer(long at) {
        timer = at;
    }

    // Which parts follow in the binary form.
    private static final int SENSOR_TIME = 1;
    private static final int GRID = 1 << 1;
    private static final int NEWEST_SIGNAL = 1 << 2;
    private static final int NEWEST_WORN = 1 << 3;
    private static final int DRIVING_UNTIL = 1 << 4;
    private static final int STEPS_CLOCK = 1 << 5;
    private static final int TIMER = 1 << 6;
    private static final int HEARD = 1 << 7;
    private static final int TAIL = 1 << 8;

    private static final long MINUTE = 60_000;

    /**
     * The binary form: the newest ingest time, and of every other time how far it is away; some 30
     * bytes without the device.
     */
    public static final class Form implements Codec<PersonClock> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(PersonClock c, DataOutput out) throws IOException {
            Heard device = c.heard;
            Tail waiting = c.tail;
            int parts =
                    (c.sensorTime != NEVER ? SENSOR_TIME : 0)
                            | (c.grid != NEVER ? GRID : 0)
                            | (c.newestSignal != NEVER ? NEWEST_SIGNAL : 0)
                            | (c.newestWorn != NEVER ? NEWEST_WORN : 0)
                            | (c.drivingUntil != NEVER ? DRIVING_UNTIL : 0)
                            | (c.stepsClock != NEVER ? STEPS_CLOCK : 0)
                            | (c.timer != NEVER ? TIMER : 0)
                            | (device != null ? HEARD : 0)
                            | (waiting != null ? TAIL : 0);
            out.writeShort(parts);
            Codec.writeSigned(c.ingestTime, out);
            write(parts, SENSOR_TIME, c.ingestTime, c.sensorTime, out);
            long near = near(c);
            write(parts, GRID, near, c.grid, out);
            write(parts, NEWEST_SIGNAL, near, c.newestSignal, out);
            write(parts, NEWEST_WORN, near, c.newestWorn, out);
            write(parts, DRIVING_UNTIL, near, c.drivingUntil, out);
            write(parts, STEPS_CLOCK, near, c.stepsClock, out);
            write(parts, TIMER, c.ingestTime, c.timer, out);
            Codec.writeSigned(Math.floorDiv(c.ingestTime, MINUTE) - c.minute, out);
            Codec.writeSigned(c.records, out);
            Codec.writeSigned(c.partition, out);
            if (device != null) {
                device.write(c.ingestTime, near, out);
            }
            if (waiting != null) {
                waiting.write(out);
            }
        }

        /** Sensor times lie near the newest one; the device's clock may be wrong by days. */
        private static long near(PersonClock c) {
            return c.sensorTime != NEVER ? c.sensorTime : c.ingestTime;
        }

        private static void write(int parts, int part, long near, long time, DataOutput out)
                throws IOException {
            if ((parts & part) != 0) {
                Codec.writeSigned(near - time, out);
            }
        }

        private static long read(int parts, int part, long near, DataInput in) throws IOException {
            return (parts & part) != 0 ? near - Codec.readSigned(in) : NEVER;
        }

        @Override
        public PersonClock read(int version, DataInput in) throws IOException {
            PersonClock c = new PersonClock();
            int parts = in.readUnsignedShort();
            c.ingestTime = Codec.readSigned(in);
            c.sensorTime = read(parts, SENSOR_TIME, c.ingestTime, in);
            long near = near(c);
            c.grid = read(parts, GRID, near, in);
            c.newestSignal = read(parts, NEWEST_SIGNAL, near, in);
            c.newestWorn = read(parts, NEWEST_WORN, near, in);
            c.drivingUntil = read(parts, DRIVING_UNTIL, near, in);
            c.stepsClock = read(parts, STEPS_CLOCK, near, in);
            c.timer = read(parts, TIMER, c.ingestTime, in);
            c.minute = (int) (Math.floorDiv(c.ingestTime, MINUTE) - Codec.readSigned(in));
            c.records = (int) Codec.readSigned(in);
            c.partition = (int) Codec.readSigned(in);
            if ((parts & HEARD) != 0) {
                c.heard = Heard.read(c.ingestTime, near, in);
            }
            if ((parts & TAIL) != 0) {
                c.tail = Tail.read(in);
            }
            return c;
        }

        @Override
        public PersonClock copy(PersonClock c) {
            PersonClock copy = new PersonClock();
            copy.sensorTime = c.sensorTime;
            copy.ingestTime = c.ingestTime;
            copy.grid = c.grid;
            copy.newestSignal = c.newestSignal;
            copy.newestWorn = c.newestWorn;
            copy.drivingUntil = c.drivingUntil;
            copy.stepsClock = c.stepsClock;
            copy.minute = c.minute;
            copy.records = c.records;
            copy.partition = c.partition;
            copy.timer = c.timer;
            Heard device = c.heard;
            copy.heard = device == null ? null : device.copy();
            Tail waiting = c.tail;
            copy.tail = waiting == null ? null : waiting.copy();
            return copy;
        }
    }
}
