package org.wearablecoach.event;

import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Telemetry on the wire. The current schema is read and written by hand, without the generated
 * class between: this is the path of every record, and only the result is allocated. A test
 * compares each step with Avro's own reader and writer.
 */
final class TelemetryMapping extends Mapping<Telemetry, org.wearablecoach.avro.Telemetry> {

    /** Kinds of payload in the order of the schema's fields. */
    private static final int HEART_RATE = 0;

    private static final int BEAT_INTERVALS = 1;
    private static final int ACCELERATION = 2;
    private static final int GLUCOSE = 3;
    private static final int STEPS = 4;
    private static final int DEVICE_STATUS = 5;
    private static final int INTERACTION = 6;
    private static final int PROFILE = 7;
    private static final int CONSENT = 8;
    private static final int ERASE = 9;
    private static final int SENSOR_VALUES = 10;
    private static final int KINDS = 11;

    private static final float[] NO_INTERVALS = {};
    private static final Payload.Erase ERASED = new Payload.Erase();
    private static final Payload.Unknown NO_KIND = new Payload.Unknown();

    /** Positions of interactions in the schema. */
    private static final Map<InteractionKind, Integer> SYMBOL_OF =
            new EnumMap<>(InteractionKind.class);

    /** Interactions by their position in the schema. */
    private static final InteractionKind[] INTERACTIONS = interactions();

    private static final String TOO_MANY =
            "Telemetry: more than one payload is set; send one record for each payload";

    TelemetryMapping() {
        super(org.wearablecoach.avro.Telemetry.getClassSchema());
    }

    @Override
    Telemetry read(ByteInput in) throws IOException, DecodingException {
        String userId = in.readString();
        String device = in.readString();
        long boot = in.readLong();
        long sequence = in.readLong();
        long sensorTime = in.readLong();
        Payload payload = null;
        for (int kind = 0; kind < KINDS; kind++) {
            if (!isSet(in)) {
                continue;
            }
            if (payload != null) {
                throw new DecodingException(Cause.SEVERAL_PAYLOADS, TOO_MANY);
            }
            payload = payload(kind, in);
        }
        return new Telemetry(
                userId, device, boot, sequence, sensorTime, payload == null ? NO_KIND : payload);
    }

    private static Payload payload(int kind, ByteInput in) throws IOException {
        return switch (kind) {
            case HEART_RATE -> new Payload.HeartRate(in.readFloat(), in.readBoolean());
            case BEAT_INTERVALS -> new Payload.BeatIntervals(floats(in));
            case ACCELERATION ->
                    new Payload.Acceleration(in.readFloat(), in.readFloat(), in.readBytes());
            case GLUCOSE -> new Payload.Glucose(in.readFloat());
            case STEPS -> new Payload.Steps(in.readInt(), in.readBoolean());
            case DEVICE_STATUS -> new Payload.DeviceStatus(in.readString(), in.readDouble());
            case INTERACTION -> new Payload.Interaction(in.readString(), interaction(in));
            case PROFILE ->
                    new Payload.Profile(
                            in.readString(),
                            in.readString(),
                            in.readBoolean(),
                            isSet(in) ? (Float) in.readFloat() : null,
                            isSet(in) ? (Float) in.readFloat() : null,
                            in.readBoolean());
            case CONSENT -> new Payload.Consent(in.readBoolean());
            case SENSOR_VALUES ->
                    new Payload.SensorValues(in.readString(), in.readFloat(), floats(in));
            default -> ERASED;
        };
    }

    /** The branch of a union of null and one type. */
    private static boolean isSet(ByteInput in) throws IOException {
        int branch = in.readIndex();
        if (branch < 0 || branch > 1) {
            throw new ByteInput.Malformed("a union has no such branch");
        }
        return branch == 1;
    }

