package org.wearablecoach.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;

/** The script against a real broker. */
class TablesTest {

    @RegisterExtension static final MiniClusterExtension CLUSTER = Sql.cluster();

    private static final LocalBroker BROKER = LocalBroker.create();
    private static final Topics TOPICS = new Topics("");

    private static Sql batch;
    private static Sql streaming;

    @BeforeAll
    static void start() {
        BROKER.start();
        try (TopicAdmin admin = new TopicAdmin(BROKER.bootstrapServers(), Map.of())) {
            admin.createMissing(TOPICS.recorded(2));
        }
        batch = new Sql(RuntimeExecutionMode.BATCH, BROKER.bootstrapServers());
        streaming = new Sql(RuntimeExecutionMode.STREAMING, BROKER.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    private static <T> List<TopicReader.Entry<T>> read(String topic, RecordFormat<T> format) {
        try (TopicReader<T> reader =
                new TopicReader<>(BROKER.bootstrapServers(), topic, format, Map.of())) {
            return reader.readToEnd();
        }
    }

    @Test
    void telemetryThatSqlWritesIsWhatTheJobReads() throws Exception {
        Sql sql = batch;
        sql.insert(
                "INSERT INTO telemetry (userId, device, boot, sequence, sensorTime, heartRate,"
                        + " ingestTime) VALUES ('ann', 'watch', 0, 7,"
                        + " TO_TIMESTAMP_LTZ(1460000000123, 3), ROW(61.5, TRUE),"
                        + " TO_TIMESTAMP_LTZ(1460000000456, 3))");
        TopicReader.Entry<Telemetry> entry =
                read(TOPICS.telemetry(), RecordFormat.telemetry()).stream()
                        .filter(e -> e.value().userId().equals("ann"))
                        .findFirst()
                        .orElseThrow();
        assertThat(entry.value())
                .isEqualTo(
                        new Telemetry(
                                "ann",
                                "watch",
                                0,
                                7,
                                1_460_000_000_123L,
                                new Payload.HeartRate(61.5f, true)));
        assertThat(entry.timestamp()).isEqualTo(1_460_000_000_456L);
        assertThat(
                        sql.now(
                                "userId, device, boot, sequence, sensorTime, heartRate, steps,"
                                        + " ingestTime, kafkaPartition, kafkaOffset",
                                "telemetry"))
                .contains(
                        Row.of(
                                "ann",
                                "watch",
                                0L,
                                7L,
                                Instant.ofEpochMilli(1_460_000_000_123L),
                                Row.of(61.5f, true),
                                null,
                                Instant.ofEpochMilli(1_460_000_000_456L),
                                entry.partition(),
                                entry.offset()));
    }

    @Test
    void theScriptHasEveryFieldOfEveryRecordUnderTheNameOfItsTopic() {
        Sql sql = new Sql(RuntimeExecutionMode.BATCH, BROKER.bootstrapServers());
        Map<String, RecordKind> kinds = new HashMap<>();
        kinds.put(TOPICS.telemetry(), RecordKind.TELEMETRY);
        kinds.put(TOPICS.deadLetters(), RecordKind.DEAD_LETTER);
        kinds.put(TOPICS.windowScores(), RecordKind.WINDOW_SCORE);
        kinds.put(TOPICS.decisions(), RecordKind.DECISION);
        kinds.put(TOPICS.recommendations(), RecordKind.RECOMMENDATION);
        kinds.put(TOPICS.rewards(), RecordKind.REWARD);
        kinds.put(TOPICS.controlStatus(), RecordKind.CONTROL_STATUS);
        kinds.put(TOPICS.models(), RecordKind.MODEL_UPDATE);
        kinds.put(TOPICS.policies(), RecordKind.POLICY_UPDATE);
        assertThat(kinds).hasSize(RecordKind.values().length);
        List<String> names =
                new ArrayList<>(List.of("recordings", "current_models", "current_policies"));
        kinds.forEach(
                (topic, kind) -> {
                    String table = topic.replace('-', '_');
                    names.add(table);
                    RowType found = physical(sql, table);
                    if (kind == RecordKind.MODEL_UPDATE) {
                        assertThat(found.getFieldNames().get(0)).isEqualTo("updateKey");
                        found = new RowType(found.getFields().subList(1, found.getFieldCount()));
                    }
                    AvroColumns.check(table, kind.schema(), found, true);
                    sameColumns(table, found, AvroColumns.of(kind.schema()));
                });
        assertThat(sql.tables.listTables()).containsExactlyInAnyOrder(names.toArray(new String[0]));
        assertThat(resolved(sql, "recordings")).isEqualTo(resolved(sql, "telemetry"));
    }

    private static void sameColumns(String table, RowType found, RowType expected) {
        assertThat(found.getFieldNames()).as(table).isEqualTo(expected.getFieldNames());
        for (int i = 0; i < found.getFieldCount(); i++) {
            LogicalType is = found.getTypeAt(i);
            LogicalType should = expected.getTypeAt(i);
            String column = table + "." + found.getFieldNames().get(i);
            assertThat(is.isNullable()).as(column).isEqualTo(should.isNullable());
            assertThat(withoutNullability(is)).as(column).isEqualTo(withoutNullability(should));
        }
    }

    private static String withoutNullability(LogicalType type) {
        return type.asSummaryString().replace(" NOT NULL", "");
    }

    private static RowType physical(Sql sql, String table) {
        return (RowType) resolved(sql, table).toPhysicalRowDataType().getLogicalType();
    }

    private static ResolvedSchema resolved(Sql sql, String table) {
        try {
            ResolvedCatalogTable found =
                    (ResolvedCatalogTable)
                            sql.tables
                                    .getCatalog("default_catalog")
                                    .orElseThrow()
                                    .getTable(new ObjectPath("default_database", table));
            return found.getResolvedSchema();
        } catch (TableNotExistException e) {
            throw new AssertionError(table, e);
        }
    }

    @Test
    void versionsAreKeptByKeyAndReadByTheJob() throws Exception {
        Sql sql = streaming;
        sql.insert(
                "INSERT INTO policies (name, version, sha256, effectiveFrom, specification) VALUES"
                        + " ('p', '1', 'aa', TO_TIMESTAMP_LTZ(1, 3), '{}'),"
                        + " ('p', '2', 'bb', TO_TIMESTAMP_LTZ(2, 3), '{\"a\":1}')");
        assertThat(read(TOPICS.policies(), RecordFormat.policyUpdate()))
                .extracting(TopicReader.Entry::value)
                .contains(new PolicyUpdate("p", "2", "bb", 2, "{\"a\":1}"));
        assertThat(sql.now("name, version", "policies"))
                .containsExactly(Row.of("p", "1"), Row.of("p", "2"));
        assertThat(last(sql.now("name, version", "current_policies")))
                .containsExactly(Row.of("p", "2"));

        sql.insert(
                "INSERT INTO `models` (updateKey, name, version, sha256, effectiveFrom, manifest,"
                        + " `model`) VALUES"
                        + " ('m', 'm', '1', 'aa', TO_TIMESTAMP_LTZ(1, 3), '{}', X'0102')");
        sql.insert(
                "INSERT INTO `models` (updateKey, name, version, sha256, effectiveFrom, manifest,"
                        + " action, uri) VALUES ('m/shadow', 'm', '2', 'bb', TO_TIMESTAMP_LTZ(2, 3),"
                        + " '', 'SHADOW', 's3://m')");
        List<ModelUpdate> models = new ArrayList<>();
        read(TOPICS.models(), RecordFormat.modelUpdate()).forEach(e -> models.add(e.value()));
        assertThat(models).hasSize(2);
        for (ModelUpdate update : models) {
            if (update.action() == ModelAction.SHADOW) {
                assertThat(update.uri()).isEqualTo("s3://m");
            } else {
                assertThat(update.action()).isEqualTo(ModelAction.SERVE);
                assertThat(update.model()).containsExactly(1, 2);
            }
        }
        assertThat(batch.now("updateKey, version, `model`, action", "`models`"))
                .containsExactlyInAnyOrder(
                        Row.of("m", "1", new byte[] {1, 2}, "SERVE"),
                        Row.of("m/shadow", "2", null, "SHADOW"));
        assertThat(last(sql.now("updateKey, name, version, action", "current_models")))
                .containsExactlyInAnyOrder(
                        Row.of("m", "m", "1", "SERVE"), Row.of("m/shadow", "m", "2", "SHADOW"));
    }

    /** What changes end with, by the first column. */
    private static Collection<Row> last(List<Row> changes) {
        Map<Object, Row> rows = new LinkedHashMap<>();
        for (Row change : changes) {
            if (change.getKind() == RowKind.DELETE) {
                rows.remove(change.getField(0));
            } else if (change.getKind() != RowKind.UPDATE_BEFORE) {
                Row row = Row.copy(change);
                row.setKind(RowKind.INSERT);
                rows.put(change.getField(0), row);
            }
        }
        return rows.values();
    }

    @Test
    void everyKindOfTelemetryIsWrittenByItsColumn() throws Exception {
        Sql sql = batch;
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("beatIntervals", "ROW(ARRAY[812.5, 799.0])");
        columns.put("acceleration", "ROW(32.0, 0.015625, X'0100ffff4000')");
        columns.put("glucose", "ROW(104)");
        columns.put("steps", "ROW(17, TRUE)");
        columns.put("deviceStatus", "ROW('STRESS', 35.5)");
        columns.put("interaction", "ROW('0af3', 'ACCEPTED')");
        columns.put(
                "profile",
                "ROW('Europe/Zurich', 'de-CH', TRUE, 52.5, CAST(NULL AS FLOAT), CAST(NULL AS"
                        + " BOOLEAN))");
        columns.put("consent", "ROW(TRUE)");
        columns.put("erase", "TRUE");
        RowType types = physical(sql, "telemetry");
        StringBuilder rows = new StringBuilder();
        for (String device : columns.keySet()) {
            rows.append(rows.length() == 0 ? "" : ", ");
            rows.append("('kinds', '").append(device);
            rows.append("', 0, 0, TO_TIMESTAMP_LTZ(1, 3)");
            columns.forEach(
                    (column, value) ->
                            rows.append(", CAST(")
                                    .append(column.equals(device) ? value : "NULL")
                                    .append(" AS ")
                                    .append(types.getTypeAt(types.getFieldIndex(column)))
                                    .append(')'));
            rows.append(')');
        }
        sql.insert(
                "INSERT INTO telemetry (userId, device, boot, sequence, sensorTime, "
                        + String.join(", ", columns.keySet())
                        + ") VALUES "
                        + rows);
        Map<String, Payload> payloads = new HashMap<>();
        for (TopicReader.Entry<Telemetry> e : read(TOPICS.telemetry(), RecordFormat.telemetry())) {
            if (e.value().userId().equals("kinds")) {
                payloads.put(e.value().device(), e.value().payload());
            }
        }
        assertThat(payloads.keySet()).isEqualTo(columns.keySet());
        assertThat(payloads.get("beatIntervals"))
                .isInstanceOfSatisfying(
                        Payload.BeatIntervals.class,
                        beats -> assertThat(beats.milliseconds()).containsExactly(812.5f, 799));
        assertThat(payloads.get("acceleration"))
                .isInstanceOfSatisfying(
                        Payload.Acceleration.class, acc -> assertThat(acc.g(0, 2)).isEqualTo(1));
        assertThat(payloads)
                .containsEntry("glucose", new Payload.Glucose(104))
                .containsEntry("steps", new Payload.Steps(17, true))
                .containsEntry("deviceStatus", new Payload.DeviceStatus("STRESS", 35.5))
                .containsEntry(
                        "interaction", new Payload.Interaction("0af3", InteractionKind.ACCEPTED))
                .containsEntry(
                        "profile",
                        new Payload.Profile("Europe/Zurich", "de-CH", true, 52.5f, null, false))
                .containsEntry("consent", new Payload.Consent(true))
                .containsEntry("erase", new Payload.Erase());
        assertThat(
                        sql.all(
                                "SELECT deviceStatus.`value`, beatIntervals.milliseconds[1] FROM"
                                        + " telemetry /*+ OPTIONS('scan.bounded.mode' ="
                                        + " 'latest-offset') */ WHERE userId = 'kinds' AND device IN"
                                        + " ('deviceStatus', 'beatIntervals')"))
                .containsExactlyInAnyOrder(Row.of(35.5, null), Row.of(null, 812.5f));
    }

    @Test
    void aRowThatTheJobWouldRefuseIsNotWritten() {
        Sql sql = batch;
        String begin =
                "INSERT INTO telemetry (userId, device, boot, sequence, sensorTime, glucose, steps)"
                        + " VALUES ('secret-user', 'w', 0, 0, TO_TIMESTAMP_LTZ(1, 3), ";
        assertThatThrownBy(() -> sql.insert(begin + "ROW(100), ROW(1, TRUE))"))
                .rootCause()
                .hasMessageContaining("payload")
                .hasMessageNotContaining("secret-user");
        assertThatThrownBy(
                        () ->
                                sql.insert(
                                        begin
                                                + "CAST(NULL AS ROW<mgDl FLOAT>), CAST(NULL AS"
                                                + " ROW<`count` INT, cumulative BOOLEAN>))"))
                .rootCause()
                .hasMessage(
                        "A row is no Telemetry: none of the columns from heartRate to sensorValues is set;"
                                + " set one.");
        assertThatThrownBy(
                        () ->
                                sql.insert(
                                        "INSERT INTO telemetry (userId, device, boot, sequence,"
                                                + " sensorTime, interaction) VALUES ('secret-user',"
                                                + " 'w', 0, 0, TO_TIMESTAMP_LTZ(1, 3), ROW('d',"
                                                + " 'SHOUTED'))"))
                .rootCause()
                .hasMessage(
                        "Column 'interaction.what' holds none of [UNKNOWN, DELIVERED, OPENED,"
                                + " ACCEPTED, DISMISSED, ANSWERED]; correct the query.");
    }

    private static void topics(String prefix) {
        try (TopicAdmin admin = new TopicAdmin(BROKER.bootstrapServers(), Map.of())) {
            admin.createMissing(new Topics(prefix).recorded(1));
        }
    }

    @Test
    void whatCannotBeReadIsPassedOverOrFailsTheQuery() throws Exception {
        topics("damaged-");
        byte[] good =
                RecordFormat.telemetry()
                        .encode(new Telemetry("ann", "w", 0, 0, 1, new Payload.Glucose(100)));
        byte[] cut = Arrays.copyOf(good, good.length - 2);
        byte[] unknown = good.clone();
        unknown[4] ^= 1;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", BROKER.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (byte[] value : new byte[][] {{}, good, cut, null, unknown, {0, 1}, good}) {
                producer.send(new ProducerRecord<>("damaged-telemetry", null, value)).get();
            }
        }
        Sql sql = batch;
        sql.tables.executeSql(
                "CREATE TABLE damaged (glucose ROW<mgDl FLOAT>, kafkaOffset BIGINT METADATA FROM"
                        + " 'offset') WITH ('connector' = 'kafka', 'topic' = 'damaged-telemetry',"
                        + " 'properties.bootstrap.servers' = '"
                        + BROKER.bootstrapServers()
                        + "', 'scan.startup.mode' = 'earliest-offset', 'format' = 'coach-avro',"
                        + " 'coach-avro.record' = 'Telemetry')");
        assertThat(sql.now("*", "damaged"))
                .containsExactly(Row.of(Row.of(100f), 1L), Row.of(Row.of(100f), 6L));
        assertThatThrownBy(
                        () ->
                                sql.all(
                                        "SELECT * FROM damaged /*+ OPTIONS('scan.bounded.mode' ="
                                                + " 'latest-offset', 'coach-avro.on-error' = 'fail')"
                                                + " */"))
                .rootCause()
                .hasMessageContaining("Telemetry, UNREADABLE")
                .hasMessageContaining("'coach-avro.on-error' = 'ignore'");
    }

