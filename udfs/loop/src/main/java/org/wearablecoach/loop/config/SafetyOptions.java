package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import org.wearablecoach.signals.LowAlarm;

/** Rules that run before the policy and that learning cannot change. Not medical advice. */
public record SafetyOptions(
        @Option(
                        "Whether low glucose asks the person to check (the intervention check-glucose) and forbids exertion.")
                boolean glucoseEnabled,
        @Option("A glucose reading below this, in mg/dL, is low.") double glucoseLow,
        @Option(
                        "A forecast of the glucose model below this, in mg/dL, counts as low; without such a model there is none.")
                double glucoseForecastLow,
        @Option(
                        "A probability of low glucose within 30 minutes from this on counts as low too, by a model that gives one; 1 leaves it to the forecast. Who gets too many false alarms has a higher limit, learned from what followed them.")
                double glucoseLowRisk,
        @Option(
                        "So many messages a day about glucose that did not become low are accepted: with more, the person's own limit rises above glucoseLowRisk, and quiet days bring it back. 0 keeps glucoseLowRisk for everybody.")
                double glucoseFalseAlarmsPerDay,
        @Option("Shortest time between two such messages.") Duration glucoseCoolDown,
        @Option(
                        "A person with a glucose sensor whose newest reading is older than this gets no suggestion that asks for exertion.")
                Duration glucoseFreshness,
        @Option(
                        "Whether a heart rate over the personal limit says so (the intervention check-heart-rate) and forbids exertion. Only for persons whose profile has a maximum.")
                boolean heartRateEnabled,
        @Option("The personal limit: share of the maximum heart rate in the profile.")
                double heartRateShare,
        @Option("Shortest time between two such messages.") Duration heartRateCoolDown)
        implements Serializable {

    /** Checks the ranges. */
    public SafetyOptions {
        Rules.check(
                glucoseLow >= 54 && glucoseLow <= 100,
                "safety.glucoseLow",
                glucoseLow,
                "set it between 54 and 100 mg/dL");
        Rules.check(
                glucoseForecastLow >= 54 && glucoseForecastLow <= 100,
                "safety.glucoseForecastLow",
                glucoseForecastLow,
                "set it between 54 and 100 mg/dL");
        Rules.check(
                glucoseLowRisk > 0 && glucoseLowRisk <= 1,
                "safety.glucoseLowRisk",
                glucoseLowRisk,
                "set it above 0 and at most 1");
        Rules.check(
                glucoseFalseAlarmsPerDay >= 0 && glucoseFalseAlarmsPerDay <= 24,
                "safety.glucoseFalseAlarmsPerDay",
                glucoseFalseAlarmsPerDay,
                "set it between 0 and 24");
        Rules.atLeast(glucoseCoolDown, Duration.ofMinutes(1), "safety.glucoseCoolDown");
        Rules.atLeast(glucoseFreshness, Duration.ofMinutes(1), "safety.glucoseFreshness");
        Rules.check(
                heartRateShare >= 0.5 && heartRateShare <= 1.2,
                "safety.heartRateShare",
                heartRateShare,
                "set it between 0.5 and 1.2");
        Rules.atLeast(heartRateCoolDown, Duration.ofMinutes(1), "safety.heartRateCoolDown");
    }

    /** From which probability on a low is expected. */
    public LowAlarm.Rule lowAlarm() {
        return new LowAlarm.Rule(glucoseLow, glucoseLowRisk, glucoseFalseAlarmsPerDay);
    }

    static SafetyOptions defaults() {
        return new SafetyOptions(
                true,
                70,
                70,
                LowAlarm.USUAL_RISK,
                1,
                Duration.ofMinutes(30),
                Duration.ofMinutes(15),
                true,
                0.95,
                Duration.ofMinutes(30));
    }
}
