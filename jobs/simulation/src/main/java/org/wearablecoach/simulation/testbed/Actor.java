package org.wearablecoach.simulation.testbed;

/** Who takes the decisions of a trial, and may learn from them. One actor per person. */
interface Actor {

    /**
     * The action at a decision.
     *
     * @param time ms
     * @param observation of the environment
     * @param counter of the draw
     */
    int act(long time, double[] observation, String counter);

    /** What followed the last action; NaN when nothing is known. */
    void learn(double outcome);

    /** The last observation of an episode, after which nothing is done. */
    void end(long time, double[] observation);
}
