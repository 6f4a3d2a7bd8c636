package org.wearablecoach.tables;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as bodies of the current schema of a record. A column that is absent or NULL takes
 * the default of its field.
 *
 * <p>Each thread needs its own.
 */
final class RowWriter {

    /** Writes one value. */
    private interface Field {

        void write(@Nullable Object value, Encoder out) throws IOException;
    }

    private final Field record;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

    /**
     * A writer.
     *
     * @param schema the current one of the record
     * @param columns that rows have; checked by {@link AvroColumns#check}
     */
    RowWriter(Schema schema, RowType columns) {
        record = record("", schema, columns);
    }

    /**
     * The body.
     *
     * @throws IllegalArgumentException naming a column that is NULL and must be set, or that holds
     *     no symbol of its enum; never with its value
     */
    byte[] write(RowData row) {
        out.reset();
        try {
            record.write(row, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("An array cannot fail to be written.", e);
        } catch (RuntimeException e) {
            // Empties the encoder's own buffer, so that nothing of this row is left to the next.
            EncoderFactory.get().binaryEncoder(out, encoder);
            throw e;
        }
        return out.toByteArray();
    }

    private static Field record(String path, Schema schema, RowType row) {
        List<Schema.Field> all = schema.getFields();
        Field[] fields = new Field[all.size()];
        RowData.FieldGetter[] getters = new RowData.FieldGetter[all.size()];
        for (int i = 0; i < fields.length; i++) {
            Schema.Field field = all.get(i);
            int column = row.getFieldIndex(field.name());
            byte @Nullable [] byDefault = encodedDefault(field);
            if (column < 0) {
                getters[i] = ignored -> null;
                fields[i] = orDefault(path + field.name(), byDefault, null);
            } else {
                LogicalType type = row.getTypeAt(column);
                getters[i] = RowData.createFieldGetter(type, column);
                fields[i] =
                        orDefault(
                                path + field.name(),
                                byDefault,
                                field(path + field.name(), field.schema(), type));
            }
        }
        return (value, out) -> {
            RowData from = (RowData) present(path, value);
            for (int i = 0; i < fields.length; i++) {
                fields[i].write(getters[i].getFieldOrNull(from), out);
            }
        };
    }

    private static Field orDefault(
            String name, byte @Nullable [] byDefault, @Nullable Field field) {
        return (value, out) -> {
            if (value != null && field != null) {
                field.write(value, out);
            } else if (byDefault != null) {
                out.writeFixed(byDefault);
            } else if (field != null) {
                field.write(null, out);
            } else {
                throw missing(name);
            }
        };
    }

    private static byte @Nullable [] encodedDefault(Schema.Field field) {
        if (!field.hasDefaultValue()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<Object>(field.schema())
                    .write(GenericData.get().getDefaultValue(field), out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("An array cannot fail to be written.", e);
        }
        return bytes.toByteArray();
    }

    private static Field field(String name, Schema schema, LogicalType type) {
        if (AvroColumns.isNullable(schema)) {
            return nullable(schema, field(name, AvroColumns.valueOf(schema), type));
        }
        return switch (schema.getType()) {
            case STRING ->
                    (value, out) -> {
                        byte[] text = ((StringData) present(name, value)).toBytes();
                        out.writeBytes(text);
                    };
            case ENUM -> symbols(name, schema);
            case INT -> (value, out) -> out.writeInt((Integer) present(name, value));
            case LONG ->
                    AvroColumns.isTime(schema)
                            ? (value, out) ->
                                    out.writeLong(
                                            ((TimestampData) present(name, value)).getMillisecond())
                            : (value, out) -> out.writeLong((Long) present(name, value));
            case FLOAT -> (value, out) -> out.writeFloat((Float) present(name, value));
            case DOUBLE -> (value, out) -> out.writeDouble((Double) present(name, value));
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) present(name, value));
            case BYTES -> (value, out) -> out.writeBytes((byte[]) present(name, value));
            case ARRAY -> array(name, schema.getElementType(), ((ArrayType) type).getElementType());
            case RECORD ->
                    schema.getFields().isEmpty()
                            ? (value, out) -> {}
                            : record(name + ".", schema, (RowType) type);
            default ->
                    throw new IllegalStateException(
                            "There is no column for Avro's " + schema.getType() + ".");
        };
    }

    /** A record without fields is a BOOLEAN, and FALSE says as little as NULL. */
    private static Field nullable(Schema union, Field field) {
        int absent = AvroColumns.nullBranch(union);
        Schema present = AvroColumns.valueOf(union);
        boolean mark = present.getType() == Schema.Type.RECORD && present.getFields().isEmpty();
        return (value, out) -> {
            if (value == null || (mark && !((Boolean) value))) {
                out.writeIndex(absent);
                out.writeNull();
            } else {
                out.writeIndex(1 - absent);
                field.write(value, out);
            }
        };
    }

    private static Field symbols(String name, Schema schema) {
        Map<StringData, Integer> places = new HashMap<>();
        List<String> symbols = schema.getEnumSymbols();
        for (int i = 0; i < symbols.size(); i++) {
            places.put(StringData.fromString(symbols.get(i)), i);
        }
        return (value, out) -> {
            Integer place = places.get((StringData) present(name, value));
            if (place == null) {
                throw new IllegalArgumentException(
                        "Column '" + name + "' holds none of " + symbols + "; correct the query.");
            }
            out.writeEnum(place);
        };
    }

    private static Field array(String name, Schema elementSchema, LogicalType elementType) {
        Field element = field(name + "[]", elementSchema, elementType);
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(elementType);
        return (value, out) -> {
            ArrayData array = (ArrayData) present(name, value);
            int size = array.size();
            out.writeArrayStart();
            out.setItemCount(size);
            for (int i = 0; i < size; i++) {
                out.startItem();
                element.write(getter.getElementOrNull(array, i), out);
            }
            out.writeArrayEnd();
        };
    }

    private static Object present(String name, @Nullable Object value) {
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException(
                "Column '" + name + "' is NULL and must be set; correct the query.");
    }
}
