package org.wearablecoach.loop;

import java.time.Duration;
import java.util.List;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;

/** Configurations that tests need. */
public final class Configs {

    private Configs() {}

    /** A policy that sends with a probability, and bounds wide enough for it. */
    public static LoopConfig sending(double probability) {
        return with(
                LoopConfig.defaults(),
                new PolicyOptions("fixed", "1", 1, probability, 0.001, 0.999, 0.05));
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
