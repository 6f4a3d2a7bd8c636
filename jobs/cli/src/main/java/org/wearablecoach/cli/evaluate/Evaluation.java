package org.wearablecoach.cli.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wearablecoach.policy.OffPolicy.Estimates;

/**
 * What another policy would have earned.
 *
 * @param estimates by all estimators
 * @param modelled whether there is a reward model; without one all but weighting is empty
 * @param read rows of the log
 * @param left rows that were left out: not randomised, not available, or without a reward
 * @param unseen share of the target's mass on what the log never shows
 */
public record Evaluation(
        Estimates estimates, boolean modelled, long read, long left, double unseen) {

    /** The figures by their documented names. */
    public Map<String, Object> values() {
        Estimates e = estimates;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("onPolicy", e.onPolicy());
        values.put("ipw", e.ipw());
        values.put("snipw", e.snipw());
        values.put("dm", model(e.dm()));
        values.put("dr", model(e.dr()));
        values.put("sndr", model(e.sndr()));
        values.put("switchDr1", model(e.switchDr1()));
        values.put("switchDr10", model(e.switchDr10()));
        values.put("dros1", model(e.dros1()));
        values.put("dros100", model(e.dros100()));
        values.put("ipwSe", e.ipwSe());
        values.put("drSe", model(e.drSe()));
        values.put("ess", e.ess());
        values.put("overlapWarning", e.overlapWarning());
        values.put("rows", e.rows());
        values.put("leftOut", left);
        return values;
    }

    private double model(double value) {
        return modelled ? value : Double.NaN;
    }
}
