package org.wearablecoach.loop.adapt;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import org.wearablecoach.policy.LocalClock;

/**
 * The usual bedtime: the median start of the longest still period of each of the last 14 nights,
 * else 22:30. A night runs from noon to noon of the person's calendar; a period is still from one
 * move to the next, begins between 18:00 and 06:00 and lasts at least three hours.
 */
final class Bedtime {

    private static final int NIGHTS = 14;

    /** Fewer nights say nothing about what is usual. */
    private static final int LEAST_NIGHTS = 3;

    private static final int DEFAULT = 22 * 60 + 30;
    private static final int NOON = 12 * 60;
    private static final int DAY = 24 * 60;
    private static final int LEAST_MINUTES = 180;
    private static final int FIRST = 6 * 60;
    private static final int LAST = 18 * 60;
    private static final int NONE = -1;

    /** Starts of the last nights in minutes after noon, oldest first. */
    private short[] starts = {};

    /** The night that is being watched, days since 1970-01-01 of its first noon. */
    private long night = Long.MIN_VALUE;

    private int start = NONE;
    private int longest;
    private long lastMove = Long.MIN_VALUE;

    /**
     * Notes how far moves are known.
     *
     * @param newestMove newest minute with a move, minutes since 1970; {@code Long.MIN_VALUE}
     *     without one
     * @param zone of the person
     */
    void update(long newestMove, ZoneId zone) {
        if (newestMove == Long.MIN_VALUE || newestMove <= lastMove) {
            return;
        }
        if (lastMove != Long.MIN_VALUE && newestMove - lastMove >= LEAST_MINUTES) {
            period(lastMove + 1, (int) Math.min(DAY, newestMove - lastMove - 1), zone);
        }
        lastMove = newestMove;
    }

    private void period(long from, int length, ZoneId zone) {
        long time = from * 60_000L;
        int minute = LocalClock.time(zone, time).toSecondOfDay() / 60;
        int afterNoon = Math.floorMod(minute - NOON, DAY);
        if (afterNoon < FIRST || afterNoon > LAST) {
            return;
        }
        long day = LocalClock.day(zone, time) - (minute < NOON ? 1 : 0);
        if (day > night) {
            push();
            night = day;
        }
        if (day == night && length > longest) {
            longest = length;
            start = afterNoon;
        }
    }

    private void push() {
        if (start != NONE) {
            int keep = Math.min(starts.length, NIGHTS - 1);
            short[] next = Arrays.copyOfRange(starts, starts.length - keep, starts.length + 1);
            next[keep] = (short) start;
            starts = next;
        }
        start = NONE;
        longest = 0;
    }

    /** The usual bedtime in minutes since local midnight, 0 to 1439. */
    int minuteOfDay() {
        int count = starts.length + (start == NONE ? 0 : 1);
        if (count < LEAST_NIGHTS) {
            return DEFAULT;
        }
        short[] sorted = Arrays.copyOf(starts, count);
        if (start != NONE) {
            sorted[count - 1] = (short) start;
        }
        Arrays.sort(sorted);
        int median =
                count % 2 == 1
                        ? sorted[count / 2]
                        : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
        return Math.floorMod(median + NOON, DAY);
    }

    /** Minutes from a local minute of the day to the next bedtime; below 0 for 12 hours after. */
    int minutesTo(int localMinute) {
        return Math.floorMod(minuteOfDay() - localMinute + NOON, DAY) - NOON;
    }

    Bedtime copy() {
        Bedtime copy = new Bedtime();
        copy.starts = starts;
        copy.night = night;
        copy.start = start;
        copy.longest = longest;
        copy.lastMove = lastMove;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(starts.length);
        for (short value : starts) {
            out.writeShort(value);
        }
        out.writeLong(night);
        out.writeShort(start);
        out.writeShort(longest);
        out.writeLong(lastMove);
    }

    static Bedtime read(DataInput in) throws IOException {
        Bedtime bedtime = new Bedtime();
        bedtime.starts = new short[in.readByte()];
        for (int i = 0; i < bedtime.starts.length; i++) {
            bedtime.starts[i] = in.readShort();
        }
        bedtime.night = in.readLong();
        bedtime.start = in.readShort();
        bedtime.longest = in.readShort();
        bedtime.lastMove = in.readLong();
        return bedtime;
    }
}
