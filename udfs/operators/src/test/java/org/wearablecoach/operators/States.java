package org.wearablecoach.operators;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.loop.adapt.Arousal;
import org.wearablecoach.loop.adapt.Calibration;
import org.wearablecoach.loop.adapt.Minutes;
import org.wearablecoach.loop.adapt.NewestWindows;
import org.wearablecoach.loop.adapt.Pending;
import org.wearablecoach.loop.adapt.PersonState;
import org.wearablecoach.loop.adapt.PersonalGlucoseForm;
import org.wearablecoach.loop.adapt.PolicyForm;
import org.wearablecoach.loop.sense.BaselineForm;
import org.wearablecoach.loop.sense.DeviceKey;
import org.wearablecoach.loop.sense.DeviceLog;
import org.wearablecoach.loop.sense.PersonClock;
import org.wearablecoach.loop.sense.SampleChunk;
import org.wearablecoach.loop.sense.SignalClock;
import org.wearablecoach.loop.sense.SignalKey;

/**
 * All keyed state of the operators by its persisted name, kind and form: what a savepoint holds.
 * The same lines stand in the stores; a name or form that differs there is seen by the tests.
 */
final class States {

    static final List<StateDescriptor<?, ?>> SENSE =
            List.of(
                    value("person-clock", PersonClock.Form.class),
                    new ValueStateDescriptor<>("zone", StringSerializer.INSTANCE),
                    new MapStateDescriptor<>(
                            "devices", form(DeviceKey.Form.class), form(DeviceLog.Form.class)),
                    new MapStateDescriptor<>(
                            "signals", form(SignalKey.Form.class), form(SignalClock.Form.class)),
                    list("samples-heart-rate"),
                    list("samples-beat-intervals"),
                    list("samples-acceleration"),
                    list("samples-steps"),
                    list("samples-glucose"),
                    new MapStateDescriptor<>(
                            "baselines", IntSerializer.INSTANCE, form(BaselineForm.class)));

    static final List<StateDescriptor<?, ?>> ADAPT =
            List.of(
                    value("person", PersonState.Form.class),
                    value("policy", PolicyForm.class),
                    value("minutes", Minutes.Form.class),
                    value("newest-windows", NewestWindows.Form.class),
                    value("pending-decisions", Pending.Form.class),
                    value("glucose-forecasts", PersonalGlucoseForm.class),
                    value("calibration", Calibration.Form.class),
                    value("arousal", Arousal.Form.class),
                    value("recent-motion", Calibration.Recent.Form.class));

    private States() {}

    private static <T> CodecSerializer<T> form(Class<? extends Codec<T>> codec) {
        return new CodecSerializer<>(codec);
    }

    private static <T> ValueStateDescriptor<T> value(String name, Class<? extends Codec<T>> codec) {
        return new ValueStateDescriptor<>(name, form(codec));
    }

    private static ListStateDescriptor<SampleChunk> list(String name) {
        return new ListStateDescriptor<>(name, form(SampleChunk.Form.class));
    }

    /** A stored value with its serializer. */
    record Stored<T>(T value, TypeSerializer<T> serializer) {

        byte[] bytes() throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(256);
            serializer.serialize(value, out);
            return out.getCopyOfBuffer();
        }
    }

    /**
     * What one state holds of a person.
     *
     * @param values each value, list element, map key and map value
     * @param rows keys of the store
     * @param bytes of them all
     * @param largest entry: a value; a list; a map value
     */
    record Content(List<Stored<?>> values, int rows, int bytes, int largest) {}

    /** What is kept of a person, by state; states without an entry are left out. */
    static Map<String, Content> of(
            AbstractStreamOperatorTestHarness<?> harness,
            List<StateDescriptor<?, ?>> descriptors,
            String userId)
            throws Exception {
        KeyedStateBackend<String> backend = harness.getOperator().getKeyedStateBackend();
        backend.setCurrentKey(userId);
        Map<String, Content> contents = new LinkedHashMap<>();
        for (StateDescriptor<?, ?> descriptor : descriptors) {
            Content content = content(backend, descriptor);
            if (content.rows() > 0) {
                contents.put(descriptor.getName(), content);
            }
        }
        return contents;
    }

    private static <S extends State> Content content(
            KeyedStateBackend<String> backend, StateDescriptor<S, ?> descriptor) throws Exception {
        S state =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
        List<Stored<?>> values = new ArrayList<>();
        int rows = 0;
        int bytes = 0;
        int largest = 0;
        if (state instanceof ValueState<?> one && one.value() != null) {
            values.add(stored(one.value(), descriptor.getSerializer()));
            rows = 1;
            bytes = values.get(0).bytes().length;
            largest = bytes;
        } else if (state instanceof ListState<?> list && list.get() != null) {
            for (Object element : list.get()) {
                Stored<?> value =
                        stored(
                                element,
                                ((ListStateDescriptor<?>) descriptor).getElementSerializer());
                values.add(value);
                bytes += value.bytes().length + 1; // what separates elements
            }
            rows = bytes > 0 ? 1 : 0;
            largest = bytes;
        } else if (state instanceof MapState<?, ?> map) {
            MapStateDescriptor<?, ?> kinds = (MapStateDescriptor<?, ?>) descriptor;
            for (Map.Entry<?, ?> entry : map.entries()) {
                Stored<?> key = stored(entry.getKey(), kinds.getKeySerializer());
                Stored<?> value = stored(entry.getValue(), kinds.getValueSerializer());
                values.add(key);
                values.add(value);
                rows++;
                bytes += key.bytes().length + value.bytes().length + 1; // whether it is null
                largest = Math.max(largest, value.bytes().length + 1);
            }
        }
        return new Content(values, rows, bytes, largest);
    }

    @SuppressWarnings("unchecked") // a state holds what its serializer is for
    private static <T> Stored<T> stored(Object value, TypeSerializer<?> serializer) {
        return new Stored<>((T) value, (TypeSerializer<T>) serializer);
    }
}
