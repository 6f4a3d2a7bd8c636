package org.wearablecoach.training;

import java.util.List;

/**
 * Multinomial logistic regression on standardised inputs, with a ridge on the weights.
 *
 * <p>Fitted by Newton's method to convergence, so that the result depends on the data alone; every
 * operation is IEEE 754 or {@link StrictMath}, so it is the same to the bit on every machine. Every
 * class weighs the same, however many rows it has.
 */
final class SoftmaxRegression {

    private static final int MAX_STEPS = 100;

    private final int classes;
    private final int width;

    /** Class by class: the weights of the standardised inputs, then the intercept. */
    private final double[] weights;

    private final double[] mean;
    private final double[] sd;

    private SoftmaxRegression(int classes, int width, double[] mean, double[] sd) {
        this.classes = classes;
        this.width = width;
        this.mean = mean;
        this.sd = sd;
        this.weights = new double[classes * (width + 1)];
    }

    /**
     * Fits a model.
     *
     * @param rows inputs, all of one width
     * @param labels class of each row, from 0
     * @param classes how many there are; each must occur
     * @param ridge penalty per squared weight, relative to the mean log-loss
     * @throws IllegalArgumentException if a class has no row
     */
    static SoftmaxRegression fit(List<float[]> rows, int[] labels, int classes, double ridge) {
        int width = rows.get(0).length;
        int n = rows.size();
        double[] share = new double[classes];
        for (int label : labels) {
            share[label]++;
        }
        for (int c = 0; c < classes; c++) {
            if (share[c] == 0) {
                throw new IllegalArgumentException("class " + c + " has no row to learn from");
            }
        }
        double[] mean = new double[width];
        double[] sd = new double[width];
        double[] weight = new double[n];
        for (int i = 0; i < n; i++) {
            weight[i] = 1 / (classes * share[labels[i]]);
            for (int k = 0; k < width; k++) {
                mean[k] += weight[i] * rows.get(i)[k];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < width; k++) {
                double d = rows.get(i)[k] - mean[k];
                sd[k] += weight[i] * d * d;
            }
        }
        for (int k = 0; k < width; k++) {
            sd[k] = Math.max(Math.sqrt(sd[k]), 1e-9);
        }
        SoftmaxRegression model = new SoftmaxRegression(classes, width, mean, sd);
        model.newton(rows, labels, weight, ridge);
        return model;
    }

    /** The probabilities of the classes. */
    double[] probabilities(float[] row) {
        double[] x = new double[width + 1];
        double[] p = new double[classes];
        standardise(row, x);
        softmax(x, p);
        return p;
    }

