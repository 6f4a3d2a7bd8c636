package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.loop.sense.DeviceKey;
import org.wearablecoach.loop.sense.SignalKey;

/** A savepoint notes which codec wrote it, in which version; newer code reads it. */
class CodecSerializerTest {

    /** What is stored: version 1 had no unit. */
    record Reading(int value, String unit) {}

    /** A codec that is at version 1 or 2, as the code is older or newer. */
    public static final class ReadingForm implements Codec<Reading> {

        static int current = 2;

        @Override
        public int version() {
            return current;
        }

        @Override
        public void write(Reading reading, DataOutput out) throws IOException {
            out.writeInt(reading.value());
            if (current > 1) {
                out.writeUTF(reading.unit());
            }
        }

        @Override
        public Reading read(int version, DataInput in) throws IOException {
            return new Reading(in.readInt(), version > 1 ? in.readUTF() : "bpm");
        }

        @Override
        public Reading copy(Reading reading) {
            return reading;
        }
    }

    /** Another codec of the same thing. */
    public static final class OtherForm implements Codec<Reading> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Reading reading, DataOutput out) throws IOException {
            out.writeUTF(reading.unit());
        }

        @Override
        public Reading read(int version, DataInput in) throws IOException {
            return new Reading(0, in.readUTF());
        }

        @Override
        public Reading copy(Reading reading) {
            return reading;
        }
    }

    @TempDir private static Path folder = Path.of("");

    @AfterEach
    void newest() {
        ReadingForm.current = 2;
    }

    private static CodecSerializer<Reading> version(int version) {
        ReadingForm.current = version;
        return new CodecSerializer<>(ReadingForm.class);
    }

    private static TypeSerializerSnapshot<Reading> stored(TypeSerializer<Reading> serializer)
            throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(
                out, serializer.snapshotConfiguration());
        return TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()),
                CodecSerializerTest.class.getClassLoader());
    }

    private static TypeSerializerSchemaCompatibility<Reading> compatibility(
            TypeSerializer<Reading> now, TypeSerializer<Reading> before) throws IOException {
        return now.snapshotConfiguration().resolveSchemaCompatibility(stored(before));
    }

    @Test
    void theSameVersionIsCompatibleAsItIs() throws IOException {
        assertThat(compatibility(version(1), version(1)).isCompatibleAsIs()).isTrue();
        assertThat(compatibility(version(2), version(2)).isCompatibleAsIs()).isTrue();
    }

    @Test
    void anOlderVersionIsMigrated() throws IOException {
        CodecSerializer<Reading> before = version(1);
        TypeSerializerSnapshot<Reading> snapshot = stored(before);
        assertThat(
                        version(2)
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(snapshot)
                                .isCompatibleAfterMigration())
                .isTrue();
    }

    @Test
    void aNewerVersionAndAnotherCodecAreRefused() throws IOException {
        TypeSerializerSnapshot<Reading> newer = stored(version(2));
        assertThat(
                        version(1)
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(newer)
                                .isIncompatible())
                .isTrue();
        assertThat(compatibility(version(2), new CodecSerializer<>(OtherForm.class)))
                .matches(TypeSerializerSchemaCompatibility::isIncompatible);
        assertThat(
                        new CodecSerializer<>(ReadingForm.class)
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(foreign())
                                .isIncompatible())
                .isTrue();
    }

    /** A snapshot of a serializer of another kind, as if a state had changed its type. */
    @SuppressWarnings("unchecked")
    private static TypeSerializerSnapshot<Reading> foreign() {
        return (TypeSerializerSnapshot<Reading>)
                (TypeSerializerSnapshot<?>) StringSerializer.INSTANCE.snapshotConfiguration();
    }

    @Test
    void aRestoredSerializerReadsItsVersionAndRefusesToWriteAnother() throws IOException {
        CodecSerializer<Reading> before = version(1);
        DataOutputSerializer out = new DataOutputSerializer(16);
        before.serialize(new Reading(61, "bpm"), out);
        TypeSerializerSnapshot<Reading> snapshot = stored(before);
        ReadingForm.current = 2;
        TypeSerializer<Reading> restored = snapshot.restoreSerializer();
        assertThat(restored.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(new Reading(61, "bpm"));
        assertThatThrownBy(() -> restored.serialize(new Reading(1, "ms"), out))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(ReadingForm.class.getName())
                .hasMessageContaining("version 1");
    }

    @Test
    void serializersOfOneCodecAndVersionAreEqual() throws Exception {
        CodecSerializer<Reading> second = version(2);
        assertThat(second).isEqualTo(second.duplicate()).hasSameHashCodeAs(second.duplicate());
        assertThat(second).isNotEqualTo(version(1));
        assertThat(second).isNotEqualTo(new CodecSerializer<>(OtherForm.class));
        ReadingForm.current = 2;
        assertThat(InstantiationUtil.clone(second)).isEqualTo(second);
        assertThat(stored(second).restoreSerializer()).isEqualTo(second);
        assertThat(Streams.ELEMENT.createSerializer(new SerializerConfigImpl()))
                .isEqualTo(Streams.ELEMENT.createSerializer(new SerializerConfigImpl()));
    }

    @Test
    void keysOfMapStateStayAtTheirFirstVersionBecauseRocksDbCannotMigrateThem() throws IOException {
        assertThat(new DeviceKey.Form().version()).isEqualTo(1);
        assertThat(new SignalKey.Form().version()).isEqualTo(1);
        DataOutputSerializer out = new DataOutputSerializer(32);
        new DeviceKey.Form().write(new DeviceKey("watch", 7), out);
        assertThat(out.getCopyOfBuffer())
                .containsExactly(0, 5, 'w', 'a', 't', 'c', 'h', 0, 0, 0, 0, 0, 0, 0, 7);
        out = new DataOutputSerializer(32);
        new SignalKey.Form().write(new SignalKey(SignalKind.STEPS, "cgm"), out);
        assertThat(out.getCopyOfBuffer()).containsExactly(4, 0, 3, 'c', 'g', 'm');
    }

    /** Keeps readings in each kind of state and says what it has when it is asked. */
    private static final class Keeper extends KeyedProcessFunction<String, Integer, String> {

        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(Integer value, Context context, Collector<String> out)
                throws Exception {
            ValueState<Reading> one =
                    getRuntimeContext().getState(new ValueStateDescriptor<>("one", serializer()));
            ListState<Reading> list =
                    getRuntimeContext()
                            .getListState(new ListStateDescriptor<>("list", serializer()));
            MapState<String, Reading> map =
                    getRuntimeContext()
                            .getMapState(
                                    new MapStateDescriptor<>(
                                            "map", StringSerializer.INSTANCE, serializer()));
            if (value < 0) {
                List<Reading> all = new ArrayList<>();
                list.get().forEach(all::add);
                out.collect(one.value() + " " + all + " " + map.get("a"));
            } else {
                Reading reading = new Reading(value, "ms");
                one.update(reading);
                list.add(reading);
                map.put("a", reading);
            }
        }

        private static CodecSerializer<Reading> serializer() {
            return new CodecSerializer<>(ReadingForm.class);
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Integer, String> keeper(
            String backend, @Nullable OperatorSubtaskState state) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Integer, String> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new Keeper()), value -> "key", Types.STRING);
        if (backend.equals("rocksdb")) {
            EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(false);
            rocks.setDbStoragePath(folder.toString());
            harness.setStateBackend(rocks);
        }
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void stateOfAnOlderVersionIsReadWrittenAnewAndReadAgain(String backend) throws Exception {
        ReadingForm.current = 1;
        KeyedOneInputStreamOperatorTestHarness<String, Integer, String> old = keeper(backend, null);
        old.processElement(60, 0);
        old.processElement(61, 0);
        OperatorSubtaskState state = old.snapshot(1, 1);
        old.close();

        ReadingForm.current = 2;
        KeyedOneInputStreamOperatorTestHarness<String, Integer, String> young =
                keeper(backend, state);
        young.processElement(-1, 0);
        young.processElement(62, 0);
        state = young.snapshot(2, 2);
        assertThat(young.extractOutputValues())
                .containsExactly(
                        "Reading[value=61, unit=bpm] [Reading[value=60, unit=bpm],"
                                + " Reading[value=61, unit=bpm]] Reading[value=61, unit=bpm]");
        young.close();

        KeyedOneInputStreamOperatorTestHarness<String, Integer, String> again =
                keeper(backend, state);
        again.processElement(-1, 0);
        assertThat(again.extractOutputValues())
                .containsExactly(
                        "Reading[value=62, unit=ms] [Reading[value=60, unit=bpm],"
                                + " Reading[value=61, unit=bpm], Reading[value=62, unit=ms]]"
                                + " Reading[value=62, unit=ms]");
        again.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void olderCodeRefusesStateOfANewerVersion(String backend) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Integer, String> young =
                keeper(backend, null);
        young.processElement(60, 0);
        OperatorSubtaskState state = young.snapshot(1, 1);
        young.close();
        ReadingForm.current = 1;
        KeyedOneInputStreamOperatorTestHarness<String, Integer, String> old =
                keeper(backend, state);
        assertThatThrownBy(() -> old.processElement(-1, 0))
                .hasStackTraceContaining("StateMigrationException");
        old.close();
    }
}
