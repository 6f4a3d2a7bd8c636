package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a population knows about the regressions of a {@link DoseModel}: how each action moves a
 * person's slow state and what it earns there.
 *
 * <p>Each regression is pooled by itself, as {@link Pooling} does: theta_i = theta_pop + u_i, u_i ~
 * N(0, Sigma_u), from the persons' X'X and X'y alone. theta_pop starts from the weak prior of the
 * model, the noise is what the persons' own regressions leave unexplained, and the variances
 * between persons are estimated where there are enough of them. A drawn plan, a value function and
 * how often a context was seen are not pooled: they follow from the rest, or are the person's own.
 */
public final class DosePooling {

    /** Share of the prior variance that lies between persons until they tell. */
    private static final double BETWEEN = 0.5;

    /** A regression that explains everything must not make its prior certain. */
    private static final double LEAST_NOISE = 1e-9;

    private final DoseModel model;
    private final List<double[]> persons;
    private final double[] noise;
    private final Pooling[] poolings;

    /**
     * The prior of one regression.
     *
     * @param coefficients mean and covariance
     * @param noise variance of a row around them, above 0
     */
    public record Prior(GaussianPrior coefficients, double noise) {

        public Prior {
            if (!(noise > 0 && noise < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "prior noise is " + noise + ": it must be positive and finite.");
            }
        }

        /**
         * The priors of regressions that stand one behind the other.
         *
         * @param lengths numbers of coefficients
         * @param means of the coefficients
         * @param covariances packed, one for each regression
         * @param noises one for each regression
         * @throws IllegalArgumentException when the numbers do not fit, or a gate refuses
         */
        static List<Prior> list(
                int[] lengths, double[] means, double[] covariances, double[] noises) {
            require("priorMean", means.length, Arrays.stream(lengths).sum());
            require(
                    "priorCovariance",
                    covariances.length,
                    Arrays.stream(lengths).map(Packed::length).sum());
            require("priorNoise", noises.length, lengths.length);
            List<Prior> priors = new ArrayList<>();
            int mean = 0;
            int covariance = 0;
            for (int r = 0; r < lengths.length; r++) {
                int packed = Packed.length(lengths[r]);
                priors.add(
                        new Prior(
                                GaussianPrior.of(
                                        Arrays.copyOfRange(means, mean, mean + lengths[r]),
                                        Arrays.copyOfRange(
                                                covariances, covariance, covariance + packed)),
                                noises[r]));
                mean += lengths[r];
                covariance += packed;
            }
            return priors;
        }

        private static void require(String name, int actual, int expected) {
            if (actual != expected) {
                throw new IllegalArgumentException(
                        "policy.vectors."
                                + name
                                + " has "
                                + actual
                                + " numbers, this dose model needs "
                                + expected
                                + ": take it from the log of this configuration.");
            }
        }
    }

    /**
     * The priors of all regressions of a model, one behind the other.
     *
     * @param mean of the coefficients
     * @param covariance packed, one for each regression
     * @param noise one for each regression
     */
    public record Priors(double[] mean, double[] covariance, double[] noise) {}

    /**
     * Pools persons.
     *
     * @param model whose statistics they are; priors of its own are not looked at
     * @param persons their statistics
     * @param steps of expectation and maximisation for the variances between persons; 0 for none
     */
    public DosePooling(DoseModel model, List<double[]> persons, int steps) {
        this.model = model;
        this.persons = List.copyOf(persons);
        int regressions = model.regressions();
        noise = new double[regressions];
        poolings = new Pooling[regressions];
        for (int r = 0; r < regressions; r++) {
            noise[r] = noise(r);
            double[] ridge = model.ridge(r);
            double[] mean = new double[ridge.length];
            double[] variances = new double[ridge.length];
            double[] between = new double[ridge.length];
            if (model.persistent(r) >= 0) {
                mean[model.persistent(r)] = 1;
            }
            for (int i = 0; i < ridge.length; i++) {
                variances[i] = noise[r] / ridge[i];
                between[i] = BETWEEN * variances[i];
            }
            Pooling pooling =
                    new Pooling(GaussianPrior.independent(mean, variances), between, noise[r]);
            poolings[r] = steps == 0 ? pooling : pooling.empiricalBayes(sums(r), steps);
        }
    }

    /** Variance of a row around its person's own regression. */
    private double noise(int regression) {
        SharedRows rows = model.rows(regression);
        SharedRows.Prior weak =
                SharedRows.Prior.weak(model.ridge(regression), model.persistent(regression));
        double unexplained = 0;
        double count = 0;
        double scale = 0;
        double usual = 0;
        double whole = 0;
        for (double[] person : persons) {
            double left = rows.unexplained(person, model.target(regression), weak);
            if (left >= 0 && left < Double.POSITIVE_INFINITY) {
                unexplained += left;
                count += rows.rows(person);
                scale += rows.squares(person, model.target(regression));
                usual += model.usualNoise(regression, person);
                whole++;
            }
        }
        double least = LEAST_NOISE * (1 + scale / Math.max(1, count));
        if (whole == 0) {
            return 1; // nobody tells: the priors stay what they are
        }
        // Where there are few rows the usual noise of a person counts as one more.
        return Math.max((unexplained + usual / whole) / (count + 1), least);
    }

    private List<Pooling.Person> sums(int regression) {
        List<Pooling.Person> sums = new ArrayList<>();
        for (double[] person : persons) {
            sums.add(model.rows(regression).sums(person, model.target(regression)));
        }
        return sums;
    }

    /** The priors of a person who is not among those counted; null when a gate refuses. */
    public @Nullable Priors newcomer() {
        List<Pooling.@Nullable Prior> priors = new ArrayList<>();
        for (int r = 0; r < poolings.length; r++) {
            priors.add(poolings[r].newcomer(sums(r)));
        }
        return together(priors);
    }

    /** The priors of each person from all the others; an entry is null when a gate refuses. */
    public List<@Nullable Priors> leaveOneOut() {
        List<Pooling.@Nullable Prior[]> byRegression = new ArrayList<>();
        for (int r = 0; r < poolings.length; r++) {
            byRegression.add(poolings[r].leaveOneOut(sums(r)));
        }
        List<@Nullable Priors> all = new ArrayList<>();
        for (int person = 0; person < persons.size(); person++) {
            List<Pooling.@Nullable Prior> own = new ArrayList<>();
            for (Pooling.@Nullable Prior[] priors : byRegression) {
                own.add(priors[person]);
            }
            all.add(together(own));
        }
        return all;
    }

    private @Nullable Priors together(List<Pooling.@Nullable Prior> priors) {
        double[] mean = {};
        double[] covariance = {};
        for (Pooling.Prior prior : priors) {
            if (prior == null) {
                return null;
            }
            mean = append(mean, prior.mean());
            covariance = append(covariance, prior.covariance());
        }
        return new Priors(mean, covariance, noise.clone());
    }

    private static double[] append(double[] one, double[] other) {
        double[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