    /** What the graph should answer: from the rounded weights that it holds, in 64 bits. */
    float[] served(float[] row) {
        float[] folded = foldedWeights();
        float[] intercepts = foldedIntercepts();
        double[] logits = new double[classes];
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            logits[c] = intercepts[c];
            for (int k = 0; k < width; k++) {
                logits[c] += (double) row[k] * folded[k * classes + c];
            }
            max = Math.max(max, logits[c]);
        }
        double total = 0;
        for (int c = 0; c < classes; c++) {
            logits[c] = StrictMath.exp(logits[c] - max);
            total += logits[c];
        }
        float[] served = new float[classes];
        for (int c = 0; c < classes; c++) {
            served[c] = (float) (logits[c] / total);
        }
        return served;
    }

    /** Weights for raw inputs, [width][classes] row-major: standardisation folded in. */
    float[] foldedWeights() {
        float[] folded = new float[width * classes];
        for (int k = 0; k < width; k++) {
            for (int c = 0; c < classes; c++) {
                folded[k * classes + c] = (float) (weights[c * (width + 1) + k] / sd[k]);
            }
        }
        return folded;
    }

    /** Intercepts for raw inputs: standardisation folded in. */
    float[] foldedIntercepts() {
        float[] folded = new float[classes];
        for (int c = 0; c < classes; c++) {
            double sum = weights[c * (width + 1) + width];
            for (int k = 0; k < width; k++) {
                sum -= weights[c * (width + 1) + k] * mean[k] / sd[k];
            }
            folded[c] = (float) sum;
        }
        return folded;
    }

    private void standardise(float[] row, double[] x) {
        for (int k = 0; k < width; k++) {
            x[k] = (row[k] - mean[k]) / sd[k];
        }
        x[width] = 1;
    }

    private void softmax(double[] x, double[] p) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double sum = 0;
            for (int k = 0; k <= width; k++) {
                sum += weights[c * (width + 1) + k] * x[k];
            }
            p[c] = sum;
            max = Math.max(max, sum);
        }
        double total = 0;
        for (int c = 0; c < classes; c++) {
            p[c] = StrictMath.exp(p[c] - max);
            total += p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] /= total;
        }
    }

    private double loss(double[][] x, int[] labels, double[] weight, double ridge) {
        double loss = 0;
        double[] p = new double[classes];
        for (int i = 0; i < x.length; i++) {
            softmax(x[i], p);
            loss -= weight[i] * StrictMath.log(Math.max(p[labels[i]], 1e-300));
        }
        for (int j = 0; j < weights.length; j++) {
            loss += 0.5 * penalty(j, ridge) * weights[j] * weights[j];
        }
        return loss;
    }

    /** Intercepts are hardly held, only so much that the problem has one solution. */
    private double penalty(int j, double ridge) {
        return j % (width + 1) == width ? 1e-6 : ridge;
    }

    private void newton(List<float[]> rows, int[] labels, double[] weight, double ridge) {
        int size = weights.length;
        int block = width + 1;
        double[][] x = new double[rows.size()][block];
        for (int i = 0; i < x.length; i++) {
            standardise(rows.get(i), x[i]);
        }
        double[] p = new double[classes];
        double before = loss(x, labels, weight, ridge);
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] gradient = new double[size];
            double[][] hessian = new double[size][size];
            for (int i = 0; i < x.length; i++) {
                softmax(x[i], p);
                for (int c = 0; c < classes; c++) {
                    double error = weight[i] * (p[c] - (labels[i] == c ? 1 : 0));
                    for (int k = 0; k < block; k++) {
                        gradient[c * block + k] += error * x[i][k];
                    }
                    for (int d = 0; d <= c; d++) {
                        double curve = weight[i] * p[c] * ((c == d ? 1 : 0) - p[d]);
                        for (int k = 0; k < block; k++) {
                            double part = curve * x[i][k];
                            double[] row = hessian[c * block + k];
                            for (int l = 0; l < block; l++) {
                                row[d * block + l] += part * x[i][l];
                            }
                        }
                    }
                }
            }
            for (int j = 0; j < size; j++) {
                gradient[j] += penalty(j, ridge) * weights[j];
                hessian[j][j] += penalty(j, ridge);
            }
            double[] move = solve(hessian, gradient);
            double[] start = weights.clone();
            double after = before;
            for (double length = 1; length > 1e-6; length /= 2) {
                for (int j = 0; j < size; j++) {
                    weights[j] = start[j] - length * move[j];
                }
                after = loss(x, labels, weight, ridge);
                if (after <= before) {
                    break;
                }
            }
            if (before - after < 1e-12) {
                return;
            }
            before = after;
        }
        throw new IllegalStateException("no convergence within " + MAX_STEPS + " steps");
    }

    /** Solves a x = b for symmetric positive a (lower half given), by Cholesky's decomposition. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        throw new IllegalStateException("the curvature is not positive");
                    }
                    a[i][i] = Math.sqrt(sum);
                } else {
                    a[i][j] = sum / a[j][j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= a[i][k] * x[k];
            }
            x[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= a[k][i] * x[k];
            }
            x[i] /= a[i][i];
        }
        return x;
    }
}
