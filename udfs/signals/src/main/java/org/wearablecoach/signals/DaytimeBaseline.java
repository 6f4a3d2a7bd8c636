package org.wearablecoach.signals;

/**
 * What is usual for one person in one signal at each time of day: one {@link PersonalBaseline} over
 * all, and one for each three hours of the local day.
 *
 * <p>A time of day that is new starts from what is known of the person at all times, with the width
 * of how much people differ over the day; so a first night is judged by the days before it,
 * honestly wide. Between the middles of two times of day mean and width go over in a straight line,
 * so that nothing jumps at three o'clock.
 *
 * <p>The state is 36 numbers, given by {@link #state()} and restored by {@link
 * #DaytimeBaseline(double[])}.
 */
public final class DaytimeBaseline {

    /** Number of times of day. */
    public static final int PARTS = 8;

    /** Length of the state. */
    public static final int STATE = 4 * (PARTS + 1);

    private static final int MINUTES_PER_PART = 24 * 60 / PARTS;

    /** How far a time of day may lie from the person's mean, in spreads within a person. */
    private static final double DAYTIME_SPREAD = 0.75;

    private final PersonalBaseline overall;
    private final PersonalBaseline[] parts = new PersonalBaseline[PARTS];
    private final boolean[] known = new boolean[PARTS];

    /** A baseline of a person about whom nothing is known. */
    public DaytimeBaseline(Population population) {
        overall = new PersonalBaseline(population);
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new PersonalBaseline(0, 0, 0, 0);
        }
    }

    /** A baseline as it was persisted: see {@link #state()}. */
    public DaytimeBaseline(double[] state) {
        if (state.length != STATE) {
            throw new IllegalArgumentException(
                    "a daytime baseline has 36 numbers, not " + state.length);
        }
        overall = restore(state, 0);
        for (int i = 0; i < PARTS; i++) {
            parts[i] = restore(state, i + 1);
            known[i] = parts[i].variance() > 0;
        }
    }

    private static PersonalBaseline restore(double[] state, int index) {
        int at = 4 * index;
        return new PersonalBaseline(state[at], state[at + 1], state[at + 2], state[at + 3]);
    }

    /**
     * The numbers to persist: mean, variance of the mean, variance and recent residual, first over
     * all, then of each time of day from midnight on; zeros where a time of day is new.
     */
    public double[] state() {
        double[] state = new double[STATE];
        store(overall, state, 0);
        for (int i = 0; i < PARTS; i++) {
            store(parts[i], state, i + 1);
        }
        return state;
    }

    private static void store(PersonalBaseline baseline, double[] state, int index) {
        int at = 4 * index;
        state[at] = baseline.mean();
        state[at + 1] = baseline.meanVariance();
        state[at + 2] = baseline.variance();
        state[at + 3] = baseline.recent();
    }

    /** An equal baseline that learns on its own. */
    public DaytimeBaseline copy() {
        return new DaytimeBaseline(state());
    }

    /** Whether a time of day, 0 to 7 from midnight on, has been learned from. */
    public boolean knows(int part) {
        return known[part];
    }

    /** The person's baseline over all times of day. */
    public PersonalBaseline overall() {
        return overall;
    }

    /**
     * The person's mean at a time of day.
     *
     * @param minuteOfDay local, 0 to 1499 as days have
     */
    public double mean(int minuteOfDay) {
        int part = part(minuteOfDay);
        if (!known[part]) {
            return overall.mean();
        }
        int beside = beside(minuteOfDay, part);
        double own = parts[part].mean();
        double share = shareBeside(minuteOfDay, part);
        return known[beside] ? own + share * (parts[beside].mean() - own) : own;
    }

    /** Standard deviation of the next sample at a time of day, as far as it is known. */
    public double width(int minuteOfDay) {
        int part = part(minuteOfDay);
        if (!known[part]) {
            double daytime = DAYTIME_SPREAD * DAYTIME_SPREAD * overall.variance();
            return Math.sqrt(overall.variance() + overall.meanVariance() + daytime);
        }
        int beside = beside(minuteOfDay, part);
        double own = parts[part].width();
        double share = shareBeside(minuteOfDay, part);
        return known[beside] ? own + share * (parts[beside].width() - own) : own;
    }

    /** How unusual a value is for the person at a time of day, in standard deviations. */
    public double z(double value, int minuteOfDay) {
        return (value - mean(minuteOfDay)) / width(minuteOfDay);
    }

    /**
     * Learns from a sample.
     *
     * @param value a sample; one that is not finite is ignored
     * @param minuteOfDay local, 0 to 1499 as days have
     * @param all what the baseline started from
     * @param ofPart the same for one time of day: see {@link #ofPart}
     */
    public void update(double value, int minuteOfDay, Population all, Population ofPart) {
        if (!Double.isFinite(value)) {
            return;
        }
        int part = part(minuteOfDay);
        if (!known[part]) {
            double daytime = DAYTIME_SPREAD * DAYTIME_SPREAD * overall.variance();
            parts[part] =
                    new PersonalBaseline(
                            overall.mean(),
                            overall.meanVariance() + daytime,
                            overall.variance(),
                            0);
            known[part] = true;
        }
        overall.update(value, all);
        // A fever shows in the whole day before it shows in two days of one hour.
        parts[part].update(value, ofPart, overall.unusual());
    }

    /**
     * What one time of day starts from: as the whole day, with a memory of as many days. A run of
     * unusual values is recognised over two days of that time of day.
     */
    public static Population ofPart(Population all) {
        double samples = 1.0 / PARTS;
        return new Population(
                all.mean(),
                all.betweenSd(),
                all.withinSd(),
                all.samplesPerIndependent(),
                Math.max(all.memorySamples() * samples, 2 * all.samplesPerIndependent()),
                Math.max(2 * all.recentSamples() * samples, 1));
    }

    private static int part(int minuteOfDay) {
        // The extra hour of a day of 25 belongs to its evening.
        return Math.min(minuteOfDay / MINUTES_PER_PART, PARTS - 1);
    }

    private static double fromMiddle(int minuteOfDay, int part) {
        double minute = Math.min(minuteOfDay, PARTS * MINUTES_PER_PART - 1);
        return minute - (part + 0.5) * MINUTES_PER_PART;
    }

    private static int beside(int minuteOfDay, int part) {
        int step = fromMiddle(minuteOfDay, part) < 0 ? -1 : 1;
        return Math.floorMod(part + step, PARTS);
    }

    private static double shareBeside(int minuteOfDay, int part) {
        return Math.abs(fromMiddle(minuteOfDay, part)) / MINUTES_PER_PART;
    }
}