    private static float[] floats(ByteInput in) throws IOException {
        float[] all = NO_INTERVALS;
        int n = 0;
        for (int count = in.readBlock(Float.BYTES); count > 0; count = in.readBlock(Float.BYTES)) {
            float[] longer = new float[n + count];
            System.arraycopy(all, 0, longer, 0, n);
            all = longer;
            while (n < all.length) {
                all[n++] = in.readFloat();
            }
        }
        return all;
    }

    private static InteractionKind interaction(ByteInput in) throws IOException {
        int symbol = in.readEnum();
        if (symbol < 0 || symbol >= INTERACTIONS.length) {
            throw new ByteInput.Malformed("an enum has no such symbol");
        }
        return INTERACTIONS[symbol];
    }

    @Override
    void write(Telemetry value, BinaryEncoder out) throws IOException {
        out.writeString(value.userId());
        out.writeString(value.device());
        out.writeLong(value.boot());
        out.writeLong(value.sequence());
        out.writeLong(value.sensorTime());
        Payload payload = value.payload();
        int set = kind(payload);
        for (int kind = 0; kind < KINDS; kind++) {
            out.writeIndex(kind == set ? 1 : 0);
            if (kind == set) {
                writePayload(payload, out);
            }
        }
    }

    private static int kind(Payload payload) {
        if (payload instanceof Payload.HeartRate) {
            return HEART_RATE;
        } else if (payload instanceof Payload.Acceleration) {
            return ACCELERATION;
        } else if (payload instanceof Payload.Steps) {
            return STEPS;
        } else if (payload instanceof Payload.BeatIntervals) {
            return BEAT_INTERVALS;
        } else if (payload instanceof Payload.Glucose) {
            return GLUCOSE;
        } else if (payload instanceof Payload.DeviceStatus) {
            return DEVICE_STATUS;
        } else if (payload instanceof Payload.Interaction) {
            return INTERACTION;
        } else if (payload instanceof Payload.Profile) {
            return PROFILE;
        } else if (payload instanceof Payload.Consent) {
            return CONSENT;
        } else if (payload instanceof Payload.Erase) {
            return ERASE;
        } else if (payload instanceof Payload.SensorValues) {
            return SENSOR_VALUES;
        }
        return KINDS;
    }

    private static void writePayload(Payload payload, BinaryEncoder out) throws IOException {
        if (payload instanceof Payload.HeartRate it) {
            out.writeFloat(it.bpm());
            out.writeBoolean(it.minuteMean());
        } else if (payload instanceof Payload.Acceleration it) {
            out.writeFloat(it.hertz());
            out.writeFloat(it.gPerCount());
            out.writeBytes(it.xyz());
        } else if (payload instanceof Payload.Steps it) {
            out.writeInt(it.count());
            out.writeBoolean(it.cumulative());
        } else if (payload instanceof Payload.BeatIntervals it) {
            writeFloats(it.milliseconds(), out);
        } else if (payload instanceof Payload.Glucose it) {
            out.writeFloat(it.mgDl());
        } else if (payload instanceof Payload.DeviceStatus it) {
            out.writeString(it.name());
            out.writeDouble(it.value());
        } else if (payload instanceof Payload.Interaction it) {
            out.writeString(it.decisionId());
            out.writeEnum(SYMBOL_OF.getOrDefault(it.what(), 0));
        } else if (payload instanceof Payload.Profile it) {
            out.writeString(it.zone());
            out.writeString(it.language());
            out.writeBoolean(it.enrolled());
            writeNullable(it.restingBpm(), out);
            writeNullable(it.maximumBpm(), out);
            out.writeBoolean(it.glucoseSensor());
        } else if (payload instanceof Payload.Consent it) {
            out.writeBoolean(it.granted());
        } else if (payload instanceof Payload.SensorValues it) {
            out.writeString(it.sensor());
            out.writeFloat(it.hertz());
            writeFloats(it.values(), out);
        }
    }

