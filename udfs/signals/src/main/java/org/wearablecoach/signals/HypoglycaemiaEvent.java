package org.wearablecoach.signals;

/**
 * Events of low glucose, by the 2019 international consensus (Battelino et al., Diabetes Care
 * 42:1593): an event begins when glucose has been below the limit for 15 minutes and ends when it
 * has been at or above 70 mg/dL for 15 minutes. One per limit and sensor.
 *
 * <p>A reading stands for the time since the one before it, at most five minutes. So three readings
 * of a five-minute sensor make 15 minutes. After a silence of more than 15 minutes what was begun
 * is forgotten, and an open event ends unseen.
 *
 * <p>The state is four numbers, restored by {@link #HypoglycaemiaEvent(float, long, long, long,
 * boolean)}.
 */
public final class HypoglycaemiaEvent {

    /** What a reading changed. */
    public enum Change {
        /** Nothing. */
        NONE,

        /** An event has begun: glucose has been low for 15 minutes. */
        BEGAN,

        /** The event has ended: glucose has been back for 15 minutes, or the sensor was silent. */
        ENDED
    }

    /** No reading yet. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final long LASTING_MILLIS = 15 * 60_000L;
    private static final long READING_MILLIS = 5 * 60_000L;

    private final float limit;
    private long lastTime;
    private long lowMillis;
    private long backMillis;
    private boolean open;

    /**
     * No event.
     *
     * @param limitMgDl 70 for level 1, 54 for level 2
     */
    public HypoglycaemiaEvent(float limitMgDl) {
        this(limitMgDl, NEVER, 0, 0, false);
    }

    /**
     * As it was persisted.
     *
     * @param limitMgDl 70 for level 1, 54 for level 2
     * @param lastTime sensor time of the last reading, ms; {@link #NEVER} without one
     * @param lowMillis how long glucose has been low
     * @param backMillis how long it has been back
     * @param open whether an event is going on
     */
    public HypoglycaemiaEvent(
            float limitMgDl, long lastTime, long lowMillis, long backMillis, boolean open) {
        this.limit = limitMgDl;
        this.lastTime = lastTime;
        this.lowMillis = lowMillis;
        this.backMillis = backMillis;
        this.open = open;
    }

    /** Sensor time of the last reading, ms; {@link #NEVER} without one. */
    public long lastTime() {
        return lastTime;
    }

    /** How long glucose has been low, in ms. */
    public long lowMillis() {
        return lowMillis;
    }

    /** How long glucose has been back, in ms. */
    public long backMillis() {
        return backMillis;
    }

    /** Whether an event is going on. */
    public boolean open() {
        return open;
    }

    /**
     * Takes a reading.
     *
     * @param time sensor time, ms; a reading not after the last one changes nothing
     * @param mgDl the reading
     */
    public Change update(long time, float mgDl) {
        if (lastTime != NEVER && time <= lastTime) {
            return Change.NONE;
        }
        boolean silent = lastTime != NEVER && time - lastTime > LASTING_MILLIS;
        long stands =
                lastTime == NEVER ? READING_MILLIS : Math.min(time - lastTime, READING_MILLIS);
        lastTime = time;
        boolean endedUnseen = silent && open;
        if (silent) {
            lowMillis = 0;
            backMillis = 0;
            open = false;
        }
        lowMillis = mgDl < limit ? lowMillis + stands : 0;
        backMillis = mgDl >= Glucose.LEVEL_1_MG_DL ? backMillis + stands : 0;
        if (open && backMillis >= LASTING_MILLIS) {
            open = false;
            return Change.ENDED;
        }
        if (!open && lowMillis >= LASTING_MILLIS) {
            open = true;
            return Change.BEGAN;
        }
        return endedUnseen ? Change.ENDED : Change.NONE;
    }
}
