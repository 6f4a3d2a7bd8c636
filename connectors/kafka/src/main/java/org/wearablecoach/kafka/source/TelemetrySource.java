package org.wearablecoach.kafka.source;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Received;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * Builder of the source of telemetry. Timestamps of its records are Kafka's, the ingest time.
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

        private @Nullable String bootstrapServers;
        private @Nullable String topic;
        private @Nullable String groupId;
        private OffsetsInitializer start = new EarliestOffsets();
        private @Nullable Map<Integer, Long> end;
        private int rawLimit = DeadLetters.DEFAULT_RAW_LIMIT;
        private @Nullable RegistryOptions registry;
        private final Map<String, String> properties = new TreeMap<>();

        private Builder() {}

        /** Where to connect, as {@code host:port,host:port}. Required. */
        public Builder bootstrapServers(String value) {
            bootstrapServers = value;
            return this;
        }

        /** The topic. Required. */
        public Builder topic(String value) {
            topic = value;
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
         * Where a job without state begins; the default is the earliest record, because a person's
         * consent and profile may be old.
         *
         * <p>With the default a job fails with {@code OffsetOutOfRangeException} when it is
         * restored so late that the topic has deleted its next records. {@link
         * OffsetsInitializer#earliest()} instead goes on with what is left: those records are then
         * lost, without a dead letter.
         */
        public Builder startingOffsets(OffsetsInitializer value) {
            start = value;
            return this;
        }

        /**
         * Ends the source at these offsets, exclusive, by partition. Every partition of the topic
         * must be named. Without it the source never ends. Where each partition ends is part of the
         * state: a job that is restored keeps the ends that it began with.
         */
        public Builder endingOffsets(Map<Integer, Long> value) {
            end = Map.copyOf(value);
            return this;
        }

        /** How many bytes of an unreadable record travel in its dead letter; default 16 KiB. */
        public Builder rawLimit(int bytes) {
            rawLimit = bytes;
            return this;
        }

        /**
         * The registry whose ids may frame values; single objects are read beside them. Default:
         * none, only single objects are read.
         */
        public Builder registry(RegistryOptions value) {
            registry = value;
            return this;
        }

        /** Any setting of Kafka's consumer, or of Flink's Kafka source. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Any settings of Kafka's consumer, or of Flink's Kafka source. */
        public Builder properties(Map<String, String> values) {
            properties.putAll(values);
            return this;
        }

        /**
         * The source.
         *
         * @throws IllegalStateException when a required option is missing
         * @throws IllegalArgumentException when an option has a value that it cannot have
         */
        public Source<Envelope<Received>, ?, ?> build() {
            String name = Required.option("topic", topic);
            KafkaSourceBuilder<Envelope<Received>> builder =
                    KafkaSource.<Envelope<Received>>builder()
                            .setProperties(consumer(properties))
                            .setBootstrapServers(
                                    Required.option("bootstrapServers", bootstrapServers))
                            .setTopics(name)
                            .setGroupId(Required.option("groupId", groupId))
                            .setStartingOffsets(start)
                            .setDeserializer(new TelemetryDecoder(rawLimit, registry));
            if (end != null) {
                builder.setBounded(new EndOffsets(name, end));
            }
            return new RestorableSource<>(builder.build());
        }
    }

    static Properties consumer(Map<String, String> properties) {
        Properties all = new Properties();
        // Clients would report their metrics to the broker where the broker asks for them.
        all.setProperty(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.forEach(all::setProperty);
        return all;
    }
}
