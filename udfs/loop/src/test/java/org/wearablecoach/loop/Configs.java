package org.wearablecoach.loop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;

/** Configurations that tests need. */
public final class Configs {

    private Configs() {}

    /** Defaults with only the intervention move, and those of the safety rules. */
    public static LoopConfig usual() {
        LoopConfig c = with(LoopConfig.defaults(), PolicyOptions.fixed(0.1, 0.005, 0.2, 0.05));
        return with(
                c,
                c.interventions().stream()
                        .filter(i -> i.safetyOnly() || i.id().equals("move"))
                        .toList());
    }

    /** A policy that sends with a probability, and bounds wide enough for it. */
    public static LoopConfig sending(double probability) {
        return with(usual(), PolicyOptions.fixed(probability, 0.001, 0.999, 0.05));
    }

    /** An agent within [0.05, 0.95], without gap and cap. */
    public static LoopConfig agent(
            String kind, Duration warmUp, double budget, Map<String, String> settings) {
        LoopConfig open = with(usual(), PolicyOptions.fixed(0.3, 0.05, 0.95, 0.05));
        return withoutLimits(
                with(
                        open,
                        new PolicyOptions(
                                kind, "1", 1, 0.3, warmUp, 0.05, 0.95, 0.05, budget, 7, 22, "",
                                settings)));
    }

    public static LoopConfig with(LoopConfig c, PolicyOptions policy) {
        return new LoopConfig(
                c.signals(),
                c.models(),
                c.decision(),
                c.safety(),
                policy,
                c.reward(),
                c.interventions());
    }

    /** No gap between messages, and as many as there may be. */
    public static LoopConfig withoutLimits(LoopConfig c) {
        DecisionOptions d = c.decision();
        return with(
                c,
                new DecisionOptions(
                        d.deployment(),
                        d.interval(),
                        d.times(),
                        d.firstDay(),
                        d.lastDay(),
                        d.lateSync(),
                        d.freshness(),
                        d.quietFrom(),
                        d.quietUntil(),
                        Duration.ZERO,
                        1000,
                        d.fallbackProbability()));
    }

    public static LoopConfig with(LoopConfig c, DecisionOptions decision) {
        return new LoopConfig(
                c.signals(),
                c.models(),
                decision,
                c.safety(),
                c.policy(),
                c.reward(),
                c.interventions());
    }

    public static LoopConfig with(LoopConfig c, List<InterventionOptions> interventions) {
        return new LoopConfig(
                c.signals(),
                c.models(),
                c.decision(),
                c.safety(),
                c.policy(),
                c.reward(),
                interventions);
    }
}
