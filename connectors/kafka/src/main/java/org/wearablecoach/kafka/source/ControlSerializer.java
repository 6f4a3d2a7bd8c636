package org.wearablecoach.kafka.source;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;

/**
 * Serializer of {@link Control}: one byte for its kind (1 model, 2 policy), then its Avro single
 * object after the number of bytes, so that every released version is read.
 */
public final class ControlSerializer extends ImmutableSerializer<Control> {

    private static final long serialVersionUID = 1L;

    private static final int MODEL = 1;
    private static final int POLICY = 2;

    private final RecordFormat<ModelUpdate> models = RecordFormat.modelUpdate();
    private final RecordFormat<PolicyUpdate> policies = RecordFormat.policyUpdate();

    @Override
    public Control createInstance() {
        return new PolicyUpdate("", "", "", 0, "");
    }

    @Override
    public TypeSerializer<Control> duplicate() {
        return new ControlSerializer();
    }

    @Override
    public void serialize(Control control, DataOutputView out) throws IOException {
        if (control instanceof ModelUpdate model) {
            out.writeByte(MODEL);
            SingleObject.write(models, model, out);
        } else if (control instanceof PolicyUpdate policy) {
            out.writeByte(POLICY);
            SingleObject.write(policies, policy, out);
        }
    }

    @Override
    public Control deserialize(DataInputView in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case MODEL -> SingleObject.read(models, in);
            case POLICY -> SingleObject.read(policies, in);
            default ->
                    throw new IOException(
                            "Control kind "
                                    + kind
                                    + " is of a later version; start the job with that version.");
        };
    }

    @Override
    public TypeSerializerSnapshot<Control> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer; the format is in the bytes. Persisted API. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Control> {

        /** The snapshot of any serializer of control records. */
        public Snapshot() {
            super(ControlSerializer::new);
        }
    }
}
