package org.wearablecoach.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The wire format of one kind of record: Avro with the schema of that record, either as a
 * <em>single object</em> (bytes C3 01, the 8-byte little-endian CRC-64-AVRO fingerprint of the
 * writer's schema, body) or as a body alone where something else names the writer's schema.
 *
 * <p>A single object is read if its fingerprint is that of the current schema, of a released
 * version, or of a schema that was added with {@link #alsoReads}. Whatever the bytes are, reading
 * ends with a record or a {@link DecodingException}, and never takes more memory than a small
 * multiple of their number. Bytes after the record are refused.
 *
 * <p>Each thread needs its own instance, because buffers are reused: the factory methods give a
 * fresh one. An instance can be serialized; the copy has its own buffers.
 *
 * @param <T> the record
 * @see <a href="https://avro.apache.org/docs/1.11.1/specification/#single-object-encoding">Single
 *     object encoding in the Avro specification</a>
 */
public final class RecordFormat<T> implements WireFormat<T> {

    /** Reads bodies that were written with one schema, which is known beforehand. */
    public interface BodyReader<T> {

        /**
         * The record in a part of an array.
         *
         * @throws DecodingException with the cause of the dead letter when it is none
         */
        T read(byte[] bytes, int offset, int length) throws DecodingException;
    }

    /** Bytes before the body of a single object. */
    public static final int HEADER = 10;

    /** First byte of a single object. */
    public static final byte MARKER = (byte) 0xC3;

    private static final byte FORMAT_VERSION = 1;
    private static final long serialVersionUID = 1L;

    private final transient Mapping<T, ?> mapping;
    private final transient String schemaJson;
    private final transient long fingerprint;
    private final transient Map<Long, BodyReader<T>> otherWriters = new HashMap<>();
    private final transient List<String> addedSchemas = new ArrayList<>();
    private final transient ByteInput in = new ByteInput();
    private final transient ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final transient BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

    private RecordFormat(Mapping<T, ?> mapping) {
        this.mapping = mapping;
        this.schemaJson = StoredSchemas.current(mapping.schema().getName());
        this.fingerprint = SchemaNormalization.parsingFingerprint64(mapping.schema());
        for (String version : StoredSchemas.RELEASED) {
            String released = StoredSchemas.released(version, mapping.schema().getName());
            if (released != null) {
                know(parse(released));
            }
        }
    }

    /** A fresh format of {@link Telemetry}; it holds no more than one record between calls. */
    public static RecordFormat<Telemetry> telemetry() {
        return new RecordFormat<>(new TelemetryMapping());
    }

    /** A fresh format of {@link WindowScore}. */
    public static RecordFormat<WindowScore> windowScore() {
        return new RecordFormat<>(new OutputMappings.OfWindowScore());
    }

    /** A fresh format of {@link Decision}. */
    public static RecordFormat<Decision> decision() {
        return new RecordFormat<>(new OutputMappings.OfDecision());
    }

    /** A fresh format of {@link Recommendation}. */
    public static RecordFormat<Recommendation> recommendation() {
        return new RecordFormat<>(new OutputMappings.OfRecommendation());
    }

    /** A fresh format of {@link Reward}. */
    public static RecordFormat<Reward> reward() {
        return new RecordFormat<>(new OutputMappings.OfReward());
    }

    /** A fresh format of {@link DeadLetter}. */
    public static RecordFormat<DeadLetter> deadLetter() {
        return new RecordFormat<>(new OutputMappings.OfDeadLetter());
    }

    /** A fresh format of {@link ModelUpdate}. */
    public static RecordFormat<ModelUpdate> modelUpdate() {
        return new RecordFormat<>(new ControlMappings.OfModelUpdate());
    }

    /** A fresh format of {@link PolicyUpdate}. */
    public static RecordFormat<PolicyUpdate> policyUpdate() {
        return new RecordFormat<>(new ControlMappings.OfPolicyUpdate());
    }

    /** A fresh format of {@link ControlStatus}. */
    public static RecordFormat<ControlStatus> controlStatus() {
        return new RecordFormat<>(new ControlMappings.OfControlStatus());
    }

    /** The record's name, as {@code Telemetry}. */
    public String name() {
        return mapping.schema().getName();
    }

    /**
     * The current schema as JSON, with the documentation of its fields; what a registry is given.
     */
    public String schemaJson() {
        return schemaJson;
    }

    /** CRC-64-AVRO of the current schema's parsing canonical form. */
    public long fingerprint() {
        return fingerprint;
    }

    /**
     * Makes single objects of another writer readable.
     *
     * @param writerSchemaJson the writer's schema as JSON
     * @return this
     * @throws DecodingException UNKNOWN_SCHEMA when it is no schema, or none that can be read as
     *     this record
     */
    public RecordFormat<T> alsoReads(String writerSchemaJson) throws DecodingException {
        Schema writerSchema = readable(writerSchemaJson);
        addedSchemas.add(writerSchemaJson);
        know(writerSchema);
        return this;
    }

    /**
     * A reader of bodies that were written with the given schema. It shares the buffers of this
     * instance, so it belongs to the same thread.
     *
     * @param writerSchemaJson the writer's schema as JSON
     * @throws DecodingException UNKNOWN_SCHEMA when it is no schema, or none that can be read as
     *     this record
     */
    @Override
    public BodyReader<T> bodyReader(String writerSchemaJson) throws DecodingException {
        return readerOf(readable(writerSchemaJson));
    }

    /**
     * The record as a single object.
     *
     * @throws IllegalArgumentException when a component that must be set is null
     */
    public byte[] encode(T value) {
        out.reset();
        out.write(MARKER);
        out.write(FORMAT_VERSION);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (fingerprint >>> shift));
        }
        return body(value);
    }

    /**
     * The record framed by the id that a registry gave to the current schema: byte 0, the id
     * big-endian, body.
     *
     * @throws IllegalArgumentException when a component that must be set is null
     */
    public byte[] encodeFramed(int schemaId, T value) {
        out.reset();
        out.write(0);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.write(schemaId >>> shift);
        }
        return body(value);
    }

    /**
     * The record as a body of the current schema, without a header.
     *
     * @throws IllegalArgumentException when a component that must be set is null
     */
    public byte[] encodeBody(T value) {
        out.reset();
        return body(value);
    }

    /**
     * The record in a single object.
     *
     * @throws DecodingException UNREADABLE when the bytes are no single object or no record of
     *     their schema, UNKNOWN_SCHEMA when their fingerprint is not known, SEVERAL_PAYLOADS when
     *     telemetry carries more than one
     */
    @Override
    public T decode(byte[] bytes) throws DecodingException {
        return decode(bytes, 0, bytes.length);
    }

    /**
     * The record in a single object that is a part of an array.
     *
     * @throws DecodingException as {@link #decode(byte[])}
     */
    public T decode(byte[] bytes, int offset, int length) throws DecodingException {
        if (length < HEADER || bytes[offset] != MARKER || bytes[offset + 1] != FORMAT_VERSION) {
            throw unreadable(
                    "the value does not start with C3 01 and a fingerprint; send Avro single-object"
                            + " encoding, or configure the registry that its framing needs");
        }
        long writer = 0;
        for (int i = HEADER - 1; i >= 2; i--) {
            writer = writer << Byte.SIZE | (bytes[offset + i] & 0xFF);
        }
        if (writer == fingerprint) {
            return decodeBody(bytes, offset + HEADER, length - HEADER);
        }
        BodyReader<T> reader = otherWriters.get(writer);
        if (reader == null) {
            throw new DecodingException(
                    Cause.UNKNOWN_SCHEMA,
                    name()
                            + ": the schema with fingerprint "
                            + String.format("%016x", writer)
                            + " is not known; update this reader or configure a registry");
        }
        return reader.read(bytes, offset + HEADER, length - HEADER);
    }

    /**
     * The record in a body that was written with the current schema.
     *
     * @throws DecodingException UNREADABLE or SEVERAL_PAYLOADS
     */
    public T decodeBody(byte[] bytes, int offset, int length) throws DecodingException {
        in.reset(bytes, offset, length);
        T value;
        try {
            value = mapping.read(in);
        } catch (IOException | RuntimeException e) {
            throw noRecord(e, length);
        }
        checkEnd(length);
        return value;
    }

    private byte[] body(T value) {
        try {
            mapping.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("An array cannot fail to be written.", e);
        } catch (NullPointerException | AvroRuntimeException e) {
            discard();
            throw new IllegalArgumentException(
                    "A component of " + name() + " that must be set is null; see its Javadoc.", e);
        }
        return out.toByteArray();
    }

    /** Empties the encoder's own buffer, so that a failed record leaves nothing to the next. */
    private void discard() {
        EncoderFactory.get().binaryEncoder(out, encoder);
    }

    private void know(Schema writerSchema) {
        long writer = SchemaNormalization.parsingFingerprint64(writerSchema);
        if (writer != fingerprint) {
            otherWriters.put(writer, readerOf(writerSchema));
        }
    }

    private BodyReader<T> readerOf(Schema writerSchema) {
        if (SchemaNormalization.parsingFingerprint64(writerSchema) == fingerprint) {
            return this::decodeBody;
        }
        return resolving(mapping, writerSchema);
    }

    private <A extends SpecificRecordBase> BodyReader<T> resolving(
            Mapping<T, A> to, Schema writerSchema) {
        SpecificDatumReader<A> reader = to.reader(writerSchema);
        return (bytes, offset, length) -> {
            in.reset(bytes, offset, length);
            T value;
            try {
                value = to.fromAvro(reader.read(null, in));
            } catch (IOException | RuntimeException | StackOverflowError e) {
                // A writer's schema may refer to itself, and so nest as deeply as its bytes say.
                throw noRecord(e, length);
            }
            checkEnd(length);
            return value;
        };
    }

    private Schema readable(String writerSchemaJson) throws DecodingException {
        Schema writerSchema;
        try {
            writerSchema = parse(writerSchemaJson);
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodingException(
                    Cause.UNKNOWN_SCHEMA,
                    "the writer's schema of " + name() + " is no Avro schema; register it again");
        }
        if (SchemaCompatibility.checkReaderWriterCompatibility(mapping.schema(), writerSchema)
                        .getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new DecodingException(
                    Cause.UNKNOWN_SCHEMA,
                    "the writer's schema "
                            + writerSchema.getFullName()
                            + " cannot be read as "
                            + mapping.schema().getFullName()
                            + "; write with a compatible schema");
        }
        return writerSchema;
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }

    private void checkEnd(int length) throws DecodingException {
        if (in.remaining() > 0) {
            throw unreadable(
                    name()
                            + ": "
                            + in.remaining()
                            + " of "
                            + length
                            + " bytes follow the record; send one record a message");
        }
    }

    /** What Avro and the mapping throw at bytes that are not of the schema. */
    private DecodingException noRecord(Throwable e, int length) {
        // Only our own messages are known to hold no value of the record.
        String problem =
                e instanceof ByteInput.Malformed && e.getMessage() != null
                        ? e.getMessage()
                        : "the bytes do not follow the schema";
        return unreadable(
                name()
                        + ": "
                        + problem
                        + ", near byte "
                        + (length - in.remaining())
                        + " of "
                        + length
                        + "; write it with the schema that it names");
    }

    private static DecodingException unreadable(String message) {
        return new DecodingException(Cause.UNREADABLE, message);
    }

    private Object writeReplace() {
        return new Handle(name(), addedSchemas.toArray(new String[0]));
    }

    private static RecordFormat<?> named(String name) throws InvalidObjectException {
        return switch (name) {
            case "Telemetry" -> telemetry();
            case "WindowScore" -> windowScore();
            case "Decision" -> decision();
            case "Recommendation" -> recommendation();
            case "Reward" -> reward();
            case "DeadLetter" -> deadLetter();
            case "ModelUpdate" -> modelUpdate();
            case "PolicyUpdate" -> policyUpdate();
            case "ControlStatus" -> controlStatus();
            default ->
                    throw new InvalidObjectException(
                            "There is no record " + name + "; use one version on both sides.");
        };
    }

    /** Which format an instance is: what travels when one is serialized. */
    private record Handle(String name, String[] addedSchemas) implements Serializable {

        private Object readResolve() throws InvalidObjectException, DecodingException {
            RecordFormat<?> format = named(name);
            for (String schema : addedSchemas) {
                format.alsoReads(schema);
            }
            return format;
        }
    }
}
