package org.wearablecoach.policy;

/**
 * An agent: state in, probabilities out, and an update from a logged row.
 *
 * <p>A policy itself is immutable and shared by all persons. What it knows of one person is one
 * array of {@link #statisticsLength()} doubles, of a length that never grows; that array is the
 * whole serialised state, so that it can stand in keyed state and be computed again from the log. A
 * new version of a policy with the same {@link #statisticsSchema()} goes on with the arrays of the
 * old one: only priors and allocation change.
 */
public interface Policy {

    /** The kind of agent, as in a specification: {@code fixed}, {@code thompson}, ... */
    String kind();

    /**
     * Name of the layout of the statistics, as {@code thompson-11-5-4}. Arrays of one schema are
     * never given to a policy of another.
     */
    String statisticsSchema();

    /** Number of doubles per person. */
    int statisticsLength();

    /** The statistics of a person of whom nothing is known. */
    double[] newStatistics();

    /**
     * What to do at one decision. Never throws for numbers it cannot use: it refuses, see {@link
     * Proposal#refused}.
     *
     * @param point what is seen
     * @param statistics of the person; not changed
     */
    Proposal propose(DecisionPoint point, double[] statistics);

    /**
     * Takes in one closed decision, in the order of closing. Rows with a feature that is not a
     * number are left out.
     *
     * @param statistics of the person, changed in place
     */
    void learn(double[] statistics, LearningRow row);

    /**
     * Takes in that a decision was taken, in the order of decisions, for agents that learn how the
     * state goes on. Called after the draw at every decision point, also an unavailable one.
     *
     * @param statistics of the person, changed in place
     * @param point what was seen
     * @param available whether something could be sent
     * @param chosen index of what was sent, or {@link Choice#NONE}
     */
    default void observe(double[] statistics, DecisionPoint point, boolean available, int chosen) {}

    /**
     * The nightly work: called once before the first decision of each local day.
     *
     * @param statistics of the person, changed in place
     * @param counter of the first decision of the day, for agents that sample, see {@link Draw}
     */
    default void plan(double[] statistics, String counter) {}
}
