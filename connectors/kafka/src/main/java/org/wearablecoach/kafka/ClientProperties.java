package org.wearablecoach.kafka;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Which settings of Kafka's clients may not be passed through, and why: another option says the
 * same, or records would be lost. All others may.
 */
public final class ClientProperties {

    private static final String ADDRESS = "use bootstrapServers(...)";
    private static final String BYTES = "records are encoded and decoded here; leave it out";

    private static final Map<String, String> OF_SOURCES =
            Map.of(
                    CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                    ADDRESS,
                    ConsumerConfig.GROUP_ID_CONFIG,
                    "use groupId(...)",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "use startingOffsets(...); records that were deleted are never passed over",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    "offsets are committed at checkpoints; commit.offsets.on.checkpoint=false"
                            + " switches that off",
                    ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                    BYTES,
                    ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                    BYTES,
                    "partition.discovery.interval.ms",
                    "use partitionDiscovery(...)");

    private static final Map<String, String> OF_SINKS =
            Map.of(
                    CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                    ADDRESS,
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "use transactionalIdPrefix(...); each sink has its own ids",
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    "use transactionTimeout(...), which is compared with the brokers' limit",
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    BYTES,
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                    BYTES,
                    ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
                    "the records of a person would lie in several partitions, in no order");

    private ClientProperties() {}

    /**
     * A setting of the consumer of a source.
     *
     * @throws IllegalArgumentException with the reason when it may not be set
     */
    public static void checkSource(String name, String value) {
        refuse(name, value, OF_SOURCES.get(name));
    }

    /**
     * A setting of the producer of a sink.
     *
     * @throws IllegalArgumentException with the reason when it may not be set
     */
    public static void checkSink(String name, String value) {
        refuse(name, value, OF_SINKS.get(name));
        boolean weak =
                (name.equals(ProducerConfig.ACKS_CONFIG)
                                && !value.equals("all")
                                && !value.equals("-1"))
                        || (name.equals(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG)
                                && !value.equals("true"));
        if (weak) {
            refuse(name, value, "results would be lost or repeated when a broker fails");
        }
    }

    private static void refuse(String name, String value, @Nullable String reason) {
        if (reason != null) {
            throw new IllegalArgumentException(
                    "The property " + name + "=" + value + " cannot be set: " + reason + ".");
        }
    }
}
