package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Received;
import org.wearablecoach.kafka.Records;

class EnvelopeSerializerTest {

    private static final DeadLetter UNREADABLE =
            new DeadLetter(
                    Cause.UNREADABLE, "no", "telemetry", 3, 7, 9, null, 4, "00", new byte[] {1, 2});

    @Test
    void bringsBackValuesAndDeadLetters() throws IOException {
        Envelope<Received> value = Envelope.of(new Received(Records.heartRate("ann", 1), 1, 2, 3));
        assertBroughtBack(EnvelopeTypeInfo.TELEMETRY.serializer(), value);
        assertBroughtBack(EnvelopeTypeInfo.TELEMETRY.serializer(), Envelope.refused(UNREADABLE));
        TypeSerializer<Envelope<Control>> control = EnvelopeTypeInfo.CONTROL.serializer();
        assertBroughtBack(control, Envelope.of(Records.modelUpdate("activity", 1000)));
        assertBroughtBack(control, Envelope.of(Records.policyUpdate("fixed")));
        assertBroughtBack(control, Envelope.refused(UNREADABLE));
    }

    @Test
    void restoresFromItsSnapshot() throws IOException {
        TypeSerializer<Envelope<Control>> serializer = EnvelopeTypeInfo.CONTROL.serializer();
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<Envelope<Control>> stored =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        getClass().getClassLoader());
        assertThat(stored.restoreSerializer()).isEqualTo(serializer);
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(stored)
                                .isCompatibleAsIs())
                .isTrue();
        assertBroughtBack(stored.restoreSerializer(), Envelope.of(Records.policyUpdate("fixed")));
    }

    @Test
    void refusesBytesOfALaterVersion() {
        assertThatThrownBy(
                        () ->
                                EnvelopeTypeInfo.CONTROL
                                        .serializer()
                                        .deserialize(new DataInputDeserializer(new byte[] {9})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kind 9");
        assertThatThrownBy(
                        () ->
                                new ControlSerializer()
                                        .deserialize(new DataInputDeserializer(new byte[] {9})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kind 9");
        assertThatThrownBy(
                        () ->
                                new DeadLetterSerializer()
                                        .deserialize(
                                                new DataInputDeserializer(
                                                        new byte[] {0, 0, 0, 1, 5})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DeadLetter");
    }

    @Test
    void tellsNothingOfTheRecordInItsText() {
        assertThat(Envelope.of("secret")).hasToString("Envelope[value]");
        assertThat(Envelope.refused(UNREADABLE)).hasToString("Envelope[UNREADABLE]");
    }

    private static <T> void assertBroughtBack(TypeSerializer<T> serializer, T value)
            throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThat(serializer.duplicate().deserialize(in))
                .usingRecursiveComparison()
                .isEqualTo(value);
        assertThat(in.available()).isZero();
        assertThat(serializer.copy(value)).isSameAs(value);
    }
}
