package org.wearablecoach.kafka.sink;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * The sinks of everything that the coach writes. Each writes one topic: key is the person
 * (control-status: the name of the model or policy), value an Avro single object or one framed by a
 * registry, timestamp that of the stream, which is the ingest time.
 *
 * <p>Each sink that a job uses needs its own transactional ids. They are {@code
 * transactionalIdPrefix} with the name of the topic behind it, and for {@link #deadLetters(String)}
 * also the name of the writer; no two running jobs may have the same prefix.
 */
public final class CoachSinks {

    private static final int BATCH_BYTES = 64 << 10;

    private final String bootstrapServers;
    private final Topics topics;
    private final Delivery delivery;
    private final @Nullable String transactionalIdPrefix;
    private final @Nullable RegistryOptions registry;
    private final Properties producer;

    private CoachSinks(Builder builder) {
        String servers = builder.bootstrapServers;
        if (servers == null || servers.isBlank()) {
            throw new IllegalStateException("bootstrapServers is not set; give it to the builder.");
        }
        bootstrapServers = servers;
        topics = builder.topics;
        delivery = builder.delivery;
        registry = builder.registry;
        transactionalIdPrefix = builder.transactionalIdPrefix;
        if (delivery == Delivery.EXACTLY_ONCE
                && (transactionalIdPrefix == null || transactionalIdPrefix.isBlank())) {
            throw new IllegalStateException(
                    "transactionalIdPrefix is not set; exactly-once delivery needs one that no"
                            + " other running job has.");
        }
        producer = new Properties();
        producer.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producer.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        producer.setProperty(
                ProducerConfig.LINGER_MS_CONFIG, Long.toString(builder.linger.toMillis()));
        producer.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        producer.setProperty(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        if (delivery == Delivery.EXACTLY_ONCE) {
            // Without it the connector asks for an hour, which no broker with defaults allows.
            producer.setProperty(
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    Long.toString(builder.transactionTimeout.toMillis()));
        }
        builder.properties.forEach(producer::setProperty);
    }

    /** Options of the sinks. */
    public static Builder builder() {
        return new Builder();
    }

    /** The sink of decisions, the audit log. */
    public Sink<Decision> decisions() {
        return sink(
                topics.decisions(), topics.decisions(), RecordFormat.decision(), Decision::userId);
    }

    /** The sink of recommendations. */
    public Sink<Recommendation> recommendations() {
        return sink(
                topics.recommendations(),
                topics.recommendations(),
                RecordFormat.recommendation(),
                Recommendation::userId);
    }

    /** The sink of rewards. */
    public Sink<Reward> rewards() {
        return sink(topics.rewards(), topics.rewards(), RecordFormat.reward(), Reward::userId);
    }

    /** The sink of scored windows. */
    public Sink<WindowScore> windowScores() {
        return sink(
                topics.windowScores(),
                topics.windowScores(),
                RecordFormat.windowScore(),
                WindowScore::userId);
    }

    /**
     * A sink of dead letters.
     *
     * @param writer which part of the job writes with it, as {@code decode}: each has its own
     *     transactions
     */
    public Sink<DeadLetter> deadLetters(String writer) {
        return sink(
                topics.deadLetters(),
                topics.deadLetters() + "-" + writer,
                RecordFormat.deadLetter(),
                DeadLetter::userId);
    }

    /** The sink of what subtasks say of control records. */
    public Sink<ControlStatus> controlStatus() {
        return sink(
                topics.controlStatus(),
                topics.controlStatus(),
                RecordFormat.controlStatus(),
                ControlStatus::name);
    }

    private <T> Sink<T> sink(String topic, String id, RecordFormat<T> format, KeyOf<T> key) {
        KafkaSinkBuilder<T> builder =
                KafkaSink.<T>builder()
                        .setBootstrapServers(bootstrapServers)
                        .setKafkaProducerConfig(producer)
                        .setRecordSerializer(new RecordSerializer<>(topic, format, key, registry));
        if (delivery == Delivery.EXACTLY_ONCE) {
            return builder.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                    .setTransactionalIdPrefix(transactionalIdPrefix + "-" + id)
                    .build();
        }
        return builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
    }

    /** Options of {@link CoachSinks}. */
    public static final class Builder {

        private @Nullable String bootstrapServers;
        private Topics topics = Topics.withPrefix("");
        private Delivery delivery = Delivery.AT_LEAST_ONCE;
        private @Nullable String transactionalIdPrefix;
        private Duration transactionTimeout = Duration.ofMinutes(15);
        private Duration linger = Duration.ZERO;
        private @Nullable RegistryOptions registry;
        private final Map<String, String> properties = new TreeMap<>();

        private Builder() {}

        /** Where to connect, as {@code host:port,host:port}. Required. */
        public Builder bootstrapServers(String value) {
            bootstrapServers = value;
            return this;
        }

        /** The names of the topics; default without prefix. */
        public Builder topics(Topics value) {
            topics = value;
            return this;
        }

        /** How often a result may arrive; default at least once. */
        public Builder delivery(Delivery value) {
            delivery = value;
            return this;
        }

        /** Begins the transactional ids of all sinks. Required for exactly-once delivery. */
        public Builder transactionalIdPrefix(String value) {
            transactionalIdPrefix = value;
            return this;
        }

        /**
         * How long a transaction may stay open; default 15 minutes, the most that a broker with
         * defaults allows. An outage of the job that lasts longer loses the open transaction, so
         * use all that the broker allows, and check it with {@link
         * org.wearablecoach.kafka.TopicAdmin#checkTransactionTimeout}.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder transactionTimeout(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(
                        "transactionTimeout is "
                                + value
                                + "; give a positive duration, at most the broker's"
                                + " transaction.max.timeout.ms.");
            }
            transactionTimeout = value;
            return this;
        }

        /**
         * How long the producer waits for more records of a batch; default 0, at once. At high load
         * batches fill without it.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder linger(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException(
                        "linger is " + value + "; give zero or a few milliseconds.");
            }
            linger = value;
            return this;
        }

        /**
         * Frames values with the ids of this registry, in which the schema of each topic is
         * registered as {@code TOPIC-value} when the job starts. Default: none, values are single
         * objects.
         */
        public Builder registry(RegistryOptions value) {
            registry = value;
            return this;
        }

        /** Any setting of Kafka's producer; goes before the ones chosen here. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Any settings of Kafka's producer; go before the ones chosen here. */
        public Builder properties(Map<String, String> values) {
            properties.putAll(values);
            return this;
        }

        /**
         * The sinks.
         *
         * @throws IllegalStateException when a required option is missing
         */
        public CoachSinks build() {
            return new CoachSinks(this);
        }
    }
}
