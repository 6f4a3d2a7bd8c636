package org.wearablecoach.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.table.api.Schema;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.wearablecoach.signals.GlucoseSums;
import org.wearablecoach.signals.TimeDomainHrv;

class FunctionsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("coach.data", "../../../shared/data"));
    private static final String[] BEAT = {"t", "ms"};
    private static final Object[] BEAT_TYPES = {Instant.class, Double.class};
    private static final Schema BEAT_SCHEMA =
            Schema.newBuilder()
                    .column("t", "TIMESTAMP_LTZ(3)")
                    .column("ms", "DOUBLE")
                    .watermark("t", "t - INTERVAL '10' SECOND")
                    .build();

    private static Path data(String name) {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "skipped: no data folder; set -Dcoach.data to the folder of recordings");
        Path file = FOLDER.resolve(name);
        assertThat(file).exists();
        return file;
    }

    private static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(data(name).toFile());
    }

    /** A series of beats with the times at which they ended. */
    private static List<Row> kubios(int series) throws IOException {
        List<Row> rows = new ArrayList<>();
        double clock = 0;
        for (String line :
                Files.readAllLines(data("hrv/nsrdb-1h/series_" + series + "_nn_ms.txt"))) {
            double ms = Double.parseDouble(line.trim());
            clock += ms;
            rows.add(Row.of(Instant.ofEpochMilli((long) clock), ms));
        }
        return rows;
    }

    private static double value(Row row, int field) {
        return (Double) row.getFieldAs(field);
    }

    /** Kubios HRV Premium 3.1.0, to every digit it prints; with times in any order. */
    @Test
    void agreesWithKubios() throws Exception {
        JsonNode reference = json("hrv/kubios_reference.json");
        List<Row> rows = new ArrayList<>();
        for (int series = 1; series <= 3; series++) {
            List<Row> inOrder = kubios(series);
            List<Row> anyOrder = new ArrayList<>(inOrder);
            Collections.shuffle(anyOrder, new Random(series));
            for (Row row : inOrder) {
                rows.add(Row.of("in order " + series, row.getField(0), row.getField(1)));
            }
            for (Row row : anyOrder) {
                rows.add(Row.of("any order " + series, row.getField(0), row.getField(1)));
            }
        }
        Queries queries = new Queries(RuntimeExecutionMode.STREAMING);
        queries.table(
                "beats",
                Schema.newBuilder()
                        .column("series", "STRING")
                        .column("t", "TIMESTAMP_LTZ(3)")
                        .column("ms", "DOUBLE")
                        .watermark("t", "t - INTERVAL '2' HOUR")
                        .build(),
                rows,
                new String[] {"series", "t", "ms"},
                new Object[] {String.class, Instant.class, Double.class});
        List<Row> results =
                queries.all(
                        "SELECT series, RMSSD(t, ms), SDNN(ms), PNN50(t, ms), RMSSD(ms), PNN50(ms)"
                                + " FROM TABLE(TUMBLE(TABLE beats, DESCRIPTOR(t), INTERVAL '2' HOUR))"
                                + " GROUP BY window_start, window_end, series");
        assertThat(results).hasSize(6);
        for (Row row : results) {
            String name = row.getFieldAs(0);
            JsonNode kubios =
                    reference.path("series_" + name.charAt(name.length() - 1)).path("kubios");
            double rmssd = of(kubios, "Statistical parameters | RMSSD (ms)");
            double pnn50 = of(kubios, "Statistical parameters | pNNxx (%)");
            assertThat(value(row, 1)).as(name).isCloseTo(rmssd, within(1e-4));
            assertThat(value(row, 2))
                    .as(name)
                    .isCloseTo(of(kubios, "Statistical parameters | STD RR (ms)"), within(1e-4));
            assertThat(value(row, 3)).as(name).isCloseTo(pnn50, within(1e-4));
            if (name.startsWith("in order")) {
                assertThat(value(row, 4)).as(name).isCloseTo(rmssd, within(1e-4));
                assertThat(value(row, 5)).as(name).isCloseTo(pnn50, within(1e-4));
            }
        }
    }

    private static double of(JsonNode kubios, String key) {
        assertThat(kubios.has(key)).as(key).isTrue();
        return kubios.path(key).asDouble();
    }

    /** The export's reference, computed by the formulas of the consensus outside this project. */
    @Test
    void agreesWithTheReferenceOfTheClarityExport() throws Exception {
        JsonNode reference = json("cgm-export-formats/dexcom_clarity_reference_metrics.json");
        List<Row> rows = new ArrayList<>();
        for (String line :
                Files.readAllLines(data("cgm-export-formats/dexcom-clarity/test_file.csv"))) {
            String[] fields = line.split(",", -1);
            if (fields[2].equals("EGV")) {
                String value = fields[7].replace("Low", "39").replace("High", "401");
                rows.add(Row.of("p", Double.valueOf(value)));
            }
        }
        Queries queries = new Queries(RuntimeExecutionMode.BATCH);
        queries.table(
                "readings",
                Schema.newBuilder().column("person", "STRING").column("mg", "DOUBLE").build(),
                rows,
                new String[] {"person", "mg"},
                new Object[] {String.class, Double.class});
        List<Row> last =
                queries.last(
                        "SELECT person, TIME_IN_RANGE(mg), GMI(mg), LBGI(mg), HBGI(mg),"
                                + " TIME_IN_RANGE(mg, 70, 140) FROM readings GROUP BY person");
        assertThat(last).hasSize(1);
        Row row = last.get(0);
        String[] keys = {
            "tir_70_180_percent", "gmi_percent", "lbgi", "hbgi", "titr_70_140_percent"
        };
        for (int i = 0; i < keys.length; i++) {
            assertThat(value(row, i + 1))
                    .as(keys[i])
                    .isCloseTo(reference.path(keys[i]).asDouble(), within(1e-9));
        }
    }

    /** 2 g along one axis is 1 g above gravity; rest is 0; what is below gravity counts as 0. */
    @Test
    void computesEnmoInMilligravities() {
        Queries queries = new Queries(RuntimeExecutionMode.BATCH);
        Row row =
                queries.all(
                                "SELECT ENMO(x, y, z), ENMO(x, y, CAST(NULL AS DOUBLE)) FROM (VALUES"
                                        + " (0.0, 0.0, 2.0), (0.0, 1.0, 0.0), (0.0, 0.5, 0.0),"
                                        + " (0.6, 0.8, 0.0), (90.0, 0.0, 0.0)) AS t(x, y, z)")
                        .get(0);
        assertThat(value(row, 0)).isCloseTo(250, within(1e-9));
        assertThat(row.getField(1)).isNull();
    }

    @Test
    void takesAnyNumericColumnAndLeavesOutWhatIsNoMeasurement() {
        Queries queries = new Queries(RuntimeExecutionMode.BATCH);
        Row row =
                queries.all(
                                "SELECT SDNN(ms), RMSSD(ms), GMI(mg), TIME_IN_RANGE(mg), PNN50(ms)"
                                        + " FROM (VALUES (800, 100), (900, 100), (CAST(NULL AS INT),"
                                        + " CAST(NULL AS INT)), (-5, 9), (800, 700)) AS t(ms, mg)")
                        .get(0);
        assertThat(value(row, 0)).isCloseTo(Math.sqrt(20000.0 / 6), within(1e-9));
        assertThat(value(row, 1)).isCloseTo(100, within(1e-9));
        assertThat(value(row, 2)).isCloseTo(3.31 + 2.392, within(1e-9));
        assertThat(value(row, 3)).isEqualTo(100);
        assertThat(value(row, 4)).isEqualTo(100);
    }

    @Test
    void isNullWhereThereIsNothingToSay() {
        Queries queries = new Queries(RuntimeExecutionMode.BATCH);
        Row row =
                queries.all(
                                "SELECT RMSSD(ms), SDNN(ms), PNN50(ms), RMSSD(t, ms), GMI(ms),"
                                        + " LBGI(ms), HBGI(ms), TIME_IN_RANGE(ms), ENMO(ms, ms, ms)"
                                        + " FROM (VALUES (CAST(1 AS BIGINT), -1.0)) AS t(t, ms)"
                                        + " WHERE ms > 0")
                        .get(0);
        for (int i = 0; i < row.getArity(); i++) {
            assertThat(row.getField(i)).isNull();
        }
    }

    @Test
    void aMissingBeatLeavesOutItsDifferences() {
        Queries queries = new Queries(RuntimeExecutionMode.BATCH);
        Row row =
                queries.all(
                                "SELECT RMSSD(t, ms), RMSSD(ms) FROM (VALUES"
                                        + " (TIMESTAMP '2026-01-01 00:00:00.800', 800.0),"
                                        + " (TIMESTAMP '2026-01-01 00:00:01.600', 800.0),"
                                        + " (TIMESTAMP '2026-01-01 00:00:05.000', 900.0),"
                                        + " (TIMESTAMP '2026-01-01 00:00:05.910', 910.0)) AS b(t, ms)")
                        .get(0);
        assertThat(value(row, 0)).isCloseTo(Math.sqrt(100 / 2.0), within(1e-9));
        assertThat(value(row, 1)).isCloseTo(Math.sqrt(10_100 / 3.0), within(1e-9));
    }

    /** Session windows grow together: what two of them hold is what one of both would hold. */
    @Test
    void windowsOfAStreamAreMerged() throws Exception {
        List<Row> rows = new ArrayList<>();
        Random random = new Random(7);
        double clock = 0;
        // Two bouts, in each of which a hole of 9 s is filled last.
        List<Row> late = new ArrayList<>();
        TimeDomainHrv[] expected = {new TimeDomainHrv(), new TimeDomainHrv()};
        for (int bout = 0; bout < 2; bout++) {
            clock += 60_000;
            float previous = Float.NaN;
            for (int i = 0; i < 100; i++) {
                float ms = 700 + random.nextInt(200);
                clock += ms;
                Row row = Row.of(Instant.ofEpochMilli((long) clock), (double) ms);
                (i >= 40 && i < 50 ? late : rows).add(row);
                expected[bout].addBeat(ms);
                if (!Float.isNaN(previous)) {
                    expected[bout].addDifference(previous, ms);
                }
                previous = ms;
            }
            rows.addAll(late);
            late.clear();
        }
        Queries queries = new Queries(RuntimeExecutionMode.STREAMING);
        Schema schema =
                Schema.newBuilder()
                        .column("t", "TIMESTAMP_LTZ(3)")
                        .column("ms", "DOUBLE")
                        .watermark("t", "t - INTERVAL '2' MINUTE")
                        .build();
        queries.table("beats", schema, rows, BEAT, BEAT_TYPES);
        List<Row> sessions =
                queries.all(
                        "SELECT SDNN(ms), RMSSD(t, ms), PNN50(t, ms), GMI(ms / 10),"
                                + " TIME_IN_RANGE(ms / 10), ENMO(ms / 1000, 1.0, 0.0) FROM TABLE("
                                + "SESSION(TABLE beats, DESCRIPTOR(t), INTERVAL '5' SECOND))"
                                + " GROUP BY window_start, window_end");
        assertThat(sessions).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(value(sessions.get(i), 0)).isEqualTo(expected[i].sdnnMs());
            assertThat(value(sessions.get(i), 1)).isEqualTo(expected[i].rmssdMs());
            assertThat(value(sessions.get(i), 2)).isEqualTo(expected[i].pnn50Percent());
            assertThat(sessions.get(i).getField(3)).isNotNull();
            assertThat(sessions.get(i).getField(4)).isNotNull();
            assertThat(sessions.get(i).getField(5)).isNotNull();
        }
    }

    /** Five minutes every minute over one series, as the stream's windows are cut. */
    @Test
    void slidingWindowsAreAddedUpFromSlices() throws Exception {
        List<Row> rows = kubios(1);
        Queries queries = new Queries(RuntimeExecutionMode.STREAMING);
        queries.table("beats", BEAT_SCHEMA, rows, BEAT, BEAT_TYPES);
        List<Row> windows =
                queries.all(
                        "SELECT window_end, SDNN(ms), RMSSD(t, ms), PNN50(t, ms) FROM TABLE(HOP(TABLE"
                                + " beats, DESCRIPTOR(t), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE))"
                                + " GROUP BY window_start, window_end");
        assertThat(windows).hasSizeGreaterThan(60);
        for (Row window : windows) {
            long end =
                    ((java.time.LocalDateTime) window.getFieldAs(0))
                            .atZone(java.time.ZoneOffset.UTC)
                            .toInstant()
                            .toEpochMilli();
            TimeDomainHrv hrv = new TimeDomainHrv();
            double previous = Double.NaN;
            for (Row row : rows) {
                long time = ((Instant) row.getFieldAs(0)).toEpochMilli();
                double ms = value(row, 1);
                if (time >= end - 300_000 && time < end) {
                    hrv.addBeat((float) ms);
                    if (!Double.isNaN(previous)) {
                        hrv.addDifference((float) previous, (float) ms);
                    }
                    previous = ms;
                }
            }
            assertThat(value(window, 1)).isEqualTo(hrv.sdnnMs());
            assertThat(value(window, 2)).isEqualTo(hrv.rmssdMs());
            assertThat(value(window, 3)).isEqualTo(hrv.pnn50Percent());
        }
    }

    /** A corrected row is taken back and put in again. */
    @Test
    void rowsThatAreTakenBackLeaveNothing() {
        List<Row> rows = new ArrayList<>();
        GlucoseSums expected = new GlucoseSums();
        TimeDomainHrv beats = new TimeDomainHrv();
        Random random = new Random(3);
        float previous = Float.NaN;
        for (int i = 0; i < 50; i++) {
            double wrong = 40 + random.nextInt(300);
            double right = 40 + random.nextInt(300);
            Instant time = Instant.ofEpochMilli(i * 300L);
            rows.add(Row.ofKind(RowKind.INSERT, time, wrong));
            rows.add(Row.ofKind(RowKind.UPDATE_BEFORE, time, wrong));
            rows.add(Row.ofKind(RowKind.UPDATE_AFTER, time, right));
            if (i % 10 == 3) {
                rows.add(Row.ofKind(RowKind.DELETE, time, right));
                continue;
            }
            expected.add((float) right);
            beats.addBeat((float) right);
            if (i % 10 != 4 && i > 0) {
                beats.addDifference(previous, (float) right);
            }
            previous = (float) right;
        }
        Queries queries = new Queries(RuntimeExecutionMode.STREAMING);
        Schema schema =
                Schema.newBuilder().column("t", "TIMESTAMP_LTZ(3)").column("ms", "DOUBLE").build();
        queries.changes("readings", schema, rows, BEAT, BEAT_TYPES);
        List<Row> last =
                queries.last(
                        "SELECT 1 AS k, TIME_IN_RANGE(ms), GMI(ms), LBGI(ms), HBGI(ms), SDNN(ms),"
                                + " ENMO(ms / 100, 1.0, 0.0), RMSSD(t, ms) FROM readings");
        Row row = last.get(0);
        assertThat(value(row, 1)).isEqualTo(expected.tir70To180Percent());
        assertThat(value(row, 2)).isEqualTo(expected.gmiPercent());
        assertThat(value(row, 3)).isEqualTo(expected.lbgi());
        assertThat(value(row, 4)).isEqualTo(expected.hbgi());
        assertThat(value(row, 5)).isEqualTo(beats.sdnnMs());
        assertThat(row.getField(6)).isNotNull();
        assertThat(value(row, 7)).isEqualTo(beats.rmssdMs());
    }

    @Test
    void beatsWithoutATimeAreNotTakenBack() {
        Queries queries = new Queries(RuntimeExecutionMode.STREAMING);
        Schema schema =
                Schema.newBuilder().column("t", "TIMESTAMP_LTZ(3)").column("ms", "DOUBLE").build();
        Instant time = Instant.ofEpochMilli(0);
        queries.changes(
                "beats",
                schema,
                List.of(
                        Row.ofKind(RowKind.INSERT, time, 800.0),
                        Row.ofKind(RowKind.UPDATE_BEFORE, time, 800.0),
                        Row.ofKind(RowKind.UPDATE_AFTER, time, 900.0)),
                BEAT,
                BEAT_TYPES);
        assertThatThrownBy(() -> queries.all("SELECT RMSSD(ms) FROM beats"))
                .hasStackTraceContaining("give the time of the beat as the first argument");
    }

    @Test
    void beatsWithoutATimeAreNotMerged() throws Exception {
        Queries queries = new Queries(RuntimeExecutionMode.STREAMING);
        queries.table("beats", BEAT_SCHEMA, kubios(1).subList(0, 900), BEAT, BEAT_TYPES);
        assertThatThrownBy(
                        () ->
                                queries.all(
                                        "SELECT PNN50(ms) FROM TABLE(HOP(TABLE beats, DESCRIPTOR(t),"
                                                + " INTERVAL '1' MINUTE, INTERVAL '5' MINUTE))"
                                                + " GROUP BY window_start, window_end"))
                .hasStackTraceContaining("Beats without a time cannot be merged");
    }

    @Test
    void theScriptMakesEveryFunctionOnce() {
        Queries queries = new Queries(RuntimeExecutionMode.BATCH);
        assertThat(queries.tables.listUserDefinedFunctions())
                .containsExactlyInAnyOrder(
                        "rmssd", "sdnn", "pnn50", "time_in_range", "gmi", "lbgi", "hbgi", "enmo");
    }
}
