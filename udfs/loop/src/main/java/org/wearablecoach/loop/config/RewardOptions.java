package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;

/** What the policy learns from: a graph for each proximal outcome. */
public record RewardOptions(
        @Option(
                        "The graph that computes the reward of the outcome steps: a name in the shipped models, or a path.")
                String steps,
        @Option("The graph of the outcome arousal, named likewise.") String arousal,
        @Option("The graph of the outcome zone, named likewise.") String zone,
        @Option("The graph of the outcome still, named likewise.") String still,
        @Option(
                        "How long after its outcome window a decision waits for late data before its outcome is missing (CENSORED).")
                Duration censorAfter)
        implements Serializable {

    /** Checks the ranges. */
    public RewardOptions {
        Rules.check(!steps.isBlank(), "reward.steps", steps, "name a graph");
        Rules.check(!arousal.isBlank(), "reward.arousal", arousal, "name a graph");
        Rules.check(!zone.isBlank(), "reward.zone", zone, "name a graph");
        Rules.check(!still.isBlank(), "reward.still", still, "name a graph");
        Rules.check(
                !censorAfter.isNegative() && censorAfter.compareTo(Duration.ofDays(3)) <= 0,
                "reward.censorAfter",
                censorAfter,
                "set it between PT0S and P3D");
    }

    /** The graph of an outcome. */
    public String of(OutcomeKind outcome) {
        return switch (outcome) {
            case STEPS -> steps;
            case AROUSAL -> arousal;
            case ZONE -> zone;
            case STILL -> still;
        };
    }

    static RewardOptions defaults() {
        return new RewardOptions(
                "baseline-reward-move",
                "baseline-reward-arousal",
                "baseline-reward-zone",
                "baseline-reward-still",
                Duration.ofHours(24));
    }
}
