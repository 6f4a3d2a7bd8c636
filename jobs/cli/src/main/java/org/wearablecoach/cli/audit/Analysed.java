package org.wearablecoach.cli.audit;

import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;

/** Which decisions an analysis of a trial may look at. */
public final class Analysed {

    private Analysed() {}

    /**
     * Whether a decision was randomised by the policy or the warm-up while the person was
     * available. What safety forces, what a fallback draws and what was not available never count.
     */
    public static boolean is(Decision decision) {
        return decision.available()
                && (decision.type() == DecisionType.POLICY
                        || decision.type() == DecisionType.WARM_UP);
    }

    /** Probability of what was chosen: 1 - p for nothing, p times its share for an intervention. */
    public static double propensity(Decision decision) {
        if (decision.chosen() == null) {
            return 1 - decision.probability();
        }
        for (var candidate : decision.candidates()) {
            if (candidate.intervention().equals(decision.chosen())) {
                return decision.probability() * candidate.share();
            }
        }
        return Double.NaN;
    }
}
