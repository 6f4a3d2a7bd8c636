package org.wearablecoach.loop.sense;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.wearablecoach.loop.Codec;

/**
 * The clock of one signal of one device, and which of its past is still open. Touched by every
 * record of the signal; at most 186 bytes.
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

    private int gaps;
    private final long[] bounds = new long[2 * MAX_GAPS];

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
        bounds[2 * gaps] = from;
        bounds[2 * gaps + 1] = to;
        counted &= ~(1 << gaps);
        gaps++;
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

    /** The binary form: bounds are whole seconds and lie before what is emitted. */
    public static final class Form implements Codec<SignalClock> {
        private static final long SECOND = 1_000;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SignalClock c, DataOutput out) throws IOException {
            out.writeLong(c.newest);
            out.writeLong(c.emittedTo);
            out.writeLong(c.counterTime);
            out.writeInt(c.counter);
            out.writeLong(c.knownTo);
            out.writeLong(c.runFrom);
            out.writeLong(c.runTo);
            out.writeLong(c.runOpen);
            out.writeLong(c.runIngest);
            out.writeLong(c.runCounterTime);
            out.writeInt(c.runCounter);
            out.writeByte(c.gaps);
            out.writeShort(c.counted);
            long before = c.emittedTo;
            for (int i = 2 * c.gaps - 1; i >= 0; i--) {
                Codec.writeLength((int) ((before - c.bounds[i]) / SECOND), out);
                before = c.bounds[i];
            }
        }

        @Override
        public SignalClock read(int version, DataInput in) throws IOException {
            SignalClock c = new SignalClock();
            c.newest = in.readLong();
            c.emittedTo = in.readLong();
            c.counterTime = in.readLong();
            c.counter = in.readInt();
            c.knownTo = in.readLong();
            c.runFrom = in.readLong();
            c.runTo = in.readLong();
            c.runOpen = in.readLong();
            c.runIngest = in.readLong();
            c.runCounterTime = in.readLong();
            c.runCounter = in.readInt();
            c.gaps = in.readByte();
            c.counted = in.readUnsignedShort();
            long before = c.emittedTo;
            for (int i = 2 * c.gaps - 1; i >= 0; i--) {
                before -= Codec.readLength(in) * SECOND;
                c.bounds[i] = before;
            }
            return c;
        }

        @Override
        public SignalClock copy(SignalClock c) {
            SignalClock copy = new SignalClock();
            copy.newest = c.newest;
            copy.emittedTo = c.emittedTo;
            copy.counterTime = c.counterTime;
            copy.counter = c.counter;
            copy.knownTo = c.knownTo;
            copy.runFrom = c.runFrom;
            copy.runTo = c.runTo;
            copy.runOpen = c.runOpen;
            copy.runIngest = c.runIngest;
            copy.runCounterTime = c.runCounterTime;
            copy.runCounter = c.runCounter;
            copy.gaps = c.gaps;
            copy.counted = c.counted;
            System.arraycopy(c.bounds, 0, copy.bounds, 0, c.bounds.length);
            return copy;
        }
    }
}
