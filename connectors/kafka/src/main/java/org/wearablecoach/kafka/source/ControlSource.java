package org.wearablecoach.kafka.source;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Control;
import org.wearablecoach.kafka.ClientProperties;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * Builder of the source of model and policy updates: one source over the two compacted topics, from
 * their beginning. The order between the two topics is not defined; each update says from when on
 * it holds.
 */
public final class ControlSource {

    private ControlSource() {}

    /** Options of the source. */
    public static Builder builder() {
        return new Builder();
    }

    /** Options of a source of control records. */
    public static final class Builder {

        private @Nullable String bootstrapServers;
        private @Nullable String modelsTopic;
        private @Nullable String policiesTopic;
        private @Nullable String groupId;
        private boolean bounded;
        private int rawLimit = DeadLetters.DEFAULT_RAW_LIMIT;
        private @Nullable RegistryOptions registry;
        private final Map<String, String> properties = new TreeMap<>();

        private Builder() {}

        /** Where to connect, as {@code host:port,host:port}. Required. */
        public Builder bootstrapServers(String value) {
            bootstrapServers = value;
            return this;
        }

        /** The topics of models and of policies. Required. */
        public Builder topics(String models, String policies) {
            modelsTopic = models;
            policiesTopic = policies;
            return this;
        }

        /** The consumer group under which progress is shown. Required. */
        public Builder groupId(String value) {
            groupId = value;
            return this;
        }

        /**
         * Ends the source where the topics end when the job starts. A job with bounded telemetry
         * needs it to end at all.
         */
        public Builder boundedAtCurrentEnd() {
            bounded = true;
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

        /**
         * Any setting of Kafka's consumer, or of Flink's Kafka source, as for telemetry.
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
        public Source<Envelope<Control>, ?, ?> build() {
            String models = Required.option("topics", modelsTopic);
            String policies = Required.option("topics", policiesTopic);
            KafkaSourceBuilder<Envelope<Control>> builder =
                    KafkaSource.<Envelope<Control>>builder()
                            .setProperties(TelemetrySource.consumer(properties))
                            .setBootstrapServers(
                                    Required.option("bootstrapServers", bootstrapServers))
                            .setTopics(models, policies)
                            .setGroupId(Required.option("groupId", groupId))
                            // Where an update was deleted, the newer ones count.
                            .setStartingOffsets(OffsetsInitializer.earliest())
                            .setDeserializer(new ControlDecoder(models, rawLimit, registry));
            if (bounded) {
                builder.setBounded(Offsets.latest());
            }
            return new RestorableSource<>(builder.build());
        }
    }
}
