package org.wearablecoach.flink.model.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.BOOL;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.DOUBLE;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.flink.model.onnx.TestGraph.N;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.onnx.SharedGraphs;

/** Models in real queries on a small cluster, both ways. */
class OnnxSqlTest {

    private final Sql sql = new Sql();
    private final Path folder;

    OnnxSqlTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "async", "auto"})
    void scoresArraysAndScalarsOfEveryType(String mode) throws Exception {
        // Each output is a sum or a copy, so that the right answer is known.
        String path =
                new TestGraph()
                        .input("f", N, 2)
                        .input("d", DOUBLE, N)
                        .input("i", INT32, N, 1)
                        .input("l", INT64, N, 3)
                        .input("b", BOOL, N)
                        .output("f2", N, 2)
                        .output("d2", DOUBLE, N)
                        .output("i2", INT32, N, 1)
                        .output("l2", INT64, N, 3)
                        .output("nb", BOOL, N)
                        .node("Add", "f2", "f", "f")
                        .node("Add", "d2", "d", "d")
                        .node("Add", "i2", "i", "i")
                        .node("Add", "l2", "l", "l")
                        .node("Not", "nb", "b")
                        .write(folder.resolve("types.onnx"));
        sql.run(
                "CREATE MODEL m INPUT (f ARRAY<FLOAT>, d DOUBLE, i INT, l ARRAY<BIGINT>, b BOOLEAN)"
                        + " OUTPUT (nb BOOLEAN, f2 ARRAY<FLOAT>, l2 ARRAY<BIGINT>, d2 DOUBLE, i2 INT)"
                        + " WITH ('provider' = 'onnx', 'mode' = '"
                        + mode
                        + "', 'path' = '"
                        + path
                        + "')");
        sql.run(
                "CREATE VIEW t AS SELECT f, d, i, l, b FROM (VALUES (ARRAY[CAST(1 AS FLOAT),"
                        + " CAST(2.5 AS FLOAT)], CAST(3 AS DOUBLE), 4, ARRAY[CAST(5 AS BIGINT), CAST(6"
                        + " AS BIGINT), CAST(7000000000 AS BIGINT)], TRUE), (ARRAY[CAST(-1 AS FLOAT),"
                        + " CAST(0 AS FLOAT)], CAST(-3 AS DOUBLE), -4, ARRAY[CAST(0 AS BIGINT), CAST(0"
                        + " AS BIGINT), CAST(-1 AS BIGINT)], FALSE)) AS v(f, d, i, l, b)");
        List<Row> rows =
                sql.rows(
                        "SELECT nb, f2, l2, d2, i2 FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(f,"
                                + " d, i, l, b))");
        assertThat(rows)
                .containsExactly(
                        Row.of(
                                false,
                                new Float[] {2f, 5f},
                                new Long[] {10L, 12L, 14_000_000_000L},
                                6.0,
                                8),
                        Row.of(true, new Float[] {-2f, 0f}, new Long[] {0L, 0L, -2L}, -6.0, -8));
        assertThat(SharedGraphs.sessions()).as("sessions after the job").isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "async"})
    void columnsAreMappedToElementsAndWidened(String mode) throws Exception {
        String path = TestGraph.doubling(3).write(folder.resolve("double.onnx"));
        sql.run(
                "CREATE MODEL m INPUT (a FLOAT, `x[1]` SMALLINT, c TINYINT) OUTPUT (z DOUBLE, y"
                        + " ARRAY<DOUBLE>) WITH ('provider' = 'onnx', 'mode' = '"
                        + mode
                        + "', 'input-mapping' = 'c = x[2], a=x[0]', 'output-mapping' = 'z=y[2]',"
                        + " 'path' = '"
                        + path
                        + "')");
        sql.run(
                "CREATE VIEW t AS SELECT CAST(1.5 AS FLOAT) AS p, CAST(2 AS SMALLINT) AS q, CAST(3"
                        + " AS TINYINT) AS r FROM (VALUES (1)) AS v(o)");
        assertThat(
                        sql.rows(
                                "SELECT z, y FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(p, q,"
                                        + " r))"))
                .containsExactly(Row.of(6.0, new Double[] {3.0, 4.0, 6.0}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "async"})
    void aNullInputGivesNullOutputsAndIsNoFailure(String mode) throws Exception {
        doubling(2, mode, "");
        sql.run(
                "CREATE VIEW t AS SELECT * FROM (VALUES (1, ARRAY[CAST(1 AS FLOAT), CAST(2 AS"
                        + " FLOAT)]), (2, CAST(NULL AS ARRAY<FLOAT>)), (3, ARRAY[CAST(1 AS FLOAT),"
                        + " CAST(NULL AS FLOAT)])) AS v(id, x)");
        assertThat(sql.rows("SELECT id, y FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(x))"))
                .containsExactly(Row.of(1, new Float[] {2f, 4f}), Row.of(2, null), Row.of(3, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "async"})
    void aRowThatCannotBeScoredIsNullWhereThatIsWished(String mode) throws Exception {
        lookup(mode, ", 'on-error' = 'null'");
        sql.run(
                "CREATE VIEW t AS SELECT * FROM (VALUES (1, CAST(0 AS BIGINT)), (2, CAST(77 AS"
                        + " BIGINT)), (3, CAST(2 AS BIGINT))) AS v(id, k)");
        assertThat(sql.rows("SELECT id, y FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(k))"))
                .containsExactly(Row.of(1, 10f), Row.of(2, null), Row.of(3, 30f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "async"})
    void aRowThatCannotBeScoredFailsTheJobWithoutShowingItsValues(String mode) throws Exception {
        lookup(mode, "");
        sql.run("CREATE VIEW t AS SELECT * FROM (VALUES (CAST(777123 AS BIGINT))) AS v(k)");
        assertThatThrownBy(
                        () -> sql.rows("SELECT y FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(k))"))
                .hasStackTraceContaining("a row cannot be scored")
                .hasStackTraceContaining("'on-error' = 'null'")
                .satisfies(
                        e ->
                                assertThat(
                                                org.apache.flink.util.ExceptionUtils
                                                        .stringifyException(e))
                                        .doesNotContain("777123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "async"})
    void anArrayOfAnotherLengthIsSuchARow(String mode) throws Exception {
        doubling(2, mode, "");
        sql.run("CREATE VIEW t AS SELECT * FROM (VALUES (ARRAY[CAST(1 AS FLOAT)])) AS v(x)");
        assertThatThrownBy(
                        () -> sql.rows("SELECT y FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(x))"))
                .hasStackTraceContaining(
                        "column `x`: expected an array of 2 elements, found one of 1");
    }

    @Test
    void aRowsBitsDoNotChangeWithItsBatch() throws Exception {
        // Log is one of the operators whose bits hang on the place in a batch.
        String path =
                new TestGraph()
                        .input("x", N, 1)
                        .output("y", N, 1)
                        .node("Log", "y", "x")
                        .write(folder.resolve("log.onnx"));
        for (String mode : new String[] {"sync", "async"}) {
            sql.run(
                    "CREATE MODEL "
                            + mode
                            + " INPUT (x FLOAT) OUTPUT (y FLOAT) WITH ('provider' = 'onnx', 'mode'"
                            + " = '"
                            + mode
                            + "', 'path' = '"
                            + path
                            + "')");
        }
        sql.run(
                "CREATE TABLE numbers (id INT, x AS CAST(id * 0.37 + 0.11 AS FLOAT)) WITH"
                        + " ('connector' = 'datagen', 'number-of-rows' = '1000', 'fields.id.kind' ="
                        + " 'sequence', 'fields.id.start' = '0', 'fields.id.end' = '999')");
        List<Row> one =
                sql.rows("SELECT id, y FROM ML_PREDICT(TABLE numbers, MODEL sync, DESCRIPTOR(x))");
        List<Row> many =
                sql.rows("SELECT id, y FROM ML_PREDICT(TABLE numbers, MODEL async, DESCRIPTOR(x))");
        assertThat(one).hasSize(1000);
        assertThat(many).isEqualTo(one);
    }

    @Test
    void aQueryMayAskForTheSynchronousFunction() throws Exception {
        doubling(2, "auto", "");
        // A row that fails tells in its stack who scored it.
        sql.run("CREATE VIEW t AS SELECT * FROM (VALUES (ARRAY[CAST(1 AS FLOAT)])) AS v(x)");
        String query = "SELECT y FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(x)%s)";
        assertThatThrownBy(() -> sql.rows(String.format(query, "")))
                .hasStackTraceContaining("OnnxAsyncPredictFunction");
        assertThatThrownBy(() -> sql.rows(String.format(query, ", MAP['async', 'false']")))
                .hasStackTraceContaining("OnnxPredictFunction");
    }

    private void doubling(int k, String mode, String options) throws IOException {
        sql.run(
                "CREATE MODEL m INPUT (x ARRAY<FLOAT>) OUTPUT (y ARRAY<FLOAT>) WITH ('provider' ="
                        + " 'onnx', 'mode' = '"
                        + mode
                        + "', 'path' = '"
                        + TestGraph.doubling(k).write(folder.resolve("double.onnx"))
                        + "'"
                        + options
                        + ")");
    }

    /** A table of three numbers; another index fails in the runtime. */
    private void lookup(String mode, String options) throws IOException {
        String path =
                new TestGraph()
                        .input("k", INT64, N)
                        .output("y", N)
                        .constant("table", new float[] {10, 20, 30}, 3)
                        .node("Gather", "y", "table", "k")
                        .attribute("axis", 0)
                        .write(folder.resolve("lookup.onnx"));
        sql.run(
                "CREATE MODEL m INPUT (k BIGINT) OUTPUT (y FLOAT) WITH ('provider' = 'onnx', 'mode'"
                        + " = '"
                        + mode
                        + "', 'path' = '"
                        + path
                        + "'"
                        + options
                        + ")");
    }
}
