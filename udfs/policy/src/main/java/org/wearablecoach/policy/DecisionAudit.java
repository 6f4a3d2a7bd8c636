package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Reason;

/**
 * Recomputes a decision from its row alone: its id, the probability and shares that follow from the
 * logged posterior, margin, allocation, budget and bounds, its draw, and what the draw chose. All
 * are compared to the bit.
 */
public final class DecisionAudit {

    /** Allocation of a row that safety forced. */
    public static final String SAFETY_ALLOCATION = "safety";

    /** Allocation of a row without a draw. */
    public static final String UNAVAILABLE_ALLOCATION = "none";

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
        expect(found, row.index() >= 0, "index: negative");
        expect(
                found,
                (row.chosen() == null) == (row.template() == null),
                "template: does not go with what was chosen");
        expect(
                found,
                row.available() == (row.reason() == null),
                row.available()
                        ? "reason: given though available"
                        : "reason: missing though not available");
        if (row.type() == DecisionType.SAFETY) {
            safety(found, row);
        } else if (!row.available()) {
            unavailable(found, row);
        } else {
            randomised(found, row);
        }
        return found;
    }

    private static void safety(List<String> found, Decision row) {
        expect(found, row.available(), "available: false though sent");
        expect(found, row.probability() == 1, "probability: what safety forces has 1");
        expect(found, row.chosen() != null, "chosen: safety chose nothing");
        expect(found, Double.isNaN(row.draw()), "draw: something though nothing is drawn");
        expect(found, row.drawCounter().isEmpty(), "drawCounter: given though nothing is drawn");
        expect(
                found,
                row.allocation().equals(SAFETY_ALLOCATION) && row.advantages().isEmpty(),
                "allocation: the policy is not asked for what safety forces");
        for (Candidate candidate : row.candidates()) {
            boolean forced = candidate.intervention().equals(row.chosen());
            expect(
                    found,
                    forced == (candidate.reason() == null) && candidate.share() == (forced ? 1 : 0),
                    "candidates: not only what safety forces");
        }
    }

    private static void unavailable(List<String> found, Decision row) {
        expect(found, row.probability() == 0, "probability: not 0 though not available");
        expect(found, row.chosen() == null, "chosen: something though not available");
        expect(found, Double.isNaN(row.draw()), "draw: something though nothing is drawn");
        expect(found, row.drawCounter().isEmpty(), "drawCounter: given though nothing is drawn");
        expect(
                found,
                row.allocation().equals(UNAVAILABLE_ALLOCATION) && row.advantages().isEmpty(),
                "allocation: the policy is not asked when not available");
        boolean eligible = false;
        for (Candidate candidate : row.candidates()) {
            eligible |= candidate.reason() == null;
            expect(found, candidate.share() == 0, "candidates: a share though not available");
        }
        expect(
                found,
                row.reason() != Reason.NO_CANDIDATE || !eligible,
                "reason: NO_CANDIDATE though one is eligible");
    }

    private static void randomised(List<String> found, Decision row) {
        expect(
                found,
                row.probability() > 0 && row.probability() < 1,
                "probability: certain though available");
        boolean eligible = false;
        double[] shares = new double[row.candidates().size()];
        for (int k = 0; k < shares.length; k++) {
            Candidate candidate = row.candidates().get(k);
            shares[k] = candidate.share();
            eligible |= candidate.reason() == null;
            expect(
                    found,
                    candidate.reason() == null ? shares[k] >= 0 : shares[k] == 0,
                    "candidates: a share of one that is not eligible");
        }
        expect(found, eligible, "available: true though nothing is eligible");
        allocation(found, row, shares);
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

    private static void allocation(List<String> found, Decision row, double[] shares) {
        String function = AllocationText.function(row.allocation());
        boolean fallback = function.equals(Randomiser.FALLBACK_ALLOCATION);
        boolean warmUp = function.equals(Randomiser.WARM_UP_ALLOCATION);
        boolean fits =
                switch (row.type()) {
                    case FALLBACK -> fallback;
                    case WARM_UP -> warmUp;
                    default -> !fallback && !warmUp;
                };
        expect(found, fits, "type: not that of its allocation");
        AllocationText.Recomputed expected = AllocationText.recompute(row);
        if (expected == null) {
            found.add("allocation: none that this version can compute");
            return;
        }
        expect(
                found,
                expected.probability() == row.probability(),
                "probability: not what the allocation gives");
        boolean equal = true;
        for (int k = 0; k < shares.length; k++) {
            equal &= expected.shares()[k] == shares[k];
        }
        expect(found, equal, "candidates: shares that the allocation does not give");
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
     * The bounds that a row was drawn within, from its allocation.
     *
     * @param row of the log
     * @return null for a row that was not drawn
     */
    public static @Nullable Bounds bounds(Decision row) {
        return AllocationText.bounds(row.allocation());
    }

    private static void expect(List<String> found, boolean holds, String difference) {
        if (!holds && !found.contains(difference)) {
            found.add(difference);
        }
    }
}
