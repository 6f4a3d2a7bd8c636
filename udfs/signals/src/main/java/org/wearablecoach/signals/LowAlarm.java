package org.wearablecoach.signals;

/**
 * The probability from which low glucose is expected, for one person: a limit from training that
 * rises for those whom it disturbs too often.
 *
 * <p>One limit does not fit all: what gives one person a false alarm a day gives another three. So
 * each false alarm, after which nothing low came within 30 minutes, raises the person's own limit
 * by {@value #STEP} in log-odds, and each day that was watched lowers it by as much for every false
 * alarm a day that is accepted. In the long run a person gets no more of them than that. This is
 * the update of a running quantile (Robbins and Monro 1951; Gibbs and Candes 2021 for coverage).
 *
 * <p>Bounded on both sides: never under the limit from training, so that a person who is never low
 * gets no alarm for the sake of a rate; and at most {@value #MOST_RAISED} over it in log-odds.
 * Quiet days take all of it back. What became of an alarm is not guessed: where readings are
 * missing, it teaches nothing.
 *
 * <p>Alarms are counted here whether or not a message was sent, at a reading that is not low, and
 * not within 30 minutes of the one before.
 */
public final class LowAlarm {

    /** How far ahead a low is expected, and how long is silence after an alarm, ms. */
    public static final long AHEAD_MILLIS = 30 * 60_000L;

    /**
     * The limit that is used unless told otherwise: of the two thresholds at one false alarm a day,
     * 0.30 of people with type 1 diabetes and 0.22 of mostly healthy ones, the one that foresees
     * more. Whom it disturbs gets a higher one.
     */
    public static final double USUAL_RISK = 0.22;

    /** What a false alarm adds to the limit, in log-odds. */
    public static final float STEP = 0.1f;

    /** The most that a limit is raised, in log-odds. */
    public static final float MOST_RAISED = 3;

    /** No such time. */
    private static final long NEVER = Long.MIN_VALUE;

    /** After a longer silence of the sensor nobody knows what glucose did. */
    private static final long LONGEST_GAP_MILLIS = 15 * 60_000L;

    private static final double DAY_MILLIS = 86_400_000.0;

    /**
     * What holds for everybody.
     *
     * @param low a reading below this, mg/dL, is low
     * @param risk the limit from training, a probability; 1 for no alarm by probability
     * @param falseAlarmsPerDay how many are accepted; 0 where the limit is the same for everybody
     */
    public record Rule(double low, double risk, double falseAlarmsPerDay) {

        /** Checks the ranges. */
        public Rule {
            if (!(risk > 0 && risk <= 1) || !(falseAlarmsPerDay >= 0)) {
                throw new IllegalArgumentException(
                        "expected a probability over 0 and a rate of 0 or more, found "
                                + risk
                                + " and "
                                + falseAlarmsPerDay);
            }
        }
    }

    // Kept in 32 bits, so that storing it changes nothing.
    private float raised;
    private long newest = NEVER;
    private long alarm = NEVER;
    private boolean open;

    /** One that knows nothing of the person. */
    public LowAlarm() {}

    /**
     * One that is put back.
     *
     * @param raised see {@link #raised()}
     * @param newest see {@link #newest()}
     * @param alarm see {@link #alarm()}
     * @param open see {@link #isOpen()}
     */
    public LowAlarm(float raised, long newest, long alarm, boolean open) {
        this.raised = raised;
        this.newest = newest;
        this.alarm = alarm;
        this.open = open;
    }

    /** The person's limit: a probability from this on says that a low is expected. */
    public float limit(Rule rule) {
        if (rule.risk() >= 1) {
            return 1;
        }
        double own = rule.falseAlarmsPerDay() > 0 ? StrictMath.exp(raised) : 1;
        double odds = rule.risk() / (1 - rule.risk()) * own;
        return (float) (odds / (1 + odds));
    }

    /**
     * Takes a reading: it is what became of an alarm before, and may raise the next one.
     *
     * @param time of the reading, ms; one that is not later than the newest is passed over
     * @param mgDl the reading
     * @param risk probability of a low within 30 minutes; NaN where nobody said
     * @param forecastLow whether the forecast itself is low, which is an alarm whatever the limit
     * @return whether an alarm begins with this reading
     */
    public boolean reading(Rule rule, long time, float mgDl, float risk, boolean forecastLow) {
        if (time <= newest) {
            return false;
        }
        if (newest != NEVER) {
            double watched = Math.min(time - newest, LONGEST_GAP_MILLIS) / DAY_MILLIS;
            raise(-STEP * rule.falseAlarmsPerDay() * watched);
        }
        boolean low = mgDl < rule.low();
        if (open) {
            outcome(rule, time, low);
        }
        newest = time;
        boolean expected = !low && (forecastLow || risk >= limit(rule));
        if (!expected || (alarm != NEVER && time - alarm < AHEAD_MILLIS)) {
            return false;
        }
        alarm = time;
        open = true;
        return true;
    }

    private void outcome(Rule rule, long time, boolean low) {
        if (low && time - alarm <= AHEAD_MILLIS) {
            open = false;
            return;
        }
        if (time - alarm < AHEAD_MILLIS) {
            return;
        }
        open = false;
        boolean watched = alarm + AHEAD_MILLIS - newest <= LONGEST_GAP_MILLIS;
        if (watched && rule.falseAlarmsPerDay() > 0) {
            raise(STEP);
        }
    }

    private void raise(double by) {
        raised = (float) Math.max(0, Math.min(MOST_RAISED, raised + by));
    }

    /** How far the limit is raised over that from training, in log-odds. */
    public float raised() {
        return raised;
    }

    /** Time of the newest reading, ms. */
    public long newest() {
        return newest;
    }

    /** When the last alarm began, ms. */
    public long alarm() {
        return alarm;
    }

    /** Whether it is not known yet what became of the last alarm. */
    public boolean isOpen() {
        return open;
    }

    /** Another one that knows the same. */
    public LowAlarm copy() {
        return new LowAlarm(raised, newest, alarm, open);
    }
}
