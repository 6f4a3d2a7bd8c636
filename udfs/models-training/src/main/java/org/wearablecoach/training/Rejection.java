package org.wearablecoach.training;

/**
 * When a window is none of the classes: where the largest of still, run, and walk and stairs
 * together is hardly likelier than the threshold, "other" takes the probability. Walk and stairs
 * count together, because not to know which of them is no reason to see neither.
 *
 * @param threshold of the largest probability
 */
record Rejection(double threshold) {

    /** How sharply: at .02 from the threshold the matter is decided. */
    private static final float SHARPNESS = 100;

    private static final int STILL = 0;
    private static final int WALK = 1;
    private static final int RUN = 2;
    private static final int STAIRS = 3;

    /** How sure the probabilities are. */
    static double confidence(double[] p) {
        return Math.max(Math.max(p[STILL], p[RUN]), p[WALK] + p[STAIRS]);
    }

    /** The probabilities with that of "other" behind them. */
    double[] apply(double[] p) {
        double rejected = 1 / (1 + StrictMath.exp(-SHARPNESS * (threshold - confidence(p))));
        double[] out = new double[p.length + 1];
        for (int k = 0; k < p.length; k++) {
            out[k] = p[k] * (1 - rejected);
        }
        out[p.length] = rejected;
        return out;
    }

    /** Adds the same to a graph. */
    void append(Graph graph, String probabilities, String output) {
        graph.constant("groups", new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0}, 4, 3)
                .constant("rejectBelow", new float[] {(float) (SHARPNESS * threshold)})
                .constant("rejectSlope", new float[] {SHARPNESS})
                .constant("whole", new float[] {1})
                .node("MatMul", "grouped", probabilities, "groups")
                .reduceMax("confidence", "grouped")
                .node("Mul", "confidenceScaled", "confidence", "rejectSlope")
                .node("Sub", "doubt", "rejectBelow", "confidenceScaled")
                .node("Sigmoid", "rejected", "doubt")
                .node("Sub", "accepted", "whole", "rejected")
                .node("Mul", "kept", probabilities, "accepted")
                .concat(output, 1, "kept", "rejected");
    }
}
