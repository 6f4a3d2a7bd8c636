package org.wearablecoach.signals;

/**
 * The glucose readings of one day of 24 hours UTC, in 288 places of five minutes: what state keeps
 * of a sensor. At most one reading a place, the latest; 864 bytes, however often a sensor reports.
 *
 * <p>Readings may come in any order. Times are kept to 2 s, values to 1/32 mg/dL, so whole numbers
 * of mg/dL are kept exactly.
 */
public final class GlucoseDay {

    /** Length of the day, in ms. */
    public static final long MILLIS = 86_400_000;

    /** Number of places. */
    public static final int PLACES = 288;

    private static final long PLACE_MILLIS = MILLIS / PLACES;
    private static final long OFFSET_MILLIS = 2_000;
    private static final float VALUES_PER_MG_DL = 32;

    private final long day;
    private final short[] values;
    private final byte[] offsets;

    /**
     * An empty day.
     *
     * @param day number of the day since 1970-01-01 UTC; see {@link #dayOf}
     */
    public GlucoseDay(long day) {
        this(day, new short[PLACES], new byte[PLACES]);
    }

    /**
     * A day as it was persisted.
     *
     * @param values 288 readings in 1/32 mg/dL; 0 where there is none
     * @param offsets 288 times in 2 s since the start of the place
     */
    public GlucoseDay(long day, short[] values, byte[] offsets) {
        if (values.length != PLACES || offsets.length != PLACES) {
            throw new IllegalArgumentException(
                    "a glucose day has 288 values and offsets, not "
                            + values.length
                            + " and "
                            + offsets.length);
        }
        this.day = day;
        this.values = values;
        this.offsets = offsets;
    }

    /** The number of the day around a moment, since 1970-01-01 UTC. */
    public static long dayOf(long time) {
        return Math.floorDiv(time, MILLIS);
    }

    /** The number of the day. */
    public long day() {
        return day;
    }

    /** The readings to persist; not a copy. */
    public short[] values() {
        return values;
    }

    /** The times to persist; not a copy. */
    public byte[] offsets() {
        return offsets;
    }

    /**
     * Keeps a reading. Of several in one place the latest is kept, of several at one time the one
     * that came last.
     *
     * @param time sensor time within the day, ms
     * @param mgDl reading that {@link Plausible} accepts
     */
    public void put(long time, float mgDl) {
        long within = time - day * MILLIS;
        if (within < 0 || within >= MILLIS) {
            throw new IllegalArgumentException("the reading is of another day than the state");
        }
        int place = (int) (within / PLACE_MILLIS);
        int offset = (int) (within % PLACE_MILLIS / OFFSET_MILLIS);
        if (values[place] == 0 || offset >= (offsets[place] & 0xFF)) {
            values[place] = (short) Math.round(mgDl * VALUES_PER_MG_DL);
            offsets[place] = (byte) offset;
        }
    }

    /**
     * Appends the readings of a part of the day to arrays with room for them, oldest first.
     *
     * @param from first moment, inclusive, ms
     * @param to last moment, exclusive, ms
     * @param times receives sensor times, in ms
     * @param mgDl receives readings
     * @param at index of the first one to be appended
     * @return index after the last one that was appended
     */
    public int read(long from, long to, long[] times, float[] mgDl, int at) {
        int next = at;
        for (int place = 0; place < PLACES; place++) {
            if (values[place] == 0) {
                continue;
            }
            long time =
                    day * MILLIS + place * PLACE_MILLIS + (offsets[place] & 0xFF) * OFFSET_MILLIS;
            if (time >= from && time < to) {
                times[next] = time;
                mgDl[next++] = values[place] / VALUES_PER_MG_DL;
            }
        }
        return next;
    }
}
