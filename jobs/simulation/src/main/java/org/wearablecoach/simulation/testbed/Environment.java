package org.wearablecoach.simulation.testbed;

import java.util.List;

/**
 * A simulated person in the manner of a reinforcement-learning environment: reset, then step until
 * the episode has ended. An instance is played by one thread.
 */
public interface Environment {

    /** Name for the command line. */
    String name();

    /** The observed variables in their order, with what each stands for. */
    List<Variable> observations();

    /** Number of actions; action 0 sends nothing. */
    int actions();

    /** Decisions a day: agents plan before the first of each. */
    int decisionsPerDay();

    /** How the observations move. */
    Dynamics dynamics();

    /**
     * Starts an episode.
     *
     * @param seed of its noise; the noise does not depend on the actions, so that equal seeds
     *     compare agents under common random numbers
     * @return the first observation
     */
    double[] reset(long seed);

    /**
     * Takes an action.
     *
     * @param action 0 to {@link #actions()} - 1
     * @throws IllegalStateException when the episode has ended
     */
    Step step(int action);

    /** A feature of the job that an observed variable can stand in for. */
    enum Place {
        /** The decayed number of messages: how used the person is to them. */
        DOSAGE,

        /** The hours since a move: what changes of itself. */
        HOURS,

        /** The z-score of arousal: anything standardised. */
        AROUSAL,

        /** The share of messages that were accepted: how the person takes them. */
        ACCEPTED
    }

    /**
     * An observed variable.
     *
     * @param name of it
     * @param low lower end of its range
     * @param high upper end
     * @param place which feature of the job it stands in for
     * @param opposite whether more of it is less of that feature
     */
    record Variable(String name, double low, double high, Place place, boolean opposite) {}

    /**
     * What one who sets up a trial knows of the variables, no coefficient among it.
     *
     * @param slow variables that doses move, by position
     * @param absorbing which of the slow ones means at its upper end that the person has left; -1
     *     for none
     * @param context position of the variable that changes from decision to decision
     * @param latent whether the context is the probability of one of two situations
     * @param period decisions per step of the slow variables
     * @param objective which of the slow ones is to be kept high; -1 when the outcomes are
     * @param horizon decisions that count before the person starts anew, as a trial announces it; 0
     *     when the person goes on
     */
    record Dynamics(
            List<Integer> slow,
            int absorbing,
            int context,
            boolean latent,
            int period,
            int objective,
            int horizon) {}

    /**
     * What followed an action.
     *
     * @param observation next observation
     * @param reward what the episode is scored by
     * @param outcome proximal outcome of the decision; NaN without one
     * @param ended whether the episode is over
     */
    record Step(double[] observation, double reward, double outcome, boolean ended) {}
}
