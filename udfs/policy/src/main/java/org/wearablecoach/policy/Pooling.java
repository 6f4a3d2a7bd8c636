package org.wearablecoach.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a population knows about the coefficients of one person: theta_i = theta_pop + u_i, u_i ~
 * N(0, Sigma_u), as reBandit (arXiv 2402.17739).
 *
 * <p>Works from sufficient statistics alone. With S = X'X / s2 and t = X'y / s2, a person tells
 * about theta_pop with precision X'(s2 I + X Sigma_u X')^-1 X = S - S (S + Sigma_u^-1)^-1 S, and
 * with t - S (S + Sigma_u^-1)^-1 t. theta_pop contains every person who was counted, so a prior for
 * one of them leaves that person out.
 */
public final class Pooling {

    /** Sizes of a hyper-parameter beyond which an estimate is refused. */
    private static final double LARGEST = 1e6;

    private final GaussianPrior hyperPrior;
    private final double noiseVariance;
    private final double[] between;
    private final int coefficients;
    private final double[] betweenPrecision;

    /**
     * A population model.
     *
     * @param hyperPrior of theta_pop
     * @param between variances of u_i, one per coefficient, above 0
     * @param noiseVariance s2
     */
    public Pooling(GaussianPrior hyperPrior, double[] between, double noiseVariance) {
        this.hyperPrior = hyperPrior;
        this.between = between.clone();
        this.noiseVariance = noiseVariance;
        this.coefficients = hyperPrior.length();
        if (between.length != coefficients) {
            throw new IllegalArgumentException(
                    "pooling: "
                            + between.length
                            + " variances between persons, expected "
                            + coefficients
                            + ".");
        }
        betweenPrecision = new double[coefficients];
        for (int i = 0; i < coefficients; i++) {
            if (!(between[i] > 0 && between[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "pooling: variance between persons " + i + " must be positive.");
            }
            betweenPrecision[i] = 1 / between[i];
        }
    }

    /**
     * X'X and X'y of one person.
     *
     * @param normal X'X, packed
     * @param product X'y
     */
    public record Person(double[] normal, double[] product) {

        /** The statistics that {@link LinearPosterior} keeps, from where they start. */
        public static Person of(double[] statistics, int offset, int coefficients) {
            double[] normal = new double[Packed.length(coefficients)];
            double[] product = new double[coefficients];
            System.arraycopy(statistics, offset, normal, 0, normal.length);
            System.arraycopy(statistics, offset + normal.length, product, 0, coefficients);
            return new Person(normal, product);
        }
    }

    /** What one person tells about theta_pop: precision, packed, and precision times mean. */
    private record Evidence(double[] precision, double[] shift) {}

    /**
     * The prior of a person: mean of theta_pop and its covariance plus Sigma_u.
     *
     * @param mean of the coefficients
     * @param covariance packed
     */
    public record Prior(double[] mean, double[] covariance) {

        /** As a prior of a regression. */
        public GaussianPrior gaussian() {
            return GaussianPrior.of(mean, covariance);
        }
    }

    /** The prior of a person who is not among those counted; null when a gate refuses. */
    public @Nullable Prior newcomer(List<Person> persons) {
        return prior(total(persons), null);
    }

    /**
     * The prior of each person from all the others, in the same order; an entry is null when a gate
     * refuses.
     */
    public @Nullable Prior[] leaveOneOut(List<Person> persons) {
        Evidence total = total(persons);
        @Nullable Prior[] priors = new Prior[persons.size()];
        for (int i = 0; i < priors.length; i++) {
            priors[i] = prior(total, evidence(persons.get(i)));
        }
        return priors;
    }

    private Evidence total(List<Person> persons) {
        double[] precision = new double[Packed.length(coefficients)];
        double[] shift = new double[coefficients];
        for (int i = 0; i < coefficients; i++) {
            for (int j = 0; j <= i; j++) {
                precision[Packed.at(i, j)] = hyperPrior.precision(i, j);
            }
            shift[i] = hyperPrior.shift(i);
        }
        for (Person person : persons) {
            Evidence evidence = evidence(person);
            if (evidence != null) {
                add(precision, evidence.precision(), 1);
                add(shift, evidence.shift(), 1);
            }
        }
        return new Evidence(precision, shift);
    }

    private @Nullable Prior prior(Evidence total, @Nullable Evidence without) {
        double[] precision = total.precision().clone();
        double[] shift = total.shift().clone();
        if (without != null) {
            add(precision, without.precision(), -1);
            add(shift, without.shift(), -1);
        }
        Cholesky factor = Cholesky.of(precision, coefficients);
        if (factor == null) {
            return null;
        }
        double[] mean = factor.solve(shift);
        double[] covariance = factor.inverse();
        for (int i = 0; i < coefficients; i++) {
            if (!(Math.abs(mean[i]) <= LARGEST)) {
                return null;
            }
            covariance[Packed.at(i, i)] += between[i];
        }
        return Cholesky.of(covariance, coefficients) == null ? null : new Prior(mean, covariance);
    }

    /** What a person tells; null for one whose numbers are broken, who is left out. */
    private @Nullable Evidence evidence(Person person) {
        double[] information = person.normal().clone();
        double[] product = person.product().clone();
        for (int i = 0; i < information.length; i++) {
            information[i] /= noiseVariance;
        }
        for (int i = 0; i < product.length; i++) {
            product[i] /= noiseVariance;
        }
        double[] widened = information.clone();
        for (int i = 0; i < coefficients; i++) {
            widened[Packed.at(i, i)] += betweenPrecision[i];
        }
        Cholesky factor = Cholesky.of(widened, coefficients);
        if (factor == null) {
            return null;
        }
        // S - S K S = S K Sigma_u^-1 with K = (S + Sigma_u^-1)^-1, symmetric up to rounding.
        double[] precision = new double[Packed.length(coefficients)];
        double[] column = new double[coefficients];
        for (int j = 0; j < coefficients; j++) {
            for (int i = 0; i < coefficients; i++) {
                column[i] = information[Packed.at(i, j)];
            }
            double[] solved = factor.solve(column);
            for (int i = 0; i <= j; i++) {
                precision[Packed.at(j, i)] = betweenPrecision[i] * solved[i];
            }
        }
        double[] shift = factor.solve(product);
        for (int i = 0; i < coefficients; i++) {
            shift[i] *= betweenPrecision[i];
            if (!Double.isFinite(shift[i])) {
                return null;
            }
        }
        return new Evidence(precision, shift);
    }

    private static void add(double[] target, double[] source, double sign) {
        for (int i = 0; i < target.length; i++) {
            target[i] += sign * source[i];
        }
    }

    /**
     * The same model with variances between persons that fit the persons better, by steps of
     * expectation and maximisation; this model when a gate refuses: variances finite, positive, not
     * larger than 1e6.
     *
     * @param persons counted
     * @param steps of expectation and maximisation
     */
    public Pooling empiricalBayes(List<Person> persons, int steps) {
        Pooling current = this;
        for (int step = 0; step < steps && persons.size() > 1; step++) {
            double[] next = current.betweenStep(persons);
            for (double variance : next) {
                if (!(variance > 0 && variance <= LARGEST)) {
                    return current;
                }
            }
            current = new Pooling(hyperPrior, next, noiseVariance);
        }
        return current;
    }

    /** E[u_i^2] averaged over persons, with the uncertainty of theta_pop. */
    private double[] betweenStep(List<Person> persons) {
        double[] broken = new double[coefficients];
        Evidence total = total(persons);
        Cholesky population = Cholesky.of(total.precision(), coefficients);
        if (population == null) {
            return broken;
        }
        double[] mean = population.solve(total.shift());
        double[] covariance = population.inverse();
        double[] sum = new double[coefficients];
        for (Person person : persons) {
            double[] information = person.normal().clone();
            double[] residual = person.product().clone();
            double[] predicted = Packed.times(information, mean);
            for (int i = 0; i < information.length; i++) {
                information[i] /= noiseVariance;
            }
            double[] widened = information.clone();
            for (int i = 0; i < coefficients; i++) {
                residual[i] = (residual[i] - predicted[i]) / noiseVariance;
                widened[Packed.at(i, i)] += betweenPrecision[i];
            }
            Cholesky factor = Cholesky.of(widened, coefficients);
            if (factor == null) {
                return broken;
            }
            double[] u = factor.solve(residual);
            double[] spread = factor.inverse();
            // u given the data has mean K S (.. - theta) and so also carries K S Cov(theta) S K.
            double[] unit = new double[coefficients];
            for (int i = 0; i < coefficients; i++) {
                unit[i] = 1;
                double[] row = Packed.times(information, factor.solve(unit));
                unit[i] = 0;
                double[] through = Packed.times(covariance, row);
                double carried = 0;
                for (int j = 0; j < coefficients; j++) {
                    carried += row[j] * through[j];
                }
                sum[i] += u[i] * u[i] + spread[Packed.at(i, i)] + carried;
            }
        }
        for (int i = 0; i < coefficients; i++) {
            sum[i] /= persons.size();
        }
        return sum;
    }

    /** Variances of u_i. */
    public double[] between() {
        return between.clone();
    }
}
