package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.wearablecoach.loop.Codec;

/**
 * The clock of one signal of one device, and which of its past is still open. Touched by every
 * record of the signal; some 15 bytes without gaps, at most 160.
 *
 * <p>Panes (strides of the windowing) before {@link #emittedTo} are emitted, except those in a
 * <em>gap</em>: a run of panes that were empty when the clock passed them. They stay open to
 * samples that come later, because a watch that was out of reach sends what it kept.
 */
public final class SignalClock {

    static final long NEVER = PersonClock.NEVER;

    /** Gaps that are remembered; of more, the shortest is closed. */
    static final int MAX_GAPS = 16;

    /** Largest accepted sensor time. */
    long newest = NEVER;

    /** Panes before it are emitted or belong to a gap. */
    long emittedTo;

    /** Sensor time of the last reading of a cumulative counter that was used. */
    long counterTime = NEVER;

    /** That reading; -1 without one. */
    int counter = -1;

    /** Steps of minutes before it are all in windows that were emitted. */
    long knownTo = NEVER;

    /** Oldest sample of the run that is being filled in; {@link #NEVER} when none is. */
    long runFrom = NEVER;

    /** Newest sample of that run. */
    long runTo = NEVER;

    /** First pane that the run may still emit. */
    long runOpen = NEVER;

    /** Ingest time of its last sample. */
    long runIngest = NEVER;

    /** As {@link #counterTime}, of the backfill. */
    long runCounterTime = NEVER;

    /** As {@link #counter}, of the backfill. */
    int runCounter = -1;

    private static final long[] NO_BOUNDS = {};
    private int gaps;

    /** Grows with the gaps: most signals have none or one, and there are several of each person. */
    private long[] bounds = NO_BOUNDS;

    /** Gaps whose steps were counted when the counter was heard again, one bit each. */
    private int counted;

    /** Number of gaps. */
    int gaps() {
        return gaps;
    }

    /** First time of a gap. */
    long gapFrom(int gap) {
        return bounds[2 * gap];
    }

    /** First time after a gap. */
    long gapTo(int gap) {
        return bounds[2 * gap + 1];
    }

