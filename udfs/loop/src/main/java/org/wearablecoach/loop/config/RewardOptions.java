package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;

/** What the policy learns from. */
public record RewardOptions(
        @Option(
                        "The graph that computes the reward of the step outcome: a name in the shipped models, or a path.")
                String move,
        @Option(
                        "How long after its outcome window a decision waits for late data before its outcome is missing (CENSORED).")
                Duration censorAfter)
        implements Serializable {

    /** Checks the ranges. */
    public RewardOptions {
        Rules.check(!move.isBlank(), "reward.move", move, "name a graph");
        Rules.check(
                !censorAfter.isNegative() && censorAfter.compareTo(Duration.ofDays(3)) <= 0,
                "reward.censorAfter",
                censorAfter,
                "set it between PT0S and P3D");
    }

    static RewardOptions defaults() {
        return new RewardOptions("baseline-reward-move", Duration.ofHours(24));
    }
}
