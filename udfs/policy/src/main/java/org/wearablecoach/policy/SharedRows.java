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

    /** X'X and X'y of a target. */
    Pooling.Person sums(double[] statistics, int target) {
        double[] normal = new double[Packed.length(features)];
        double[] product = new double[features];
        System.arraycopy(statistics, at + 1, normal, 0, normal.length);
        System.arraycopy(statistics, product(target), product, 0, features);
        return new Pooling.Person(normal, product);
    }

    /**
     * What is known of the coefficients of a target before its rows.
     *
     * @param precision packed, in units of the noise
     * @param shift precision times mean
     * @param squares mean' precision mean
     */
    record Prior(double[] precision, double[] shift, double squares) {

        /** Independent coefficients of mean 0, but for one of mean 1. */
        static Prior weak(double[] ridge, int persistent) {
            double[] shift = new double[ridge.length];
            if (persistent >= 0) {
                shift[persistent] = ridge[persistent];
            }
            return new Prior(Packed.diagonal(ridge), shift, persistent < 0 ? 0 : ridge[persistent]);
        }

        /** A normal prior whose noise is known. */
        static Prior of(GaussianPrior prior, double noise) {
            int features = prior.length();
            double[] precision = new double[Packed.length(features)];
            double[] shift = new double[features];
            double squares = 0;
            for (int i = 0; i < features; i++) {
                for (int j = 0; j <= i; j++) {
                    precision[Packed.at(i, j)] = noise * prior.precision(i, j);
                }
                shift[i] = noise * prior.shift(i);
                squares += shift[i] * prior.mean(i);
            }
            return new Prior(precision, shift, squares);
        }
    }

    /** As the other one, with a weak prior. */
    void draw(
            double[] statistics,
            int target,
            double[] ridge,
            int persistent,
            double noise,
            Normals normals,
            int to) {
        draw(statistics, target, Prior.weak(ridge, persistent), noise, normals, to);
    }

    /**
     * Draws the coefficients of a target from their posterior under a normal prior that is scaled
     * by the noise, with the noise at its posterior mean. Leaves the last draw when a gate refuses.
     *
     * @param statistics of the person; the draw is written into them
     * @param target which regression
     * @param prior of its coefficients
     * @param noise prior noise variance
     * @param normals standard normal numbers
     * @param to where the draw goes
     */
    void draw(double[] statistics, int target, Prior prior, double noise, Normals normals, int to) {
        double[] precision = new double[Packed.length(features)];
        for (int i = 0; i < precision.length; i++) {
            precision[i] = statistics[at + 1 + i] + prior.precision()[i];
        }
        double[] right = new double[features];
        for (int i = 0; i < features; i++) {
            right[i] = statistics[product(target) + i] + prior.shift()[i];
        }
        double squares = squares(statistics, target) + prior.squares();
        double[] draw = new double[features];
        for (int i = 0; i < features; i++) {
            draw[i] = normals.next();
        }
        Cholesky factor = Cholesky.of(precision, features);
        if (factor == null) {
            return;
        }
        double[] mean = factor.solve(right);
        double residual = residual(squares, mean, right);
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

    private static double residual(double squares, double[] mean, double[] right) {
        double explained = 0;
        for (int i = 0; i < mean.length; i++) {
            explained += mean[i] * right[i];
        }
        return Math.max(0, squares - explained);
    }

    /** Sum of squares that a target's own rows leave unexplained; NaN when a gate refuses. */
    double unexplained(double[] statistics, int target, Prior prior) {
        Pooling.Person sums = sums(statistics, target);
        double[] precision = sums.normal();
        double[] right = sums.product();
        for (int i = 0; i < precision.length; i++) {
            precision[i] += prior.precision()[i];
        }
        for (int i = 0; i < features; i++) {
            right[i] += prior.shift()[i];
        }
        Cholesky factor = Cholesky.of(precision, features);
        return factor == null
                ? Double.NaN
                : residual(
                        squares(statistics, target) + prior.squares(), factor.solve(right), right);
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
