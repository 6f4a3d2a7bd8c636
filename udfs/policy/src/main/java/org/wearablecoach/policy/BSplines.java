package org.wearablecoach.policy;

/**
 * Cubic B-splines on equally spaced knots with clamped ends, the basis of the HeartSteps value
 * function: with 48 points from 0 to 20 there are 50 functions. Arguments outside are clamped; at
 * the upper end the last function is 1.
 */
public final class BSplines {

    /** Functions that are not 0 at one place. */
    static final int ORDER = 4;

    private final double from;
    private final double to;
    private final double[] knots;
    private final int functions;

    /**
     * A basis.
     *
     * @param from lower end
     * @param to upper end
     * @param points equally spaced points from end to end, at least 2
     */
    public BSplines(double from, double to, int points) {
        this.from = from;
        this.to = to;
        functions = points + ORDER - 2;
        knots = new double[functions + ORDER];
        for (int i = 0; i < knots.length; i++) {
            int inner = Math.max(0, Math.min(points - 1, i - (ORDER - 1)));
            knots[i] = inner == points - 1 ? to : from + (to - from) * inner / (points - 1);
        }
    }

    /** Number of functions. */
    public int functions() {
        return functions;
    }

    /**
     * The functions that are not 0 at a place.
     *
     * @param x where; clamped to the ends
     * @param values of the {@value #ORDER} functions, from the returned index on
     * @return index of the first of them
     */
    public int evaluate(double x, double[] values) {
        double at = x < from ? from : x > to ? to : x;
        int span = ORDER - 1;
        while (span < functions - 1 && at >= knots[span + 1]) {
            span++;
        }
        // Cox and de Boor's recursion on the functions of the span.
        values[0] = 1;
        for (int degree = 1; degree < ORDER; degree++) {
            double saved = 0;
            for (int r = 0; r < degree; r++) {
                double right = knots[span + r + 1];
                double left = knots[span + 1 - degree + r];
                double term = values[r] / (right - left);
                values[r] = saved + (right - at) * term;
                saved = (at - left) * term;
            }
            values[degree] = saved;
        }
        return span - (ORDER - 1);
    }

    /** Value of a spline at a place. */
    public double value(double x, double[] coefficients, int offset) {
        double[] values = new double[ORDER];
        int first = evaluate(x, values);
        double sum = 0;
        for (int i = 0; i < ORDER; i++) {
            sum += values[i] * coefficients[offset + first + i];
        }
        return sum;
    }
}
