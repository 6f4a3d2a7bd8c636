package org.wearablecoach.simulation.testbed;

import java.util.List;
import org.wearablecoach.policy.Bounds;

/**
 * Runs of the 42-person HeartSteps model: every person meets a fresh agent and plays 252 days. Run
 * r has the same noise whatever the agent.
 */
public final class HeartStepsTrial {

    private final List<HeartStepsPerson.Coefficients> persons;
    private final Trial.Starter agent;
    private final Bounds bounds;
    private final long seed;

    /**
     * A trial.
     *
     * @param persons coefficients, one entry a person
     * @param agent who plays
     * @param bounds of sending
     * @param seed of the first run
     */
    public HeartStepsTrial(
            List<HeartStepsPerson.Coefficients> persons,
            Trial.Starter agent,
            Bounds bounds,
            long seed) {
        this.persons = List.copyOf(persons);
        this.agent = agent;
        this.bounds = bounds;
        this.seed = seed;
    }

    /** Mean daily commitment of each person in one run. */
    public double[] persons(int run) {
        double[] means = new double[persons.size()];
        for (int i = 0; i < means.length; i++) {
            long own = (seed + run) * persons.size() + i;
            HeartStepsPerson person = new HeartStepsPerson(persons.get(i));
            means[i] = agent.start(person, bounds, own).episode();
        }
        return means;
    }

    /** Mean over the persons in one run: the return of an episode. */
    public double run(int run) {
        double sum = 0;
        for (double mean : persons(run)) {
            sum += mean;
        }
        return sum / persons.size();
    }
}
