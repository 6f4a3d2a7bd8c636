package org.wearablecoach.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a message now costs later, as the margin that its advantage has to exceed: the proxy value
 * function of HeartSteps V2/V3 (Liao et al., IMWUT 2020) over the dosage.
 *
 * <p>margin(x) = gamma / (1 - gamma) eta(x), eta(x) = (1 - gamma)(1 - p_sed) [V(0.95 x) - V(0.95 x
 * + 1)], V a cubic B-spline. Every night V is computed again by value iteration on the person's own
 * regressions; what is used is 0.25 of the new eta and 0.75 of the prior one.
 *
 * <p>Its part of a person's statistics: number of rows, of available rows, whether there is a plan,
 * sums of g and f, X'X and X'y of the rows without a message and of the unavailable rows, and the
 * coefficients of V.
 */
public final class DelayedEffect {

    /** From so many rewarded rows on the person's own value function counts. */
    public static final int LEAST_ROWS = 10;

    /** Dosage enters the features as 0.05 x. */
    public static final double DOSAGE_SCALE = 0.05;

    private static final double TOP = 20;
    private static final int GRID = 201;
    private static final double STOP = 1e-2;
    private static final int MOST_UPDATES = 99;
    private static final BSplines BASIS = new BSplines(0, TOP, 48);
    private static final int ORDER = BSplines.ORDER;

    private static final int ROWS = 0;
    private static final int AVAILABLE = 1;
    private static final int PLANNED = 2;
    private static final int SUMS = 3;

    private final Settings settings;
    private final GaussianPrior idle;
    private final GaussianPrior unavailable;
    private final int g;
    private final int f;

    /**
     * What a trial fixes.
     *
     * @param gamma discount per decision
     * @param sedentary p_sed, the chance that the dosage rises without a message of ours
     * @param weight of the person's own eta
     * @param noiseVariance of the reward
     * @param baselineDosage position of the dosage in g
     * @param advantageDosage position of the dosage in f
     * @param value coefficients of the prior value function
     */
    public record Settings(
            double gamma,
            double sedentary,
            double weight,
            double noiseVariance,
            int baselineDosage,
            int advantageDosage,
            double[] value) {

        public Settings {
            if (!(gamma >= 0 && gamma < 1)) {
                throw new IllegalArgumentException(
                        "delayed effect: gamma " + gamma + " must be at least 0 and below 1.");
            }
            if (value.length != BASIS.functions()) {
                throw new IllegalArgumentException(
                        "delayed effect: the prior value function has "
                                + value.length
                                + " coefficients, expected "
                                + BASIS.functions()
                                + ".");
            }
        }
    }

    /**
     * A delayed effect.
     *
     * @param settings of the trial
     * @param idle prior of the reward's coefficients on g when available and nothing is sent
     * @param unavailable the same when not available
     * @param advantageLength number of entries of f
     */
    public DelayedEffect(
            Settings settings, GaussianPrior idle, GaussianPrior unavailable, int advantageLength) {
        this.settings = settings;
        this.idle = idle;
        this.unavailable = unavailable;
        this.g = idle.length();
        this.f = advantageLength;
    }

    /** Number of doubles per person. */
    public int length() {
        return SUMS + g + f + 2 * LinearPosterior.length(g) + BASIS.functions();
    }

    private int idleAt() {
        return SUMS + g + f;
    }

    private int unavailableAt() {
        return idleAt() + LinearPosterior.length(g);
    }

    private int valueAt() {
        return unavailableAt() + LinearPosterior.length(g);
    }

    /** Takes in one rewarded row, available or not. */
    public void learn(double[] statistics, int offset, LearningRow row) {
        statistics[offset + ROWS]++;
        for (int i = 0; i < g; i++) {
            statistics[offset + SUMS + i] += row.baseline()[i];
        }
        for (int i = 0; i < f; i++) {
            statistics[offset + SUMS + g + i] += row.advantage()[i];
        }
        if (!row.available()) {
            LinearPosterior.add(statistics, offset + unavailableAt(), row.baseline(), row.reward());
            return;
        }
        statistics[offset + AVAILABLE]++;
        if (row.chosen() == Choice.NONE) {
            LinearPosterior.add(statistics, offset + idleAt(), row.baseline(), row.reward());
        }
    }

    /** What the advantage has to exceed at a dosage. */
    public double margin(double[] statistics, int offset, double dosage) {
        double eta = eta(settings.value(), 0, dosage);
        if (statistics[offset + PLANNED] > 0) {
            double own = eta(statistics, offset + valueAt(), dosage);
            eta = settings.weight() * own + (1 - settings.weight()) * eta;
        }
        return settings.gamma() / (1 - settings.gamma()) * eta;
    }

    /** The person's own eta at a dosage, without the prior one. */
    double ownEta(double[] statistics, int offset, double dosage) {
        return eta(statistics, offset + valueAt(), dosage);
    }

    private double eta(double[] value, int at, double dosage) {
        double next = Dosage.DECAY * dosage;
        double difference = BASIS.value(next, value, at) - BASIS.value(next + 1, value, at);
        return (1 - settings.gamma()) * (1 - settings.sedentary()) * difference;
    }

