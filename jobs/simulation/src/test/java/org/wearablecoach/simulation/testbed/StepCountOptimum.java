package org.wearablecoach.simulation.testbed;

/**
 * The best return on the deterministic StepCountJITAI for who knows its dynamics and sees the
 * context only through its probability, within bounds of sending and a floor of each intervention:
 * dynamic programming over a fine grid of habituation and disengagement.
 */
final class StepCountOptimum {

    private static final int POINTS = 121;
    private static final int NODES = 41;

    private final StepCountJitai.Constants constants;
    private final double low;
    private final double high;
    private final double floor;
    private final double[] weight;
    private final double[] likely;

    StepCountOptimum(
            StepCountJitai.Constants constants,
            double sigma,
            double low,
            double high,
            double floor) {
        this.constants = constants;
        this.low = low;
        this.high = high;
        this.floor = floor;
        // What is seen is 0.5 +- 0.5 + sigma z; by symmetry only the larger probability matters.
        if (sigma == 0) {
            weight = new double[] {1};
            likely = new double[] {1};
            return;
        }
        weight = new double[NODES];
        likely = new double[NODES];
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            double z = -5 + 10.0 * i / (NODES - 1);
            weight[i] = Math.exp(-z * z / 2);
            sum += weight[i];
            double p = 1 / (1 + Math.exp((0.5 - (1 + sigma * z)) / (sigma * sigma)));
            likely[i] = Math.max(p, 1 - p);
        }
        for (int i = 0; i < NODES; i++) {
            weight[i] /= sum;
        }
    }

    double value() {
        double[] next = new double[POINTS * POINTS];
        double[] now = new double[POINTS * POINTS];
        // The last of the actions pays nothing.
        for (int t = StepCountJitai.HORIZON - 2; t >= 1; t--) {
            for (int i = 0; i < POINTS; i++) {
                for (int j = 0; j < POINTS; j++) {
                    double h = i / (POINTS - 1.0);
                    double d = j / (POINTS - 1.0);
                    now[i * POINTS + j] = d >= 0.99 ? 0 : at(h, d, next);
                }
            }
            double[] swap = next;
            next = now;
            now = swap;
        }
        // At the start the probability is one half.
        return best(outcomes(0.1, 0.1, next), 0.5);
    }

    private double at(double h, double d, double[] next) {
        double[] q = outcomes(h, d, next);
        double sum = 0;
        for (int i = 0; i < weight.length; i++) {
            sum += weight[i] * best(q, likely[i]);
        }
        return sum;
    }

    /** Worth of silence, of the generic message, of the right and of the wrong one. */
    private double[] outcomes(double h, double d, double[] next) {
        double up = Math.min(1, h + constants.habituationStep());
        double less = constants.disengagementDecay() * d;
        double more = Math.min(1, d + constants.disengagementStep());
        return new double[] {
            0.1 + interpolated(next, constants.habituationDecay() * h, d),
            0.1 + 50 * (1 - up) + interpolated(next, up, less),
            0.1 + 200 * (1 - up) + interpolated(next, up, less),
            more >= 0.99 ? 0 : 0.1 + interpolated(next, up, more)
        };
    }

    private double best(double[] q, double likely) {
        double toLikely = likely * q[2] + (1 - likely) * q[3];
        double toOther = likely * q[3] + (1 - likely) * q[2];
        double most = Math.max(q[1], Math.max(toLikely, toOther));
        double send = floor * (q[1] + toLikely + toOther) + (1 - 3 * floor) * most;
        double p = send > q[0] ? high : low;
        return p * send + (1 - p) * q[0];
    }

    private static double interpolated(double[] values, double h, double d) {
        double x = h * (POINTS - 1);
        double y = d * (POINTS - 1);
        int i = Math.min(POINTS - 2, (int) x);
        int j = Math.min(POINTS - 2, (int) y);
        double w = x - i;
        double v = y - j;
        int at = i * POINTS + j;
        return (1 - w) * ((1 - v) * values[at] + v * values[at + 1])
                + w * ((1 - v) * values[at + POINTS] + v * values[at + POINTS + 1]);
    }
}
