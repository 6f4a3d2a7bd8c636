package org.wearablecoach.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
                        "The guarantee of single topics, where it differs: {recommendations:"
                                + " at-least-once} shows recommendations at once beside an exact"
                                + " log. Topics: decisions, recommendations, rewards,"
                                + " window-scores, control-status, dead-letters.")
                Map<String, Guarantee> guarantees,
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
                        "How often new partitions of telemetry are looked for; they are read from"
                                + " their first record. PT0S: never.")
                Duration partitionDiscovery,
        @Option(
                        "Further properties of all Kafka clients, such as security.protocol. Take"
                                + " secrets from ${env:NAME} or ${file:PATH}.")
                Map<String, String> properties,
        @Option("Where schemas are registered, if anywhere.") RegistryConfig registry)
        implements Serializable {

    /** Client properties that this configuration sets by itself, and the option to use instead. */
    private static final Map<String, String> OWN =
            Map.ofEntries(
                    own("bootstrap.servers", "set kafka.bootstrapServers instead"),
                    own("group.id", "set kafka.groupId instead"),
                    own("transaction.timeout.ms", "set kafka.transactionTimeout instead"),
                    own("transactional.id", "it is made from kafka.groupId; remove it"),
                    own("enable.auto.commit", "offsets are kept in checkpoints; remove it"),
                    own("auto.offset.reset", "records are never passed over; remove it"),
                    own("isolation.level", "committed records only are read; remove it"),
                    own("partition.discovery.interval.ms", "set kafka.partitionDiscovery instead"),
                    own("partitioner.ignore.keys", "a person is in one partition; remove it"),
                    own("acks", "results are never lost by a broker that fails; remove it"),
                    own("enable.idempotence", "results are never written twice; remove it"),
                    own("key.serializer", "records are encoded by the job; remove it"),
                    own("value.serializer", "records are encoded by the job; remove it"),
                    own("key.deserializer", "records are decoded by the job; remove it"),
                    own("value.deserializer", "records are decoded by the job; remove it"));

    private static Map.Entry<String, String> own(String property, String instead) {
        return Map.entry(property, instead);
    }

    /** The topics that {@link #guarantees} may name. */
    private static final Set<String> RESULTS =
            Set.of(
                    "decisions",
                    "recommendations",
                    "rewards",
                    "window-scores",
                    "control-status",
                    "dead-letters");

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
        Options.check(
                !partitionDiscovery.isNegative(),
                "kafka.partitionDiscovery",
                partitionDiscovery,
                "set it to PT0S for never, or to a positive duration");
        for (String name : guarantees.keySet()) {
            Options.check(
                    RESULTS.contains(name),
                    "kafka.guarantees." + name,
                    "no topic of results",
                    "use one of " + new TreeSet<>(RESULTS));
        }
        guarantees = Collections.unmodifiableMap(new TreeMap<>(guarantees));
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
                Map.of(),
                false,
                Duration.ofMinutes(15),
                Duration.ofMinutes(1),
                Map.of(),
                RegistryConfig.defaults());
    }

    /** What is promised to who reads a topic of results, by its name without prefix. */
    public Guarantee guarantee(String topic) {
        return guarantees.getOrDefault(topic, guarantee);
    }

    /** Whether any topic of results is written in transactions. */
    public boolean hasTransactions() {
        for (String topic : RESULTS) {
            if (guarantee(topic) == Guarantee.EXACTLY_ONCE) {
                return true;
            }
        }
        return false;
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
                + ", guarantees="
                + guarantees
                + ", createTopics="
                + createTopics
                + ", transactionTimeout="
                + transactionTimeout
                + ", partitionDiscovery="
                + partitionDiscovery
                + ", properties="
                + properties.keySet()
                + ", registry="
                + registry
                + "]";
    }
}
