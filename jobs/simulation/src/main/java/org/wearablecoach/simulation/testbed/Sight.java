package org.wearablecoach.simulation.testbed;

import org.wearablecoach.policy.DecisionPoint;

/** What an agent sees of an environment. */
interface Sight {

    /**
     * A decision point.
     *
     * @param time ms
     * @param observation of the environment
     * @param dosage decayed number of messages that were sent
     * @param eligible by intervention
     * @param counter of the draw
     */
    DecisionPoint point(
            long time, double[] observation, double dosage, boolean[] eligible, String counter);

    /** The observation as it is, behind a 1: for agents that were trained on it. */
    Sight PLAIN =
            (time, observation, dosage, eligible, counter) -> {
                double[] features = new double[observation.length + 1];
                features[0] = 1;
                System.arraycopy(observation, 0, features, 1, observation.length);
                return new DecisionPoint(time, features, features, dosage, eligible, counter);
            };
}