    @Test
    void wrongColumnsAndOptionsAreFoundWhilePlanning() {
        Sql sql = batch;
        sql.tables.executeSql(
                "CREATE TABLE t (userId STRING, sensorTime BIGINT) WITH ('connector' = 'kafka',"
                        + " 'topic' = 'telemetry', 'properties.bootstrap.servers' = 'nowhere:1',"
                        + " 'format' = 'coach-avro', 'coach-avro.record' = 'Telemetry')");
        assertThatThrownBy(() -> sql.tables.explainSql("SELECT * FROM t"))
                .hasStackTraceContaining(
                        "Table default_catalog.default_database.t: columns that are not those of"
                                + " Telemetry")
                .hasStackTraceContaining(
                        "column 'sensorTime': expected TIMESTAMP_LTZ(3) NOT NULL, found BIGINT");
        assertThatThrownBy(
                        () ->
                                sql.tables.explainSql(
                                        "SELECT * FROM t /*+ OPTIONS('coach-avro.record' ="
                                                + " 'telemetry') */"))
                .hasStackTraceContaining(
                        "'coach-avro.record': expected one of Telemetry, DeadLetter,")
                .hasStackTraceContaining("found 'telemetry'");
        assertThatThrownBy(
                        () ->
                                sql.tables.explainSql(
                                        "SELECT * FROM t /*+ OPTIONS('coach-avro.on-error' ="
                                                + " 'retry') */"))
                .hasStackTraceContaining("on-error")
                .hasStackTraceContaining("retry");
        assertThatThrownBy(
                        () ->
                                sql.tables.explainSql(
                                        "SELECT userId FROM telemetry /*+"
                                                + " OPTIONS('value.coach-avro.registry.url' ="
                                                + " 'registry') */"))
                .hasStackTraceContaining("The registry's url \"registry\" is none");
    }

