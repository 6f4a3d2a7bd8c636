package org.wearablecoach.event;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * How keys and values of RADAR-base are read: by the schema that their registry knows them by, and
 * from it by the names of the fields. They have no form of their own without a registry.
 *
 * @param <T> what is read
 */
public abstract class RadarFormat<T> implements WireFormat<T> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable ByteInput in;

    private RadarFormat() {}

    /** Keys: {@code ObservationKey}. */
    public static RadarFormat<RadarKey> key() {
        return new Keys();
    }

    /** Values of a topic. */
    public static RadarFormat<RadarValue> value(RadarTopic topic) {
        return new Values(topic);
    }

    /** What names the record in messages. */
    abstract String what();

    /** Refuses a schema that lacks a field. */
    abstract void check(Schema schema) throws DecodingException;

    abstract T of(GenericRecord record) throws DecodingException;

    @Override
    public final T decode(byte[] value) throws DecodingException {
        throw new DecodingException(
                Cause.UNREADABLE,
                what() + " is not framed by a registry's id; send it as RADAR-base does");
    }

    @Override
    public final RecordFormat.BodyReader<T> bodyReader(String writerSchemaJson)
            throws DecodingException {
        Schema schema;
        try {
            schema = new Schema.Parser().parse(writerSchemaJson);
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodingException(
                    Cause.UNKNOWN_SCHEMA,
                    "the schema of " + what() + " is no Avro schema; register it again");
        }
        if (schema.getType() != Schema.Type.RECORD) {
            throw new DecodingException(
                    Cause.UNKNOWN_SCHEMA,
                    "the schema of " + what() + " is no record; register that of RADAR-Schemas");
        }
        check(schema);
        GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
        return (bytes, offset, length) -> read(reader, bytes, offset, length);
    }

    private T read(GenericDatumReader<GenericRecord> reader, byte[] bytes, int offset, int length)
            throws DecodingException {
        ByteInput input = in;
        if (input == null) {
            input = new ByteInput();
            in = input;
        }
        input.reset(bytes, offset, length);
        GenericRecord record;
        try {
            record = reader.read(null, input);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw unreadable("the bytes do not follow the schema", input, length);
        }
        if (input.remaining() > 0) {
            throw unreadable("bytes follow the record", input, length);
        }
        return of(record);
    }

    private DecodingException unreadable(String problem, ByteInput input, int length) {
        return new DecodingException(
                Cause.UNREADABLE,
                what()
                        + ": "
                        + problem
                        + ", near byte "
                        + (length - input.remaining())
                        + " of "
                        + length
                        + "; write it with the schema that it names");
    }

    /** Refuses a schema without a field. */
    final void require(Schema schema, String field) throws DecodingException {
        if (schema.getField(field) == null) {
            throw new DecodingException(
                    Cause.UNKNOWN_SCHEMA,
                    what()
                            + " has the schema "
                            + schema.getFullName()
                            + " without the field "
                            + field
                            + "; register that of RADAR-Schemas");
        }
    }

    private static final class Keys extends RadarFormat<RadarKey> {

        private static final long serialVersionUID = 1L;

        @Override
        String what() {
            return "the key";
        }

        @Override
        void check(Schema schema) throws DecodingException {
            require(schema, "userId");
            require(schema, "sourceId");
        }

        @Override
        RadarKey of(GenericRecord record) throws DecodingException {
            return new RadarKey(text(record, "userId"), text(record, "sourceId"));
        }

        private static String text(GenericRecord record, String field) throws DecodingException {
            if (record.get(field) instanceof CharSequence text) {
                return text.toString();
            }
            throw new DecodingException(
                    Cause.BAD_KEY, "the key has no " + field + "; send an ObservationKey");
        }
    }

    private static final class Values extends RadarFormat<RadarValue> {

        private static final long serialVersionUID = 1L;

        private final RadarTopic topic;

        Values(RadarTopic topic) {
            this.topic = topic;
        }

        @Override
        String what() {
            return "a value of " + topic.topic();
        }

        @Override
        void check(Schema schema) throws DecodingException {
            require(schema, "time");
            for (String field : topic.fields()) {
                require(schema, field);
            }
        }

        @Override
        RadarValue of(GenericRecord record) throws DecodingException {
            return topic.read(new RadarFields(topic, record));
        }
    }
}
