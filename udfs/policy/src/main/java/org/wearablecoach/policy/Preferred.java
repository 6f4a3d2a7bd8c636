package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wearablecoach.event.Advantage;

/**
 * From the arm that an agent without probabilities prefers to a proposal: it is never followed
 * outright. Bounds and floors, which come after, leave the preferred arm the most they allow.
 */
final class Preferred {

    private Preferred() {}

    /** How the scores of arms are named among the advantages of a row. */
    private static final String SCORE = "score-";

    /**
     * The proposal of the arm with the highest score; ties go to the lowest arm.
     *
     * @param scores by arm, 0 for none and k + 1 for intervention k; -infinity for what is not
     *     eligible
     * @param allocation its text for the row
     */
    static Proposal best(double[] scores, String allocation) {
        double[] weights = new double[scores.length - 1];
        int arm = RidgeArms.best(scores);
        if (arm == 0) {
            Arrays.fill(weights, 1);
        } else {
            weights[arm - 1] = 1;
        }
        return Proposal.of(arm == 0 ? 0 : 1, weights, logged(scores), Double.NaN, allocation);
    }

    /** The scores of the arms that could be chosen, as a row holds them. */
    static List<Advantage> logged(double[] scores) {
        List<Advantage> logged = new ArrayList<>(scores.length);
        for (int arm = 0; arm < scores.length; arm++) {
            if (scores[arm] > Double.NEGATIVE_INFINITY) {
                logged.add(new Advantage(SCORE + arm, scores[arm], 0));
            }
        }
        return List.copyOf(logged);
    }

    /** The scores that a row holds, -infinity for the arms it has none of. */
    static double[] scores(List<Advantage> logged, int arms) {
        double[] scores = new double[arms];
        Arrays.fill(scores, Double.NEGATIVE_INFINITY);
        for (Advantage one : logged) {
            for (int arm = 0; arm < arms; arm++) {
                if (one.name().equals(SCORE + arm)) {
                    scores[arm] = one.mean();
                }
            }
        }
        return scores;
    }
}
