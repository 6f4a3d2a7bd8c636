package org.wearablecoach.simulation.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.PolicyVersion;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.OutcomeKind;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.DoseModel;
import org.wearablecoach.policy.PolicyRun;

/**
 * A policy as the job makes it of a configuration, for an environment: the defaults of the job,
 * with the actions as interventions that are always eligible, the bounds that are asked for, and,
 * for the learned dose model, settings that say which feature is which kind of variable. No number
 * of a person is in it.
 */
final class JobAgent {

    /** A step of the slow state that took longer is not learned from: over a night, no more. */
    private static final int GAP_HOURS = 36;

    /** What a step of the slow state that is a day long leaves of a reward: a month counts. */
    private static final double DISCOUNT_OF_A_DAY = 0.97;

    /** The value of an objective that only drifts is nearly linear; few points carry it. */
    private static final int POINTS_OF_AN_OBJECTIVE = 5;

    private JobAgent() {}

    /** What the job runs when its configuration names nothing. */
    static String kindOfTheJob() {
        return LoopConfig.defaults().policy().kind();
    }

    /**
     * The policy, with its warm-up, bounds and fallback.
     *
     * @param environment to be played
     * @param kind of agent, as {@code policy.kind}
     * @param probability of sending of the kind fixed, moved into the bounds
     * @param bounds of sending and floor of each intervention
     * @param seed of the draws
     * @throws IllegalArgumentException when the configuration refuses it
     */
    static PolicyRun of(
            Environment environment, String kind, double probability, Bounds bounds, long seed) {
        return PolicyVersion.configured(
                        config(environment, kind, probability, bounds, seed),
                        AdaptModels.NO_NETWORKS)
                .of(environment.name());
    }

    private static LoopConfig config(
            Environment environment, String kind, double probability, Bounds bounds, long seed) {
        LoopConfig usual = LoopConfig.defaults();
        PolicyOptions policy = usual.policy();
        DecisionOptions decision = usual.decision();
        return new LoopConfig(
                usual.signals(),
                usual.models(),
                new DecisionOptions(
                        decision.deployment(),
                        Duration.ofMillis(Trial.AWAKE / environment.decisionsPerDay()),
                        decision.times(),
                        decision.firstDay(),
                        decision.lastDay(),
                        decision.lateSync(),
                        decision.freshness(),
                        decision.quietFrom(),
                        decision.quietUntil(),
                        decision.gap(),
                        decision.cap(),
                        bounds.clip(decision.fallbackProbability())),
                usual.safety(),
                new PolicyOptions(
                        kind,
                        policy.version(),
                        seed,
                        bounds.clip(Double.isNaN(probability) ? policy.probability() : probability),
                        policy.warmUp(),
                        bounds.low(),
                        bounds.high(),
                        bounds.floor(),
                        policy.budget(),
                        policy.budgetFrom(),
                        policy.budgetUntil(),
                        policy.model(),
                        kind.equals(DoseModel.KIND) ? settings(environment) : Map.of()),
                usual.reward(),
                interventions(environment, usual.interventions()));
    }

    /** The actions, and what safety rules send, which stays out of the policy's choice. */
    private static List<InterventionOptions> interventions(
            Environment environment, List<InterventionOptions> usual) {
        List<InterventionOptions> interventions = new ArrayList<>();
        for (int k = 1; k < environment.actions(); k++) {
            interventions.add(
                    new InterventionOptions(
                            "action-" + k,
                            false,
                            "",
                            false,
                            OutcomeKind.STEPS,
                            Duration.ofMinutes(30),
                            0,
                            0,
                            Duration.ZERO,
                            "",
                            Duration.ofMinutes(15),
                            Map.of("en", "Action " + k)));
        }
        for (InterventionOptions intervention : usual) {
            if (intervention.safetyOnly()) {
                interventions.add(intervention);
            }
        }
        return interventions;
    }

    /** What is known of the variables, as {@code policy.settings} of the learned dose model. */
    static Map<String, String> settings(Environment environment) {
        Environment.Dynamics dynamics = environment.dynamics();
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                "slow",
                dynamics.slow().stream()
                        .map(position -> entry(environment, position))
                        .collect(Collectors.joining(",")));
        settings.put("context", entry(environment, dynamics.context()));
        settings.put("absorbing", Integer.toString(dynamics.absorbing()));
        settings.put("latent", dynamics.latent() ? "1" : "0");
        settings.put("period", Integer.toString(dynamics.period()));
        settings.put("objective", Integer.toString(dynamics.objective()));
        settings.put("gapHours", Integer.toString(GAP_HOURS));
        boolean ends = dynamics.horizon() > 0;
        if (ends) {
            settings.put("horizon", Integer.toString(dynamics.horizon()));
        }
        settings.put("discount", Double.toString(ends ? 1 : DISCOUNT_OF_A_DAY));
        if (dynamics.objective() >= 0) {
            settings.put("points", Integer.toString(POINTS_OF_AN_OBJECTIVE));
        }
        return settings;
    }

    private static String entry(Environment environment, int position) {
        double[] entry = JobSight.entry(environment.observations().get(position));
        return (int) entry[0]
                + ","
                + Arrays.stream(entry)
                        .skip(1)
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining(","));
    }
}
