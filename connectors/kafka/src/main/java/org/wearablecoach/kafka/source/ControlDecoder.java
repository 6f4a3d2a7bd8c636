package org.wearablecoach.kafka.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.registry.RegistryException;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.registry.ValueDecoder;

/**
 * Decodes records of the two control topics. Tombstones are skipped: a version in force stays in
 * force until another one takes its place.
 */
final class ControlDecoder implements KafkaRecordDeserializationSchema<Envelope<Control>> {

    private static final long serialVersionUID = 1L;

    private final ValueDecoder<ModelUpdate> models;
    private final ValueDecoder<PolicyUpdate> policies;
    private final String modelsTopic;
    private final DeadLetters deadLetters;

    ControlDecoder(String modelsTopic, int rawLimit, @Nullable RegistryOptions registry) {
        models = new ValueDecoder<>(RecordFormat.modelUpdate(), registry);
        policies = new ValueDecoder<>(RecordFormat.policyUpdate(), registry);
        this.modelsTopic = modelsTopic;
        deadLetters = new DeadLetters(rawLimit);
    }

    @Override
    public void deserialize(
            ConsumerRecord<byte[], byte[]> record, Collector<Envelope<Control>> out) {
        if (record.value() != null) {
            out.collect(decode(record, record.value()));
        }
    }

    private Envelope<Control> decode(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        Control control;
        try {
            control =
                    record.topic().equals(modelsTopic)
                            ? models.decode(
                                    value, record.topic(), record.partition(), record.timestamp())
                            : policies.decode(
                                    value, record.topic(), record.partition(), record.timestamp());
        } catch (DecodingException e) {
            return refused(record, e.deadLetterCause(), TelemetryDecoder.message(e));
        } catch (RegistryException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            return refused(
                    record,
                    Cause.UNREADABLE,
                    "reading failed with " + e.getClass().getSimpleName() + "; check the producer");
        }
        byte @Nullable [] key = record.key();
        if (key == null || !Arrays.equals(key, control.key().getBytes(StandardCharsets.UTF_8))) {
            // Compaction keeps the last record of a key: under a wrong one, versions get lost.
            return refused(
                    record,
                    Cause.BAD_KEY,
                    "the key is not the name of the update; send \""
                            + control.key()
                            + "\" in UTF-8 as the key");
        }
        return Envelope.of(control);
    }

    private Envelope<Control> refused(
            ConsumerRecord<byte[], byte[]> record, Cause cause, String detail) {
        return Envelope.refused(deadLetters.of(record, cause, detail));
    }

    @Override
    public TypeInformation<Envelope<Control>> getProducedType() {
        return EnvelopeTypeInfo.CONTROL;
    }
}
