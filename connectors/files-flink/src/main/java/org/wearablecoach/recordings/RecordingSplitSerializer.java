package org.wearablecoach.recordings;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Stored form of a split. Version 1: number, input, position, size. */
final class RecordingSplitSerializer implements SimpleVersionedSerializer<RecordingSplit> {

    static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RecordingSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        write(split, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public RecordingSplit deserialize(int version, byte[] bytes) throws IOException {
        expect(version);
        return read(new DataInputDeserializer(bytes));
    }

    static void expect(int version) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "State of a recording has version "
                            + version
                            + " and this release knows "
                            + VERSION
                            + "; restore it with the release that wrote it.");
        }
    }

    static void write(RecordingSplit split, DataOutputSerializer out) throws IOException {
        out.writeInt(split.number());
        out.writeUTF(split.input());
        out.writeLong(split.position());
        out.writeLong(split.size());
    }

    static RecordingSplit read(DataInputDeserializer in) throws IOException {
        return new RecordingSplit(in.readInt(), in.readUTF(), in.readLong(), in.readLong());
    }
}
