package org.wearablecoach.signals;

/**
 * Minutes of moderate and of vigorous activity of a local day. A vigorous minute is worth two (WHO
 * guidelines on physical activity 2020: 150 moderate or 75 vigorous minutes a week).
 *
 * <p>The state is three numbers, restored by {@link #IntensityMinutes(long, int, int)}.
 */
public final class IntensityMinutes {

    /** No day yet. */
    public static final long NEVER = Long.MIN_VALUE;

    private long dayStart;
    private int moderate;
    private int vigorous;

    /** No minute yet. */
    public IntensityMinutes() {
        this(NEVER, 0, 0);
    }

    /**
     * As it was persisted.
     *
     * @param dayStart first moment of the local day, ms; {@link #NEVER} without one
     * @param moderate minutes
     * @param vigorous minutes
     */
    public IntensityMinutes(long dayStart, int moderate, int vigorous) {
        this.dayStart = dayStart;
        this.moderate = moderate;
        this.vigorous = vigorous;
    }

    /**
     * Takes a minute; each minute once.
     *
     * @param intensity of the minute
     * @param minuteDayStart first moment of its local day, ms; a minute of an older day is left out
     */
    public void update(Intensity intensity, long minuteDayStart) {
        if (dayStart != NEVER && minuteDayStart < dayStart) {
            return;
        }
        if (minuteDayStart != dayStart) {
            dayStart = minuteDayStart;
            moderate = 0;
            vigorous = 0;
        }
        moderate += intensity == Intensity.MODERATE ? 1 : 0;
        vigorous += intensity == Intensity.VIGOROUS ? 1 : 0;
    }

    /** First moment of the local day, ms; {@link #NEVER} without one. */
    public long dayStart() {
        return dayStart;
    }

    /** Moderate minutes of the day. */
    public int moderate() {
        return moderate;
    }

    /** Vigorous minutes of the day. */
    public int vigorous() {
        return vigorous;
    }

    /** Moderate minutes and twice the vigorous ones. */
    public int equivalent() {
        return moderate + 2 * vigorous;
    }
}
