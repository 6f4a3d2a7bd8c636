package org.wearablecoach.operators;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.wearablecoach.loop.Codec;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.ElementForm;

/**
 * Control records that an operator uses, kept over restarts: the same on every subtask, each with
 * the time at which it came. They hold models, so a checkpoint neither encodes nor copies what has
 * not changed.
 */
final class ControlState {

    private final BroadcastState<Integer, Element.Update> state;
    private List<Element.Update> stored = List.of();

    /**
     * @param name of the state; persisted
     */
    ControlState(OperatorStateStore states, String name) throws Exception {
        this.state =
                states.getBroadcastState(
                        new MapStateDescriptor<>(
                                name,
                                IntSerializer.INSTANCE,
                                new CodecSerializer<>(UpdateForm.class)));
    }

    /** The records in the order in which they were stored; called once, before any write. */
    List<Element.Update> read() throws Exception {
        List<Element.Update> records = new ArrayList<>();
        int size = 0;
        for (Map.Entry<Integer, Element.Update> entry : state.entries()) {
            size = Math.max(size, entry.getKey() + 1);
        }
        for (int i = 0; i < size; i++) {
            Element.Update record = state.get(i);
            if (record != null) {
                records.add(record);
            }
        }
        stored = records;
        return records;
    }

    /** Replaces the records, when they are not those that were read or written last. */
    void write(List<Element.Update> records) throws Exception {
        if (sameObjects(records, stored)) {
            return;
        }
        state.clear();
        for (int i = 0; i < records.size(); i++) {
            state.put(i, records.get(i));
        }
        stored = records;
    }

    /** Records are immutable, so the same objects say the same. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean sameObjects(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i) != other.get(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Updates as stream elements. Nobody changes them: Flink copies broadcast state on the task
     * thread at every checkpoint, and a copy of one is the same object.
     */
    public static final class UpdateForm implements Codec<Element.Update> {

        private final ElementForm form = new ElementForm();

        /** For Flink. */
        public UpdateForm() {}

        @Override
        public int version() {
            return form.version();
        }

        @Override
        public void write(Element.Update value, DataOutput out) throws IOException {
            form.write(value, out);
        }

        @Override
        public Element.Update read(int version, DataInput in) throws IOException {
            if (form.read(version, in) instanceof Element.Update update) {
                return update;
            }
            throw new IOException("A stored control record cannot be read.");
        }

        @Override
        public Element.Update copy(Element.Update value) {
            return value;
        }
    }
}
