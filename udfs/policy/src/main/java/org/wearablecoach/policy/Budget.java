package org.wearablecoach.policy;

/**
 * The sequential risk-time sampler of HeartSteps (SeqRTS): probabilities that spread a number of
 * messages over the decision points of a block of the local day at which a person is available.
 *
 * <p>p = clip((N - sum of final p so far) / (1 + expected remaining available decision points),
 * low, high), sum and expectation over the block. Together with a policy: p = clip(that times
 * p_policy / running mean of p_policy, low, high). Outside of the block nothing is spread: whoever
 * runs a budget keeps it as quiet there as in the quiet hours, so that a day has N as well; the few
 * draws that quiet hours exempt have the least probability.
 *
 * <p>How many decision points remain is learned per person: the mean number of available ones per
 * hour of the day, as they came, so that the silence after a message is counted. What the forecast
 * gets wrong on average is taken out by a correction of N that adds up what past days fell short:
 * while it is within its limit, what a day spends is N on average, whatever the policy's
 * probabilities are. Days of the warm-up, the first day and days without an available decision
 * point tell about the person and nothing about the budget; they correct nothing.
 *
 * <p>A person's state is {@link #LENGTH} doubles. All methods are called in the order of decisions.
 *
 * @param target N, messages a block
 * @param firstHour local hour at which the block begins, 0 to 23
 * @param lastHour local hour before which it ends, above {@code firstHour}, at most 24
 * @param low least probability
 * @param high largest probability
 * @param expected available decision points per hour of a person who is not known yet
 */
