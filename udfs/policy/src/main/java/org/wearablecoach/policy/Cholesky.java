package org.wearablecoach.policy;

import org.jspecify.annotations.Nullable;

/**
 * The factor L of a positive definite matrix, A = L L'. That a factor exists is the gate of every
 * posterior: a matrix that is not positive definite, or holds a NaN, has none.
 */
public final class Cholesky {

    private final int rows;
    private final double[] factor;

    private Cholesky(int rows, double[] factor) {
        this.rows = rows;
        this.factor = factor;
    }

    /**
     * The factor of a packed matrix, or null when it is not positive definite.
     *
     * @param packed see {@link Packed}; not changed
     * @param rows of the matrix
     */
    public static @Nullable Cholesky of(double[] packed, int rows) {
        double[] l = new double[Packed.length(rows)];
        for (int i = 0; i < rows; i++) {
            int rowI = i * (i + 1) / 2;
            for (int j = 0; j <= i; j++) {
                int rowJ = j * (j + 1) / 2;
                double sum = packed[rowI + j];
                for (int k = 0; k < j; k++) {
                    sum -= l[rowI + k] * l[rowJ + k];
                }
                if (i == j) {
                    // Written so that NaN fails too.
                    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
                        return null;
                    }
                    l[rowI + i] = Math.sqrt(sum);
                } else {
                    l[rowI + j] = sum / l[rowJ + j];
                }
            }
        }
        return new Cholesky(rows, l);
    }

    /** The x with A x = b. */
    public double[] solve(double[] b) {
        double[] x = b.clone();
        forward(x);
        for (int i = rows - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < rows; k++) {
                sum -= factor[k * (k + 1) / 2 + i] * x[k];
            }
            x[i] = sum / factor[i * (i + 1) / 2 + i];
        }
        return x;
    }

    /** x' A^-1 x. */
    public double inverseForm(double[] x) {
        double[] z = x.clone();
        forward(z);
        double sum = 0;
        for (double value : z) {
            sum += value * value;
        }
        return sum;
    }

    /** A^-1, packed. */
    public double[] inverse() {
        double[] inverse = new double[Packed.length(rows)];
        double[] unit = new double[rows];
        for (int j = 0; j < rows; j++) {
            unit[j] = 1;
            double[] column = solve(unit);
            unit[j] = 0;
            for (int i = j; i < rows; i++) {
                inverse[Packed.at(i, j)] = column[i];
            }
        }
        return inverse;
    }

    /** L z, which turns independent normal numbers into ones with covariance A. */
    public double[] lower(double[] z) {
        double[] product = new double[rows];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int k = 0; k <= i; k++) {
                sum += factor[i * (i + 1) / 2 + k] * z[k];
            }
            product[i] = sum;
        }
        return product;
    }

    /** L'^-1 z, which turns independent normal numbers into ones with covariance A^-1. */
    public double[] inverseUpper(double[] z) {
        double[] x = z.clone();
        for (int i = rows - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < rows; k++) {
                sum -= factor[k * (k + 1) / 2 + i] * x[k];
            }
            x[i] = sum / factor[i * (i + 1) / 2 + i];
        }
        return x;
    }

    private void forward(double[] x) {
        for (int i = 0; i < rows; i++) {
            int row = i * (i + 1) / 2;
            double sum = x[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[row + k] * x[k];
            }
            x[i] = sum / factor[row + i];
        }
    }
}