    private static void writeFloats(float[] values, BinaryEncoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(values.length);
        for (float value : values) {
            out.startItem();
            out.writeFloat(value);
        }
        out.writeArrayEnd();
    }

    private static void writeNullable(@Nullable Float value, BinaryEncoder out) throws IOException {
        out.writeIndex(value == null ? 0 : 1);
        if (value != null) {
            out.writeFloat(value);
        }
    }

    private static InteractionKind[] interactions() {
        Schema symbols = org.wearablecoach.avro.InteractionKind.getClassSchema();
        InteractionKind[] bySymbol = new InteractionKind[symbols.getEnumSymbols().size()];
        for (int i = 0; i < bySymbol.length; i++) {
            bySymbol[i] = InteractionKind.valueOf(symbols.getEnumSymbols().get(i));
            SYMBOL_OF.put(bySymbol[i], i);
        }
        return bySymbol;
    }

    @Override
    org.wearablecoach.avro.Telemetry toAvro(Telemetry value) {
        throw new UnsupportedOperationException("Telemetry is written without its generated class");
    }

    /** What another writer's record became under the current schema. */
    @Override
    Telemetry fromAvro(org.wearablecoach.avro.Telemetry from) throws DecodingException {
        Payload payload = null;
        int set = 0;
        if (from.getHeartRate() != null) {
            payload =
                    new Payload.HeartRate(
                            from.getHeartRate().getBpm(), from.getHeartRate().getMinuteMean());
            set++;
        }
        if (from.getBeatIntervals() != null) {
            payload =
                    new Payload.BeatIntervals(
                            Mapping.floats(from.getBeatIntervals().getMilliseconds()));
            set++;
        }
        if (from.getAcceleration() != null) {
            payload =
                    new Payload.Acceleration(
                            from.getAcceleration().getHertz(),
                            from.getAcceleration().getGPerCount(),
                            Mapping.bytes(from.getAcceleration().getXyz()));
            set++;
        }
        if (from.getGlucose() != null) {
            payload = new Payload.Glucose(from.getGlucose().getMgDl());
            set++;
        }
        if (from.getSteps() != null) {
            payload =
                    new Payload.Steps(from.getSteps().getCount(), from.getSteps().getCumulative());
            set++;
        }
        if (from.getDeviceStatus() != null) {
            payload =
                    new Payload.DeviceStatus(
                            from.getDeviceStatus().getName(), from.getDeviceStatus().getValue());
            set++;
        }
        if (from.getInteraction() != null) {
            payload =
                    new Payload.Interaction(
                            from.getInteraction().getDecisionId(),
                            InteractionKind.valueOf(from.getInteraction().getWhat().name()));
            set++;
        }
        if (from.getProfile() != null) {
            payload = profile(from.getProfile());
            set++;
        }
        if (from.getConsent() != null) {
            payload = new Payload.Consent(from.getConsent().getGranted());
            set++;
        }
        if (from.getErase() != null) {
            payload = ERASED;
            set++;
        }
        if (from.getSensorValues() != null) {
            payload =
                    new Payload.SensorValues(
                            from.getSensorValues().getSensor(),
                            from.getSensorValues().getHertz(),
                            Mapping.floats(from.getSensorValues().getValues()));
            set++;
        }
        if (set > 1) {
            throw new DecodingException(Cause.SEVERAL_PAYLOADS, TOO_MANY);
        }
        Instant sensorTime = from.getSensorTime();
        return new Telemetry(
                from.getUserId(),
                from.getDevice(),
                from.getBoot(),
                from.getSequence(),
                sensorTime.toEpochMilli(),
                payload == null ? NO_KIND : payload);
    }

    private static Payload.Profile profile(org.wearablecoach.avro.Profile from) {
        return new Payload.Profile(
                from.getZone(),
                from.getLanguage(),
                from.getEnrolled(),
                from.getRestingBpm(),
                from.getMaximumBpm(),
                from.getGlucoseSensor());
    }
}
