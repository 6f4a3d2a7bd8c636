package org.wearablecoach.policy;

/** Student's t distribution, for intervals of few persons. */
public final class StudentT {

    private StudentT() {}

    /**
     * Probability of a value up to t.
     *
     * @param t where
     * @param degrees of freedom, above 0
     */
    public static double cdf(double t, double degrees) {
        double x = degrees / (degrees + t * t);
        double tail = 0.5 * incompleteBeta(x, degrees / 2, 0.5);
        return t > 0 ? 1 - tail : tail;
    }

    /**
     * The t with {@code cdf(t) = p}, by bisection to the last bits.
     *
     * @param p above 0 and below 1
     * @param degrees of freedom, above 0
     */
    public static double quantile(double p, double degrees) {
        if (p < 0.5) {
            return -quantile(1 - p, degrees);
        }
        double low = 0;
        double high = 1;
        while (cdf(high, degrees) < p) {
            high *= 2;
        }
        for (int i = 0; i < 200; i++) {
            double middle = 0.5 * (low + high);
            if (middle == low || middle == high) {
                break;
            }
            if (cdf(middle, degrees) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    /** I_x(a, b) by the continued fraction of Abramowitz and Stegun 26.5.8, Lentz's method. */
    private static double incompleteBeta(double x, double a, double b) {
        if (x <= 0) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        double front =
                StrictMath.exp(
                        logGamma(a + b)
                                - logGamma(a)
                                - logGamma(b)
                                + a * StrictMath.log(x)
                                + b * StrictMath.log1p(-x));
        if (x < (a + 1) / (a + b + 2)) {
            return front * fraction(x, a, b) / a;
        }
        return 1 - front * fraction(1 - x, b, a) / b;
    }

    private static double fraction(double x, double a, double b) {
        double tiny = 1e-300;
        double c = 1;
        double d = 1 - (a + b) * x / (a + 1);
        d = 1 / (Math.abs(d) < tiny ? tiny : d);
        double h = d;
        for (int m = 1; m < 1000; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + even * d;
            d = 1 / (Math.abs(d) < tiny ? tiny : d);
            c = 1 + even / c;
            c = Math.abs(c) < tiny ? tiny : c;
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 + odd * d;
            d = 1 / (Math.abs(d) < tiny ? tiny : d);
            c = 1 + odd / c;
            c = Math.abs(c) < tiny ? tiny : c;
            double step = d * c;
            h *= step;
            if (Math.abs(step - 1) < 1e-16) {
                break;
            }
        }
        return h;
    }

    /** ln Gamma for x &gt; 0: Stirling's series after shifting the argument above 10. */
    static double logGamma(double x) {
        double shift = 0;
        double y = x;
        while (y < 10) {
            shift += StrictMath.log(y);
            y++;
        }
        double inverse = 1 / y;
        double square = inverse * inverse;
        double series =
                inverse
                        * (1.0 / 12
                                - square
                                        * (1.0 / 360
                                                - square
                                                        * (1.0 / 1260
                                                                - square
                                                                        * (1.0 / 1680
                                                                                - square / 1188))));
        return (y - 0.5) * StrictMath.log(y) - y + 0.9189385332046727 + series - shift;
    }
}
