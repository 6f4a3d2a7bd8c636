package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.ScoredPolicy;

/** Everything that can change a decision. Its canonical JSON is hashed into every decision row. */
public record LoopConfig(
        @Option("How telemetry becomes windows.") SignalOptions signals,
        @Option("Which models score windows, and how they are batched.") ModelOptions models,
        @Option("When a decision is made, and when a person is available.")
                DecisionOptions decision,
        @Option("Rules that run before the policy and that learning cannot change.")
                SafetyOptions safety,
        @Option("Whether and what to recommend.") PolicyOptions policy,
        @Option("What the policy learns from.") RewardOptions reward,
        @Option("What can be recommended.") List<InterventionOptions> interventions)
        implements Serializable {

    /** Decisions of one person that may wait for their outcomes; bounds the state. */
    public static final int MOST_PENDING = 2_000;

    /** Checks what concerns several sections. */
    public LoopConfig {
        interventions = List.copyOf(interventions);
        Rules.check(
                decision.fallbackProbability() >= policy.lowerBound()
                        && decision.fallbackProbability() <= policy.upperBound(),
                "decision.fallbackProbability",
                decision.fallbackProbability(),
                "it lies between policy.lowerBound "
                        + policy.lowerBound()
                        + " and policy.upperBound "
                        + policy.upperBound()
                        + "; change it or the bounds");
        for (int i = 0; i < interventions.size(); i++) {
            for (int j = 0; j < i; j++) {
                Rules.check(
                        !interventions.get(i).id().equals(interventions.get(j).id()),
                        "interventions",
                        interventions.get(i).id(),
                        "an id stands once; rename or remove one");
            }
        }
        Rules.check(
                interventions.stream().anyMatch(i -> !i.safetyOnly()),
                "interventions",
                interventions.size(),
                "at least one intervention is chosen by the policy");
        for (InterventionOptions intervention : interventions) {
            Duration wait = intervention.outcomeWindow().plus(reward.censorAfter());
            Rules.check(
                    signals.forgetBuffersAfter().compareTo(wait) > 0,
                    "signals.forgetBuffersAfter",
                    signals.forgetBuffersAfter(),
                    "a decision may wait "
                            + wait
                            + " for its outcome and must not be forgotten before; raise it, or lower"
                            + " reward.censorAfter");
            Rules.check(
                    wait.dividedBy(decision.interval()) < MOST_PENDING,
                    "decision.interval",
                    decision.interval(),
                    "a decision may wait "
                            + wait
                            + " for its outcome, and at most "
                            + MOST_PENDING
                            + " of a person wait; raise it, or lower reward.censorAfter");
        }
        Rules.check(
                !safety.glucoseEnabled()
                        || safety(interventions, InterventionOptions.CHECK_GLUCOSE),
                "interventions",
                "without " + InterventionOptions.CHECK_GLUCOSE,
                "safety.glucoseEnabled needs it, safetyOnly; keep it, or set"
                        + " safety.glucoseEnabled to false");
        Rules.check(
                !safety.heartRateEnabled()
                        || safety(interventions, InterventionOptions.CHECK_HEART_RATE),
                "interventions",
                "without " + InterventionOptions.CHECK_HEART_RATE,
                "safety.heartRateEnabled needs it, safetyOnly; keep it, or set"
                        + " safety.heartRateEnabled to false");
        Rules.check(
                interventions.size() <= 32, "interventions", interventions.size(), "at most 32");
        if (!policy.kind().equals(ScoredPolicy.KIND)) {
            try {
                Policies.create(policy.specification(decision), shape(interventions));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "policy.settings of the kind " + policy.kind() + ": " + e.getMessage(), e);
            }
        }
    }

    private static boolean safety(List<InterventionOptions> interventions, String id) {
        for (InterventionOptions intervention : interventions) {
            if (intervention.id().equals(id) && intervention.safetyOnly()) {
                return true;
            }
        }
        return false;
    }

    private static Policies.Shape shape(List<InterventionOptions> interventions) {
        List<String> names = new ArrayList<>();
        Set<OutcomeKind> outcomes = EnumSet.noneOf(OutcomeKind.class);
        for (InterventionOptions intervention : interventions) {
            if (!intervention.safetyOnly()) {
                names.add(intervention.id());
                outcomes.add(intervention.outcome());
            }
        }
        return new Policies.Shape(
                StateVector.BASELINE, StateVector.ADVANTAGE, names, outcomes.size());
    }

    /** The sizes of what a policy sees; its interventions are those that safety does not force. */
    public Policies.Shape shape() {
        return shape(interventions);
    }

    /** The configuration of a job that sets nothing. */
    public static LoopConfig defaults() {
        return new LoopConfig(
                SignalOptions.defaults(),
                ModelOptions.defaults(),
                DecisionOptions.defaults(),
                SafetyOptions.defaults(),
                PolicyOptions.defaults(),
                RewardOptions.defaults(),
                InterventionOptions.defaults());
    }
}
