package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;

/** Rules that run before the policy and that learning cannot change. Not medical advice. */
public record SafetyOptions(
        @Option(
                        "A glucose reading below this, in mg/dL, asks the person to check, and forbids suggestions to move.")
                double glucoseLow,
        @Option("Shortest time between two such messages.") Duration glucoseCoolDown,
        @Option(
                        "A person with a glucose sensor whose newest reading is older than this gets no suggestion to move.")
                Duration glucoseFreshness)
        implements Serializable {

    /** Checks the ranges. */
    public SafetyOptions {
        Rules.check(
                glucoseLow >= 54 && glucoseLow <= 100,
                "safety.glucoseLow",
                glucoseLow,
                "set it between 54 and 100 mg/dL");
        Rules.atLeast(glucoseCoolDown, Duration.ofMinutes(1), "safety.glucoseCoolDown");
        Rules.atLeast(glucoseFreshness, Duration.ofMinutes(1), "safety.glucoseFreshness");
    }

    static SafetyOptions defaults() {
        return new SafetyOptions(70, Duration.ofMinutes(30), Duration.ofMinutes(15));
    }
}