    /**
     * The nightly value iteration. Without enough rows, or when a gate refuses, the last plan
     * stays.
     *
     * @param statistics of the person
     * @param offset of this part
     * @param effect posterior mean of the advantage's coefficients
     */
    public void plan(double[] statistics, int offset, double[] effect) {
        double rows = statistics[offset + ROWS];
        if (rows < LEAST_ROWS) {
            return;
        }
        double s2 = settings.noiseVariance();
        LinearPosterior whenIdle = LinearPosterior.of(idle, statistics, offset + idleAt(), s2);
        LinearPosterior whenUnavailable =
                LinearPosterior.of(unavailable, statistics, offset + unavailableAt(), s2);
        if (whenIdle == null || whenUnavailable == null) {
            return;
        }
        double[] meanG = new double[g];
        double[] meanF = new double[f];
        for (int i = 0; i < g; i++) {
            meanG[i] = statistics[offset + SUMS + i] / rows;
        }
        for (int i = 0; i < f; i++) {
            meanF[i] = statistics[offset + SUMS + g + i] / rows;
        }
        double available = statistics[offset + AVAILABLE] / rows;
        double[] value =
                iterate(meanG, meanF, whenIdle, whenUnavailable, effect, available).value();
        for (double coefficient : value) {
            if (!Double.isFinite(coefficient)) {
                return;
            }
        }
        System.arraycopy(value, 0, statistics, offset + valueAt(), value.length);
        statistics[offset + PLANNED] = 1;
    }

    /** A value function and how it was reached. */
    record Iteration(double[] value, int sweeps, double difference) {}

    /** The iteration for mean features whose dosage entries are replaced along the grid. */
    Iteration iterate(
            double[] meanG,
            double[] meanF,
            LinearPosterior whenIdle,
            LinearPosterior whenUnavailable,
            double[] effect,
            double available) {
        double[] idleReward = new double[GRID];
        double[] sentReward = new double[GRID];
        double[] unavailableReward = new double[GRID];
        for (int i = 0; i < GRID; i++) {
            double dosage = DOSAGE_SCALE * Grid.PLACES[i];
            meanG[settings.baselineDosage()] = dosage;
            meanF[settings.advantageDosage()] = dosage;
            idleReward[i] = whenIdle.mean(meanG);
            unavailableReward[i] = whenUnavailable.mean(meanG);
            double advantage = 0;
            for (int j = 0; j < f; j++) {
                advantage += meanF[j] * effect[j];
            }
            sentReward[i] = idleReward[i] + advantage;
        }
        double gamma = settings.gamma();
        double sedentary = settings.sedentary();
        double[] thetaAvailable = new double[BASIS.functions()];
        double[] thetaUnavailable = new double[BASIS.functions()];
        double[] theta = new double[BASIS.functions()];
        double[] targetAvailable = new double[GRID];
        double[] targetUnavailable = new double[GRID];
        int sweeps = 0;
        double difference = Double.POSITIVE_INFINITY;
        while (true) {
            difference = 0;
            for (int i = 0; i < GRID; i++) {
                double up = Grid.UP.value(i, theta);
                double mixed = sedentary * up + (1 - sedentary) * Grid.DOWN.value(i, theta);
                targetAvailable[i] =
                        Math.max(idleReward[i] + gamma * mixed, sentReward[i] + gamma * up);
                targetUnavailable[i] = unavailableReward[i] + gamma * mixed;
                double first = Math.abs(targetAvailable[i] - Grid.HERE.value(i, thetaAvailable));
                double second =
                        Math.abs(targetUnavailable[i] - Grid.HERE.value(i, thetaUnavailable));
                difference = Math.max(difference, Math.max(first, second));
            }
            if (difference <= STOP || sweeps >= MOST_UPDATES || Double.isNaN(difference)) {
                break;
            }
            sweeps++;
            thetaAvailable = Grid.leastSquares(targetAvailable);
            thetaUnavailable = Grid.leastSquares(targetUnavailable);
            for (int j = 0; j < theta.length; j++) {
                theta[j] = available * thetaAvailable[j] + (1 - available) * thetaUnavailable[j];
            }
        }
        return new Iteration(theta, sweeps, difference);
    }

    /** The basis at the places of the grid and at where the dosage goes from there. */
    private static final class Grid {

        static final double[] PLACES = places();
        static final Design HERE = new Design(1, 0);
        static final Design DOWN = new Design(Dosage.DECAY, 0);
        static final Design UP = new Design(Dosage.DECAY, 1);
        static final Cholesky NORMAL = normal();

        private Grid() {}

        private static double[] places() {
            double[] places = new double[GRID];
            for (int i = 0; i < GRID; i++) {
                places[i] = TOP * i / (GRID - 1);
            }
            return places;
        }

        private static Cholesky normal() {
            double[] packed = new double[Packed.length(BASIS.functions())];
            for (int i = 0; i < GRID; i++) {
                for (int a = 0; a < ORDER; a++) {
                    for (int b = 0; b <= a; b++) {
                        packed[Packed.at(HERE.first[i] + a, HERE.first[i] + b)] +=
                                HERE.values[i][a] * HERE.values[i][b];
                    }
                }
            }
            @Nullable Cholesky factor = Cholesky.of(packed, BASIS.functions());
            if (factor == null) {
                throw new IllegalStateException("the grid does not determine the value function");
            }
            return factor;
        }

        static double[] leastSquares(double[] y) {
            double[] right = new double[BASIS.functions()];
            for (int i = 0; i < GRID; i++) {
                for (int a = 0; a < ORDER; a++) {
                    right[HERE.first[i] + a] += HERE.values[i][a] * y[i];
                }
            }
            return NORMAL.solve(right);
        }
    }

    /** The basis at {@code scale x + shift} for each place x of the grid. */
    private static final class Design {

        private final int[] first = new int[GRID];
        private final double[][] values = new double[GRID][ORDER];

        Design(double scale, double shift) {
            for (int i = 0; i < GRID; i++) {
                double x = TOP * i / (GRID - 1);
                first[i] = BASIS.evaluate(scale * x + shift, values[i]);
            }
        }

        double value(int i, double[] theta) {
            double sum = 0;
            for (int a = 0; a < ORDER; a++) {
                sum += values[i][a] * theta[first[i] + a];
            }
            return sum;
        }
    }
}
