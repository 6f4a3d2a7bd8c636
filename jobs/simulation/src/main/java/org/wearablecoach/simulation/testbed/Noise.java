package org.wearablecoach.simulation.testbed;

import java.util.SplittableRandom;

/** Random numbers that the platform does not have. */
final class Noise {

    private Noise() {}

    /**
     * A gamma number of scale 1 (Marsaglia and Tsang, ACM TOMS 2000).
     *
     * @param shape above 0
     */
    static double gamma(SplittableRandom random, double shape) {
        if (shape < 1) {
            double u = 1 - random.nextDouble();
            return gamma(random, shape + 1) * StrictMath.pow(u, 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            double u = 1 - random.nextDouble();
            if (StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
    }
}
