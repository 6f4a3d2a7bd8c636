package org.wearablecoach.policy;

/**
 * Sufficient statistics of several regressions that share their rows: number of rows, X'X packed,
 * and per target X'y and y'y, at a place of a person's statistics.
 */
final class SharedRows {

    /** Rows that the prior of a noise variance counts for. */
    private static final double NOISE_ROWS = 1;

    final int at;
    final int features;
    final int targets;

    SharedRows(int at, int features, int targets) {
        this.at = at;
        this.features = features;
        this.targets = targets;
    }

    int length() {
        return 1 + Packed.length(features) + targets * (features + 1);
    }

    int end() {
        return at + length();
    }

    void add(double[] statistics, double[] x, double[] y) {
        statistics[at]++;
        Packed.addOuter(statistics, at + 1, x, 1);
        int target = at + 1 + Packed.length(features);
        for (double value : y) {
            for (double entry : x) {
                statistics[target++] += entry * value;
            }
            statistics[target++] += value * value;
        }
    }

    double rows(double[] statistics) {
        return statistics[at];
    }

    /** Sum of a target, the first feature being 1. */
    double sum(double[] statistics, int target) {
        return statistics[product(target)];
    }

    double squares(double[] statistics, int target) {
        return statistics[product(target) + features];
    }

    private int product(int target) {
        return at + 1 + Packed.length(features) + target * (features + 1);
    }

    /**
     * Draws the coefficients of a target from their posterior under a normal prior that is scaled
     * by the noise, with the noise at its posterior mean. Leaves the last draw when a gate refuses.
     *
     * @param statistics of the person; the draw is written into them
     * @param target which regression
     * @param ridge prior precision of each coefficient, in units of the noise
     * @param persistent feature whose coefficient has prior mean 1 instead of 0; -1 for none
     * @param noise prior noise variance
     * @param normals standard normal numbers
     * @param to where the draw goes
     */
    void draw(
            double[] statistics,
            int target,
            double[] ridge,
            int persistent,
            double noise,
            Normals normals,
            int to) {
        double[] precision = new double[Packed.length(features)];
        System.arraycopy(statistics, at + 1, precision, 0, precision.length);
        double[] right = new double[features];
        System.arraycopy(statistics, product(target), right, 0, features);
        double squares = squares(statistics, target);
        for (int i = 0; i < features; i++) {
            precision[Packed.at(i, i)] += ridge[i];
        }
        if (persistent >= 0) {
            right[persistent] += ridge[persistent];
            squares += ridge[persistent];
        }
        double[] draw = new double[features];
        for (int i = 0; i < features; i++) {
            draw[i] = normals.next();
        }
        Cholesky factor = Cholesky.of(precision, features);
        if (factor == null) {
            return;
        }
        double[] mean = factor.solve(right);
        double explained = 0;
        for (int i = 0; i < features; i++) {
            explained += mean[i] * right[i];
        }
        double residual = Math.max(0, squares - explained);
        double sd = Math.sqrt((NOISE_ROWS * noise + residual) / (NOISE_ROWS + rows(statistics)));
        draw = factor.inverseUpper(draw);
        for (int i = 0; i < features; i++) {
            draw[i] = mean[i] + sd * draw[i];
            if (!Double.isFinite(draw[i])) {
                return;
            }
        }
        System.arraycopy(draw, 0, statistics, to, features);
    }

    /** Standard normal numbers of one counter, one after the other. */
    static final class Normals {

        private final String counter;
        private final double scale;
        private int stream;

        Normals(String counter, double scale) {
            this.counter = counter;
            this.scale = scale;
        }

        double next() {
            return scale == 0 ? 0 : scale * Draw.normal(counter, stream++);
        }
    }
}
