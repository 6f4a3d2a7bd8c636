package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import java.time.LocalTime;

/** When a decision is made, and when a person is available. */
public record DecisionOptions(
        @Option(
                        "Name of this deployment; part of every decision id. Change it when the job starts again from empty state.")
                String deployment,
        @Option("Distance of decision points on the person clock.") Duration interval,
        @Option(
                        "A decision point whose record arrived this long after it was measured is not acted on (LATE_SYNC).")
                Duration lateSync,
        @Option(
                        "A person without a signal younger than this is not available (STALE); worn is judged over the same time.")
                Duration freshness,
        @Option("Begin of the quiet hours, local time.") LocalTime quietFrom,
        @Option("End of the quiet hours, local time. Equal to the begin: no quiet hours.")
                LocalTime quietUntil,
        @Option("Shortest time between two messages.") Duration gap,
        @Option("Most messages of one local day.") int cap,
        @Option("Probability of sending when the policy fails; the row is logged as FALLBACK.")
                double fallbackProbability)
        implements Serializable {

    /** Checks the ranges. */
    public DecisionOptions {
        Rules.check(
                !deployment.isBlank(), "decision.deployment", deployment, "name the deployment");
        Rules.atLeast(interval, Duration.ofMinutes(1), "decision.interval");
        Rules.check(
                interval.compareTo(Duration.ofDays(1)) <= 0,
                "decision.interval",
                interval,
                "set it to P1D or less");
        Rules.atLeast(lateSync, Duration.ofSeconds(10), "decision.lateSync");
        Rules.atLeast(freshness, Duration.ofMinutes(1), "decision.freshness");
        Rules.atLeast(gap, Duration.ZERO, "decision.gap");
        Rules.check(cap >= 0 && cap <= 1000, "decision.cap", cap, "set it between 0 and 1000");
        Rules.probability(fallbackProbability, "decision.fallbackProbability");
    }

    static DecisionOptions defaults() {
        return new DecisionOptions(
                "default",
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                LocalTime.of(22, 0),
                LocalTime.of(7, 0),
                Duration.ofMinutes(60),
                5,
                0.1);
    }
}
