package org.wearablecoach.simulation.testbed;

import org.wearablecoach.policy.Draw;

/**
 * Does the same always, or anything with equal chances, outside of all bounds: a reference line.
 */
final class ScriptedActor implements Actor {

    private final double[] cumulated;

    /** An actor with one probability per action. */
    ScriptedActor(double[] probabilities) {
        cumulated = new double[probabilities.length];
        double sum = 0;
        for (int i = 0; i < cumulated.length; i++) {
            sum += probabilities[i];
            cumulated[i] = sum;
        }
    }

    @Override
    public int act(long time, double[] observation, String counter) {
        double u = Draw.uniform(counter);
        int action = 0;
        while (action < cumulated.length - 1 && u >= cumulated[action]) {
            action++;
        }
        return action;
    }

    @Override
    public void learn(double outcome) {}

    @Override
    public void end(long time, double[] observation) {}
}
