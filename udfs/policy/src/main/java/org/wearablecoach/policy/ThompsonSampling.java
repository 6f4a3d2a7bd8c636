package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Advantage;

/**
 * Action-centred Bayesian linear Thompson sampling, the core of HeartSteps V2/V3 (Liao et al.,
 * IMWUT 2020), Oralytics (arXiv 2406.13127), MiWaves (arXiv 2402.17739) and pJITAI.
 *
 * <p>Reward model: R = g'a0 + p f'a1 + (A - p) f'b + A sum_k (1{I = k} - q_k) h'c_k + e, with p the
 * final probability and q the final shares that were logged, and h the first entries of f. Centring
 * A on p keeps b nearly unbiased when the baseline is mis-specified; the last block, by which
 * interventions are told apart, is centred on q and leaves b alone.
 *
 * <p>A person's statistics are the number of rows, y'y, X'X packed, X'y, and the part of the {@link
 * DelayedEffect} when there is one. The prior is not among them: a new one only recombines.
 */
public final class ThompsonSampling implements Policy {

    /** Kind in a specification, with a raw allocation. */
    public static final String RAW = "thompson-raw";

    /** Kind in a specification, with a smooth allocation. */
    public static final String SMOOTH = "thompson-smooth";

    /** Name of the advantage of sending in the decision row. */
    public static final String SEND = "send";

    private static final int ROWS = 0;
    private static final int SQUARES = 1;
    private static final int NORMAL = 2;

    private final Model model;
    private final GaussianPrior prior;
    private final double noiseVariance;
    private final Allocation allocation;
    private final @Nullable DelayedEffect delayed;

    /**
     * The shape of the reward model.
     *
     * @param baseline entries of g
     * @param advantage entries of f
     * @param interventions names in the order of the configuration
     * @param choice entries of h, the first ones of f, by which interventions are told apart; 0 for
     *     equal shares
     */
    public record Model(int baseline, int advantage, List<String> interventions, int choice) {

        public Model {
            interventions = List.copyOf(interventions);
            if (choice < 0 || choice > advantage) {
                throw new IllegalArgumentException(
                        "policy.choice " + choice + " must be 0 to " + advantage + ".");
            }
        }

        /** Number of coefficients. */
        public int coefficients() {
            return contrasts() + interventions.size() * choice;
        }

        /** Position of b. */
        int effect() {
            return baseline + advantage;
        }

        /** Position of c. */
        int contrasts() {
            return baseline + 2 * advantage;
        }

        /** The row x of the regression. */
        double[] row(LearningRow row) {
            double[] x = new double[coefficients()];
            System.arraycopy(row.baseline(), 0, x, 0, baseline);
            double p = row.probability();
            double a = row.action();
            for (int i = 0; i < advantage; i++) {
                x[baseline + i] = p * row.advantage()[i];
                x[effect() + i] = (a - p) * row.advantage()[i];
            }
            if (choice > 0 && row.chosen() != Choice.NONE) {
                for (int k = 0; k < interventions.size(); k++) {
                    double centred = (k == row.chosen() ? 1 : 0) - row.shares()[k];
                    for (int i = 0; i < choice; i++) {
                        x[contrasts() + k * choice + i] = centred * row.advantage()[i];
                    }
                }
            }
            return x;
        }
    }

    /**
     * An agent.
     *
     * @param model shape of the reward model
     * @param prior of (a0, a1, b, c_1, c_2, ...)
     * @param noiseVariance s2 of the reward
     * @param allocation from posterior to probability
     * @param delayed the later cost of a message; null without one
     */
    public ThompsonSampling(
            Model model,
            GaussianPrior prior,
            double noiseVariance,
            Allocation allocation,
            @Nullable DelayedEffect delayed) {
        if (prior.length() != model.coefficients()) {
            throw new IllegalArgumentException(
                    "policy prior has "
                            + prior.length()
                            + " coefficients, the reward model needs "
                            + model.coefficients()
                            + ".");
        }
        if (!(noiseVariance > 0 && noiseVariance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "policy noise variance " + noiseVariance + " must be positive.");
        }
        this.model = model;
        this.prior = prior;
        this.noiseVariance = noiseVariance;
        this.allocation = allocation;
        this.delayed = delayed;
    }

    @Override
    public String kind() {
        return allocation instanceof Allocation.Smooth ? SMOOTH : RAW;
    }

    @Override
    public String statisticsSchema() {
        return "thompson"
                + '-'
                + model.baseline()
                + '-'
                + model.advantage()
                + '-'
                + model.interventions().size()
                + '-'
                + model.choice()
                + (delayed == null ? "" : "-delayed");
    }

    @Override
    public int statisticsLength() {
        return delayedAt() + (delayed == null ? 0 : delayed.length());
    }

    private int delayedAt() {
        return NORMAL + LinearPosterior.length(model.coefficients());
    }

    @Override
    public double[] newStatistics() {
        return new double[statisticsLength()];
    }

    /**
     * The posterior of a person, or null when a gate refuses it.
     *
     * @param statistics of the person
     */
    public @Nullable LinearPosterior posterior(double[] statistics) {
        return LinearPosterior.of(prior, statistics, NORMAL, noiseVariance);
    }

