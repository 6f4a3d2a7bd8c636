package org.wearablecoach.policy;

/**
 * Symmetric matrices as their lower triangle, row after row: entry (i, j), j &lt;= i, stands at
 * {@code offset + i (i + 1) / 2 + j}. Half the state of a full matrix, and symmetric by
 * construction.
 */
public final class Packed {

    private Packed() {}

    /** Number of entries of a matrix of that many rows. */
    public static int length(int rows) {
        return rows * (rows + 1) / 2;
    }

    /** Position of entry (i, j) in either order. */
    public static int at(int i, int j) {
        return j <= i ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
    }

    /** Adds {@code weight x x'}. */
    public static void addOuter(double[] target, int offset, double[] x, double weight) {
        int at = offset;
        for (int i = 0; i < x.length; i++) {
            double scaled = weight * x[i];
            for (int j = 0; j <= i; j++) {
                target[at++] += scaled * x[j];
            }
        }
    }

    /** A diagonal matrix. */
    public static double[] diagonal(double[] values) {
        double[] packed = new double[length(values.length)];
        for (int i = 0; i < values.length; i++) {
            packed[at(i, i)] = values[i];
        }
        return packed;
    }

    /** The product with a vector. */
    public static double[] times(double[] packed, double[] x) {
        double[] product = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                sum += packed[at(i, j)] * x[j];
            }
            product[i] = sum;
        }
        return product;
    }
}
