package org.wearablecoach.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Reason;

/**
 * The allocation of a row as text: the steps from what the policy knew to the probability of the
 * draw, each a name with its numbers, so that the probability can be computed from the row alone.
 *
 * <p>{@code smooth-logistic(0.2,0.8,5.0,10.5) budget(1.2,31.0,0.4,0.005,0.2)
 * bounds(0.005,0.2,0.05)}: the agent's function, then the budget where there is one, then the
 * bounds with the floor. Numbers are the shortest decimals that read back to the same bits.
 */
final class AllocationText {

    private static final String BOUNDS = "bounds";

    private AllocationText() {}

    /** One step: a name and its numbers. */
    private record Step(String name, double[] numbers) {}

    /** What a row says that its probability and shares should be. */
    record Recomputed(double probability, double[] shares) {}

    static String step(String name, double... numbers) {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int i = 0; i < numbers.length; i++) {
            text.append(i == 0 ? "" : ",").append(numbers[i]);
        }
        return text.append(')').toString();
    }

    static String of(String function, Budget.@Nullable Step budget, Bounds bounds) {
        return function
                + ' '
                + (budget == null ? "" : budget.text() + ' ')
                + step(BOUNDS, bounds.low(), bounds.high(), bounds.floor());
    }

    /** The agent's function of an allocation, without its numbers. */
    static String function(String allocation) {
        int end = allocation.indexOf('(');
        return end < 0 ? allocation : allocation.substring(0, end);
    }

    /** The bounds of an allocation, or null when it has none. */
    static @Nullable Bounds bounds(String allocation) {
        List<Step> steps = steps(allocation);
        return steps.size() < 2 ? null : bounds(steps.get(steps.size() - 1));
    }

    private static @Nullable Bounds bounds(Step last) {
        try {
            return last.name().equals(BOUNDS) && last.numbers().length == 3
                    ? new Bounds(last.numbers()[0], last.numbers()[1], last.numbers()[2])
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What follows from the posterior, the margin, the eligible interventions and the allocation of
     * an available row; null when the allocation is none that this version knows.
     */
    static @Nullable Recomputed recompute(Decision row) {
        List<Step> steps = steps(row.allocation());
        if (steps.size() < 2 || steps.size() > 3) {
            return null;
        }
        Bounds bounds = bounds(steps.get(steps.size() - 1));
        if (bounds == null) {
            return null;
        }
        // What only safety may choose is none of the policy's arms.
        List<Candidate> arms = new ArrayList<>(row.candidates());
        arms.removeIf(candidate -> candidate.reason() == Reason.SAFETY_ONLY);
        boolean[] eligible = new boolean[arms.size()];
        List<String> interventions = new ArrayList<>(eligible.length);
        boolean any = false;
        for (int k = 0; k < eligible.length; k++) {
            eligible[k] = arms.get(k).reason() == null;
            any |= eligible[k];
            interventions.add(arms.get(k).intervention());
        }
        if (!any) {
            return null;
        }
        try {
            Proposal proposal = proposal(steps.get(0), row, interventions, eligible, bounds);
            if (proposal == null || Double.isNaN(proposal.probability())) {
                return null;
            }
            double p = bounds.clip(proposal.probability());
            if (steps.size() == 3) {
                Step budget = steps.get(1);
                double[] of = budget.numbers();
                if (!budget.name().equals(Budget.Step.NAME) || of.length != 5) {
                    return null;
                }
                p = bounds.clip(new Budget.Step(of[0], of[1], of[2], of[3], of[4]).probability(p));
            }
            double[] ofArms = bounds.shares(proposal.weights(), eligible);
            double[] shares = new double[row.candidates().size()];
            int arm = 0;
            for (int k = 0; k < shares.length; k++) {
                boolean safetyOnly = row.candidates().get(k).reason() == Reason.SAFETY_ONLY;
                shares[k] = safetyOnly ? 0 : ofArms[arm++];
            }
            return new Recomputed(p, shares);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Proposal proposal(
            Step function,
            Decision row,
            List<String> interventions,
            boolean[] eligible,
            Bounds bounds) {
        double[] of = function.numbers();
        double[] equal = new double[eligible.length];
        Arrays.fill(equal, 1);
        List<Advantage> logged = row.advantages();
        return switch (function.name()) {
            case FixedProbability.KIND,
                    Randomiser.FALLBACK_ALLOCATION,
                    Randomiser.WARM_UP_ALLOCATION ->
                    of.length != 1
                            ? null
                            : Proposal.of(of[0], equal, List.of(), Double.NaN, function.name());
            case LinUcb.KIND, ScoredPolicy.KIND ->
                    of.length != 0
                            ? null
                            : Preferred.best(Preferred.scores(logged, 1 + equal.length), "");
            case EpsilonGreedy.KIND ->
                    of.length != 1
                            ? null
                            : EpsilonGreedy.greedy(
                                    Preferred.scores(logged, 1 + equal.length), of[0]);
            case DoseModel.KIND ->
                    of.length != 0
                            ? null
                            : DoseModel.proposal(interventions, logged, eligible, bounds);
            default -> {
                Allocation allocation = allocation(function);
                yield allocation == null
                        ? null
                        : thompson(allocation, row, interventions, eligible);
            }
        };
    }

    private static @Nullable Proposal thompson(
            Allocation allocation, Decision row, List<String> interventions, boolean[] eligible) {
        for (Advantage advantage : row.advantages()) {
            if (advantage.name().equals(ThompsonSampling.SEND)) {
                double p =
                        allocation.probability(
                                advantage.mean(), advantage.variance(), row.margin());
                double[] weights =
                        ThompsonSampling.weights(interventions, eligible, row.advantages());
                return Proposal.of(p, weights, row.advantages(), row.margin(), "");
            }
        }
        return null;
    }

    private static @Nullable Allocation allocation(Step function) {
        double[] of = function.numbers();
        String name = function.name();
        if (name.startsWith("smooth-") && of.length == 4) {
            return new Allocation.Smooth(name, of[0], of[1], of[2], of[3]);
        }
        if (name.equals("raw-clip") && of.length == 2) {
            return new Allocation.Raw(name, false, of[0], of[1]);
        }
        return name.equals(Allocation.HEARTSTEPS.id()) && of.length == 2
                ? new Allocation.Raw(name, true, of[0], of[1])
                : null;
    }

    /** The steps of a text; empty when it is none. */
    private static List<Step> steps(String allocation) {
        List<Step> steps = new ArrayList<>();
        for (String part : allocation.split(" ", -1)) {
            int open = part.indexOf('(');
            if (open < 1 || !part.endsWith(")")) {
                return List.of();
            }
            String inside = part.substring(open + 1, part.length() - 1);
            String[] words = inside.isEmpty() ? new String[0] : inside.split(",", -1);
            double[] numbers = new double[words.length];
            for (int i = 0; i < words.length; i++) {
                try {
                    numbers[i] = Double.parseDouble(words[i]);
                } catch (NumberFormatException e) {
                    return List.of();
                }
            }
            steps.add(new Step(part.substring(0, open), numbers));
        }
        return steps;
    }
}
