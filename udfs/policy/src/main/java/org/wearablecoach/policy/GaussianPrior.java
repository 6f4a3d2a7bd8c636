package org.wearablecoach.policy;

/**
 * A normal prior of regression coefficients, as precision and precision times mean: the two terms
 * that a posterior adds to sufficient statistics.
 *
 * <p>Mean and covariance are two arguments of their own kind; neither is ever derived from the
 * other.
 */
public final class GaussianPrior {

    private final double[] mean;
    private final double[] precision;
    private final double[] shift;

    private GaussianPrior(double[] mean, double[] precision) {
        this.mean = mean;
        this.precision = precision;
        this.shift = Packed.times(precision, mean);
    }

    /**
     * A prior with independent coefficients.
     *
     * @param mean of each coefficient
     * @param variances of each coefficient, above 0
     */
    public static GaussianPrior independent(double[] mean, double[] variances) {
        requireEqual(mean.length, variances.length, "variances");
        double[] precisions = new double[variances.length];
        for (int i = 0; i < variances.length; i++) {
            if (!(variances[i] > 0 && variances[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "prior variance " + i + " is " + variances[i] + ": it must be positive.");
            }
            precisions[i] = 1 / variances[i];
        }
        return checked(mean, Packed.diagonal(precisions));
    }

    /**
     * A prior with a full covariance.
     *
     * @param mean of each coefficient
     * @param covariance packed, see {@link Packed}
     * @throws IllegalArgumentException when it is not positive definite
     */
    public static GaussianPrior of(double[] mean, double[] covariance) {
        requireEqual(Packed.length(mean.length), covariance.length, "covariance");
        Cholesky factor = Cholesky.of(covariance, mean.length);
        if (factor == null) {
            throw new IllegalArgumentException(
                    "prior covariance is not positive definite: the prior is refused.");
        }
        return checked(mean, factor.inverse());
    }

    private static GaussianPrior checked(double[] mean, double[] precision) {
        for (double value : mean) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("prior mean is not finite: it is refused.");
            }
        }
        return new GaussianPrior(mean.clone(), precision);
    }

    private static void requireEqual(int expected, int actual, String what) {
        if (expected != actual) {
            throw new IllegalArgumentException(
                    "prior " + what + " has " + actual + " entries, expected " + expected + ".");
        }
    }

    /** Number of coefficients. */
    public int length() {
        return mean.length;
    }

    /** The mean of one coefficient. */
    public double mean(int i) {
        return mean[i];
    }

    /** Entry of the precision. */
    public double precision(int i, int j) {
        return precision[Packed.at(i, j)];
    }

    /** Entry of precision times mean. */
    public double shift(int i) {
        return shift[i];
    }
}