    /** Whether a time lies in a gap. */
    boolean inGap(long time) {
        for (int gap = 0; gap < gaps; gap++) {
            if (time >= bounds[2 * gap] && time < bounds[2 * gap + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Whether the steps of a time in a gap were counted when the counter was heard again. */
    boolean isCounted(long time) {
        for (int gap = 0; gap < gaps; gap++) {
            if (time >= bounds[2 * gap] && time < bounds[2 * gap + 1]) {
                return (counted & (1 << gap)) != 0;
            }
        }
        return false;
    }

    /** Notes that the steps between two readings of the counter were counted by the later one. */
    void count(long from, long to) {
        for (int gap = 0; gap < gaps; gap++) {
            if (bounds[2 * gap] < to && bounds[2 * gap + 1] > from) {
                counted |= 1 << gap;
            }
        }
    }

    /** Whether a gap starts within a distance after a time, so that its windows look back to it. */
    boolean gapStartsWithin(long time, long distance) {
        for (int gap = 0; gap < gaps; gap++) {
            if (bounds[2 * gap] > time && bounds[2 * gap] <= time + distance) {
                return true;
            }
        }
        return false;
    }

    /** Adds a gap; joins it to the last one if they touch. Gaps are added in order of time. */
    void addGap(long from, long to) {
        if (from >= to) {
            return;
        }
        if (gaps > 0 && bounds[2 * gaps - 1] == from) {
            bounds[2 * gaps - 1] = to;
            return;
        }
        if (gaps == MAX_GAPS) {
            removeGap(shortestGap(to - from));
            if (gaps == MAX_GAPS) {
                return; // the new one is the shortest
            }
        }
        makeRoom();
        bounds[2 * gaps] = from;
        bounds[2 * gaps + 1] = to;
        counted &= ~(1 << gaps);
        gaps++;
    }

    /** Makes room for one gap more. */
    private void makeRoom() {
        if (2 * gaps == bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.min(2 * MAX_GAPS, Math.max(4, 2 * bounds.length)));
        }
    }

    private int shortestGap(long least) {
        int shortest = MAX_GAPS;
        for (int gap = 0; gap < gaps; gap++) {
            long length = bounds[2 * gap + 1] - bounds[2 * gap];
            if (length <= least) {
                least = length;
                shortest = gap;
            }
        }
        return shortest;
    }

    private void removeGap(int gap) {
        if (gap >= gaps) {
            return;
        }
        System.arraycopy(bounds, 2 * gap + 2, bounds, 2 * gap, 2 * (gaps - gap - 1));
        int before = (1 << gap) - 1;
        counted = (counted & before) | ((counted >>> 1) & ~before);
        gaps--;
    }

    /** Whether a pane can be taken out of its gap without another gap being forgotten for it. */
    boolean hasRoomToEmit(long from, long to) {
        if (gaps < MAX_GAPS) {
            return true;
        }
        for (int gap = 0; gap < gaps; gap++) {
            if (from == bounds[2 * gap] || to == bounds[2 * gap + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Takes an emitted pane out of its gap. */
    void emittedInGap(long from, long to) {
        for (int gap = 0; gap < gaps; gap++) {
            long start = bounds[2 * gap];
            long end = bounds[2 * gap + 1];
            if (from >= start && to <= end) {
                if (from == start) {
                    bounds[2 * gap] = to;
                    if (to == end) {
                        removeGap(gap);
                    }
                    return;
                }
                bounds[2 * gap + 1] = from;
                if (to < end) {
                    insertGap(gap + 1, to, end);
                }
                return;
            }
        }
    }

    /** Puts what is left of a gap behind it. */
    private void insertGap(int at, long from, long to) {
        int place = at;
        int same = (counted >>> (at - 1)) & 1;
        if (gaps == MAX_GAPS) {
            int shortest = shortestGap(to - from);
            if (shortest == MAX_GAPS) {
                return;
            }
            removeGap(shortest);
            if (shortest < place) {
                place--;
            }
        }
        makeRoom();
        System.arraycopy(bounds, 2 * place, bounds, 2 * place + 2, 2 * (gaps - place));
        bounds[2 * place] = from;
        bounds[2 * place + 1] = to;
        int before = (1 << place) - 1;
        counted = (counted & before) | ((counted & ~before) << 1) | same << place;
        gaps++;
    }

    /** Closes what lies before a time. */
    void forgetGapsBefore(long time) {
        while (gaps > 0 && bounds[1] <= time) {
            removeGap(0);
        }
        if (gaps > 0 && bounds[0] < time) {
            bounds[0] = time;
        }
    }

    // Which parts follow in the binary form.
    private static final int NEWEST = 1;
    private static final int COUNTER_TIME = 1 << 1;
    private static final int COUNTER = 1 << 2;
    private static final int KNOWN_TO = 1 << 3;
    private static final int KNOWN_TO_EMITTED = 1 << 4;
    private static final int RUN_FROM = 1 << 5;
    private static final int RUN_TO = 1 << 6;
    private static final int RUN_OPEN = 1 << 7;
    private static final int RUN_INGEST = 1 << 8;
    private static final int RUN_COUNTER_TIME = 1 << 9;
    private static final int RUN_COUNTER = 1 << 10;
    private static final int GAPS = 1 << 11;

    private static final long SECOND = 1_000;

    /**
     * Writes the clock beside a time that its own lie near: differences, and only those that are
     * not "never". Bounds of gaps are whole seconds and lie before what is emitted.
     */
    void write(long near, DataOutput out) throws IOException {
        int parts = parts();
        out.writeShort(parts);
        if ((parts & NEWEST) != 0) {
            Codec.writeSigned(near - newest, out);
        }
        Codec.writeSigned(((parts & NEWEST) != 0 ? newest : near) - emittedTo, out);
        write(parts, COUNTER_TIME, counterTime, out);
        if ((parts & COUNTER) != 0) {
            Codec.writeSigned(counter, out);
        }
        write(parts, KNOWN_TO, knownTo, out);
        if ((parts & ~(NEWEST | COUNTER_TIME | COUNTER | KNOWN_TO | KNOWN_TO_EMITTED)) == 0) {
            return;
        }
        write(parts, RUN_FROM, runFrom, out);
        write(parts, RUN_TO, runTo, out);
        write(parts, RUN_OPEN, runOpen, out);
        write(parts, RUN_INGEST, runIngest, out);
        write(parts, RUN_COUNTER_TIME, runCounterTime, out);
        if ((parts & RUN_COUNTER) != 0) {
            Codec.writeSigned(runCounter, out);
        }
        if ((parts & GAPS) != 0) {
            out.writeByte(gaps);
            out.writeShort(counted);
            long before = emittedTo;
            for (int i = 2 * gaps - 1; i >= 0; i--) {
                Codec.writeLength((int) ((before - bounds[i]) / SECOND), out);
                before = bounds[i];
            }
        }
    }

    private int parts() {
        int known = knownTo == emittedTo ? KNOWN_TO_EMITTED : knownTo != NEVER ? KNOWN_TO : 0;
        return known
                | (newest != NEVER ? NEWEST : 0)
                | (counterTime != NEVER ? COUNTER_TIME : 0)
                | (counter != -1 ? COUNTER : 0)
                | (runFrom != NEVER ? RUN_FROM : 0)
                | (runTo != NEVER ? RUN_TO : 0)
                | (runOpen != NEVER ? RUN_OPEN : 0)
                | (runIngest != NEVER ? RUN_INGEST : 0)
                | (runCounterTime != NEVER ? RUN_COUNTER_TIME : 0)
                | (runCounter != -1 ? RUN_COUNTER : 0)
                | (gaps > 0 || counted != 0 ? GAPS : 0);
    }

    private void write(int parts, int part, long time, DataOutput out) throws IOException {
        if ((parts & part) != 0) {
            Codec.writeSigned(emittedTo - time, out);
        }
    }

    /** Reads what {@link #write(long, DataOutput)} wrote. */
    static SignalClock read(long near, DataInput in) throws IOException {
        SignalClock c = new SignalClock();
        int parts = in.readUnsignedShort();
        if ((parts & NEWEST) != 0) {
            c.newest = near - Codec.readSigned(in);
        }
        c.emittedTo = ((parts & NEWEST) != 0 ? c.newest : near) - Codec.readSigned(in);
        c.counterTime = c.read(parts, COUNTER_TIME, in);
        if ((parts & COUNTER) != 0) {
            c.counter = (int) Codec.readSigned(in);
        }
        c.knownTo = c.read(parts, KNOWN_TO, in);
        if ((parts & KNOWN_TO_EMITTED) != 0) {
            c.knownTo = c.emittedTo;
        }
        c.runFrom = c.read(parts, RUN_FROM, in);
        c.runTo = c.read(parts, RUN_TO, in);
        c.runOpen = c.read(parts, RUN_OPEN, in);
        c.runIngest = c.read(parts, RUN_INGEST, in);
        c.runCounterTime = c.read(parts, RUN_COUNTER_TIME, in);
        if ((parts & RUN_COUNTER) != 0) {
            c.runCounter = (int) Codec.readSigned(in);
        }
        if ((parts & GAPS) != 0) {
            c.gaps = in.readByte();
            c.counted = in.readUnsignedShort();
            c.bounds = new long[2 * c.gaps];
            long before = c.emittedTo;
            for (int i = 2 * c.gaps - 1; i >= 0; i--) {
                before -= Codec.readLength(in) * SECOND;
                c.bounds[i] = before;
            }
        }
        return c;
    }

    private long read(int parts, int part, DataInput in) throws IOException {
        return (parts & part) != 0 ? emittedTo - Codec.readSigned(in) : NEVER;
    }

    /** A clock that shares nothing with this one. */
    SignalClock copy() {
        SignalClock copy = new SignalClock();
        copy.newest = newest;
        copy.emittedTo = emittedTo;
        copy.counterTime = counterTime;
        copy.counter = counter;
        copy.knownTo = knownTo;
        copy.runFrom = runFrom;
        copy.runTo = runTo;
        copy.runOpen = runOpen;
        copy.runIngest = runIngest;
        copy.runCounterTime = runCounterTime;
        copy.runCounter = runCounter;
        copy.gaps = gaps;
        copy.counted = counted;
        copy.bounds = gaps == 0 ? NO_BOUNDS : Arrays.copyOf(bounds, 2 * gaps);
        return copy;
    }

    /** The binary form. */
    public static final class Form implements Codec<SignalClock> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SignalClock c, DataOutput out) throws IOException {
            c.write(0, out);
        }

        @Override
        public SignalClock read(int version, DataInput in) throws IOException {
            return SignalClock.read(0, in);
        }

        @Override
        public SignalClock copy(SignalClock c) {
            return c.copy();
        }
    }
}
