package org.wearablecoach.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * How one domain record and its generated class become each other.
 *
 * @param <T> the domain record
 * @param <A> the generated class
 */
abstract class Mapping<T, A extends SpecificRecordBase> {

    /** Finds the generated classes where this class was loaded, whoever loaded Avro. */
    private static final SpecificData DATA = data();

    private final Schema schema;
    private final SpecificDatumWriter<A> writer;
    private final SpecificDatumReader<A> reader;

    Mapping(Schema schema) {
        this.schema = schema;
        this.writer = new SpecificDatumWriter<>(schema, DATA);
        this.reader = reader(schema);
    }

    abstract A toAvro(T value);

    abstract T fromAvro(A value) throws DecodingException;

    /** The schema of the generated class. */
    final Schema schema() {
        return schema;
    }

    /** Reads what was written with another schema. */
    final SpecificDatumReader<A> reader(Schema writerSchema) {
        return new SpecificDatumReader<>(writerSchema, schema, DATA);
    }

    /** Writes a body with the current schema. */
    void write(T value, BinaryEncoder out) throws IOException {
        writer.write(toAvro(value), out);
    }

    /** Reads a body that was written with the current schema. */
    T read(ByteInput in) throws IOException, DecodingException {
        return fromAvro(reader.read(null, in));
    }

    /** NaN, which means missing, as null. */
    static @Nullable Double nullIfMissing(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /** Null, which means missing, as NaN. */
    static double missingIfNull(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static List<Float> boxed(float[] from) {
        List<Float> values = new ArrayList<>(from.length);
        for (float value : from) {
            values.add(value);
        }
        return values;
    }

    static List<Double> boxed(double[] from) {
        List<Double> values = new ArrayList<>(from.length);
        for (double value : from) {
            values.add(value);
        }
        return values;
    }

    static double[] doubles(List<Double> from) {
        double[] values = new double[from.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = from.get(i);
        }
        return values;
    }

    static float[] floats(List<Float> from) {
        float[] values = new float[from.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = from.get(i);
        }
        return values;
    }

    static byte[] bytes(ByteBuffer from) {
        byte[] values = new byte[from.remaining()];
        from.duplicate().get(values);
        return values;
    }

    private static SpecificData data() {
        SpecificData data = new SpecificData(Mapping.class.getClassLoader());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        // Avro's newer reader, ten times faster on a decision row; the tests hold it to the same
        // results and the same limits as any other.
        data.setFastReaderEnabled(true);
        return data;
    }
}
