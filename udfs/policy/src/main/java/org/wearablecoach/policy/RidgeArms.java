package org.wearablecoach.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One ridge regression of the reward per arm, arm 0 being "send nothing" and arm k + 1 intervention
 * k: what LinUCB and epsilon-greedy share. Statistics per arm: X'X packed and X'r over f.
 */
final class RidgeArms {

    private final int features;
    private final int arms;
    private final GaussianPrior ridge;

    RidgeArms(int features, int interventions, double lambda) {
        if (!(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "policy.lambda " + lambda + ": a ridge needs a positive penalty.");
        }
        this.features = features;
        this.arms = interventions + 1;
        double[] variances = new double[features];
        Arrays.fill(variances, 1 / lambda);
        this.ridge = GaussianPrior.independent(new double[features], variances);
    }

    int arms() {
        return arms;
    }

    int length() {
        return arms * LinearPosterior.length(features);
    }

    String layout() {
        return "-" + features + '-' + arms;
    }

    boolean fits(DecisionPoint point, double[] statistics) {
        return point.advantage().length == features
                && point.eligible().length == arms - 1
                && statistics.length == length();
    }

    void learn(double[] statistics, LearningRow row) {
        if (row.available() && row.finite()) {
            int arm = row.chosen() == Choice.NONE ? 0 : row.chosen() + 1;
            LinearPosterior.add(
                    statistics,
                    arm * LinearPosterior.length(features),
                    row.advantage(),
                    row.reward());
        }
    }

    @Nullable LinearPosterior posterior(double[] statistics, int arm) {
        return LinearPosterior.of(ridge, statistics, arm * LinearPosterior.length(features), 1);
    }

    /**
     * Scores x'theta + alpha sqrt(x'A^-1 x) by arm, -infinity for what is not eligible; null when a
     * gate refuses.
     */
    double @Nullable [] scores(DecisionPoint point, double[] statistics, double alpha) {
        double[] scores = new double[arms];
        for (int arm = 0; arm < arms; arm++) {
            if (arm > 0 && !point.eligible()[arm - 1]) {
                scores[arm] = Double.NEGATIVE_INFINITY;
                continue;
            }
            LinearPosterior posterior = posterior(statistics, arm);
            if (posterior == null) {
                return null;
            }
            double[] x = point.advantage();
            scores[arm] = posterior.mean(x) + alpha * Math.sqrt(posterior.variance(x));
            if (Double.isNaN(scores[arm])) {
                return null;
            }
        }
        return scores;
    }

    /** The arm with the highest score; ties go to the lowest arm. */
    static int best(double[] scores) {
        int best = 0;
        for (int arm = 1; arm < scores.length; arm++) {
            if (scores[arm] > scores[best]) {
                best = arm;
            }
        }
        return best;
    }
}
