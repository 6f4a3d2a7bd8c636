package org.wearablecoach.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;

/**
 * Which column each field of an Avro schema is, and whether the columns of a table are.
 *
 * <p>An enum is a STRING, a time TIMESTAMP_LTZ(3), a record a ROW, and a record without fields, of
 * which only the presence counts, a BOOLEAN that is TRUE or NULL. A field that may be null, or that
 * has a default and so need not be written, is nullable.
 *
 * <p>A table may leave columns out and give them in any order, also those within a ROW, and may
 * declare one nullable that never is NULL.
 */
final class AvroColumns {

    private static final int MILLIS = 3;

    private AvroColumns() {}

    /** The columns of a record: every field, in the order of the schema. */
    static RowType of(Schema record) {
        return row(record, false);
    }

    /** What a field is written with when its column is absent or NULL; null when it must be set. */
    static @Nullable Object defaultOf(Schema.Field field) {
        return field.hasDefaultValue() ? field.defaultVal() : null;
    }

    /**
     * Checks the columns of a table.
     *
     * @param table named in the message
     * @param record whose fields they must be
     * @param columns of the table
     * @param written whether records are made of them
     * @throws ValidationException naming each column that is wrong, what was expected, and what was
     *     found
     */
    static void check(String table, Schema record, RowType columns, boolean written) {
        List<String> problems = new ArrayList<>();
        checkRow("", record, columns, written, problems);
        if (!problems.isEmpty()) {
            throw new ValidationException(
                    table
                            + ": columns that are not those of "
                            + record.getName()
                            + ":\n  "
                            + String.join("\n  ", problems)
                            + "\nCopy the statement from sql/tables.sql, and leave out what is not"
                            + " needed.");
        }
    }

    private static RowType row(Schema record, boolean nullable) {
        List<RowType.RowField> fields = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            boolean optional = field.hasDefaultValue() || isNullable(field.schema());
            fields.add(new RowType.RowField(field.name(), type(field.schema(), optional)));
        }
        return new RowType(nullable, fields);
    }

    private static LogicalType type(Schema schema, boolean nullable) {
        Schema value = valueOf(schema);
        boolean itsNullable = nullable || isNullable(schema);
        return switch (value.getType()) {
            case STRING, ENUM -> new VarCharType(itsNullable, VarCharType.MAX_LENGTH);
            case INT -> new IntType(itsNullable);
            case LONG ->
                    isTime(value)
                            ? new LocalZonedTimestampType(itsNullable, MILLIS)
                            : new BigIntType(itsNullable);
            case FLOAT -> new FloatType(itsNullable);
            case DOUBLE -> new DoubleType(itsNullable);
            case BOOLEAN -> new BooleanType(itsNullable);
            case BYTES -> new VarBinaryType(itsNullable, VarBinaryType.MAX_LENGTH);
            case ARRAY -> new ArrayType(itsNullable, type(value.getElementType(), false));
            case RECORD ->
                    value.getFields().isEmpty()
                            ? new BooleanType(itsNullable)
                            : row(value, itsNullable);
            default ->
                    throw new IllegalStateException(
                            "There is no column for Avro's " + value.getType() + ".");
        };
    }

    private static void checkRow(
            String path, Schema record, RowType columns, boolean written, List<String> problems) {
        for (RowType.RowField column : columns.getFields()) {
            Schema.Field field = record.getField(column.getName());
            String name = path + column.getName();
            if (field == null) {
                problems.add(
                        "column '"
                                + name
                                + "': there is none; expected one of "
                                + names(path, record));
            } else {
                boolean optional = field.hasDefaultValue() || isNullable(field.schema());
                checkType(
                        name,
                        field.schema(),
                        type(field.schema(), optional),
                        column.getType(),
                        written,
                        problems);
            }
        }
        if (written) {
            for (Schema.Field field : record.getFields()) {
                if (!field.hasDefaultValue() && columns.getFieldIndex(field.name()) < 0) {
                    problems.add(
                            "column '"
                                    + path
                                    + field.name()
                                    + "': must be set when records are written; expected "
                                    + type(field.schema(), false).asSummaryString()
                                    + ", found none");
                }
            }
        }
    }

    private static void checkType(
            String name,
            Schema schema,
            LogicalType expected,
            LogicalType found,
            boolean written,
            List<String> problems) {
        Schema value = valueOf(schema);
        if (!found.isNullable() && isNullable(schema)) {
            problems.add(mismatch(name, expected, found));
        } else if (value.getType() == Schema.Type.RECORD
                && !value.getFields().isEmpty()
                && found instanceof RowType row) {
            checkRow(name + ".", value, row, written, problems);
        } else if (value.getType() == Schema.Type.ARRAY && found instanceof ArrayType array) {
            Schema element = value.getElementType();
            checkType(
                    name + "[]",
                    element,
                    type(element, false),
                    array.getElementType(),
                    written,
                    problems);
        } else if (!expected.copy(true).equals(found.copy(true))) {
            problems.add(mismatch(name, expected, found));
        }
    }

    private static String mismatch(String name, LogicalType expected, LogicalType found) {
        return "column '"
                + name
                + "': expected "
                + expected.asSummaryString()
                + ", found "
                + found.asSummaryString();
    }

    private static String names(String path, Schema record) {
        StringBuilder names = new StringBuilder();
        for (Schema.Field field : record.getFields()) {
            names.append(names.length() == 0 ? "" : ", ").append(path).append(field.name());
        }
        return names.toString();
    }

    static boolean isTime(Schema value) {
        return value.getLogicalType() instanceof LogicalTypes.TimestampMillis;
    }

    static boolean isNullable(Schema schema) {
        return schema.getType() == Schema.Type.UNION && !schema.equals(valueOf(schema));
    }

    /** What a union with null is when it is not null; any other schema as it is. */
    static Schema valueOf(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        for (Schema branch : schema.getTypes()) {
            if (branch.getType() != Schema.Type.NULL) {
                return branch;
            }
        }
        throw new IllegalStateException(
                String.format(Locale.ROOT, "The union %s has no value.", schema));
    }

    /** The place of null in a union with it. */
    static int nullBranch(Schema union) {
        return union.getTypes().get(0).getType() == Schema.Type.NULL ? 0 : 1;
    }
}
