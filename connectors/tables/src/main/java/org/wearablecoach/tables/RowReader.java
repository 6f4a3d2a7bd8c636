package org.wearablecoach.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Reads columns from the body of a record that was written with the current schema and was decoded
 * before, so that its bytes are known to be sound. Fields that are no column are passed over, those
 * behind the last column not even that.
 *
 * <p>Each thread needs its own.
 */
final class RowReader {

    /** Reads one value. */
    private interface Field {

        @Nullable Object read(Decoder in) throws IOException;
    }

    /** Reads the fields of a record, or passes over them, and puts each at its column. */
    private static final class Fields implements Field {

        private final int width;
        private final Field[] fields;

        /** The column of each field; -1 for none. */
        private final int[] columns;

        Fields(int width, Field[] fields, int[] columns) {
            this.width = width;
            this.fields = fields;
            this.columns = columns;
        }

        @Override
        public GenericRowData read(Decoder in) throws IOException {
            GenericRowData row = new GenericRowData(width);
            for (int i = 0; i < fields.length; i++) {
                Object value = fields[i].read(in);
                if (columns[i] >= 0) {
                    row.setField(columns[i], value);
                }
            }
            return row;
        }
    }

    private final Fields record;
    private @Nullable BinaryDecoder in;

    /**
     * A reader.
     *
     * @param schema the current one of the record
     * @param columns that are wanted; checked by {@link AvroColumns#check}
     */
    RowReader(Schema schema, RowType columns) {
        this(schema, columns, 0);
    }

    /**
     * A reader whose rows have room behind their columns.
     *
     * @param room number of further fields, left NULL
     */
    RowReader(Schema schema, RowType columns, int room) {
        Fields whole = record(schema, columns);
        int last = whole.fields.length;
        while (last > 0 && whole.columns[last - 1] < 0) {
            last--;
        }
        record =
                new Fields(
                        whole.width + room,
                        Arrays.copyOf(whole.fields, last),
                        Arrays.copyOf(whole.columns, last));
    }

    /** The columns of the body in a part of an array. */
    GenericRowData read(byte[] bytes, int offset, int length) throws IOException {
        in = DecoderFactory.get().binaryDecoder(bytes, offset, length, in);
        return record.read(in);
    }

    private static Fields record(Schema schema, RowType row) {
        List<Schema.Field> all = schema.getFields();
        Field[] fields = new Field[all.size()];
        int[] columns = new int[all.size()];
        for (int i = 0; i < fields.length; i++) {
            Schema itsSchema = all.get(i).schema();
            columns[i] = row.getFieldIndex(all.get(i).name());
            fields[i] =
                    columns[i] < 0
                            ? decoder -> skip(itsSchema, decoder)
                            : field(itsSchema, row.getTypeAt(columns[i]));
        }
        return new Fields(row.getFieldCount(), fields, columns);
    }

    private static @Nullable Object skip(Schema schema, Decoder in) throws IOException {
        GenericDatumReader.skip(schema, in);
        return null;
    }

    private static Field field(Schema schema, LogicalType type) {
        if (AvroColumns.isNullable(schema)) {
            Field value = field(AvroColumns.valueOf(schema), type);
            int absent = AvroColumns.nullBranch(schema);
            return in -> in.readIndex() == absent ? null : value.read(in);
        }
        return switch (schema.getType()) {
            case STRING -> RowReader::string;
            case ENUM -> symbols(schema);
            case INT -> Decoder::readInt;
            case LONG ->
                    AvroColumns.isTime(schema)
                            ? in -> TimestampData.fromEpochMillis(in.readLong())
                            : Decoder::readLong;
            case FLOAT -> Decoder::readFloat;
            case DOUBLE -> Decoder::readDouble;
            case BOOLEAN -> Decoder::readBoolean;
            case BYTES -> RowReader::bytes;
            case ARRAY ->
                    array(field(schema.getElementType(), ((ArrayType) type).getElementType()));
            case RECORD ->
                    schema.getFields().isEmpty() ? in -> true : record(schema, (RowType) type);
            default ->
                    throw new IllegalStateException(
                            "There is no column for Avro's " + schema.getType() + ".");
        };
    }

    private static StringData string(Decoder in) throws IOException {
        Utf8 text = in.readString(null);
        return StringData.fromBytes(text.getBytes(), 0, text.getByteLength());
    }

    private static Field symbols(Schema schema) {
        StringData[] symbols =
                schema.getEnumSymbols().stream()
                        .map(StringData::fromString)
                        .toArray(StringData[]::new);
        return in -> symbols[in.readEnum()];
    }

    private static byte[] bytes(Decoder in) throws IOException {
        ByteBuffer buffer = in.readBytes(null);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Field array(Field element) {
        return in -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
                for (long i = 0; i < left; i++) {
                    values.add(element.read(in));
                }
            }
            return new GenericArrayData(values.toArray());
        };
    }
}
