package org.wearablecoach.kafka.source;

import java.util.EnumMap;
import java.util.HashMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RadarFormat;
import org.wearablecoach.event.RadarKey;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.event.RadarValue;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.registry.RegistryException;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.registry.ValueDecoder;

/** Decodes records of RADAR-base topics, as {@link TelemetryDecoder} does those of telemetry. */
final class RadarDecoder implements KafkaRecordDeserializationSchema<Envelope<Received>> {

    /** What a record says beside its first payload has a run of numbers of its own. */
    private static final int BOOT_OF_SECOND = 1_000;

    private static final long serialVersionUID = 1L;

    private final ValueDecoder<RadarKey> keys;
    private final EnumMap<RadarTopic, ValueDecoder<RadarValue>> values =
            new EnumMap<>(RadarTopic.class);
    private final HashMap<String, RadarTopic> topics = new HashMap<>();
    private final DeadLetters deadLetters;

    RadarDecoder(Iterable<RadarTopic> read, int rawLimit, RegistryOptions registry) {
        keys = new ValueDecoder<>(RadarFormat.key(), registry);
        for (RadarTopic topic : read) {
            values.put(topic, new ValueDecoder<>(RadarFormat.value(topic), registry));
            topics.put(topic.topic(), topic);
        }
        deadLetters = new DeadLetters(rawLimit);
    }

    @Override
    public void deserialize(
            ConsumerRecord<byte[], byte[]> record, Collector<Envelope<Received>> out) {
        RadarTopic topic = topics.get(record.topic());
        ValueDecoder<RadarValue> decoder = topic == null ? null : values.get(topic);
        if (topic == null || decoder == null) {
            // A restored source goes on to read a topic that is no longer among those it is given.
            return;
        }
        byte @Nullable [] value = record.value();
        if (value == null) {
            out.collect(
                    refused(
                            record,
                            Cause.UNREADABLE,
                            "the record has no value; RADAR-base deletes nothing by a tombstone"));
            return;
        }
        RadarKey key;
        RadarValue read;
        try {
            key = key(record);
            read = decoder.decode(value, record.topic(), record.partition(), record.timestamp());
        } catch (DecodingException e) {
            out.collect(refused(record, e.deadLetterCause(), TelemetryDecoder.message(e)));
            return;
        } catch (RegistryException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Its message may hold a value of the record.
            out.collect(
                    refused(
                            record,
                            Cause.UNREADABLE,
                            "reading failed with "
                                    + e.getClass().getSimpleName()
                                    + "; check the producer"));
            return;
        }
        out.collect(envelope(record, topic, topic.code(), key, read, read.payload()));
        Payload also = read.also();
        if (also != null) {
            int boot = BOOT_OF_SECOND + topic.code();
            out.collect(envelope(record, topic, boot, key, read, also));
        }
    }

    private RadarKey key(ConsumerRecord<byte[], byte[]> record) throws DecodingException {
        byte @Nullable [] key = record.key();
        if (key == null) {
            throw new DecodingException(
                    Cause.BAD_KEY, "the record has no key; send an ObservationKey");
        }
        try {
            return keys.decode(key, record.topic(), record.partition(), record.timestamp());
        } catch (DecodingException e) {
            throw e.deadLetterCause() == Cause.UNREADABLE
                    ? new DecodingException(
                            Cause.BAD_KEY, "the key is no ObservationKey: " + e.getMessage())
                    : e;
        }
    }

    private static Envelope<Received> envelope(
            ConsumerRecord<byte[], byte[]> record,
            RadarTopic topic,
            int boot,
            RadarKey key,
            RadarValue value,
            Payload payload) {
        Telemetry telemetry =
                new Telemetry(
                        key.userId(),
                        key.sourceId(),
                        boot,
                        value.sequence(),
                        value.sensorTime(),
                        payload);
        return Envelope.of(
                new Received(
                        telemetry,
                        record.timestamp(),
                        topic.place(record.partition()),
                        record.offset()));
    }

    @Override
    public TypeInformation<Envelope<Received>> getProducedType() {
        return EnvelopeTypeInfo.TELEMETRY;
    }

    private Envelope<Received> refused(
            ConsumerRecord<byte[], byte[]> record, Cause cause, String detail) {
        return Envelope.refused(deadLetters.of(record, cause, detail));
    }
}
