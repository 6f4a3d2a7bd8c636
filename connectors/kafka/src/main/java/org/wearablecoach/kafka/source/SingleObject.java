package org.wearablecoach.kafka.source;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;

/** Records between operators as Avro single objects, each after the number of its bytes. */
final class SingleObject {

    private SingleObject() {}

    static <T> void write(RecordFormat<T> format, T value, DataOutputView out) throws IOException {
        byte[] bytes = format.encode(value);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static <T> T read(RecordFormat<T> format, DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        try {
            return format.decode(bytes);
        } catch (DecodingException e) {
            throw new IOException(
                    "A stored " + format.name() + " was written by a later release; use that one.",
                    e);
        }
    }
}
