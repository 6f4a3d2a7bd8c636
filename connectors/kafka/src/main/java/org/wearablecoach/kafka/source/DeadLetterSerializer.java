package org.wearablecoach.kafka.source;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.RecordFormat;

/**
 * Serializer of {@link DeadLetter}: its Avro single object after the number of bytes, so that every
 * released version is read.
 */
public final class DeadLetterSerializer extends ImmutableSerializer<DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final RecordFormat<DeadLetter> format = RecordFormat.deadLetter();

    @Override
    public DeadLetter createInstance() {
        return new DeadLetter(Cause.UNKNOWN, "", null, -1, 0, 0, null, 0, null, null);
    }

    @Override
    public TypeSerializer<DeadLetter> duplicate() {
        return new DeadLetterSerializer();
    }

    @Override
    public void serialize(DeadLetter deadLetter, DataOutputView out) throws IOException {
        SingleObject.write(format, deadLetter, out);
    }

    @Override
    public DeadLetter deserialize(DataInputView in) throws IOException {
        return SingleObject.read(format, in);
    }

    @Override
    public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer; the format is in the bytes. Persisted API. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeadLetter> {

        /** The snapshot of any serializer of dead letters. */
        public Snapshot() {
            super(DeadLetterSerializer::new);
        }
    }
}
