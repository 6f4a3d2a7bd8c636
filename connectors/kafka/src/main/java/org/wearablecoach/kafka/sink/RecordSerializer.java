package org.wearablecoach.kafka.sink;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.registry.RegistryClient;
import org.wearablecoach.kafka.registry.RegistryOptions;

/** Makes the Kafka record of a result. */
final class RecordSerializer<T> implements KafkaRecordSerializationSchema<T> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final RecordFormat<T> format;
    private final KeyOf<T> key;
    private final @Nullable RegistryOptions registry;
    private transient int schemaId;

    RecordSerializer(
            String topic,
            RecordFormat<T> format,
            KeyOf<T> key,
            @Nullable RegistryOptions registry) {
        this.topic = topic;
        this.format = format;
        this.key = key;
        this.registry = registry;
    }

    /** Learns the id of the schema before the first record. */
    @Override
    public void open(
            SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
        if (registry != null) {
            schemaId = new RegistryClient(registry).register(topic + "-value", format.schemaJson());
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            T value, KafkaSinkContext context, @Nullable Long timestamp) {
        String text = key.of(value);
        // A stream without timestamps has the smallest number there is; Kafka then stamps itself.
        Long time = timestamp == null || timestamp < 0 ? null : timestamp;
        return new ProducerRecord<>(
                topic,
                null,
                time,
                text == null ? null : text.getBytes(StandardCharsets.UTF_8),
                registry == null ? format.encode(value) : format.encodeFramed(schemaId, value));
    }
}
