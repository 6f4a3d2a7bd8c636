package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.Records;

class ReceivedSerializerTest {

    private final ReceivedSerializer serializer = new ReceivedSerializer();

    @Property(seed = "20160412")
    void bringsBackEveryRecord(@ForAll("received") Received received) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(received, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThat(serializer.deserialize(in))
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .isEqualTo(received);
        assertThat(in.available()).isZero();
    }

    @Property(tries = 100, seed = "20160412")
    void copiesFromOneViewToAnother(@ForAll("received") Received received) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(received, out);
        DataOutputSerializer copy = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);
        assertThat(copy.getCopyOfBuffer()).isEqualTo(out.getCopyOfBuffer());
    }

    @Test
    void coversEveryKindOfPayload() {
        // A new kind needs an example there, and with it passes through every test of this module.
        assertThat(Records.payloads())
                .extracting(payload -> (Object) payload.getClass())
                .containsExactlyInAnyOrder((Object[]) Payload.class.getPermittedSubclasses());
    }

    @Test
    void writesFormatOneAsItIsDocumented() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(
                new Received(
                        new Telemetry("ann", "w", 1, 2, 3, new Payload.HeartRate(1, true)),
                        4,
                        5,
                        6),
                out);
        // Strings as Flink's StringValue writes them: length + 1, then one byte for each ASCII one.
        String expected =
                "04"
                        + "616e6e"
                        + "02"
                        + "77"
                        + "0000000000000001"
                        + "0000000000000002"
                        + "0000000000000003"
                        + "0000000000000004"
                        + "00000005"
                        + "0000000000000006"
                        + "01"
                        + "3f800000"
                        + "01";
        assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(expected);
    }

    @Test
    void sharesAnImmutableRecordInsteadOfCopyingIt() {
        Received received = new Received(Records.heartRate("ann", 1), 1, 0, 0);
        assertThat(serializer.isImmutableType()).isTrue();
        assertThat(serializer.copy(received)).isSameAs(received);
        assertThat(serializer.duplicate()).isEqualTo(serializer);
    }

    @Test
    void namesAKindOfALaterVersion() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(serializer.createInstance(), out);
        byte[] bytes = out.getCopyOfBuffer();
        bytes[bytes.length - 1] = 99;
        assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kind 99 is of a later version");
    }

    @Test
    void readsItsStateAsItIsAndRefusesThatOfALaterFormat() throws IOException {
        TypeSerializerSnapshot<Received> current = serializer.snapshotConfiguration();
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, current);
        TypeSerializerSnapshot<Received> stored =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        getClass().getClassLoader());
        assertThat(current.resolveSchemaCompatibility(stored).isCompatibleAsIs()).isTrue();
        assertThat(stored.restoreSerializer()).isEqualTo(serializer);

        ByteArrayOutputStream later = new ByteArrayOutputStream();
        new DataOutputStream(later).writeInt(ReceivedSerializer.FORMAT + 1);
        ReceivedSerializer.Snapshot newer = new ReceivedSerializer.Snapshot();
        newer.readSnapshot(
                1, new DataInputDeserializer(later.toByteArray()), getClass().getClassLoader());
        assertThat(current.resolveSchemaCompatibility(newer).isIncompatible()).isTrue();
        assertThatThrownBy(
                        () ->
                                newer.readSnapshot(
                                        2,
                                        new DataInputDeserializer(later.toByteArray()),
                                        getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("later release");
    }

    @Test
    void isWhatTheTypeGives() {
        TypeSerializer<Received> given =
                ReceivedTypeInfo.INSTANCE.createSerializer(new SerializerConfigImpl());
        assertThat(given).isEqualTo(serializer);
    }

    @Provide
    Arbitrary<Received> received() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<Long> number = Arbitraries.longs();
        Arbitrary<Float> real = Arbitraries.floats();
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        Arbitrary<Payload> payload =
                Arbitraries.oneOf(
                        Combinators.combine(real, flag).as(Payload.HeartRate::new),
                        real.array(float[].class).map(Payload.BeatIntervals::new),
                        Combinators.combine(real, real, Arbitraries.bytes().array(byte[].class))
                                .as(Payload.Acceleration::new),
                        real.map(Payload.Glucose::new),
                        Combinators.combine(Arbitraries.integers(), flag).as(Payload.Steps::new),
                        Combinators.combine(text, Arbitraries.doubles())
                                .as(Payload.DeviceStatus::new),
                        Combinators.combine(text, Arbitraries.of(InteractionKind.values()))
                                .as(Payload.Interaction::new),
                        Combinators.combine(
                                        text,
                                        text,
                                        flag,
                                        real.injectNull(0.5),
                                        real.injectNull(0.5),
                                        flag)
                                .as(Payload.Profile::new),
                        Combinators.combine(text, real, real.array(float[].class).ofMaxSize(9))
                                .as(Payload.SensorValues::new),
                        flag.map(Payload.Consent::new),
                        Arbitraries.of(new Payload.Erase(), new Payload.Unknown()));
        Arbitrary<Telemetry> telemetry =
                Combinators.combine(text, text, number, number, number, payload).as(Telemetry::new);
        return Combinators.combine(telemetry, number, Arbitraries.integers(), number)
                .as(Received::new);
    }
}
