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
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.loop.Codec;

/**
 * Control records that an operator uses, kept over restarts: the same on every subtask, each as it
 * came. They hold models, so a checkpoint neither encodes nor copies what has not changed.
 *
 * @param <T> the control records
 */
final class ControlState<T> {

    private final BroadcastState<Integer, byte[]> state;
    private final RecordFormat<T> format;
    private List<T> stored = List.of();

    /**
     * @param name of the state; persisted
     */
    ControlState(OperatorStateStore states, String name, RecordFormat<T> format) throws Exception {
        this.state =
                states.getBroadcastState(
                        new MapStateDescriptor<>(
                                name,
                                IntSerializer.INSTANCE,
                                new CodecSerializer<>(BytesForm.class)));
        this.format = format;
    }

    /** The records in the order in which they were stored; called once, before any write. */
    List<T> read() throws Exception {
        List<T> records = new ArrayList<>();
        int size = 0;
        for (Map.Entry<Integer, byte[]> entry : state.entries()) {
            size = Math.max(size, entry.getKey() + 1);
        }
        for (int i = 0; i < size; i++) {
            byte[] bytes = state.get(i);
            if (bytes != null) {
                try {
                    records.add(format.decode(bytes));
                } catch (DecodingException e) {
                    throw new IOException("A stored control record cannot be read.", e);
                }
            }
        }
        stored = records;
        return records;
    }

    /** Replaces the records, when they are not those that were read or written last. */
    void write(List<T> records) throws Exception {
        if (sameObjects(records, stored)) {
            return;
        }
        state.clear();
        for (int i = 0; i < records.size(); i++) {
            state.put(i, format.encode(records.get(i)));
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
     * Bytes that nobody changes: Flink copies broadcast state on the task thread at every
     * checkpoint, and a copy of these is the same array.
     */
    public static final class BytesForm implements Codec<byte[]> {

        /** For Flink. */
        public BytesForm() {}

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(byte[] value, DataOutput out) throws IOException {
            Codec.writeBytes(value, out);
        }

        @Override
        public byte[] read(int version, DataInput in) throws IOException {
            return Codec.readBytes(in);
        }

        @Override
        public byte[] copy(byte[] value) {
            return value;
        }
    }
}
