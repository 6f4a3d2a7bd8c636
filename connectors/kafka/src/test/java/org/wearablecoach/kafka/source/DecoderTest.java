package org.wearablecoach.kafka.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.Records;

class DecoderTest {

    private static final int LIMIT = 32;

    private final TelemetryDecoder decoder = new TelemetryDecoder(LIMIT, null);
    private final RecordFormat<Telemetry> format = RecordFormat.telemetry();

    @Test
    void readsEveryKindWithItsIngestTimeAndPlace() {
        for (Payload payload : Records.payloads()) {
            Telemetry sent = new Telemetry("ann", "watch", 1, 2, 3, payload);
            Envelope<Received> envelope = decoder.decode(record("ann", format.encode(sent)));
            assertThat(envelope.value())
                    .usingRecursiveComparison()
                    .isEqualTo(new Received(sent, Records.TIME, 3, 42));
            assertThat(envelope.deadLetter()).isNull();
        }
    }

    @Test
    void tellsWhyARecordCannotBeUsed() {
        assertThat(cause("ann", Garbage.text())).isEqualTo(Cause.UNREADABLE);
        assertThat(cause("ann", Garbage.cutOff("ann"))).isEqualTo(Cause.UNREADABLE);
        assertThat(cause("ann", new byte[0])).isEqualTo(Cause.UNREADABLE);
        assertThat(cause("ann", null)).isEqualTo(Cause.UNREADABLE);
        assertThat(cause("ann", Garbage.unknownSchema("ann"))).isEqualTo(Cause.UNKNOWN_SCHEMA);
        assertThat(cause("ann", Garbage.twoPayloads("ann"))).isEqualTo(Cause.SEVERAL_PAYLOADS);
        byte[] good = format.encode(Records.heartRate("ann", 1));
        assertThat(cause("bob", good)).isEqualTo(Cause.BAD_KEY);
        assertThat(cause("an", good)).isEqualTo(Cause.BAD_KEY);
        assertThat(cause("anna", good)).isEqualTo(Cause.BAD_KEY);
        assertThat(cause(null, good)).isEqualTo(Cause.BAD_KEY);
    }

    @Property(seed = "20160412")
    void acceptsOnlyThePersonInUtf8AsKey(@ForAll String userId, @ForAll String other) {
        byte[] key = userId.getBytes(UTF_8);
        assertThat(TelemetryDecoder.isKeyOf(key, userId)).isTrue();
        assertThat(TelemetryDecoder.isKeyOf(other.getBytes(UTF_8), userId))
                .isEqualTo(java.util.Arrays.equals(other.getBytes(UTF_8), key));
    }

    @Property(seed = "20160412")
    void neverThrowsWhateverTheBytesAre(@ForAll byte[] value) {
        assertThat(refused("ann", value).cause()).isEqualTo(Cause.UNREADABLE);
    }

    @Property(seed = "20160412")
    void neverThrowsWhateverFollowsTheFingerprint(@ForAll byte[] body) {
        byte[] good = format.encode(Records.heartRate("ann", 1));
        byte[] value = java.util.Arrays.copyOf(good, RecordFormat.HEADER + body.length);
        System.arraycopy(body, 0, value, RecordFormat.HEADER, body.length);
        Envelope<Received> envelope = decoder.decode(record("ann", value));
        assertThat(envelope.value() == null).isNotEqualTo(envelope.deadLetter() == null);
    }

    @Test
    void keepsTheFirstBytesWithLengthAndHashOfAll() throws Exception {
        byte[] value = "x".repeat(1000).getBytes(UTF_8);
        DeadLetter letter = refused("ann", value);
        assertThat(letter.raw()).isEqualTo("x".repeat(LIMIT).getBytes(UTF_8));
        assertThat(letter.length()).isEqualTo(1000);
        assertThat(letter.sha256())
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(value)));
        assertThat(letter.topic()).isEqualTo("telemetry");
        assertThat(letter.partition()).isEqualTo(3);
        assertThat(letter.offset()).isEqualTo(42);
        assertThat(letter.ingestTime()).isEqualTo(Records.TIME);
        assertThat(letter.userId()).isNull();
    }

    @Test
    void saysTheCureAndNoValueOfTheRecord() {
        byte[] secret = format.encode(Records.heartRate("secret-person", 61));
        for (DeadLetter letter :
                List.of(
                        refused("ann", secret),
                        refused(null, secret),
                        refused("ann", null),
                        refused("ann", Garbage.text()),
                        refused("ann", Garbage.twoPayloads("secret-person")))) {
            assertThat(letter.detail()).doesNotContain("secret", "61").contains(";");
        }
    }

    @Test
    void refusesALimitThatNoDeadLetterCouldHave() {
        assertThatThrownBy(() -> new TelemetryDecoder(-1, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rawLimit is -1");
        assertThatThrownBy(() -> new TelemetryDecoder(2_000_000, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000000");
    }

    @Test
    void readsControlByTopicAndSkipsTombstones() {
        byte[] model = RecordFormat.modelUpdate().encode(Records.modelUpdate("activity", 100));
        byte[] policy = RecordFormat.policyUpdate().encode(Records.policyUpdate("fixed"));
        assertThat(control("models", "activity", model).get(0).value())
                .usingRecursiveComparison()
                .isEqualTo(Records.modelUpdate("activity", 100));
        assertThat(control("policies", "fixed", policy).get(0).value())
                .isEqualTo(Records.policyUpdate("fixed"));
        assertThat(control("models", "activity", null)).isEmpty();
        assertThat(causeOf(control("models", "activity", Garbage.text())))
                .isEqualTo(Cause.UNREADABLE);
        assertThat(causeOf(control("policies", "activity", model))).isEqualTo(Cause.UNKNOWN_SCHEMA);
        assertThat(causeOf(control("models", "other", model))).isEqualTo(Cause.BAD_KEY);
        assertThat(causeOf(control("models", null, model))).isEqualTo(Cause.BAD_KEY);
    }

    private static List<Envelope<Control>> control(
            String topic, @Nullable String key, byte @Nullable [] value) {
        List<Envelope<Control>> out = new ArrayList<>();
        new ControlDecoder("models", LIMIT, null)
                .deserialize(record(topic, key, value), collector(out));
        return out;
    }

    private static Cause causeOf(List<Envelope<Control>> envelopes) {
        assertThat(envelopes).hasSize(1);
        return Objects.requireNonNull(envelopes.get(0).deadLetter()).cause();
    }

    private Cause cause(@Nullable String key, byte @Nullable [] value) {
        return refused(key, value).cause();
    }

    private DeadLetter refused(@Nullable String key, byte @Nullable [] value) {
        return Objects.requireNonNull(decoder.decode(record(key, value)).deadLetter());
    }

    private static <T> Collector<T> collector(List<T> out) {
        return new Collector<>() {
            @Override
            public void collect(T value) {
                out.add(value);
            }

            @Override
            public void close() {}
        };
    }

    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, byte @Nullable [] value) {
        return record("telemetry", key, value);
    }

    @SuppressWarnings("NullAway") // Kafka's records may have no key and no value.
    private static ConsumerRecord<byte[], byte[]> record(
            String topic, @Nullable String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                topic,
                3,
                42,
                Records.TIME,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value,
                new RecordHeaders(),
                java.util.Optional.empty());
    }
}
