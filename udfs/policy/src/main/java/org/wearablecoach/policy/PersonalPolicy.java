package org.wearablecoach.policy;

/**
 * What a policy keeps of one person: a state, changed in place by {@link PolicyRun} and stored
 * between decisions. Every entry has a value for a person of whom nothing is known.
 */
public final class PersonalPolicy {

    /** No such time. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Layout of {@link #statistics}, see {@link Policy#statisticsSchema()}; empty at first. */
    public String schema = "";

    /** The agent's statistics; empty at first, and of an agent that learns nothing. */
    public double[] statistics = {};

    /** State of the {@link Budget}; empty without one. */
    public double[] budget = {};

    /** Number and mean of the rewards without a message, by outcome; empty where not used. */
    public double[] usual = {};

    /** Time of the first available decision, from which the warm-up counts. */
    public long since = NEVER;

    /** Local day of the last plan, days since 1970-01-01. */
    public long plannedDay = NEVER;

    /**
     * Whether a closed decision ever named a delivery. From then on a message without one is taken
     * not to have arrived; before, devices that report none are taken at their word.
     */
    public boolean reportsDelivery;

    /** A state that shares nothing with this one. */
    public PersonalPolicy copy() {
        PersonalPolicy copy = new PersonalPolicy();
        copy.schema = schema;
        copy.statistics = statistics.clone();
        copy.budget = budget.clone();
        copy.usual = usual.clone();
        copy.since = since;
        copy.plannedDay = plannedDay;
        copy.reportsDelivery = reportsDelivery;
        return copy;
    }

    /** Whether nothing was noted yet, so that nothing need be stored. */
    public boolean isNew() {
        return schema.isEmpty() && since == NEVER && budget.length == 0 && !reportsDelivery;
    }
}