    /** Prior of the coefficients. */
    public GaussianPrior prior() {
        return prior;
    }

    /** Prior variances of the coefficients. */
    public double[] priorVariances() {
        int n = model.coefficients();
        double[] precision = new double[Packed.length(n)];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                precision[Packed.at(i, j)] = prior.precision(i, j);
            }
        }
        Cholesky factor = Cholesky.of(precision, n);
        double[] covariance = factor == null ? new double[precision.length] : factor.inverse();
        double[] variances = new double[n];
        for (int i = 0; i < n; i++) {
            variances[i] = covariance[Packed.at(i, i)];
        }
        return variances;
    }

    /** Variance of the noise of a reward. */
    public double noiseVariance() {
        return noiseVariance;
    }

    /** Number of coefficients. */
    public int coefficients() {
        return model.coefficients();
    }

    /** Number of rows that the posterior of a person stands on. */
    public double rows(double[] statistics) {
        return statistics[ROWS];
    }

    /** Where X'X starts; X'y follows it. For what combines persons. */
    public int normalOffset() {
        return NORMAL;
    }

    @Override
    public Proposal propose(DecisionPoint point, double[] statistics) {
        String id = allocation.text();
        if (point.advantage().length != model.advantage()
                || point.eligible().length != model.interventions().size()
                || statistics.length != statisticsLength()) {
            return Proposal.refused("features or statistics have another length", id);
        }
        LinearPosterior posterior = posterior(statistics);
        if (posterior == null) {
            return Proposal.refused("posterior is not finite or not positive definite", id);
        }
        double[] x = new double[model.coefficients()];
        System.arraycopy(point.advantage(), 0, x, model.effect(), model.advantage());
        double mean = posterior.mean(x);
        double variance = posterior.variance(x);
        double margin =
                delayed == null ? 0 : delayed.margin(statistics, delayedAt(), point.dosage());
        double probability = allocation.probability(mean, variance, margin);
        if (!Double.isFinite(probability)) {
            return Proposal.refused("probability is not finite", id);
        }
        List<Advantage> advantages = new ArrayList<>(1 + point.eligible().length);
        advantages.add(new Advantage(SEND, mean, variance));
        double[] weights = weights(point, posterior, advantages);
        return Proposal.of(probability, weights, List.copyOf(advantages), margin, id);
    }

    /**
     * Probabilities of being the best, from what tells an eligible intervention from the mean of
     * the eligible ones. The mean itself is left out: the data never tell it, since centred shares
     * add up to nothing, and its prior variance would hide every difference. The factor n / (n - 1)
     * gives back the variance that the common mean takes away; for two interventions the result is
     * exact.
     */
    private double[] weights(
            DecisionPoint point, LinearPosterior posterior, List<Advantage> advantages) {
        boolean[] eligible = point.eligible();
        int count = 0;
        for (boolean one : eligible) {
            count += one ? 1 : 0;
        }
        for (int k = 0; k < eligible.length && model.choice() > 0; k++) {
            if (!eligible[k] || count < 2) {
                continue;
            }
            double[] x = new double[model.coefficients()];
            for (int j = 0; j < eligible.length; j++) {
                double contrast = (j == k ? 1 : 0) - (eligible[j] ? 1.0 / count : 0);
                for (int i = 0; i < model.choice(); i++) {
                    x[model.contrasts() + j * model.choice() + i] = contrast * point.advantage()[i];
                }
            }
            double variance = posterior.variance(x) * count / (count - 1);
            advantages.add(
                    new Advantage(model.interventions().get(k), posterior.mean(x), variance));
        }
        return weights(model.interventions(), eligible, advantages);
    }

    /** Probabilities of being the best, from the advantages as a row holds them. */
    static double[] weights(
            List<String> interventions, boolean[] eligible, List<Advantage> advantages) {
        double[] means = new double[eligible.length];
        double[] variances = new double[eligible.length];
        for (Advantage advantage : advantages) {
            int k = interventions.indexOf(advantage.name());
            if (k >= 0) {
                means[k] = advantage.mean();
                variances[k] = advantage.variance();
            }
        }
        return BestOf.probabilities(means, variances, eligible);
    }

    @Override
    public void learn(double[] statistics, LearningRow row) {
        if (!row.finite()) {
            return;
        }
        if (row.available()) {
            statistics[ROWS]++;
            statistics[SQUARES] += row.reward() * row.reward();
            LinearPosterior.add(statistics, NORMAL, model.row(row), row.reward());
        }
        if (delayed != null) {
            delayed.learn(statistics, delayedAt(), row);
        }
    }

    @Override
    public void plan(double[] statistics, String counter) {
        if (delayed == null) {
            return;
        }
        LinearPosterior posterior = posterior(statistics);
        if (posterior == null) {
            return;
        }
        double[] effect = new double[model.advantage()];
        for (int i = 0; i < effect.length; i++) {
            effect[i] = posterior.mean(model.effect() + i);
        }
        delayed.plan(statistics, delayedAt(), effect);
    }
}