    @Test
    void streamsHaveAWatermarkOfTheIngestTime() throws Exception {
        topics("minutes-");
        long start = 1_460_000_040_000L;
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(BROKER.bootstrapServers(), "minutes-telemetry", Map.of())) {
            for (int i = 0; i < 240; i++) {
                publisher.publish(
                        new Telemetry(
                                "ann", "w", 0, i, start, new Payload.HeartRate(60 + i / 60, false)),
                        start + i * 1000L);
            }
        }
        Sql sql = streaming;
        sql.tables.executeSql(
                "CREATE TABLE minutes WITH ('topic' = 'minutes-telemetry') LIKE telemetry"
                        + " (OVERWRITING OPTIONS)");
        assertThat(
                        sql.first(
                                3,
                                "SELECT window_start, COUNT(*), AVG(heartRate.bpm) FROM"
                                        + " TABLE(TUMBLE(TABLE minutes, DESCRIPTOR(ingestTime),"
                                        + " INTERVAL '1' MINUTE)) GROUP BY window_start,"
                                        + " window_end"))
                .extracting(row -> row.getField(1), row -> row.getField(2))
                .containsExactly(tuple(60L, 60f), tuple(60L, 61f), tuple(60L, 62f));
    }

    @Test
    void theStatementsOfTheDocumentationArePlanned() throws IOException {
        Sql sql = new Sql(RuntimeExecutionMode.STREAMING, BROKER.bootstrapServers());
        String page = Files.readString(Path.of("../../docs/sql.md"));
        Matcher blocks = Pattern.compile("(?s)```sql\n(.*?)```").matcher(page);
        int statements = 0;
        while (blocks.find()) {
            for (String statement : Sql.statements(blocks.group(1))) {
                statements++;
                if (statement.startsWith("CREATE")) {
                    sql.tables.executeSql(statement);
                } else {
                    assertThat(sql.tables.explainSql(statement)).contains("Physical");
                }
            }
        }
        assertThat(statements).isEqualTo(4);
    }
}
