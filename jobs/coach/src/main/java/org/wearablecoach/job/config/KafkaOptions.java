package org.wearablecoach.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.wearablecoach.loop.config.Option;

/** How the brokers are reached, and what is promised to who reads the output. */
public record KafkaOptions(
        @Option("Addresses of brokers, host:port, separated by commas.") String bootstrapServers,
        @Option(
                        "Consumer group of the job. Also the prefix of its transactional ids, so two"
                                + " jobs never share one.")
                String groupId,
        @Option(
                        "at-least-once: visible as soon as written, and a consumer drops a repeated"
                                + " decision id. exactly-once: Kafka transactions, visible at the"
                                + " next checkpoint.")
                Guarantee guarantee,
        @Option(
                        "Create topics that are missing. Needs the right to; on a cluster topics are"
                                + " usually created by who runs it.")
                boolean createTopics,
        @Option(
                        "With exactly-once, how long a transaction stays open. An outage longer than"
                                + " this loses output, so it is the most that brokers allow by"
                                + " default (transaction.max.timeout.ms).")
                Duration transactionTimeout,
        @Option(
                        "Further properties of all Kafka clients, such as security.protocol. Take"
                                + " secrets from ${env:NAME} or ${file:PATH}.")
                Map<String, String> properties,
        @Option("Where schemas are registered, if anywhere.") RegistryConfig registry)
        implements Serializable {

    /** Client properties that this configuration sets by itself, and the option to use instead. */
    private static final Map<String, String> OWN =
            Map.of(
                    "bootstrap.servers", "set kafka.bootstrapServers instead",
                    "group.id", "set kafka.groupId instead",
                    "transaction.timeout.ms", "set kafka.transactionTimeout instead",
                    "transactional.id", "it is made from kafka.groupId; remove it",
                    "enable.auto.commit", "offsets are kept in checkpoints; remove it",
                    "isolation.level", "it follows from what is read; remove it",
                    "key.serializer", "records are encoded by the job; remove it",
                    "value.serializer", "records are encoded by the job; remove it",
                    "key.deserializer", "records are decoded by the job; remove it",
                    "value.deserializer", "records are decoded by the job; remove it");

    /** Parts of property names whose values are never printed. */
    private static final Set<String> SECRET =
            Set.of("password", "secret", "token", "jaas", "credential", "keystore.key");

    /** Checks the ranges. */
    public KafkaOptions {
        Options.check(
                !bootstrapServers.isBlank(),
                "kafka.bootstrapServers",
                "empty",
                "name at least one broker as host:port");
        for (String server : bootstrapServers.split(",", -1)) {
            Options.check(
                    server.strip().matches(".+:\\d{1,5}"),
                    "kafka.bootstrapServers",
                    bootstrapServers,
                    "write host:port, separated by commas");
        }
        Options.check(
                groupId.matches("[A-Za-z0-9._-]{1,200}"),
                "kafka.groupId",
                groupId,
                "use letters, digits, dots, underscores and hyphens, at most 200");
        Options.check(
                transactionTimeout.compareTo(Duration.ofMinutes(1)) >= 0
                        && transactionTimeout.compareTo(Duration.ofHours(24)) <= 0,
                "kafka.transactionTimeout",
                transactionTimeout,
                "set it between PT1M and PT24H");
        for (String name : properties.keySet()) {
            String instead = OWN.get(name);
            Options.check(
                    instead == null,
                    "kafka.properties." + name,
                    "a property of the job",
                    instead == null ? "" : instead);
        }
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    static KafkaOptions defaults() {
        return new KafkaOptions(
                "localhost:9092",
                "wearable-coach",
                Guarantee.AT_LEAST_ONCE,
                false,
                Duration.ofMinutes(15),
                Map.of(),
                RegistryConfig.defaults());
    }

    /** Whether a client property holds a secret, judged by its name. */
    static boolean isSecret(String property) {
        for (String part : SECRET) {
            if (property.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** The options without the values of the client properties, which may be secret. */
    @Override
    public String toString() {
        return "KafkaOptions[bootstrapServers="
                + bootstrapServers
                + ", groupId="
                + groupId
                + ", guarantee="
                + guarantee
                + ", createTopics="
                + createTopics
                + ", transactionTimeout="
                + transactionTimeout
                + ", properties="
                + properties.keySet()
                + ", registry="
                + registry
                + "]";
    }
}
