package org.wearablecoach.kafka.source;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;

/**
 * Serializer of {@link Telemetry} that no topic has given a place yet: that of {@link Received}
 * with a place that says so. The class name is persisted.
 */
public final class TelemetrySerializer extends ImmutableSerializer<Telemetry> {

    private static final long serialVersionUID = 1L;

    private final ReceivedSerializer received = new ReceivedSerializer();

    @Override
    public Telemetry createInstance() {
        return received.createInstance().telemetry();
    }

    @Override
    public TypeSerializer<Telemetry> duplicate() {
        return this;
    }

    @Override
    public void serialize(Telemetry telemetry, DataOutputView out) throws IOException {
        received.serialize(new Received(telemetry, 0, -1, 0), out);
    }

    @Override
    public Telemetry deserialize(DataInputView in) throws IOException {
        return received.deserialize(in).telemetry();
    }

    @Override
    public TypeSerializerSnapshot<Telemetry> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Persisted API: name, no-argument constructor. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Telemetry> {

        /** The snapshot of the only format. */
        public Snapshot() {
            super(TelemetrySerializer::new);
        }
    }
}
