package org.wearablecoach.policy;

/**
 * From the posterior of an advantage, N(m, v), to the probability of sending.
 *
 * <p>Sources: HeartSteps V2/V3 (Liao et al., IMWUT 2020) for the raw ones, Oralytics (arXiv
 * 2406.13127) and MiWaves/reBandit (arXiv 2402.17739) for the smooth ones.
 */
public sealed interface Allocation {

    /** Name of it. */
    String id();

    /** Name with all numbers, for the decision row; see {@link AllocationText}. */
    String text();

    /**
     * The probability.
     *
     * @param mean posterior mean of the advantage
     * @param variance posterior variance, at least 0
     * @param margin what the advantage has to exceed
     */
    double probability(double mean, double variance, double margin);

    /** HeartSteps as deployed: p = min(0.8, 0.2 + 1.6 max(raw - 0.5, 0)). */
    Allocation HEARTSTEPS = new Raw("raw-heartsteps", true, 0.2, 0.8);

    /** Oralytics: 0.2 + 0.6 / (1 + 3 exp(-0.515 x)). */
    Allocation ORALYTICS = new Smooth("smooth-oralytics", 0.2, 0.8, 3, 0.515);

    /** MiWaves: 0.2 + 0.6 sigmoid((10 / 0.95) x - ln 5). */
    Allocation MIWAVES = new Smooth("smooth-miwaves", 0.2, 0.8, 5, 10 / 0.95);

    /**
     * The posterior probability that the advantage exceeds its margin, Phi((m - margin) / sqrt v),
     * then moved into the bounds: clipped, or stretched from 0.5 upwards as HeartSteps does.
     *
     * @param id for the row
     * @param stretched true for low + (high - low) max(2 raw - 1, 0) plus what the deployed slope
     *     adds, see {@link #HEARTSTEPS}; false for clipping
     * @param low least probability
     * @param high largest probability
     */
    record Raw(String id, boolean stretched, double low, double high) implements Allocation {

        /** Slope of the deployed stretch, per unit of width: 1.6 for the width 0.6. */
        private static final double SLOPE_PER_WIDTH = 1.6 / (0.8 - 0.2);

        /** Clipped to bounds, as older versions did. */
        public static Raw clipped(double low, double high) {
            return new Raw("raw-clip", false, low, high);
        }

        @Override
        public String text() {
            return AllocationText.step(id, low, high);
        }

        @Override
        public double probability(double mean, double variance, double margin) {
            double raw = unbounded(mean, variance, margin);
            if (!stretched) {
                return Math.max(low, Math.min(high, raw));
            }
            double slope = SLOPE_PER_WIDTH * (high - low);
            return Math.min(high, low + slope * Math.max(raw - 0.5, 0));
        }

        /** Phi((m - margin) / sqrt v); without variance the step from 0 to 1, 0.5 at the margin. */
        public static double unbounded(double mean, double variance, double margin) {
            double over = mean - margin;
            if (variance == 0) {
                return over > 0 ? 1 : over < 0 ? 0 : 0.5;
            }
            return Normal.cdf(over / Math.sqrt(variance));
        }
    }

    /**
     * The posterior expectation of a logistic curve, E[rho(x)], rho(x) = low + (high - low) / (1 +
     * c exp(-k x)): differentiable in the posterior, which after-study inference needs.
     *
     * <p>Integrated by the trapezoid rule over z in [-9, 9] with step min(0.25, 0.7 / (k sd)),
     * error below 4e-12. Gauss-Hermite nodes would be wrong by 4e-3.
     *
     * @param id for the row
     * @param low least probability
     * @param high largest probability
     * @param c odds against at an advantage of 0
     * @param k steepness per unit of reward
     */
    record Smooth(String id, double low, double high, double c, double k) implements Allocation {

        private static final double REACH = 9;
        private static final double WIDEST_STEP = 0.25;
        private static final double STEP_PER_STEEPNESS = 0.7;

        /**
         * From here on the curve is a step for the posterior: replacing it by one is wrong by less
         * than 1e-7, and the sum would have more than a hundred thousand terms.
         */
        private static final double STEEP = 5_000;

        @Override
        public String text() {
            return AllocationText.step(id, low, high, c, k);
        }

        @Override
        public double probability(double mean, double variance, double margin) {
            double m = mean - margin;
            double sd = Math.sqrt(variance);
            if (sd == 0) {
                return rho(m);
            }
            if (k * sd > STEEP) {
                double half = StrictMath.log(c) / k;
                return low + (high - low) * Normal.cdf((m - half) / sd);
            }
            double step = Math.min(WIDEST_STEP, STEP_PER_STEEPNESS / (k * sd));
            int nodes = (int) Math.ceil(REACH / step);
            double sum = Normal.density(0) * rho(m);
            for (int i = 1; i <= nodes; i++) {
                double z = i * step;
                sum += Normal.density(z) * (rho(m + sd * z) + rho(m - sd * z));
            }
            return step * sum;
        }

        private double rho(double x) {
            return low + (high - low) / (1 + c * StrictMath.exp(-k * x));
        }
    }
}
