package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;

/**
 * Recomputes a decision from its row alone: its id, its draw, what the draw chose, and, where the
 * allocation follows from the logged posterior, its probability.
 */
public final class DecisionAudit {

    /** Shares are sums of a few numbers; more than this is no rounding. */
    private static final double ROUNDING = 1e-12;

    private DecisionAudit() {}

    /**
     * What does not fit in a row, as {@code field: rule}, without values; empty when all fits.
     *
     * @param row of the log
     */
    public static List<String> differences(Decision row) {
        List<String> found = new ArrayList<>();
        String id =
                DecisionId.of(row.deployment(), row.userId(), row.decisionTime(), row.trigger());
        expect(found, id.equals(row.decisionId()), "decisionId: not the hash of what it names");
        if (row.type() == DecisionType.SAFETY) {
            expect(found, row.probability() == 1, "probability: what safety forces has 1");
            expect(found, row.chosen() != null, "chosen: safety chose nothing");
        } else if (!row.available()) {
            unavailable(found, row);
        } else {
            randomised(found, row);
        }
        return found;
    }

    private static void unavailable(List<String> found, Decision row) {
        expect(found, row.reason() != null, "reason: missing though not available");
        expect(found, row.probability() == 0, "probability: not 0 though not available");
        expect(found, row.chosen() == null, "chosen: something though not available");
    }

    private static void randomised(List<String> found, Decision row) {
        expect(found, row.reason() == null, "reason: given though available");
        expect(
                found,
                row.probability() > 0 && row.probability() < 1,
                "probability: certain though available");
        double[] shares = new double[row.candidates().size()];
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            Candidate candidate = row.candidates().get(k);
            shares[k] = candidate.share();
            sum += shares[k];
            expect(
                    found,
                    candidate.reason() == null ? shares[k] >= 0 : shares[k] == 0,
                    "candidates: a share of one that is not eligible");
        }
        expect(found, Math.abs(sum - 1) <= ROUNDING, "candidates: shares do not add up to 1");
        expect(found, counterFits(row), "drawCounter: not that of this decision");
        double u = Draw.uniform(row.drawCounter());
        expect(found, u == row.draw(), "draw: not the number of its counter");
        int index = Choice.of(u, row.probability(), shares);
        @Nullable String chosen =
                index == Choice.NONE ? null : row.candidates().get(index).intervention();
        expect(
                found,
                chosen == null ? row.chosen() == null : chosen.equals(row.chosen()),
                "chosen: not what the draw chooses");
    }

    /** Whether a counter names the person, time and trigger of its row, whatever the seed. */
    private static boolean counterFits(Decision row) {
        String[] parts = row.drawCounter().split("\\|", 5);
        if (parts.length != 5) {
            return false;
        }
        try {
            long seed = Long.parseLong(parts[1]);
            return Draw.counter(seed, row.userId(), row.decisionTime(), row.trigger())
                    .equals(row.drawCounter());
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * The probability that an allocation gives for the posterior and margin of a row, within
     * bounds; NaN when the row has no such posterior. Equals the logged one, bit for bit, where no
     * budget stood between.
     *
     * @param row of the log
     * @param allocation by which it was decided
     * @param bounds of the policy
     */
    public static double probability(Decision row, Allocation allocation, Bounds bounds) {
        for (Advantage advantage : row.advantages()) {
            if (advantage.name().equals(ThompsonSampling.SEND)) {
                return bounds.clip(
                        allocation.probability(
                                advantage.mean(), advantage.variance(), row.margin()));
            }
        }
        return Double.NaN;
    }

    private static void expect(List<String> found, boolean holds, String difference) {
        if (!holds && !found.contains(difference)) {
            found.add(difference);
        }
    }
}
