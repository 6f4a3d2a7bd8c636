package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.Codec;

/**
 * The clocks of one person. Touched by every record, so it is small. Times in ms; {@code
 * Long.MIN_VALUE} is "never".
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

    /** The binary form. */
    public static final class Form implements Codec<PersonClock> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(PersonClock c, DataOutput out) throws IOException {
            out.writeLong(c.sensorTime);
            out.writeLong(c.ingestTime);
            out.writeLong(c.grid);
            out.writeLong(c.newestSignal);
            out.writeLong(c.newestWorn);
            out.writeLong(c.drivingUntil);
            out.writeLong(c.stepsClock);
            out.writeInt(c.minute);
            out.writeInt(c.records);
            out.writeInt(c.partition);
            out.writeLong(c.timer);
        }

        @Override
        public PersonClock read(int version, DataInput in) throws IOException {
            PersonClock c = new PersonClock();
            c.sensorTime = in.readLong();
            c.ingestTime = in.readLong();
            c.grid = in.readLong();
            c.newestSignal = in.readLong();
            c.newestWorn = in.readLong();
            c.drivingUntil = in.readLong();
            c.stepsClock = in.readLong();
            c.minute = in.readInt();
            c.records = in.readInt();
            c.partition = in.readInt();
            c.timer = in.readLong();
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
            return copy;
        }
    }
}
