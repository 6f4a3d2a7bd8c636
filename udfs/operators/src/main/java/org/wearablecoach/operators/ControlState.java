package org.wearablecoach.operators;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;

/**
 * Control records that an operator uses, kept over restarts: the same on every subtask, each as it
 * came.
 *
 * @param <T> the control records
 */
final class ControlState<T> {

    private final BroadcastState<Integer, byte[]> state;
    private final RecordFormat<T> format;

    /**
     * @param name of the state; persisted
     */
    ControlState(OperatorStateStore states, String name, RecordFormat<T> format) throws Exception {
        this.state =
                states.getBroadcastState(
                        new MapStateDescriptor<>(
                                name,
                                Types.INT,
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        this.format = format;
    }

    /** The records in the order in which they were stored. */
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
        return records;
    }

    /** Replaces the records. */
    void write(List<T> records) throws Exception {
        state.clear();
        for (int i = 0; i < records.size(); i++) {
            state.put(i, format.encode(records.get(i)));
        }
    }
}
