package org.wearablecoach.job.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.config.DecisionOptions;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.config.Option;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.loop.config.RewardOptions;
import org.wearablecoach.loop.config.SafetyOptions;
import org.wearablecoach.loop.config.SignalOptions;

/** Everything that can be configured, as read from one YAML file. */
public record CoachConfig(
        @Option(
                        value =
                                "How the brokers are reached, and what is promised to who reads the"
                                        + " output.",
                        hashed = false)
                KafkaOptions kafka,
        @Option(
                        value = "What the topics are called, and how missing ones are created.",
                        hashed = false)
                TopicOptions topics,
        @Option("How telemetry becomes windows.") SignalOptions signals,
        @Option("Which models score windows, and how they are batched.") ModelOptions models,
        @Option("When a decision is made, and when a person is available.")
                DecisionOptions decision,
        @Option(
                        "Rules that run before the policy and that learning cannot change. Not"
                                + " medical advice.")
                SafetyOptions safety,
        @Option("Whether and what to recommend.") PolicyOptions policy,
        @Option("What the policy learns from.") RewardOptions reward,
        @Option(
                        "What can be recommended. A list in the file replaces this one; an entry"
                                + " with an id of this one takes what it leaves out from here.")
                List<InterventionOptions> interventions,
        @Option(value = "What leaves the job beyond its rows.", hashed = false)
                PrivacyOptions privacy)
        implements Serializable {

    /** Checks what concerns several sections. */
    public CoachConfig {
        LoopConfig checked =
                new LoopConfig(signals, models, decision, safety, policy, reward, interventions);
        interventions = checked.interventions();
    }

    /** The configuration of a job that sets nothing. */
    public static CoachConfig defaults() {
        LoopConfig loop = LoopConfig.defaults();
        return new CoachConfig(
                KafkaOptions.defaults(),
                TopicOptions.defaults(),
                loop.signals(),
                loop.models(),
                loop.decision(),
                loop.safety(),
                loop.policy(),
                loop.reward(),
                loop.interventions(),
                PrivacyOptions.defaults());
    }

    /**
     * Reads the configuration of this process, with its environment for {@code ${env:NAME}}.
     *
     * @param file a YAML file, or null for the defaults
     * @param settings from the command line; they win over the file
     * @throws ConfigException naming every problem with its place
     */
    public static CoachConfig load(@Nullable Path file, List<Setting> settings) {
        return ConfigDocument.read(file, settings).config(Environment.system());
    }

    /** What the loop of one person needs. */
    public LoopConfig loop() {
        return new LoopConfig(signals, models, decision, safety, policy, reward, interventions);
    }

    /**
     * SHA-256, lower-case hexadecimal, of the canonical JSON of everything that can change a
     * decision. Kafka, topics, privacy, batching and secrets are not in it.
     */
    public String hash() {
        return CanonicalJson.sha256(this);
    }
}
