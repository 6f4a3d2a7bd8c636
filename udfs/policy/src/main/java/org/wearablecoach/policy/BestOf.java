package org.wearablecoach.policy;

/**
 * The probability that each of several independent normal numbers is the largest: what posterior
 * sampling among them would choose, without sampling.
 *
 * <p>P(k) = integral of phi_k(x) prod_j Phi_j(x), by the trapezoid rule over nine standard
 * deviations of k.
 */
public final class BestOf {

    private static final double REACH = 9;
    private static final int STEPS = 180;

    private BestOf() {}

    /**
     * The probabilities, 0 for those left out; they sum to 1 up to 1e-6 before they are normalised.
     *
     * @param means of the numbers
     * @param variances of the numbers, at least 0
     * @param eligible which take part; at least one
     */
    public static double[] probabilities(double[] means, double[] variances, boolean[] eligible) {
        double[] p = new double[means.length];
        double total = 0;
        for (int k = 0; k < p.length; k++) {
            if (eligible[k]) {
                p[k] = largest(k, means, variances, eligible);
                total += p[k];
            }
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= total;
        }
        return p;
    }

    private static double largest(int k, double[] means, double[] variances, boolean[] eligible) {
        double sd = Math.sqrt(variances[k]);
        if (sd == 0) {
            return below(k, means[k], means, variances, eligible);
        }
        double step = 2 * REACH / STEPS;
        double sum = 0;
        for (int i = 0; i <= STEPS; i++) {
            double z = -REACH + i * step;
            sum += Normal.density(z) * below(k, means[k] + sd * z, means, variances, eligible);
        }
        return step * sum;
    }

    private static double below(
            int k, double x, double[] means, double[] variances, boolean[] eligible) {
        double product = 1;
        for (int j = 0; j < means.length; j++) {
            if (j != k && eligible[j]) {
                product *= Allocation.Raw.unbounded(x, variances[j], means[j]);
            }
        }
        return product;
    }
}
