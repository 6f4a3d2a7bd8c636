package org.wearablecoach.signals;

/**
 * What a person's heart does when the person moves, learned minute by minute, so that arousal is
 * what is left: a walk is no stress.
 *
 * <p>A Bayesian linear regression of an arousal score y (heart rate, or variability with its sign
 * turned, as a personal z-score of the time of day) on two loads: what was done in the last three
 * minutes, and what in the seven before, from which the heart recovers. It starts from the
 * population's response, forgets over two weeks of minutes, and cuts residuals at 2.5 standard
 * deviations (Huber 1964, Ann Math Stat 35:73), so that a stressful day is not learned as usual.
 * West and Harrison, Bayesian Forecasting and Dynamic Models, 2nd edition, chapter 4 (discounting).
 *
 * <p>A load is 0 at rest and about 1 at a brisk walk of 100 steps a minute. The state is 13
 * numbers; no minute of data is kept.
 */
public final class ActivityResponse {

    /** Numbers of {@link #state}. */
    public static final int STATE = 13;

    /** Minutes before which nothing is said. */
    public static final int LEAST_MINUTES = 60;

    /** Response of the population at load 1, in standard deviations: now, and in recovery. */
    private static final double[] PRIOR = {0, 1.5, 0.5};

    /** Minutes at load 1 that the population's response counts for. */
    private static final double[] PRIOR_MINUTES = {30, 20, 20};

    private static final double PRIOR_VARIANCE_MINUTES = 60;
    private static final double MEMORY_MINUTES = 14 * 1440;
    private static final double CUT = 2.5;

    /** E[min(z^2, CUT^2)] of a standard normal z. */
    private static final double KEPT_VARIANCE = 0.97756;

    private static final double LEAST_SD = 0.3;

    /** Load from which a person moves. */
    private static final double MOVE = 0.2;

    private static final int REST = 10;
    private static final int MOVING = 11;
    private static final int MOVES = 12;

    /**
     * Minutes, six of the moment matrix, three of the right side, the variance of the residual at
     * rest and while moving, and minutes of moving.
     */
    private final double[] state;

    private final double[] beta = new double[3];

    /** A person about whom nothing is known. */
    public ActivityResponse() {
        this(new double[STATE]);
        state[REST] = 1;
        state[MOVING] = 1;
    }

    /**
     * As it was persisted.
     *
     * @param state from {@link #state}; kept, not copied
     */
    public ActivityResponse(double[] state) {
        if (state.length != STATE) {
            throw new IllegalArgumentException(
                    "a response to activity has " + STATE + " numbers, not " + state.length);
        }
        this.state = state;
    }

    /** The numbers to persist; not a copy. */
    public double[] state() {
        return state;
    }

    /** Minutes learned from, older ones counting less. */
    public double minutes() {
        return state[0];
    }

    /** Response at load 1 within the last three minutes, in standard deviations. */
    public double response() {
        solve();
        return beta[1];
    }

    /** The score that the loads alone explain. */
    public double expected(double now, double before) {
        solve();
        return beta[0] + beta[1] * now + beta[2] * before;
    }

    /**
     * How unusual a score is for the person, given what the person does.
     *
     * @param y arousal score: a personal z-score, higher when more aroused
     * @param now mean load of the last three minutes
     * @param before mean load of the seven minutes before those
     * @return in standard deviations of this person at that load; NaN before {@link #LEAST_MINUTES}
     */
    public double z(double y, double now, double before) {
        if (state[0] < LEAST_MINUTES) {
            return Double.NaN;
        }
        return (y - expected(now, before)) / sd(now);
    }

    /** A heart varies more while its owner moves. */
    private double sd(double now) {
        return Math.max(LEAST_SD, Math.sqrt(state[now < MOVE ? REST : MOVING]));
    }

    /** Learns from a minute; what is not finite is ignored. */
    public void learn(double y, double now, double before) {
        if (!Double.isFinite(y) || !Double.isFinite(now) || !Double.isFinite(before)) {
            return;
        }
        double sd = sd(now);
        double residual = (y - expected(now, before)) / sd;
        double weight = Math.min(1, CUT / Math.abs(residual));
        double kept = 1 - 1 / MEMORY_MINUTES;
        state[0] = kept * state[0] + 1;
        double cut = Math.min(CUT * CUT, residual * residual) / KEPT_VARIANCE;
        boolean rests = now < MOVE;
        state[MOVES] = kept * state[MOVES] + (rests ? 0 : 1);
        int at = rests ? REST : MOVING;
        double minutes = rests ? state[0] - state[MOVES] : state[MOVES];
        state[at] += (cut * sd * sd - state[at]) / (PRIOR_VARIANCE_MINUTES + minutes);
        double[] x = {1, now, before};
        at = 1;
        for (int i = 0; i < 3; i++) {
            for (int j = i; j < 3; j++) {
                state[at] = kept * state[at] + weight * x[i] * x[j];
                at++;
            }
        }
        for (int i = 0; i < 3; i++) {
            state[at] = kept * state[at] + weight * x[i] * y;
            at++;
        }
    }

    /** Solves (moments + prior) beta = right side + prior, by elimination; it is positive. */
    private void solve() {
        double a = state[1] + PRIOR_MINUTES[0];
        double b = state[2];
        double c = state[3];
        double d = state[4] + PRIOR_MINUTES[1];
        double e = state[5];
        double f = state[6] + PRIOR_MINUTES[2];
        double p = state[7] + PRIOR_MINUTES[0] * PRIOR[0];
        double q = state[8] + PRIOR_MINUTES[1] * PRIOR[1];
        double r = state[9] + PRIOR_MINUTES[2] * PRIOR[2];
        double d1 = d - b * b / a;
        double e1 = e - b * c / a;
        double f1 = f - c * c / a;
        double q1 = q - b * p / a;
        double r1 = r - c * p / a;
        beta[2] = (r1 - e1 * q1 / d1) / (f1 - e1 * e1 / d1);
        beta[1] = (q1 - e1 * beta[2]) / d1;
        beta[0] = (p - b * beta[1] - c * beta[2]) / a;
    }
}
