package org.wearablecoach.kafka.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.event.Received;
import org.wearablecoach.kafka.ClientProperties;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * Builder of the source of telemetry: of the coach's own topics, or of those in which RADAR-base
 * collects it. Timestamps of its records are Kafka's, the ingest time.
 *
 * <pre>{@code
 * Source<Envelope<Received>, ?, ?> source =
 *         TelemetrySource.builder()
 *                 .bootstrapServers("kafka:9092")
 *                 .topic("telemetry")
 *                 .groupId("coach")
 *                 .build();
 * env.fromSource(source, IngestWatermarks.telemetry(idle), "telemetry")
 *         .process(DecodeFunction.telemetry());
 * }</pre>
 */
public final class TelemetrySource {

    private TelemetrySource() {}

    /** Options of the source. */
    public static Builder builder() {
        return new Builder();
    }

    /** Options of a source of telemetry. */
    public static final class Builder {

        private static final Duration DEFAULT_DISCOVERY = Duration.ofMinutes(1);

        private @Nullable String bootstrapServers;
        private @Nullable Subscription subscription;
        private @Nullable String groupId;
        private OffsetsInitializer start = Offsets.earliest();
        private @Nullable OffsetsInitializer end;
        private @Nullable Map<Integer, Long> endOfTopic;
        private Duration discovery = DEFAULT_DISCOVERY;
        private int rawLimit = DeadLetters.DEFAULT_RAW_LIMIT;
        private @Nullable RegistryOptions registry;
        private final Map<String, String> properties = new TreeMap<>();

        private Builder() {}

        /** Where to connect, as {@code host:port,host:port}. Required. */
        public Builder bootstrapServers(String value) {
            bootstrapServers = value;
            return this;
        }

        /**
         * The topic. It, {@link #topics}, {@link #topicPattern}, {@link #partitions} or {@link
         * #radar} is required; giving several is an error.
         */
        public Builder topic(String value) {
            return topics(value);
        }

        /** The topics. A person must be in one of them only, else their order is not kept. */
        public Builder topics(String... names) {
            return subscribe(Subscription.topics(List.of(names)));
        }

        /** All topics whose whole name matches, those that are created later too. */
        public Builder topicPattern(Pattern pattern) {
            return subscribe(Subscription.pattern(pattern));
        }

        /** Certain partitions; ones that are added later are not read. */
        public Builder partitions(TopicPartition... partitions) {
            return subscribe(Subscription.partitions(Set.of(partitions)));
        }

        /**
         * Topics of RADAR-base, with the schemas that its registry knows, which {@link #registry}
         * must name. A record's person is the key's {@code userId}, its device the {@code
         * sourceId}. Kafka keeps the order of a person within one topic only.
         */
        public Builder radar(RadarTopic... topics) {
            return subscribe(Subscription.radar(List.of(topics)));
        }

        private Builder subscribe(Subscription value) {
            Subscription before = subscription;
            if (before != null) {
                throw new IllegalStateException(
                        "The source reads "
                                + before
                                + " and cannot also read "
                                + value
                                + "; give topic, topics, topicPattern, partitions or radar once.");
            }
            subscription = value;
            return this;
        }

        /**
         * The consumer group under which progress is shown. Required. Offsets for a restart come
         * from checkpoints, never from it, unless {@link #startingOffsets} says so.
         */
        public Builder groupId(String value) {
            groupId = value;
            return this;
        }

        /**
         * Where a job without state begins: one of {@link Offsets}, or of Flink's own. The default
         * is the earliest record, because a person's consent and profile may be old.
         *
         * <p>With those of {@link Offsets} a job fails with {@code OffsetOutOfRangeException} when
         * it is restored so late that the topic has deleted its next records. {@link
         * OffsetsInitializer#earliest()} instead goes on with what is left: those records are then
         * lost, without a dead letter.
         */
        public Builder startingOffsets(OffsetsInitializer value) {
            start = value;
            return this;
        }

        /**
         * Ends the source at these offsets of its one topic, exclusive, by partition. Every
         * partition of the topic must be named. Without it or {@link #bounded} the source never
         * ends. Where each partition ends is part of the state: a job that is restored keeps the
         * ends that it began with.
         */
        public Builder endingOffsets(Map<Integer, Long> value) {
            endOfTopic = Map.copyOf(value);
            end = null;
            return this;
        }

