package org.wearablecoach.flink.model.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.BOOL;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.flink.model.onnx.TestGraph.N;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.onnx.OnnxGraph;
import org.wearablecoach.onnx.ScorerOptions;

class CreateModelStatementTest {

    private final Path file;

    CreateModelStatementTest(@TempDir Path folder) {
        // A quote in the path must be doubled in SQL.
        file = folder.resolve("it's.onnx");
    }

    private String statement(TestGraph graph) throws IOException {
        graph.write(file);
        try (OnnxGraph loaded =
                OnnxGraph.load(Files.readAllBytes(file), "test.onnx", ScorerOptions.defaults())) {
            return CreateModelStatement.of(loaded, "order", file.toString(), null);
        }
    }

    @Test
    void bothStatementsRunAsTheyAre() throws Exception {
        // Names as exporters make them, an open width, and an output that SQL does not serve.
        String[] statements =
                statement(
                                new TestGraph()
                                        .input("serving_default_x:0", N, 2)
                                        .input("select", INT64, N)
                                        .input("on", BOOL, N, 1)
                                        .output("StatefulCall/y", N, N)
                                        .output("k2", INT64, N)
                                        .output("off", BOOL, N, 1)
                                        .output("label", STRING, N)
                                        .node(
                                                "Add",
                                                "StatefulCall/y",
                                                "serving_default_x:0",
                                                "serving_default_x:0")
                                        .node("Add", "k2", "select", "select")
                                        .node("Not", "off", "on")
                                        .node("Cast", "label", "select")
                                        .attribute("to", STRING.getNumber()))
                        .split(";", -1);
        assertThat(statements[0]).startsWith("-- left out: output label is string[N]");
        Sql sql = new Sql();
        sql.run(statements[0]);
        sql.run(
                "CREATE VIEW my_table AS SELECT ARRAY[CAST(1 AS FLOAT), CAST(2 AS FLOAT)] AS"
                        + " `serving_default_x:0`, CAST(4 AS BIGINT) AS `select`, FALSE AS `on`");
        assertThat(sql.rows(statements[1]))
                .containsExactly(
                        Row.of(new Float[] {1f, 2f}, 4L, false, new Float[] {2f, 4f}, 8L, true));
    }

    @Test
    void anOutputWithoutRowsIsLeftOutAndTheOthersAreServed() throws Exception {
        String statement =
                statement(
                        new TestGraph()
                                .input("x", N, 2)
                                .output("y", N, 2)
                                .output("loss")
                                .node("Neg", "y", "x")
                                .node("ReduceSum", "loss", "x")
                                .attribute("keepdims", 0));
        assertThat(statement)
                .startsWith("-- left out: output loss is float32[]: its width cannot be measured")
                .contains("OUTPUT (`y` ARRAY<FLOAT>)");
        new Sql().run(statement.substring(0, statement.lastIndexOf(";\n\nSELECT")));
    }

    @Test
    void aGraphThatSqlCannotServeNamesTheCure() {
        assertThatThrownBy(
                        () ->
                                statement(
                                        new TestGraph()
                                                .input("s", STRING, N)
                                                .output("t", STRING, N)
                                                .node("Identity", "t", "s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input 's' is string[N]: text is not served");
    }
}
