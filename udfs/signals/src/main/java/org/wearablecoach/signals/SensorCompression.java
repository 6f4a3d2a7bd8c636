package org.wearablecoach.signals;

/**
 * Suspects that someone lies on the glucose sensor: pressure drives fluid from the tissue, and the
 * reading drops within minutes and comes back as quickly (Baysal et al. 2014, J Diabetes Sci
 * Technol 8:1091).
 *
 * <p>A fall of 4 mg/dL a minute or more between neighbouring readings, by 20 mg/dL at least, is
 * faster than glucose falls by itself. From then on readings are suspect until one comes within a
 * tenth of the level before the drop, or for an hour, the length of most such drops. It is a flag
 * for quality and for people to read; a safety rule must not be silenced by it.
 *
 * <p>The state is four numbers, restored by {@link #SensorCompression(long, float, long, float)}.
 */
public final class SensorCompression {

    /** Never. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final double DROP_MG_DL = 20;
    private static final double DROP_MG_DL_PER_MINUTE = 4;
    private static final long NEIGHBOUR_MILLIS = 11 * 60_000L;
    private static final long LONGEST_MILLIS = 60 * 60_000L;
    private static final double BACK = 0.9;

    private long lastTime;
    private float lastMgDl;
    private long since;
    private float levelBefore;

    /** No suspicion. */
    public SensorCompression() {
        this(NEVER, 0, NEVER, 0);
    }

    /**
     * As it was persisted.
     *
     * @param lastTime sensor time of the last reading, ms; {@link #NEVER} without one
     * @param lastMgDl the last reading
     * @param since sensor time of the drop, ms; {@link #NEVER} without one
     * @param levelBefore the reading before the drop
     */
    public SensorCompression(long lastTime, float lastMgDl, long since, float levelBefore) {
        this.lastTime = lastTime;
        this.lastMgDl = lastMgDl;
        this.since = since;
        this.levelBefore = levelBefore;
    }

    /** Sensor time of the last reading, ms; {@link #NEVER} without one. */
    public long lastTime() {
        return lastTime;
    }

    /** The last reading, in mg/dL. */
    public float lastMgDl() {
        return lastMgDl;
    }

    /** Sensor time of the drop, ms; {@link #NEVER} when nothing is suspected. */
    public long since() {
        return since;
    }

    /** The reading before the drop, in mg/dL. */
    public float levelBefore() {
        return levelBefore;
    }

    /**
     * Takes a reading.
     *
     * @param time sensor time, ms; a reading not after the last one changes nothing
     * @param mgDl the reading
     * @return whether the reading is suspect
     */
    public boolean update(long time, float mgDl) {
        if (lastTime != NEVER && time <= lastTime) {
            return since != NEVER;
        }
        if (since != NEVER && (mgDl >= BACK * levelBefore || time - since > LONGEST_MILLIS)) {
            since = NEVER;
        } else if (since == NEVER && drops(time, mgDl)) {
            since = time;
            levelBefore = lastMgDl;
        }
        lastTime = time;
        lastMgDl = mgDl;
        return since != NEVER;
    }

    private boolean drops(long time, float mgDl) {
        if (lastTime == NEVER || time - lastTime > NEIGHBOUR_MILLIS) {
            return false;
        }
        double drop = (double) lastMgDl - mgDl;
        return drop >= DROP_MG_DL && drop >= DROP_MG_DL_PER_MINUTE * (time - lastTime) / 60_000;
    }
}