        /**
         * Ends the source at these places, exclusive, as {@link Offsets#latest()}: what is there
         * when the job starts. Without it or {@link #endingOffsets} the source never ends.
         */
        public Builder bounded(OffsetsInitializer value) {
            end = value;
            endOfTopic = null;
            return this;
        }

        /**
         * How often new partitions, and new topics of a pattern, are looked for; default a minute,
         * zero for never. They are read from their first record. While no broker answers, a search
         * is left out and the job goes on.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder partitionDiscovery(Duration interval) {
            if (interval.isNegative()) {
                throw new IllegalArgumentException(
                        "partitionDiscovery is "
                                + interval
                                + "; give zero for never, or a positive duration.");
            }
            discovery = interval;
            return this;
        }

        /** How many bytes of an unreadable record travel in its dead letter; default 16 KiB. */
        public Builder rawLimit(int bytes) {
            rawLimit = bytes;
            return this;
        }

        /**
         * The registry whose ids may frame values; single objects are read beside them. Default:
         * none, only single objects are read. Required for {@link #radar}.
         */
        public Builder registry(RegistryOptions value) {
            registry = value;
            return this;
        }

        /**
         * Any setting of Kafka's consumer, or of Flink's Kafka source. Chosen here, and open to
         * change: {@code isolation.level=read_committed}, so that records of a transaction that was
         * broken off are not used; {@code allow.auto.create.topics=false}; {@code
         * enable.metrics.push=false}.
         *
         * @throws IllegalArgumentException with the reason, for those that {@link ClientProperties}
         *     refuses
         */
        public Builder property(String name, String value) {
            ClientProperties.checkSource(name, value);
            properties.put(name, value);
            return this;
        }

        /** Any settings of Kafka's consumer, or of Flink's Kafka source; see {@link #property}. */
        public Builder properties(Map<String, String> values) {
            values.forEach(this::property);
            return this;
        }

        /**
         * The source.
         *
         * @throws IllegalStateException when a required option is missing
         * @throws IllegalArgumentException when an option has a value that it cannot have
         */
        public Source<Envelope<Received>, ?, ?> build() {
            Subscription read = subscription;
            if (read == null) {
                throw new IllegalStateException(
                        "topic is not set; give it, topics, topicPattern, partitions or radar to"
                                + " the builder.");
            }
            KafkaSourceBuilder<Envelope<Received>> builder =
                    KafkaSource.<Envelope<Received>>builder()
                            .setProperties(consumer(properties))
                            .setBootstrapServers(
                                    Required.option("bootstrapServers", bootstrapServers))
                            .setGroupId(Required.option("groupId", groupId))
                            .setStartingOffsets(start)
                            .setDeserializer(decoder(read.radar()));
            read.subscribe(builder);
            OffsetsInitializer stop = end;
            if (endOfTopic != null) {
                stop = Offsets.of("endingOffsets", read.onlyTopic("endingOffsets"), endOfTopic);
            }
            if (stop == null) {
                builder.setProperty(
                        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                        Long.toString(discovery.toMillis()));
            } else {
                // What ends looks for partitions once.
                builder.setBounded(stop);
            }
            return new RestorableSource<>(builder.build());
        }

        private KafkaRecordDeserializationSchema<Envelope<Received>> decoder(
                Set<RadarTopic> radar) {
            RegistryOptions known = registry;
            if (radar.isEmpty()) {
                return new TelemetryDecoder(rawLimit, known);
            }
            if (known == null) {
                throw new IllegalStateException(
                        "registry is not set; records of RADAR-base can only be read with the"
                                + " schema registry of RADAR-base, give it to the builder.");
            }
            return new RadarDecoder(radar, rawLimit, known);
        }
    }

    static Properties consumer(Map<String, String> properties) {
        Properties all = new Properties();
        // Clients would report their metrics to the broker where the broker asks for them.
        all.setProperty(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        all.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.forEach(all::setProperty);
        return all;
    }
}
