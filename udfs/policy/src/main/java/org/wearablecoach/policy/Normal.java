package org.wearablecoach.policy;

/** The standard normal distribution, with equal bits on every machine. */
public final class Normal {

    private static final double INVERSE_SQRT_TWO_PI = 0.3989422804014327;
    private static final double SQRT_TWO = 1.4142135623730951;

    private Normal() {}

    /** Density. */
    public static double density(double z) {
        return INVERSE_SQRT_TWO_PI * StrictMath.exp(-0.5 * z * z);
    }

    /** Probability of a value up to z. Relative error about 1e-15 in both tails. */
    public static double cdf(double z) {
        if (Double.isNaN(z)) {
            return Double.NaN;
        }
        double x = Math.abs(z) / SQRT_TWO;
        double tail = 0.5 * erfc(x);
        return z > 0 ? 1 - tail : tail;
    }

    /**
     * The z with {@code cdf(z) = p}: -infinity at 0, infinity at 1, NaN outside [0, 1].
     *
     * <p>Starts with the rational approximation 26.2.23 of Abramowitz and Stegun (1964) and takes
     * Halley steps on the cdf until they stop changing the value.
     */
    public static double quantile(double p) {
        if (!(p >= 0 && p <= 1)) {
            return Double.NaN;
        }
        if (p == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (p == 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (p > 0.5) {
            // 1 - p is exact here, and the lower tail is where the cdf has relative precision.
            return -lowerQuantile(1 - p);
        }
        return lowerQuantile(p);
    }

    private static double lowerQuantile(double p) {
        double t = StrictMath.sqrt(-2 * StrictMath.log(p));
        double z =
                -(t
                        - (2.515517 + t * (0.802853 + t * 0.010328))
                                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
        for (int i = 0; i < 4; i++) {
            double error = (cdf(z) - p) / density(z);
            double step = error / (1 + 0.5 * z * error);
            double next = z - step;
            if (next == z || Double.isNaN(next)) {
                break;
            }
            z = next;
        }
        return z;
    }

    /** Complementary error function for x &gt;= 0. */
    private static double erfc(double x) {
        if (x < 2) {
            return 1 - erfSeries(x);
        }
        return erfcFraction(x);
    }

    /** erf by its series with positive terms: 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1)/(2n+1)!!. */
    private static double erfSeries(double x) {
        double term = x;
        double sum = x;
        double square = x * x;
        for (int n = 1; n < 200; n++) {
            term *= 2 * square / (2 * n + 1);
            double next = sum + term;
            if (next == sum) {
                break;
            }
            sum = next;
        }
        return 1.1283791670955126 * StrictMath.exp(-square) * sum;
    }

    /** erfc by its continued fraction, from the tail up with a fixed depth. */
    private static double erfcFraction(double x) {
        // exp(-x^2) / (x sqrt(pi)) * 1/(1 + 1/(2x^2)/(1 + 2/(2x^2)/(1 + ...)))
        double fraction = 0;
        for (int k = 120; k >= 1; k--) {
            fraction = 0.5 * k / (x + fraction);
        }
        return 0.5641895835477563 * StrictMath.exp(-x * x) / (x + fraction);
    }
}
