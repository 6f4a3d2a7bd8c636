package org.wearablecoach.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.registry.ValueDecoder;

/**
 * Reads a topic of results from its beginning, committed records only, without a consumer group.
 * Records of one partition come in their order. Where the topic ends is behind every transaction
 * that was committed before that is asked, except behind one that is still open, as that of a job
 * between two checkpoints. Not safe for use by several threads.
 *
 * @param <T> the record
 */
public final class TopicReader<T> implements AutoCloseable {

    /**
     * A record with its place.
     *
     * @param value the record
     * @param partition where it is
     * @param offset in the partition
     * @param timestamp Kafka's, ms
     */
    public record Entry<T>(T value, int partition, long offset, long timestamp) {}

    /** Closing waits for the request that is under way; Kafka's default would be 500. */
    private static final String FETCH_MAX_WAIT_MILLIS = "100";

    private final String topic;
    private final ValueDecoder<T> values;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EndedTransactions transactions;
    private final List<TopicPartition> partitions = new ArrayList<>();

    /**
     * Connects.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param topic to read; it must exist
     * @param format of its records
     * @param properties any settings of Kafka's consumer
     * @throws TopicException when there is no such topic
     */
    public TopicReader(
            String bootstrapServers,
            String topic,
            RecordFormat<T> format,
            Map<String, String> properties) {
        this(bootstrapServers, topic, format, properties, null);
    }

    /**
     * Connects.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param topic to read; it must exist
     * @param format of its records
     * @param properties any settings of Kafka's consumer
     * @param registry whose ids may frame values; null where there is none
     * @throws TopicException when there is no such topic
     */
    public TopicReader(
            String bootstrapServers,
            String topic,
            RecordFormat<T> format,
            Map<String, String> properties,
            @Nullable RegistryOptions registry) {
        this.topic = topic;
        this.values = new ValueDecoder<>(format, registry);
        Properties config = new Properties();
        config.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        config.setProperty(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        config.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MAX_WAIT_MILLIS);
        properties.forEach(config::setProperty);
        config.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.partitionsFor(topic)
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            if (partitions.isEmpty()) {
                throw new TopicException(
                        "Kafka at " + bootstrapServers + " knows no topic " + topic);
            }
            consumer.assign(partitions);
            transactions = new EndedTransactions(bootstrapServers, properties);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /**
     * The next records; empty when there is none within the time.
     *
     * @throws TopicException when a record cannot be read
     */
    public List<Entry<T>> poll(Duration timeout) {
        List<Entry<T>> entries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            if (record.value() != null) {
                entries.add(
                        new Entry<>(
                                decode(record),
                                record.partition(),
                                record.offset(),
                                record.timestamp()));
            }
        }
        return entries;
    }

    /**
     * The next records of those before an end; empty when there is none within the time.
     *
     * @param timeout how long to wait for any
     * @param ends as {@link #ends} gave them
     * @param unreadable hears of each record that cannot be read, with its place, and is passed
     *     over
     */
    public List<Entry<T>> poll(
            Duration timeout, Map<TopicPartition, Long> ends, Consumer<String> unreadable) {
        List<Entry<T>> entries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (record.value() == null
                    || record.offset() >= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                continue;
            }
            try {
                entries.add(
                        new Entry<>(
                                decode(record),
                                record.partition(),
                                record.offset(),
                                record.timestamp()));
            } catch (TopicException e) {
                unreadable.accept(String.valueOf(e.getMessage()));
            }
        }
        return entries;
    }

    /**
     * Where the topic ends now.
     *
     * @throws TopicException when the brokers do not say which transactions they have finished
     */
    public Map<TopicPartition, Long> ends() {
        transactions.await(List.of(topic));
        return consumer.endOffsets(partitions);
    }

    /** Whether anything before an end was not polled yet. */
    public boolean hasMore(Map<TopicPartition, Long> ends) {
        return isBefore(ends);
    }

    /**
     * Everything up to where the topic ends now, from where the last call stopped.
     *
     * @throws TopicException when a record cannot be read, or as {@link #ends} does
     */
    public List<Entry<T>> readToEnd() {
        Map<TopicPartition, Long> ends = ends();
        List<Entry<T>> entries = new ArrayList<>();
        while (isBefore(ends)) {
            entries.addAll(poll(Duration.ofMillis(100)));
        }
        return entries;
    }

    private boolean isBefore(Map<TopicPartition, Long> ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey()) < end.getValue()) {
                return true;
            }
        }
        return false;
    }

    private T decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return values.decode(record.value());
        } catch (DecodingException e) {
            throw new TopicException(
                    "Topic "
                            + topic
                            + ", partition "
                            + record.partition()
                            + ", offset "
                            + record.offset()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        transactions.close();
        consumer.close();
    }
}
