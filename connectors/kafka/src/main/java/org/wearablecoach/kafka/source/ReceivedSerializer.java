package org.wearablecoach.kafka.source;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;

/**
 * Serializer of {@link Received}, which every record passes on its way to the subtask of its
 * person.
 *
 * <p>Format 1: userId, device, boot, sequence, sensorTime, ingestTime, partition, offset, one byte
 * for the kind of payload, the components of the payload in their order. Kinds are appended, with
 * codes that are never used again; that needs no new format. The class name and the formats are
 * persisted.
 */
public final class ReceivedSerializer extends ImmutableSerializer<Received> {

    static final int FORMAT = 1;

    private static final long serialVersionUID = 1L;

    private static final int UNKNOWN = 0;
    private static final int HEART_RATE = 1;
    private static final int BEAT_INTERVALS = 2;
    private static final int ACCELERATION = 3;
    private static final int GLUCOSE = 4;
    private static final int STEPS = 5;
    private static final int DEVICE_STATUS = 6;
    private static final int INTERACTION = 7;
    private static final int PROFILE = 8;
    private static final int CONSENT = 9;
    private static final int ERASE = 10;
    private static final int SENSOR_VALUES = 11;

    private static final Payload.Unknown UNKNOWN_PAYLOAD = new Payload.Unknown();
    private static final Payload.Erase ERASE_PAYLOAD = new Payload.Erase();

    @Override
    public Received createInstance() {
        return new Received(new Telemetry("", "", 0, 0, 0, UNKNOWN_PAYLOAD), 0, -1, 0);
    }

    @Override
    public TypeSerializer<Received> duplicate() {
        return this;
    }

    @Override
    public void serialize(Received received, DataOutputView out) throws IOException {
        Telemetry telemetry = received.telemetry();
        StringValue.writeString(telemetry.userId(), out);
        StringValue.writeString(telemetry.device(), out);
        out.writeLong(telemetry.boot());
        out.writeLong(telemetry.sequence());
        out.writeLong(telemetry.sensorTime());
        out.writeLong(received.ingestTime());
        out.writeInt(received.partition());
        out.writeLong(received.offset());
        write(telemetry.payload(), out);
    }

    @Override
    public Received deserialize(DataInputView in) throws IOException {
        String userId = StringValue.readString(in);
        String device = StringValue.readString(in);
        long boot = in.readLong();
        long sequence = in.readLong();
        long sensorTime = in.readLong();
        long ingestTime = in.readLong();
        int partition = in.readInt();
        long offset = in.readLong();
        Payload payload = payload(in);
        return new Received(
                new Telemetry(userId, device, boot, sequence, sensorTime, payload),
                ingestTime,
                partition,
                offset);
    }

    private static void write(Payload payload, DataOutputView out) throws IOException {
        if (payload instanceof Payload.HeartRate p) {
            out.writeByte(HEART_RATE);
            out.writeFloat(p.bpm());
            out.writeBoolean(p.minuteMean());
        } else if (payload instanceof Payload.Acceleration p) {
            out.writeByte(ACCELERATION);
            out.writeFloat(p.hertz());
            out.writeFloat(p.gPerCount());
            out.writeInt(p.xyz().length);
            out.write(p.xyz());
        } else if (payload instanceof Payload.BeatIntervals p) {
            out.writeByte(BEAT_INTERVALS);
            writeFloats(p.milliseconds(), out);
        } else if (payload instanceof Payload.Glucose p) {
            out.writeByte(GLUCOSE);
            out.writeFloat(p.mgDl());
        } else if (payload instanceof Payload.Steps p) {
            out.writeByte(STEPS);
            out.writeInt(p.count());
            out.writeBoolean(p.cumulative());
        } else if (payload instanceof Payload.DeviceStatus p) {
            out.writeByte(DEVICE_STATUS);
            StringValue.writeString(p.name(), out);
            out.writeDouble(p.value());
        } else if (payload instanceof Payload.Interaction p) {
            out.writeByte(INTERACTION);
            StringValue.writeString(p.decisionId(), out);
            out.writeInt(p.what().code());
        } else if (payload instanceof Payload.Profile p) {
            out.writeByte(PROFILE);
            StringValue.writeString(p.zone(), out);
            StringValue.writeString(p.language(), out);
            out.writeBoolean(p.enrolled());
            writeNullable(p.restingBpm(), out);
            writeNullable(p.maximumBpm(), out);
            out.writeBoolean(p.glucoseSensor());
        } else if (payload instanceof Payload.Consent p) {
            out.writeByte(CONSENT);
            out.writeBoolean(p.granted());
        } else if (payload instanceof Payload.Erase) {
            out.writeByte(ERASE);
        } else if (payload instanceof Payload.SensorValues p) {
            out.writeByte(SENSOR_VALUES);
            StringValue.writeString(p.sensor(), out);
            out.writeFloat(p.hertz());
            writeFloats(p.values(), out);
        } else if (payload instanceof Payload.Unknown) {
            out.writeByte(UNKNOWN);
        } else {
            throw new IOException(
                    "ReceivedSerializer has no code for "
                            + payload.getClass().getSimpleName()
                            + "; add one to it.");
        }
    }

