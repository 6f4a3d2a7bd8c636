package org.wearablecoach.signals;

/**
 * Two hours of glucose as a model wants them: the newest reading and the values 5, 10, ... 115
 * minutes before it in mg/dL, whenever the sensor measured, and how many of them are known.
 *
 * <p>A value between two readings that are at most 20 minutes apart (three readings of a
 * five-minute sensor missing) lies on the line between them; across a longer gap nothing is known,
 * nor before it. What is not known repeats the oldest known value. Nothing newer than the newest
 * reading is looked at. Pure; allocates nothing.
 */
public final class GlucoseHistory {

    /** Name of this list of features, for model manifests. */
    public static final String SCHEMA_NAME = "glucose-history";

    /** Version of this list of features. */
    public static final int SCHEMA = 1;

    /** Values of the history, the newest first. */
    public static final int SLOTS = 24;

    /** Values of a row: the history, then how many of them are known. */
    public static final int WIDTH = SLOTS + 1;

    /** From one value to the next, ms. */
    public static final long SLOT_MILLIS = 5 * 60_000L;

    /** Readings further apart than this are not joined, ms. */
    public static final long LONGEST_GAP_MILLIS = 20 * 60_000L + 30_000L;

    /** How far back anything is looked at, ms. */
    public static final long SPAN_MILLIS = (SLOTS - 1) * SLOT_MILLIS + LONGEST_GAP_MILLIS;

    /** Fewer known values than this, an hour of them, are too few to say anything. */
    public static final int LEAST_KNOWN = 12;

    /** A reading that comes a little later than a slot still fills it, ms. */
    private static final long TOLERANCE_MILLIS = SLOT_MILLIS / 2;

    private GlucoseHistory() {}

    /**
     * Computes a row.
     *
     * @param times of the readings, ms, ascending
     * @param mgDl the readings
     * @param newest index of the newest one
     * @param out receives {@link #WIDTH} values
     * @param at where the first of them goes
     * @return how many values are known
     */
    public static int compute(long[] times, float[] mgDl, int newest, float[] out, int at) {
        long now = times[newest];
        out[at] = mgDl[newest];
        int known = 1;
        int i = newest;
        while (known < SLOTS) {
            long wanted = now - known * SLOT_MILLIS;
            while (i > 0 && times[i] > wanted && times[i] - times[i - 1] <= LONGEST_GAP_MILLIS) {
                i--;
            }
            float value;
            if (times[i] <= wanted) {
                value = between(times, mgDl, i, newest, wanted);
            } else if (times[i] - wanted <= TOLERANCE_MILLIS) {
                value = mgDl[i];
            } else {
                break;
            }
            out[at + known++] = value;
        }
        float oldest = out[at + known - 1];
        for (int slot = known; slot < SLOTS; slot++) {
            out[at + slot] = oldest;
        }
        out[at + SLOTS] = known;
        return known;
    }

    private static float between(long[] times, float[] mgDl, int i, int newest, long wanted) {
        if (i == newest || times[i] == wanted) {
            return mgDl[i];
        }
        double share = (wanted - times[i]) / (double) (times[i + 1] - times[i]);
        return (float) (mgDl[i] + share * (mgDl[i + 1] - mgDl[i]));
    }

    /** The meaning of each value, for model manifests. */
    public static String[] names() {
        String[] names = new String[WIDTH];
        for (int slot = 0; slot < SLOTS; slot++) {
            names[slot] = slot == 0 ? "now" : "before" + 5 * slot + "Min";
        }
        names[SLOTS] = "known";
        return names;
    }

    /** The unit of each value. */
    public static String[] units() {
        String[] units = new String[WIDTH];
        java.util.Arrays.fill(units, "mg/dL");
        units[SLOTS] = "1";
        return units;
    }
}
