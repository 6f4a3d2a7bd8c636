package org.wearablecoach.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.registry.ValueDecoder;

/**
 * The topic of dead letters as people use it. Reads committed records only. Not safe for use by
 * several threads.
 */
public final class DeadLetterBox {

    /** So many dead letters a transaction: far below its timeout, and few enough to hold. */
    private static final int BATCH = 500;

    /**
     * Readers of telemetry wait for a transaction that is open. One that was left by a call that
     * was killed is broken off by the next call at once, and else by the brokers after so long.
     */
    private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);

    /** A record that is there arrives well within it. */
    private static final int FETCH_TRIES = 150;

    private final String bootstrapServers;
    private final Topics topics;
    private final String groupId;
    private final Map<String, String> properties;
    private final @Nullable RegistryOptions registry;

    /**
     * A box; each call connects by itself.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param topics the names of the topics
     * @param groupId of the job; progress is kept under it with {@code -redrive-CAUSE} behind it
     * @param properties any settings of Kafka's clients
     * @param registry whose ids may frame values; null where there is none
     */
    public DeadLetterBox(
            String bootstrapServers,
            Topics topics,
            String groupId,
            Map<String, String> properties,
            @Nullable RegistryOptions registry) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.groupId = groupId;
        this.properties = Map.copyOf(properties);
        this.registry = registry;
    }

    /**
     * Shows every dead letter to somebody, of each partition in its order: all that were committed
     * before the call, except behind a transaction that is open.
     *
     * @throws TopicException when there is no such topic
     */
    public void each(Consumer<TopicReader.Entry<DeadLetter>> to) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(null);
                EndedTransactions ended = new EndedTransactions(bootstrapServers, properties)) {
            List<TopicPartition> partitions = partitions(consumer, topics.deadLetters());
            ended.await(List.of(topics.deadLetters()));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            ValueDecoder<DeadLetter> letters =
                    new ValueDecoder<>(RecordFormat.deadLetter(), registry);
            while (isBefore(consumer, ends)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    to.accept(
                            new TopicReader.Entry<>(
                                    letter(letters, record),
                                    record.partition(),
                                    record.offset(),
                                    record.timestamp()));
                }
            }
        }
    }

    /**
     * Publishes the records of all dead letters of a cause again, from where the last call for that
     * cause stopped to where the topic ends now. Records and progress are written in the same
     * transactions: a call that is broken off or repeated publishes nothing twice, and of two calls
     * at once one fails. When it returns, what it wrote can be read, except behind a transaction of
     * somebody else that is open.
     *
     * <p>A record is taken from its topic, or from the dead letter where the topic has deleted it.
     * It is published with its own key (for {@link Cause#BAD_KEY} with the person of the payload),
     * bytes and timestamp. One that cannot be read today is not published; its dead letter is
     * written anew with today's reason.
     *
     * @throws TopicException when a topic is missing or a transaction fails
     */
    public Redriven redrive(Cause cause) {
        String name = groupId + "-redrive-" + cause;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(name);
                Originals originals = new Originals();
                EndedTransactions ended = new EndedTransactions(bootstrapServers, properties);
                KafkaProducer<byte[], byte[]> producer = producer(name)) {
            producer.initTransactions();
            List<TopicPartition> partitions = partitions(consumer, topics.deadLetters());
            ended.await(List.of(topics.deadLetters()));
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Run run = new Run(cause, originals, producer);
            while (isBefore(consumer, ends)) {
                Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
                producer.beginTransaction();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    TopicPartition partition =
                            new TopicPartition(record.topic(), record.partition());
                    if (record.offset() < ends.getOrDefault(partition, 0L)) {
                        run.letter(record);
                        done.put(partition, new OffsetAndMetadata(record.offset() + 1));
                    }
                }
                producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
                producer.commitTransaction();
            }
            ended.await(List.of(topics.telemetry(), topics.deadLetters()));
            return run.redriven();
        } catch (KafkaException e) {
            throw new TopicException(
                    "Dead letters of "
                            + cause
                            + " were not all redriven: "
                            + e.getMessage()
                            + ". What was published is noted; run it again, one at a time.",
                    e);
        }
    }

    private DeadLetter letter(
            ValueDecoder<DeadLetter> letters, ConsumerRecord<byte[], byte[]> record) {
        try {
            return letters.decode(record.value());
        } catch (DecodingException e) {
            throw new TopicException(
                    record.topic()
                            + ", partition "
                            + record.partition()
                            + ", offset "
                            + record.offset()
                            + " is no dead letter: "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isBefore(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey()) < end.getValue()) {
                return true;
            }
        }
        return false;
    }

    private static List<TopicPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.partitionsFor(topic)
                .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        if (partitions.isEmpty()) {
            throw new TopicException("Kafka knows no topic " + topic + "; check topics.prefix.");
        }
        return partitions;
    }

    private KafkaConsumer<byte[], byte[]> consumer(@Nullable String group) {
        Properties config = new Properties();
        config.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        config.setProperty(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        config.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(BATCH));
        // Closing waits for the request that is under way; Kafka's default would be 500.
        config.setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        properties.forEach(config::setProperty);
        config.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        if (group != null) {
            config.setProperty(ConsumerConfig.GROUP_ID_CONFIG, group);
        }
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Properties config = new Properties();
        config.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        config.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(TRANSACTION_LIMIT.toMillis()));
        config.setProperty(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.forEach(config::setProperty);
        config.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.setProperty(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The records that dead letters point at. */
    private final class Originals implements AutoCloseable {

        private final KafkaConsumer<byte[], byte[]> consumer = consumer(null);
        private @Nullable TopicPartition at;
        private final List<ConsumerRecord<byte[], byte[]>> fetched = new ArrayList<>();

        /** The record at a place; null when it is not there any more. */
        @Nullable ConsumerRecord<byte[], byte[]> find(int partition, long offset) {
            TopicPartition place = new TopicPartition(topics.telemetry(), partition);
            ConsumerRecord<byte[], byte[]> known = among(place, offset);
            if (known != null) {
                return known;
            }
            consumer.assign(List.of(place));
            at = place;
            long first = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
            long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
            if (offset < first || offset >= end) {
                return null;
            }
            consumer.seek(place, offset);
            for (int i = 0; i < FETCH_TRIES && consumer.position(place) <= offset; i++) {
                fetched.clear();
                consumer.poll(POLL).forEach(fetched::add);
            }
            return among(place, offset);
        }

        private @Nullable ConsumerRecord<byte[], byte[]> among(TopicPartition place, long offset) {
            if (place.equals(at)) {
                for (ConsumerRecord<byte[], byte[]> record : fetched) {
                    if (record.offset() == offset) {
                        return record;
                    }
                }
            }
            return null;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** One call of {@link #redrive}. */
    private final class Run {

        private final Cause cause;
        private final Originals originals;
        private final KafkaProducer<byte[], byte[]> producer;
        private final ValueDecoder<DeadLetter> letters =
                new ValueDecoder<>(RecordFormat.deadLetter(), registry);
        private final ValueDecoder<Telemetry> values =
                new ValueDecoder<>(RecordFormat.telemetry(), registry);
        private final RecordFormat<DeadLetter> format = RecordFormat.deadLetter();
        private long published;
        private long stillRefused;
        private long gone;
        private long ofOtherTopics;

        Run(Cause cause, Originals originals, KafkaProducer<byte[], byte[]> producer) {
            this.cause = cause;
            this.originals = originals;
            this.producer = producer;
        }

        Redriven redriven() {
            return new Redriven(published, stillRefused, gone, ofOtherTopics);
        }

        void letter(ConsumerRecord<byte[], byte[]> record) {
            DeadLetter letter = DeadLetterBox.this.letter(letters, record);
            if (letter.cause() != cause) {
                return;
            }
            if (!topics.telemetry().equals(letter.topic())) {
                ofOtherTopics++;
                return;
            }
            ConsumerRecord<byte[], byte[]> original =
                    originals.find(letter.partition(), letter.offset());
            byte[] raw = letter.raw();
            boolean whole = raw != null && raw.length == letter.length();
            byte[] value = original != null ? original.value() : whole ? raw : null;
            if (value == null && original == null) {
                gone++;
                return;
            }
            Telemetry telemetry;
            try {
                telemetry = value == null ? null : values.decode(value);
            } catch (DecodingException e) {
                refuseAgain(record, letter, e.deadLetterCause(), String.valueOf(e.getMessage()));
                return;
            }
            if (telemetry == null) {
                refuseAgain(record, letter, cause, letter.detail());
                return;
            }
            send(
                    new ProducerRecord<>(
                            topics.telemetry(),
                            null,
                            original != null ? original.timestamp() : letter.ingestTime(),
                            Partitioning.key(telemetry.userId()),
                            value));
            published++;
        }

        private void refuseAgain(
                ConsumerRecord<byte[], byte[]> record,
                DeadLetter letter,
                Cause today,
                String detail) {
            DeadLetter again =
                    new DeadLetter(
                            today,
                            detail,
                            letter.topic(),
                            letter.partition(),
                            letter.offset(),
                            letter.ingestTime(),
                            letter.userId(),
                            letter.length(),
                            letter.sha256(),
                            letter.raw());
            send(
                    new ProducerRecord<>(
                            record.topic(),
                            record.partition(),
                            record.timestamp(),
                            letter.userId() == null
                                    ? null
                                    : letter.userId().getBytes(StandardCharsets.UTF_8),
                            format.encode(again)));
            stillRefused++;
        }

        private void send(ProducerRecord<byte[], byte[]> record) {
            // A failure is thrown when the transaction is committed.
            var unused = producer.send(record);
        }
    }
}
