package org.wearablecoach.kafka.sink;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
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
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.kafka.ClientProperties;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * The sinks of everything that the coach writes. Each writes one topic: key is the person
 * (control-status: the name of the model or policy), value an Avro single object or one framed by a
 * registry, timestamp that of the stream, which is the ingest time.
 *
 * <p>Each may be delivered in its own way. One that delivers exactly once has its own transactional
 * ids, which begin with its {@linkplain #transactionalIdPrefix(Result) prefix}: that of the builder
 * with the name of the topic behind it, and for {@link #deadLetters(String)} also the name of the
 * writer. Two sinks with the same prefix would shut each other out, so making such a sink twice is
 * an error; no two running jobs may have the same prefix either.
 */
public final class CoachSinks {

    private static final int BATCH_BYTES = 64 << 10;

    private final String bootstrapServers;
    private final Topics topics;
    private final Map<Result, Delivery> delivery;
    private final @Nullable String transactionalIdPrefix;
    private final @Nullable RegistryOptions registry;
    private final Map<String, String> properties;
    private final Duration linger;
    private final Duration transactionTimeout;

    /** Prefixes of transactional ids that a sink has, with what it writes. */
    private final Map<String, String> taken = new HashMap<>();

    private CoachSinks(Builder builder) {
        String servers = builder.bootstrapServers;
        if (servers == null || servers.isBlank()) {
            throw new IllegalStateException("bootstrapServers is not set; give it to the builder.");
        }
        bootstrapServers = servers;
        topics = builder.topics;
        delivery = new EnumMap<>(Result.class);
        for (Result result : Result.values()) {
            delivery.put(result, builder.deliveryOf.getOrDefault(result, builder.delivery));
        }
        registry = builder.registry;
        transactionalIdPrefix = builder.transactionalIdPrefix;
        if (delivery.containsValue(Delivery.EXACTLY_ONCE)
                && (transactionalIdPrefix == null || transactionalIdPrefix.isBlank())) {
            throw new IllegalStateException(
                    "transactionalIdPrefix is not set; exactly-once delivery needs one that no"
                            + " other running job has.");
        }
        properties = Map.copyOf(builder.properties);
        linger = builder.linger;
        transactionTimeout = builder.transactionTimeout;
    }

    /** Options of the sinks. */
    public static Builder builder() {
        return new Builder();
    }

    /** The sink of decisions, the audit log. */
    public Sink<Decision> decisions() {
        return sink(Result.DECISIONS, "", RecordFormat.decision(), Decision::userId);
    }

    /** The sink of recommendations. */
    public Sink<Recommendation> recommendations() {
        return sink(
                Result.RECOMMENDATIONS, "", RecordFormat.recommendation(), Recommendation::userId);
    }

    /** The sink of rewards. */
    public Sink<Reward> rewards() {
        return sink(Result.REWARDS, "", RecordFormat.reward(), Reward::userId);
    }

    /** The sink of scored windows. */
    public Sink<WindowScore> windowScores() {
        return sink(Result.WINDOW_SCORES, "", RecordFormat.windowScore(), WindowScore::userId);
    }

    /**
     * A sink of dead letters.
     *
     * @param writer which part of the job writes with it, as {@code decode}: each has its own
     *     transactions
     */
    public Sink<DeadLetter> deadLetters(String writer) {
        return sink(
                Result.DEAD_LETTERS, "-" + writer, RecordFormat.deadLetter(), DeadLetter::userId);
    }

    /** The sink of what subtasks say of control records. */
    public Sink<ControlStatus> controlStatus() {
        return sink(Result.CONTROL_STATUS, "", RecordFormat.controlStatus(), ControlStatus::name);
    }

    /**
     * The sink of telemetry, for a job that makes it of records of another form. Its timestamp
     * becomes the ingest time, unless the topic stamps records itself.
     */
    public Sink<Telemetry> telemetry() {
        return sink(Result.TELEMETRY, "", RecordFormat.telemetry(), Telemetry::userId);
    }

    /** How often a result may arrive. */
    public Delivery delivery(Result result) {
        return delivery.getOrDefault(result, Delivery.AT_LEAST_ONCE);
    }

    /**
     * What the transactional ids of a sink that delivers exactly once begin with; those of dead
     * letters go on with the name of the writer.
     */
    public String transactionalIdPrefix(Result result) {
        return transactionalIdPrefix + "-" + result.topic(topics);
    }

    private <T> Sink<T> sink(Result result, String writer, RecordFormat<T> format, KeyOf<T> key) {
        return sink(
                result,
                writer,
                new RecordSerializer<>(result.topic(topics), format, key, registry));
    }

    /** A sink with all that is set here, of whatever its serializer takes. */
    <T> Sink<T> sink(Result result, String writer, KafkaRecordSerializationSchema<T> serializer) {
        KafkaSinkBuilder<T> builder =
                KafkaSink.<T>builder()
                        .setBootstrapServers(bootstrapServers)
                        .setKafkaProducerConfig(producer(delivery(result)))
                        .setRecordSerializer(serializer);
        if (delivery(result) == Delivery.EXACTLY_ONCE) {
            return builder.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                    .setTransactionalIdPrefix(
                            take(
                                    transactionalIdPrefix(result) + writer,
                                    result.topic(topics) + writer))
                    .build();
        }
        return builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
    }

    private String take(String prefix, String sink) {
        String other = taken.putIfAbsent(prefix, sink);
        if (other != null) {
            throw new IllegalStateException(
                    "The sinks "
                            + other
                            + " and "
                            + sink
                            + " of this job would have the same transactional ids, "
                            + prefix
                            + "-..., and shut each other out; make each sink once and use it for"
                            + " all streams, and give each writer of dead letters its own name.");
        }
        return prefix;
    }

    private Properties producer(Delivery its) {
        Properties producer = new Properties();
        producer.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producer.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, Long.toString(linger.toMillis()));
        producer.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        producer.setProperty(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        if (its == Delivery.EXACTLY_ONCE) {
            // Without it the connector asks for an hour, which no broker with defaults allows.
            producer.setProperty(
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    Long.toString(transactionTimeout.toMillis()));
        }
        properties.forEach(producer::setProperty);
        return producer;
    }

    /** Options of {@link CoachSinks}. */
    public static final class Builder {

        private @Nullable String bootstrapServers;
        private Topics topics = Topics.withPrefix("");
        private Delivery delivery = Delivery.AT_LEAST_ONCE;
        private final Map<Result, Delivery> deliveryOf = new EnumMap<>(Result.class);
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

        /**
         * How often a certain result may arrive, where it differs from {@link #delivery(Delivery)}:
         * a log may be exact while recommendations are visible within milliseconds.
         */
        public Builder delivery(Result result, Delivery value) {
            deliveryOf.put(result, value);
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

        /**
         * Any setting of Kafka's producer; goes before the ones chosen here.
         *
         * @throws IllegalArgumentException with the reason, for those that {@link ClientProperties}
         *     refuses
         */
        public Builder property(String name, String value) {
            ClientProperties.checkSink(name, value);
            properties.put(name, value);
            return this;
        }

        /** Any settings of Kafka's producer; see {@link #property}. */
        public Builder properties(Map<String, String> values) {
            values.forEach(this::property);
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
