package org.wearablecoach.signals;

/**
 * The rule-based source of activity, for minutes without acceleration: the kind of activity from
 * cadence, its intensity from heart rate.
 *
 * <p>Cadence: below 20 steps a minute still, 20 to 59 other, 60 to 129 walk, 130 and more run.
 * Where heart rate is missing, intensity falls back on cadence: 100 steps a minute moderate, 130
 * vigorous (Tudor-Locke et al. 2018, Br J Sports Med 52:776). Limits of heart-rate reserve: ACSM's
 * Guidelines for Exercise Testing and Prescription, 10th edition, table 6.1.
 */
public final class ActivityRule {

    /** Steps a minute from which a minute is not still. */
    public static final int OTHER_CADENCE = 20;

    /** Steps a minute from which a minute is a walk. */
    public static final int WALK_CADENCE = 60;

    /** Steps a minute from which a minute is a run. */
    public static final int RUN_CADENCE = 130;

    /** Steps a minute from which walking is moderate. */
    public static final int MODERATE_CADENCE = 100;

    /** Steps a minute from which it is vigorous. */
    public static final int VIGOROUS_CADENCE = 130;

    /** Share of the heart-rate reserve from which a minute is light. */
    public static final double LIGHT_RESERVE = 0.30;

    /** Share of the heart-rate reserve from which a minute is moderate. */
    public static final double MODERATE_RESERVE = 0.40;

    /** Share of the heart-rate reserve from which a minute is vigorous. */
    public static final double VIGOROUS_RESERVE = 0.60;

    private ActivityRule() {}

    /**
     * The activity of a minute.
     *
     * @param stepsPerMinute 0 or more; negative when there is no step count
     */
    public static Activity activity(double stepsPerMinute) {
        if (!(stepsPerMinute >= 0)) {
            return Activity.UNKNOWN;
        }
        if (stepsPerMinute >= RUN_CADENCE) {
            return Activity.RUN;
        }
        if (stepsPerMinute >= WALK_CADENCE) {
            return Activity.WALK;
        }
        return stepsPerMinute >= OTHER_CADENCE ? Activity.OTHER : Activity.STILL;
    }

    /**
     * The activity of a minute from what a motion model saw in its windows: the one it saw most;
     * ties go to the calmer one.
     *
     * @param still windows of sitting, standing or lying
     * @param walk windows of walking
     * @param stairs windows of stairs
     * @param run windows of running
     * @return unknown when nothing was seen
     */
    public static Activity most(int still, int walk, int stairs, int run) {
        int most = Math.max(Math.max(still, walk), Math.max(stairs, run));
        if (most == 0) {
            return Activity.UNKNOWN;
        }
        if (still == most) {
            return Activity.STILL;
        }
        if (walk == most) {
            return Activity.WALK;
        }
        return stairs == most ? Activity.STAIRS : Activity.RUN;
    }

    /**
     * The share of the heart-rate reserve that a heart rate uses (Karvonen): (heart rate - resting)
     * / (maximum - resting). Below 0 under the resting rate; NaN when a rate is missing or the
     * maximum is not above the resting rate.
     */
    public static double heartRateReserve(double bpm, double restingBpm, double maximumBpm) {
        double reserve = maximumBpm - restingBpm;
        return reserve > 0 ? (bpm - restingBpm) / reserve : Double.NaN;
    }

    /**
     * The intensity of a minute.
     *
     * @param reserve share of the heart-rate reserve; NaN when there is no heart rate
     * @param stepsPerMinute 0 or more; negative when there is no step count
     */
    public static Intensity intensity(double reserve, double stepsPerMinute) {
        if (reserve >= VIGOROUS_RESERVE) {
            return Intensity.VIGOROUS;
        }
        if (reserve >= MODERATE_RESERVE) {
            return Intensity.MODERATE;
        }
        if (reserve >= LIGHT_RESERVE) {
            return Intensity.LIGHT;
        }
        if (!Double.isNaN(reserve)) {
            return Intensity.VERY_LIGHT;
        }
        return byCadence(stepsPerMinute);
    }

    private static Intensity byCadence(double stepsPerMinute) {
        if (!(stepsPerMinute >= 0)) {
            return Intensity.UNKNOWN;
        }
        if (stepsPerMinute >= VIGOROUS_CADENCE) {
            return Intensity.VIGOROUS;
        }
        if (stepsPerMinute >= MODERATE_CADENCE) {
            return Intensity.MODERATE;
        }
        return stepsPerMinute >= OTHER_CADENCE ? Intensity.LIGHT : Intensity.VERY_LIGHT;
    }
}
