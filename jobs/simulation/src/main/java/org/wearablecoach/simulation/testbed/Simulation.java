package org.wearablecoach.simulation.testbed;

import java.util.List;
import java.util.function.IntConsumer;
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
     * @param stochastic which variant
     * @param sigma noise of the context's sensor
     * @param agent as in {@link Trial}
     * @param bounds of sending and floor of each intervention
     * @param episodes how many, at least 1
     * @param seed of all randomness
     * @param progress hears of each episode's end
     */
    public static Simulation stepCount(
            boolean stochastic,
            double sigma,
            String agent,
            Bounds bounds,
            int episodes,
            long seed,
            IntConsumer progress) {
        requireEpisodes(episodes);
        StepCountJitai person =
                new StepCountJitai(sigma, stochastic, StepCountJitai.Constants.PUBLISHED);
        Trial trial = Trial.of(person, agent, bounds, seed);
        double[] returns = new double[episodes];
        for (int episode = 0; episode < episodes; episode++) {
            returns[episode] = trial.episode();
            progress.accept(episode);
        }
        return new Simulation(returns);
    }

    /**
     * Plays the HeartSteps model; an episode is one run of all persons, each with a fresh agent.
     *
     * @param persons coefficients
     * @param agent as in {@link Trial}
     * @param bounds of sending
     * @param runs how many, at least 1
     * @param seed of all randomness
     * @param progress hears of each run's end
     */
    public static Simulation heartSteps(
            List<HeartStepsPerson.Coefficients> persons,
            String agent,
            Bounds bounds,
            int runs,
            long seed,
            IntConsumer progress) {
        requireEpisodes(runs);
        HeartStepsTrial trial = new HeartStepsTrial(persons, agent, bounds, seed);
        double[] returns = new double[runs];
        for (int run = 0; run < runs; run++) {
            returns[run] = trial.run(run);
            progress.accept(run);
        }
        return new Simulation(returns);
    }

    private static void requireEpisodes(int episodes) {
        if (episodes < 1) {
            throw new IllegalArgumentException("episodes " + episodes + ": choose 1 or more.");
        }
    }
}
