package org.wearablecoach.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka producer that writes in order, without loss or repetition while it lives, and tells a
 * failure at the next call. Not safe for use by several threads.
 */
final class RecordWriter implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Callback callback =
            (metadata, exception) -> {
                if (exception != null) {
                    failure.compareAndSet(null, exception);
                }
            };
    private long written;

    RecordWriter(String bootstrapServers, Map<String, String> properties) {
        Properties config = new Properties();
        config.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        config.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        config.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
        config.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 << 10));
        config.setProperty(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.forEach(config::setProperty);
        config.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void write(String topic, @Nullable Long timestamp, byte[] key, byte[] value) {
        throwFailure();
        // The callback sees what the future would tell.
        var unused =
                producer.send(new ProducerRecord<>(topic, null, timestamp, key, value), callback);
        written++;
    }

    long written() {
        return written;
    }

    void flush() {
        producer.flush();
        throwFailure();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(30));
        throwFailure();
    }

    private void throwFailure() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new TopicException(
                    "A record was not written: "
                            + cause.getMessage()
                            + ". Check the broker, and the limits of the topic on size and time.",
                    cause);
        }
    }
}
