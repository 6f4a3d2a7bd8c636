package org.wearablecoach.kafka.sink;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.RecordFormat;

/** Makes the Kafka record of a result. */
final class RecordSerializer<T> implements KafkaRecordSerializationSchema<T> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final RecordFormat<T> format;
    private final KeyOf<T> key;

    RecordSerializer(String topic, RecordFormat<T> format, KeyOf<T> key) {
        this.topic = topic;
        this.format = format;
        this.key = key;
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
                format.encode(value));
    }
}
