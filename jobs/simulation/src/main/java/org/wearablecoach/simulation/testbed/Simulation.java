package org.wearablecoach.simulation.testbed;

import java.util.List;
import org.wearablecoach.policy.Bounds;

/**
 * A whole simulation: one agent, one test-bed, some episodes.
 *
 * @param returns of the episodes in order
 */
public record Simulation(double[] returns) {

    /** Mean return of all episodes. */
    public double meanReturn() {
        return mean(0);
    }

    /** Mean return of the last tenth of the episodes, at least of one. */
    public double lastTenthMeanReturn() {
        return mean(returns.length - Math.max(1, returns.length / 10));
    }

    private double mean(int from) {
        double sum = 0;
        for (int i = from; i < returns.length; i++) {
            sum += returns[i];
        }
        return sum / (returns.length - from);
    }

    /**
     * Plays StepCountJITAI; the agent goes on learning from episode to episode.
     *
     * @param person who is simulated
     * @param agent who plays
     * @param bounds of sending and floor of each intervention
     * @param episodes how many, at least 1
     * @param seed of all randomness
     * @param progress hears of each episode's number and return
     */
    public static Simulation stepCount(
            StepCountJitai person,
            Trial.Starter agent,
            Bounds bounds,
            int episodes,
            long seed,
            Progress progress) {
        requireEpisodes(episodes);
        Trial trial = agent.start(person, bounds, seed);
        double[] returns = new double[episodes];
        for (int episode = 0; episode < episodes; episode++) {
            returns[episode] = trial.episode();
            progress.played(episode, returns[episode]);
        }
        return new Simulation(returns);
    }

    /**
     * Plays the HeartSteps model; an episode is one run of all persons, each with a fresh agent.
     *
     * @param persons coefficients
     * @param agent who plays
     * @param bounds of sending
     * @param runs how many, at least 1
     * @param seed of all randomness
     * @param progress hears of each run's number and return
     */
    public static Simulation heartSteps(
            List<HeartStepsPerson.Coefficients> persons,
            Trial.Starter agent,
            Bounds bounds,
            int runs,
            long seed,
            Progress progress) {
        requireEpisodes(runs);
        HeartStepsTrial trial = new HeartStepsTrial(persons, agent, bounds, seed);
        double[] returns = new double[runs];
        for (int run = 0; run < runs; run++) {
            returns[run] = trial.run(run);
            progress.played(run, returns[run]);
        }
        return new Simulation(returns);
    }

    /** Hears how far a simulation is. */
    @FunctionalInterface
    public interface Progress {

        /** An episode has ended. */
        void played(int episode, double its);
    }

    private static void requireEpisodes(int episodes) {
        if (episodes < 1) {
            throw new IllegalArgumentException("episodes " + episodes + ": choose 1 or more.");
        }
    }
}
