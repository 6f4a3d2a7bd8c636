package org.wearablecoach.kafka.source;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.event.Received;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * Builder of a source of what RADAR-base collects: each topic becomes one kind of telemetry, whose
 * person is the key's {@code userId} and whose device its {@code sourceId}. Timestamps of its
 * records are Kafka's, the ingest time.
 *
 * <pre>{@code
 * Source<Envelope<Received>, ?, ?> source =
 *         RadarSource.builder()
 *                 .bootstrapServers("kafka:9092")
 *                 .topics(RadarTopic.E4_INTER_BEAT_INTERVAL, RadarTopic.GARMIN_STEPS)
 *                 .registry(RegistryOptions.of("http://schema-registry:8081"))
 *                 .groupId("coach")
 *                 .build();
 * env.fromSource(source, IngestWatermarks.telemetry(idle), "radar")
 *         .process(DecodeFunction.telemetry());
 * }</pre>
 */
public final class RadarSource {

    private RadarSource() {}

    /** Options of the source. */
    public static Builder builder() {
        return new Builder();
    }

    /** Options of a source of RADAR-base topics. */
    public static final class Builder {

        private @Nullable String bootstrapServers;
        private final Set<RadarTopic> topics = EnumSet.noneOf(RadarTopic.class);
        private @Nullable String groupId;
        private OffsetsInitializer start = OffsetsInitializer.earliest();
        private @Nullable OffsetsInitializer end;
        private int rawLimit = DeadLetters.DEFAULT_RAW_LIMIT;
        private @Nullable RegistryOptions registry;
        private final Map<String, String> properties = new TreeMap<>();

        private Builder() {}

        /** Where to connect, as {@code host:port,host:port}. Required. */
        public Builder bootstrapServers(String value) {
            bootstrapServers = value;
            return this;
        }

        /** The topics to read; may be called again for more. Required. */
        public Builder topics(RadarTopic... values) {
            topics.addAll(List.of(values));
            return this;
        }

        /** The consumer group under which progress is shown. Required. */
        public Builder groupId(String value) {
            groupId = value;
            return this;
        }

        /** Where a job without state begins; default: the earliest record that is there. */
        public Builder startingOffsets(OffsetsInitializer value) {
            start = value;
            return this;
        }

        /** Ends the source at these places, exclusive. Without it the source never ends. */
        public Builder bounded(OffsetsInitializer value) {
            end = value;
            return this;
        }

        /** How many bytes of an unreadable record travel in its dead letter; default 16 KiB. */
        public Builder rawLimit(int bytes) {
            rawLimit = bytes;
            return this;
        }

        /** The registry of RADAR-base, which knows the schemas of keys and values. Required. */
        public Builder registry(RegistryOptions value) {
            registry = value;
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
            RegistryOptions known = registry;
            if (known == null) {
                throw new IllegalStateException(
                        "registry is not set; give the builder the schema registry of RADAR-base.");
            }
            if (topics.isEmpty()) {
                throw new IllegalStateException(
                        "topics is not set; give the builder one or more of RadarTopic.");
            }
            List<String> names = new ArrayList<>();
            topics.forEach(topic -> names.add(topic.topic()));
            KafkaSourceBuilder<Envelope<Received>> builder =
                    KafkaSource.<Envelope<Received>>builder()
                            .setProperties(TelemetrySource.consumer(properties))
                            .setBootstrapServers(
                                    Required.option("bootstrapServers", bootstrapServers))
                            .setTopics(names)
                            .setGroupId(Required.option("groupId", groupId))
                            .setStartingOffsets(start)
                            .setDeserializer(new RadarDecoder(topics, rawLimit, known));
            if (end != null) {
                builder.setBounded(end);
            }
            return new RestorableSource<>(builder.build());
        }
    }
}
