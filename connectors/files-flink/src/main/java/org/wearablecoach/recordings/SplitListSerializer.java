package org.wearablecoach.recordings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Stored form of the enumerator: the splits that no reader has yet. */
final class SplitListSerializer implements SimpleVersionedSerializer<List<RecordingSplit>> {

    @Override
    public int getVersion() {
        return RecordingSplitSerializer.VERSION;
    }

    @Override
    public byte[] serialize(List<RecordingSplit> splits) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        out.writeInt(splits.size());
        for (RecordingSplit split : splits) {
            RecordingSplitSerializer.write(split, out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public List<RecordingSplit> deserialize(int version, byte[] bytes) throws IOException {
        RecordingSplitSerializer.expect(version);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        int count = in.readInt();
        List<RecordingSplit> splits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            splits.add(RecordingSplitSerializer.read(in));
        }
        return splits;
    }
}