    private static Payload payload(DataInputView in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case HEART_RATE -> new Payload.HeartRate(in.readFloat(), in.readBoolean());
            case ACCELERATION -> {
                float hertz = in.readFloat();
                float gPerCount = in.readFloat();
                byte[] xyz = new byte[in.readInt()];
                in.readFully(xyz);
                yield new Payload.Acceleration(hertz, gPerCount, xyz);
            }
            case BEAT_INTERVALS -> new Payload.BeatIntervals(readFloats(in));
            case GLUCOSE -> new Payload.Glucose(in.readFloat());
            case STEPS -> new Payload.Steps(in.readInt(), in.readBoolean());
            case DEVICE_STATUS ->
                    new Payload.DeviceStatus(StringValue.readString(in), in.readDouble());
            case INTERACTION ->
                    new Payload.Interaction(
                            StringValue.readString(in), InteractionKind.of(in.readInt()));
            case PROFILE ->
                    new Payload.Profile(
                            StringValue.readString(in),
                            StringValue.readString(in),
                            in.readBoolean(),
                            readNullable(in),
                            readNullable(in),
                            in.readBoolean());
            case CONSENT -> new Payload.Consent(in.readBoolean());
            case ERASE -> ERASE_PAYLOAD;
            case SENSOR_VALUES ->
                    new Payload.SensorValues(
                            StringValue.readString(in), in.readFloat(), readFloats(in));
            case UNKNOWN -> UNKNOWN_PAYLOAD;
            default ->
                    throw new IOException(
                            "Payload kind "
                                    + kind
                                    + " is of a later version; start the job with that version.");
        };
    }

    private static void writeFloats(float[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    private static float[] readFloats(DataInputView in) throws IOException {
        float[] values = new float[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    private static void writeNullable(@Nullable Float value, DataOutputView out)
            throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeFloat(value);
        }
    }

    private static @Nullable Float readNullable(DataInputView in) throws IOException {
        return in.readBoolean() ? Float.valueOf(in.readFloat()) : null;
    }

    @Override
    public TypeSerializerSnapshot<Received> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Which format state was written in. Persisted API: name, no-argument constructor, content. */
    public static final class Snapshot implements TypeSerializerSnapshot<Received> {

        private static final int VERSION = 1;

        private int format = FORMAT;

        /** The snapshot of the current format. */
        public Snapshot() {}

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeInt(format);
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader loader)
                throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "ReceivedSerializer: snapshot version "
                                + version
                                + " is of a later release; restore with that release.");
            }
            format = in.readInt();
        }

        @Override
        public TypeSerializer<Received> restoreSerializer() {
            return new ReceivedSerializer();
        }

        @Override
        public TypeSerializerSchemaCompatibility<Received> resolveSchemaCompatibility(
                TypeSerializerSnapshot<Received> old) {
            return old instanceof Snapshot that && that.format == format
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
