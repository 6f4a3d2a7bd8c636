package org.wearablecoach.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Ends its process at a certain record that is sent, as {@code kill -9} does: no hook runs, nothing
 * is flushed, no transaction is ended. A consumer passes it by.
 */
public final class HaltingInterceptor
        implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {

    /** System property: at which record. */
    static final String AT = "coach.test.haltAt";

    /** How a killed process ends. */
    static final int KILLED = 137;

    private int sent;

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        if (++sent == Integer.getInteger(AT, -1)) {
            Runtime.getRuntime().halt(KILLED);
        }
        return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
        // Not of interest.
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Not of interest.
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Configured by the system property.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
