package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class BestOfTest {

    private static final boolean[] THREE = {true, true, true};

    @Test
    void agreesWithSampling() {
        // mabwiser's LinTS history; two million draws, so 2e-3 is the tolerance.
        JsonNode golden = Published.json("mabwiser/golden.json").get("lints_case");
        for (int context = 0; context < 2; context++) {
            double[] means = new double[3];
            double[] variances = new double[3];
            for (int arm = 0; arm < 3; arm++) {
                JsonNode moments = golden.get("score_moments").get(arm);
                means[arm] = moments.get("mean").get(context).asDouble();
                variances[arm] = moments.get("var_alpha1").get(context).asDouble();
            }
            double[] p = BestOf.probabilities(means, variances, THREE);
            for (int arm = 0; arm < 3; arm++) {
                assertThat(p[arm])
                        .isCloseTo(
                                golden.get("prob_arm_is_best_MC2e6")
                                        .get(context)
                                        .get(arm)
                                        .asDouble(),
                                within(2e-3));
            }
        }
    }

    @Test
    void ofTwoIsTheClosedForm() {
        double[] p =
                BestOf.probabilities(
                        new double[] {1, 0.2, 9},
                        new double[] {2, 0.5, 1},
                        new boolean[] {true, true, false});
        assertThat(p[0]).isCloseTo(Normal.cdf(0.8 / Math.sqrt(2.5)), within(1e-9));
        assertThat(p[2]).isZero();
    }

    @Test
    void equalOnesShareEqually() {
        assertThat(BestOf.probabilities(new double[3], new double[3], THREE))
                .containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3);
    }

    @Test
    void certainOnesDoNotDivideByZero() {
        double[] p =
                BestOf.probabilities(new double[] {1, 0, 0}, new double[] {0, 0, 1e-12}, THREE);
        assertThat(p[0]).isCloseTo(1, within(1e-12));
    }
}
