package org.wearablecoach.simulation.testbed;

import java.util.List;
import java.util.SplittableRandom;

/**
 * StepCountJITAI (Karine and Marlin 2024, arXiv 2411.00336): a person whose context is uncertain,
 * who gets used to messages, and who leaves when addressed wrongly too often.
 *
 * <p>Actions: 0 none, 1 generic, 2 and 3 tailored to context 0 and 1. Observed are the probability
 * of context 1, habituation and disengagement, all from 0 to 1. An episode has at most 51 actions,
 * the last of which pays nothing.
 */
public final class StepCountJitai implements Environment {

    /** Actions of an episode at most. */
    public static final int HORIZON = 51;

    private static final double START = 0.1;
    private static final double TAILORED = 200;
    private static final double GENERIC = 50;
    private static final double IDLE = 0.1;
    private static final double LEAVES = 0.99;
    private static final double DISCERNIBLE = 0.1;
    private static final double SPREAD = 0.01;
    private static final double STEP_SD = 10;
    private static final double LEAST_STEPS = 1e-5;

    private final double sigma;
    private final boolean stochastic;
    private final Constants constants;
    private SplittableRandom random = new SplittableRandom(0);
    private int situation;
    private double probability;
    private double habituation;
    private double disengagement;
    private int taken = HORIZON;

    /**
     * How fast a person gets used to messages and gets over it.
     *
     * @param habituationStep rise of habituation per message
     * @param habituationDecay what remains of it after silence
     * @param disengagementStep rise of disengagement per wrong message
     * @param disengagementDecay what remains of it after a right one
     */
    public record Constants(
            double habituationStep,
            double habituationDecay,
            double disengagementStep,
            double disengagementDecay) {

        /** As published. */
        public static final Constants PUBLISHED = new Constants(0.05, 0.9, 0.4, 0.9);
    }

    /**
     * A person.
     *
     * @param sigma noise of the context's sensor, at least 0
     * @param stochastic whether the dynamics have noise
     * @param constants of the person
     */
    public StepCountJitai(double sigma, boolean stochastic, Constants constants) {
        if (!(sigma >= 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sigma " + sigma + " must be at least 0.");
        }
        this.sigma = sigma;
        this.stochastic = stochastic;
        this.constants = constants;
    }

    @Override
    public String name() {
        return stochastic ? "stepcount-jitai-stochastic" : "stepcount-jitai";
    }

    @Override
    public List<Variable> observations() {
        return List.of(
                new Variable("contextProbability", 0, 1, Place.HOURS, false),
                new Variable("habituation", 0, 1, Place.DOSAGE, false),
                new Variable("disengagement", 0, 1, Place.ACCEPTED, true));
    }

    @Override
    public int actions() {
        return 4;
    }

    @Override
    public int decisionsPerDay() {
        return HORIZON;
    }

    @Override
    public Dynamics dynamics() {
        return new Dynamics(List.of(1, 2), 1, 0, true, 1, -1, HORIZON - 1);
    }

    @Override
    public double[] reset(long seed) {
        random = new SplittableRandom(seed);
        situation = 0;
        probability = 0.5;
        habituation = START;
        disengagement = START;
        taken = 0;
        return observation();
    }

    private double[] observation() {
        return new double[] {probability, habituation, disengagement};
    }

    @Override
    public Step step(int action) {
        if (taken >= HORIZON) {
            throw new IllegalStateException("the episode has ended: reset the environment.");
        }
        boolean right = action == situation + 2;
        double h =
                action == 0
                        ? constants.habituationDecay() * habituation
                        : habituation + constants.habituationStep();
        double d =
                action == 0
                        ? disengagement
                        : action == 1 || right
                                ? constants.disengagementDecay() * disengagement
                                : disengagement + constants.disengagementStep();
        // Drawn whatever is done, so that the noise is common to all agents.
        double first = random.nextDouble();
        double second = random.nextDouble();
        long third = random.nextLong();
        if (stochastic) {
            h *= 1 + SPREAD * (first - 0.5);
            d *= 1 + SPREAD * (second - 0.5);
        }
        h = clip(h);
        d = clip(d);
        double steps = IDLE;
        if (action == 1) {
            steps += GENERIC * (1 - h);
        } else if (right) {
            steps += TAILORED * (1 - h);
        }
        if (stochastic) {
            double mean = Math.max(LEAST_STEPS, steps);
            double shape = mean / STEP_SD * (mean / STEP_SD);
            steps = Noise.gamma(new SplittableRandom(third), shape) * (STEP_SD * STEP_SD / mean);
        }
        habituation = h;
        disengagement = d;
        situation = random.nextBoolean() ? 1 : 0;
        double seen = situation + sigma * random.nextGaussian();
        probability = sigma > DISCERNIBLE ? posterior(seen) : situation;
        taken++;
        boolean left = d >= LEAVES;
        boolean last = taken == HORIZON;
        double reward = left || last ? 0 : steps;
        if (left) {
            taken = HORIZON;
        }
        return new Step(observation(), reward, last && !left ? Double.NaN : reward, left || last);
    }

    private double posterior(double seen) {
        // Both situations are equally likely, so the odds are the ratio of the densities.
        return 1 / (1 + StrictMath.exp((0.5 - seen) / (sigma * sigma)));
    }

    private static double clip(double u) {
        return Math.max(0, Math.min(1, u));
    }
}