public record Budget(
        double target, int firstHour, int lastHour, double low, double high, double expected) {

    /** Number of doubles per person. */
    public static final int LENGTH = 32;

    private static final int DAY = 0;
    private static final int SPENT = 1;
    private static final int CORRECTION = 2;
    private static final int MEAN_POLICY = 3;
    private static final int DAYS = 4;
    private static final int HOUR = 5;
    private static final int SEEN = 6;
    private static final int POINTS = 7;
    private static final int PER_HOUR = 8;

    /** Share of a day in the running means: about the last ten days count. */
    private static final double FORGET = 0.1;

    /** Share of a day's shortfall that goes into the correction of the target. */
    private static final double GAIN = 0.25;

    /** Points of a day that corrects nothing. */
    private static final double NOT_COUNTED = -1;

    /** Share of one decision in the running mean of the policy's probability. */
    private static final double FORGET_POLICY = 0.01;

    public Budget {
        if (!(target > 0 && low > 0 && low <= high && high < 1 && expected >= 0)) {
            throw new IllegalArgumentException(
                    "budget: target "
                            + target
                            + ", bounds ["
                            + low
                            + ", "
                            + high
                            + "], expected "
                            + expected
                            + "; the target must be positive and the bounds inside (0, 1).");
        }
        if (!(firstHour >= 0 && firstHour < lastHour && lastHour <= 24)) {
            throw new IllegalArgumentException(
                    "budget: hours "
                            + firstHour
                            + " to "
                            + lastHour
                            + " are no part of a day; choose 0 <= first < last <= 24.");
        }
    }

    /** 1.5 messages between 9 and 21 o'clock within [0.005, 0.2], as published. */
    public static final Budget HEARTSTEPS = new Budget(1.5, 9, 21, 0.005, 0.2, 4);

    /** State of a person who is not known yet. */
    public double[] newState() {
        double[] state = new double[LENGTH];
        state[DAY] = Double.NEGATIVE_INFINITY;
        for (int hour = 0; hour < 24; hour++) {
            state[PER_HOUR + hour] = expected;
        }
        return state;
    }

    /**
     * Brings a state to the local time of a decision. Called before {@link #probability}, also at
     * decision points that are not available.
     *
     * @param state of the person, changed in place
     * @param day days since 1970-01-01 on the local calendar
     * @param hour of the local day, 0 to 23
     */
    public void advance(double[] state, long day, int hour) {
        if (state[DAY] == Double.NEGATIVE_INFINITY) {
            state[DAY] = day;
            state[HOUR] = hour;
            // Begun at any hour, it is no whole day.
            state[POINTS] = NOT_COUNTED;
            return;
        }
        if (day > state[DAY]) {
            // Hours of a day that had no decision point had no available one. Days without any
            // tell nothing: the device lay in a drawer.
            closeHours(state, 24);
            closeDay(state);
            state[DAY] = day;
            state[HOUR] = 0;
        }
        if (day == state[DAY] && hour > state[HOUR]) {
            closeHours(state, hour);
        }
    }

    /** Closes the hour that is open, and those before {@code until} that were passed over. */
    private static void closeHours(double[] state, int until) {
        for (int hour = (int) state[HOUR]; hour < until; hour++) {
            int at = PER_HOUR + hour;
            state[at] += FORGET * (state[SEEN] - state[at]);
            state[SEEN] = 0;
        }
        state[HOUR] = until;
    }

    private void closeDay(double[] state) {
        if (state[POINTS] > 0) {
            double correction = state[CORRECTION] + GAIN * (target - state[SPENT]);
            // Not more than one whole target either way: a person who is hardly ever available
            // must not make up for weeks at once.
            state[CORRECTION] = Math.max(-target, Math.min(target, correction));
        }
        state[SPENT] = 0;
        state[POINTS] = 0;
        state[DAYS]++;
    }

    /**
     * Whether an hour of the local day is within the block.
     *
     * @param hour 0 to 23
     */
    public boolean covers(int hour) {
        return hour >= firstHour && hour < lastHour;
    }

    /**
     * The probability that the budget allows at an available decision.
     *
     * @param state of the person
     * @param hour of the local day
     * @param policy the policy's probability; any constant for no policy
     */
    public double probability(double[] state, int hour, double policy) {
        return at(state, hour).probability(policy);
    }

    /**
     * What the budget makes of the policy's probability at one decision, with all numbers that it
     * looks at, so that a row can hold them.
     *
     * @param left messages that are left of the block's target; 0 outside of the block
     * @param remaining expected available decision points of the block after this one
     * @param mean running mean of the policy's probability; 0 before the first, and outside of the
     *     block
     * @param low least probability
     * @param high largest probability
     */
    public record Step(double left, double remaining, double mean, double low, double high) {

        /** Name in the allocation of a row. */
        static final String NAME = "budget";

        /**
         * The final probability before bounds.
         *
         * @param policy the policy's probability
         */
        public double probability(double policy) {
            double tilt = mean > 0 ? policy / mean : 1;
            return clip(clip(left / (1 + remaining)) * tilt);
        }

        private double clip(double probability) {
            return probability > low ? Math.min(probability, high) : low;
        }

        String text() {
            return AllocationText.step(NAME, left, remaining, mean, low, high);
        }
    }

    /**
     * What the budget does at an available decision.
     *
     * @param state of the person
     * @param hour of the local day
     */
    public Step at(double[] state, int hour) {
        if (!covers(hour)) {
            // Whatever the policy would give: the least.
            return new Step(0, 0, 0, low, high);
        }
        double mean = state[MEAN_POLICY];
        double remaining = Math.max(0, state[PER_HOUR + hour] - state[SEEN] - 1);
        for (int later = hour + 1; later < lastHour; later++) {
            remaining += state[PER_HOUR + later];
        }
        double left = target + state[CORRECTION] - state[SPENT];
        return new Step(left, remaining, mean, low, high);
    }

    /**
     * Takes in an available decision after its draw.
     *
     * @param state of the person, changed in place
     * @param hour of the local day
     * @param policy the policy's probability
     * @param probability the final p of the draw
     */
    public void spend(double[] state, int hour, double policy, double probability) {
        state[SEEN]++;
        if (covers(hour)) {
            state[SPENT] += probability;
            state[POINTS] += state[POINTS] == NOT_COUNTED ? 0 : 1;
        }
        double mean = state[MEAN_POLICY];
        state[MEAN_POLICY] = mean > 0 ? mean + FORGET_POLICY * (policy - mean) : policy;
    }

    /**
     * Takes in an available decision that the budget had no say in: one of the warm-up.
     *
     * @param state of the person, changed in place
     */
    public void pass(double[] state) {
        state[SEEN]++;
        state[POINTS] = NOT_COUNTED;
    }
}
