package org.wearablecoach.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies as rows and back, for every record, without a broker. */
class ColumnsTest {

    private static final int BODIES = 50;

    private static List<byte[]> bodies(Schema schema) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        for (Object datum : new RandomData(schema, BODIES, 7L, false)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<Object>(schema, new GenericData()).write(datum, out);
            out.flush();
            bodies.add(bytes.toByteArray());
        }
        return bodies;
    }

    @ParameterizedTest
    @EnumSource(RecordKind.class)
    void everyRecordIsARowAndBackTheSameBytes(RecordKind kind) throws IOException {
        RowType columns = AvroColumns.of(kind.schema());
        RowReader reader = new RowReader(kind.schema(), columns);
        RowWriter writer = new RowWriter(kind.schema(), columns);
        for (byte[] body : bodies(kind.schema())) {
            RowData row = reader.read(body, 0, body.length);
            assertThat(writer.write(row)).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @EnumSource(RecordKind.class)
    void eachColumnAloneIsWhatItIsAmongAll(RecordKind kind) throws IOException {
        RowType columns = AvroColumns.of(kind.schema());
        RowReader all = new RowReader(kind.schema(), columns);
        byte[] body = bodies(kind.schema()).get(0);
        GenericRowData whole = all.read(body, 0, body.length);
        for (int i = 0; i < columns.getFieldCount(); i++) {
            RowType one = new RowType(List.of(columns.getFields().get(i)));
            GenericRowData row = new RowReader(kind.schema(), one).read(body, 0, body.length);
            assertThat(row.getField(0)).isEqualTo(whole.getField(i));
        }
    }

    @Test
    void columnsMayBeLeftOutAndComeInAnyOrderAlsoInARow() throws IOException {
        Schema schema = RecordKind.DEAD_LETTER.schema();
        RowType columns = AvroColumns.of(schema);
        List<RowType.RowField> turned = new ArrayList<>(columns.getFields());
        java.util.Collections.reverse(turned);
        byte[] body = bodies(schema).get(3);
        RowData row = new RowReader(schema, new RowType(turned)).read(body, 0, body.length);
        assertThat(new RowWriter(schema, new RowType(turned)).write(row)).isEqualTo(body);
    }

    private static RowType row(String name, LogicalType type) {
        return RowType.of(new LogicalType[] {type}, new String[] {name});
    }

    @Test
    void whatIsWrongIsNamedWithTheTypeExpectedAndFound() {
        Schema schema = RecordKind.TELEMETRY.schema();
        RowType wrong =
                RowType.of(
                        new LogicalType[] {
                            new BigIntType(),
                            new VarCharType(VarCharType.MAX_LENGTH),
                            row("bpm", new DoubleType()),
                            new RowType(false, row("mgDl", new DoubleType()).getFields())
                        },
                        new String[] {"sensorTime", "hartRate", "heartRate", "glucose"});
        assertThatThrownBy(() -> AvroColumns.check("Table t", schema, wrong, false))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Table t: columns that are not those of Telemetry")
                .hasMessageContaining(
                        "column 'sensorTime': expected TIMESTAMP_LTZ(3) NOT NULL, found BIGINT")
                .hasMessageContaining("column 'hartRate': there is none; expected one of userId,")
                .hasMessageContaining(
                        "column 'heartRate.bpm': expected FLOAT NOT NULL, found DOUBLE")
                .hasMessageContaining(
                        "column 'glucose': expected ROW<`mgDl` FLOAT NOT NULL>, found");
        assertThatThrownBy(
                        () ->
                                AvroColumns.check(
                                        "Table t",
                                        schema,
                                        row("userId", new VarCharType(VarCharType.MAX_LENGTH)),
                                        true))
                .hasMessageContaining(
                        "column 'sequence': must be set when records are written; expected BIGINT"
                                + " NOT NULL, found none")
                .hasMessageNotContaining("'erase'");
    }

    @Test
    void aNullThatMustBeSetIsRefusedByTheNameOfItsColumn() {
        Schema schema = RecordKind.POLICY_UPDATE.schema();
        RowWriter writer = new RowWriter(schema, AvroColumns.of(schema));
        GenericRowData row = new GenericRowData(5);
        row.setField(0, StringData.fromString("p"));
        row.setField(3, TimestampData.fromEpochMillis(1));
        assertThatThrownBy(() -> writer.write(row))
                .hasMessage("Column 'version' is NULL and must be set; correct the query.");
        // Nothing of it is left to the next row.
        for (int i : new int[] {1, 2, 4}) {
            row.setField(i, StringData.fromString("x"));
        }
        assertThat(writer.write(row)).hasSize(2 + 2 + 2 + 1 + 2);
    }

    @Test
    void whatIsLeftOutTakesTheDefaultOfItsField() throws IOException {
        Schema schema = RecordKind.MODEL_UPDATE.schema();
        RowType all = AvroColumns.of(schema);
        RowType required = new RowType(all.getFields().subList(0, 5));
        GenericRowData row = new GenericRowData(5);
        for (int i : new int[] {0, 1, 2, 4}) {
            row.setField(i, StringData.fromString("x"));
        }
        row.setField(3, TimestampData.fromEpochMillis(1));
        byte[] body = new RowWriter(schema, required).write(row);
        GenericRowData read = new RowReader(schema, all).read(body, 0, body.length);
        assertThat(read.getField(all.getFieldIndex("action"))).hasToString("SERVE");
        assertThat(read.getField(all.getFieldIndex("uri"))).isNull();
    }

    @Test
    void anEmptyRecordIsTrueOrNullAndFalseIsNull() throws IOException {
        Schema schema = RecordKind.TELEMETRY.schema();
        RowType columns = AvroColumns.of(schema);
        RowWriter writer = new RowWriter(schema, columns);
        RowReader reader = new RowReader(schema, columns);
        int erase = columns.getFieldIndex("erase");
        for (Boolean given : new Boolean[] {true, false, null}) {
            GenericRowData row = new GenericRowData(columns.getFieldCount());
            row.setField(0, StringData.fromString("ann"));
            row.setField(1, StringData.fromString("watch"));
            row.setField(2, 0L);
            row.setField(3, 0L);
            row.setField(4, TimestampData.fromEpochMillis(0));
            row.setField(erase, given);
            byte[] body = writer.write(row);
            assertThat(reader.read(body, 0, body.length).getField(erase))
                    .isEqualTo(Boolean.TRUE.equals(given) ? true : null);
        }
    }
}
