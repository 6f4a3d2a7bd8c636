package org.wearablecoach.cli;

import java.util.Map;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.KafkaOptions;
import org.wearablecoach.job.config.RegistryConfig;
import org.wearablecoach.job.config.TopicOptions;
import org.wearablecoach.kafka.local.LocalBroker;

/** A configuration pointed at a broker in this process. Nothing that is hashed changes. */
final class LocalConfig {

    private LocalConfig() {}

    static CoachConfig on(LocalBroker broker, CoachConfig config) {
        KafkaOptions kafka = config.kafka();
        return new CoachConfig(
                new KafkaOptions(
                        broker.bootstrapServers(),
                        kafka.groupId(),
                        kafka.guarantee(),
                        kafka.guarantees(),
                        true,
                        kafka.transactionTimeout(),
                        kafka.partitionDiscovery(),
                        // The job ends when its last request is answered.
                        Map.of("fetch.max.wait.ms", "50"),
                        RegistryConfig.defaults()),
                config.topics(),
                config.signals(),
                config.models(),
                config.decision(),
                config.safety(),
                config.policy(),
                config.reward(),
                config.interventions(),
                config.privacy());
    }

    /** The same with scored windows put out. */
    static CoachConfig withWindowScores(CoachConfig config) {
        TopicOptions topics = config.topics();
        return new CoachConfig(
                config.kafka(),
                new TopicOptions(
                        topics.prefix(),
                        true,
                        topics.partitions(),
                        topics.replication(),
                        topics.radar()),
                config.signals(),
                config.models(),
                config.decision(),
                config.safety(),
                config.policy(),
                config.reward(),
                config.interventions(),
                config.privacy());
    }
}
