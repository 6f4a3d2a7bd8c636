package org.wearablecoach.policy;

import org.jspecify.annotations.Nullable;

/**
 * The posterior of the coefficients of a linear model with known noise: precision = P0 + X'X/s2,
 * mean = precision^-1 (P0 m0 + X'y/s2). It exists only when it passed the gates: every number
 * finite, precision positive definite.
 */
public final class LinearPosterior {

    private final Cholesky precision;
    private final double[] mean;

    private LinearPosterior(Cholesky precision, double[] mean) {
        this.precision = precision;
        this.mean = mean;
    }

    /**
     * Prior and sufficient statistics combined, or null when a gate refuses.
     *
     * @param prior of the coefficients
     * @param statistics holds X'X packed at {@code offset}, followed by X'y
     * @param offset where X'X starts
     * @param noiseVariance s2
     */
    public static @Nullable LinearPosterior of(
            GaussianPrior prior, double[] statistics, int offset, double noiseVariance) {
        int rows = prior.length();
        double[] precision = new double[Packed.length(rows)];
        double[] right = new double[rows];
        int at = offset;
        int target = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j <= i; j++) {
                precision[target++] = prior.precision(i, j) + statistics[at++] / noiseVariance;
            }
        }
        for (int i = 0; i < rows; i++) {
            right[i] = prior.shift(i) + statistics[at++] / noiseVariance;
        }
        Cholesky factor = Cholesky.of(precision, rows);
        if (factor == null) {
            return null;
        }
        double[] mean = factor.solve(right);
        for (double value : mean) {
            if (!Double.isFinite(value)) {
                return null;
            }
        }
        return new LinearPosterior(factor, mean);
    }

    /** Number of doubles that X'X and X'y of so many coefficients take. */
    public static int length(int coefficients) {
        return Packed.length(coefficients) + coefficients;
    }

    /** Adds one row to X'X and X'y. */
    public static void add(double[] statistics, int offset, double[] x, double y) {
        Packed.addOuter(statistics, offset, x, 1);
        int at = offset + Packed.length(x.length);
        for (double value : x) {
            statistics[at++] += value * y;
        }
    }

    /** Posterior mean of one coefficient. */
    public double mean(int i) {
        return mean[i];
    }

    /** Posterior means, a copy. */
    public double[] means() {
        return mean.clone();
    }

    /** Posterior mean of x'theta. */
    public double mean(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * mean[i];
        }
        return sum;
    }

    /** Posterior variance of x'theta. */
    public double variance(double[] x) {
        return precision.inverseForm(x);
    }

    /** Posterior covariance, packed. */
    public double[] covariance() {
        return precision.inverse();
    }

    /** One draw of the coefficients from independent standard normal numbers. */
    public double[] sample(double[] normals) {
        double[] draw = precision.inverseUpper(normals);
        for (int i = 0; i < draw.length; i++) {
            draw[i] += mean[i];
        }
        return draw;
    }
}
