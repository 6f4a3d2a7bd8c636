package org.wearablecoach.kafka.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.registry.RegistryException;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.registry.ValueDecoder;

/**
 * Decodes records of the telemetry topic. Whatever a record holds, it ends in an envelope; only a
 * registry that gives no answer is thrown, since that is nothing the record can help.
 */
final class TelemetryDecoder implements KafkaRecordDeserializationSchema<Envelope<Received>> {

    private static final long serialVersionUID = 1L;

    private final ValueDecoder<Telemetry> values;
    private final DeadLetters deadLetters;

    TelemetryDecoder(int rawLimit, @Nullable RegistryOptions registry) {
        values = new ValueDecoder<>(RecordFormat.telemetry(), registry);
        deadLetters = new DeadLetters(rawLimit);
    }

    @Override
    public void deserialize(
            ConsumerRecord<byte[], byte[]> record, Collector<Envelope<Received>> out) {
        out.collect(decode(record));
    }

    /** The record's envelope; throws nothing but that the registry gives no answer. */
    Envelope<Received> decode(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return refused(
                    record,
                    Cause.UNREADABLE,
                    "the record has no value; telemetry cannot be deleted by a tombstone, send an"
                            + " erase record");
        }
        Telemetry telemetry;
        try {
            telemetry =
                    values.decode(value, record.topic(), record.partition(), record.timestamp());
        } catch (DecodingException e) {
            return refused(record, e.deadLetterCause(), message(e));
        } catch (RegistryException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Its message may hold a value of the record.
            return refused(
                    record,
                    Cause.UNREADABLE,
                    "reading failed with " + e.getClass().getSimpleName() + "; check the producer");
        }
        if (!isKeyOf(record.key(), telemetry.userId())) {
            return refused(
                    record,
                    Cause.BAD_KEY,
                    "the key is not the payload's person; send userId in UTF-8 as the key");
        }
        return Envelope.of(
                new Received(telemetry, record.timestamp(), record.partition(), record.offset()));
    }

    @Override
    public TypeInformation<Envelope<Received>> getProducedType() {
        return EnvelopeTypeInfo.TELEMETRY;
    }

    private Envelope<Received> refused(
            ConsumerRecord<byte[], byte[]> record, Cause cause, String detail) {
        return Envelope.refused(deadLetters.of(record, cause, detail));
    }

    static String message(DecodingException e) {
        String message = e.getMessage();
        return message == null ? "" : message;
    }

    /** Whether the key is the person in UTF-8; allocates nothing when both are ASCII. */
    static boolean isKeyOf(byte @Nullable [] key, String userId) {
        if (key == null) {
            return false;
        }
        int length = userId.length();
        if (key.length < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = userId.charAt(i);
            if (c >= 0x80) {
                return Arrays.equals(key, userId.getBytes(StandardCharsets.UTF_8));
            }
            if (key[i] != c) {
                return false;
            }
        }
        return key.length == length;
    }
}
