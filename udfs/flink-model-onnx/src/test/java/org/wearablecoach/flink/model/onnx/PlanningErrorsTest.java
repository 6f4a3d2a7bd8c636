package org.wearablecoach.flink.model.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.flink.model.onnx.TestGraph.N;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.onnx.ModelBundle;

/** A model that does not fit is refused while the query is planned, with the cure. */
class PlanningErrorsTest {

    private final Sql sql = new Sql();
    private final Path folder;
    private final Path file;

    PlanningErrorsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        file = folder.resolve("m.onnx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x DOUBLE, k BIGINT|y ARRAY<FLOAT>|input column `x`, tensor 'x': expected"
                        + " ARRAY<FLOAT> (2 elements, row-major) for float32[N, 2], found DOUBLE;"
                        + " declare it as ARRAY<FLOAT> in INPUT (...), or give each element a"
                        + " column by 'input-mapping'",
                "x ARRAY<DOUBLE>, k BIGINT|y ARRAY<FLOAT>|input column `x`, tensor 'x': expected"
                        + " ARRAY<FLOAT> (2 elements, row-major) for float32[N, 2], found"
                        + " ARRAY<DOUBLE>",
                "x ARRAY<FLOAT>, k DOUBLE|y ARRAY<FLOAT>|input column `k`, tensor 'k': expected"
                        + " BIGINT for int64[N], found DOUBLE; declare it as BIGINT in INPUT (...),"
                        + " and CAST(k AS BIGINT) in the query",
                "x ARRAY<FLOAT>, k STRING|y ARRAY<FLOAT>|input column `k`, tensor 'k': expected"
                        + " BIGINT for int64[N], found STRING",
                "x ARRAY<FLOAT>|y ARRAY<FLOAT>|input tensor 'k': expected a column for int64[N],"
                        + " found none among `x`; add `k` BIGINT to INPUT (...), or set"
                        + " 'input-mapping'",
                "x ARRAY<FLOAT>, k BIGINT, z INT|y ARRAY<FLOAT>|input column `z`: expected the name"
                        + " of an input of the graph (x float32[N, 2], k int64[N]), found none of"
                        + " it; rename the column, or set 'input-mapping' = 'z=x'",
                "x ARRAY<FLOAT>, k BIGINT, `x[1]` FLOAT|y ARRAY<FLOAT>|input column `x[1]`, tensor"
                        + " 'x': expected one column for each element, found that `x` fills element"
                        + " 1 already; leave one out",
                "`x[1]` FLOAT, k BIGINT|y ARRAY<FLOAT>|input tensor 'x': expected columns for all 2"
                        + " elements of float32[N, 2], found none for x[0]; add them by"
                        + " 'input-mapping'",
                "`x[0]` FLOAT, `x[2]` FLOAT, k BIGINT|y ARRAY<FLOAT>|input column `x[2]`, tensor"
                        + " 'x': expected an element from 0 to 1 of float32[N, 2], found [2]",
                "x ARRAY<FLOAT>, k BIGINT|score FLOAT|output column `score`: expected the name of"
                        + " an output of the graph (y float32[N, 2], name string[N]), found none of"
                        + " it; rename the column, or set 'output-mapping' = 'score=y'",
                "x ARRAY<FLOAT>, k BIGINT|y FLOAT|output column `y`, tensor 'y': expected"
                        + " ARRAY<FLOAT> (2 elements, row-major) for float32[N, 2], found FLOAT",
                "x ARRAY<FLOAT>, k BIGINT|name STRING|output column `name`, tensor 'name' is"
                        + " string[N], found STRING: text is not served; encode it as numbers"
                        + " before the model, or leave the output out",
                "x ARRAY<FLOAT>, k BIGINT|y ARRAY<FLOAT> NOT NULL|output column `y`: expected a"
                        + " type that may be NULL, found ARRAY<FLOAT> NOT NULL",
            })
    void aColumnThatDoesNotFitItsTensorIsNamed(String inputs, String outputs, String message)
            throws IOException {
        graph();
        assertThat(refusal(inputs, outputs, "")).contains(message);
    }

    @Test
    void allProblemsAreToldAtOnce() throws IOException {
        graph();
        assertThat(refusal("x DOUBLE", "score FLOAT", ""))
                .contains("input column `x`", "input tensor 'k'", "output column `score`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'path' = '/absent/m.onnx'|'path' = '/absent/m.onnx' cannot be read on this"
                        + " machine",
                "'sha256' = 'ab'|'sha256': expected ab, found",
                "'batch-size' = '0'|'batch-size': expected 1 to 1024, found 0",
                "'flush-interval' = '2 min'|'flush-interval': expected 1 ms to less than 1 min",
                "'max-file-size' = '9 bytes'|expected at most 9 bytes, found",
                "'manifest' = '/absent.json'|'manifest' = '/absent.json' cannot be read",
                "'input-mapping' = 'x'|'input-mapping': expected `column=tensor` or"
                        + " `column=tensor[element]`, found 'x'",
                "'input-mapping' = 'q=x'|'input-mapping': expected an input column (`x`, `k`),"
                        + " found 'q'",
                "'input-mapping' = 'x=q'|'input-mapping', column `x`: expected an input tensor of"
                        + " the graph (x float32[N, 2], k int64[N]), found 'q'",
                "'onerror' = 'null'|Unsupported options:",
            })
    void aWrongOptionIsNamed(String option, String message) throws IOException {
        graph();
        assertThat(refusal("x ARRAY<FLOAT>, k BIGINT", "y ARRAY<FLOAT>", option)).contains(message);
    }

    @Test
    void aFileThatIsNoModelIsRefusedBeforeNativeCodeSeesIt() throws IOException {
        Files.writeString(file, "this is not a model");
        assertThat(refusal("x FLOAT", "y FLOAT", "")).contains("expected an ONNX file");
    }

    @Test
    void anOutputThatIsNoTensorNamesTheCureForScikitLearn() throws IOException {
        new TestGraph()
                .input("x", N, 1)
                .sequence("y")
                .node("SequenceConstruct", "y", "x")
                .write(file);
        assertThat(refusal("x FLOAT", "y FLOAT", ""))
                .contains("output column `y`, tensor 'y'", "ZipMap off");
    }

    @Test
    void theManifestBesideTheModelIsChecked() throws IOException {
        TestGraph.doubling(1).write(file);
        Files.writeString(
                folder.resolve("m.json"),
                """
                {"manifest":1,"name":"m","version":"1","sha256":"%s",
                 "inputs":[{"name":"x","type":"float32","shape":["N",1],"meaning":"a","unit":"1"}],
                 "outputs":[{"name":"y","type":"float32","shape":["N",1],"meaning":"b","unit":"1"}],
                 "selfTest":{"tolerance":0,"vectors":[{"inputs":{"x":1},"outputs":{"y":3}}]},
                 "licence":"Apache-2.0","card":"m.md"}
                """
                        .formatted(ModelBundle.sha256(Files.readAllBytes(file))));
        assertThat(refusal("x FLOAT", "y FLOAT", ""))
                .contains("expected 3.0 for output 'y' of self-test vector 0", "found 2.0");
        explain("x FLOAT", "y FLOAT", "'manifest' = 'none'");
    }

    /** Two inputs and two outputs, one of which is text. */
    private void graph() throws IOException {
        new TestGraph()
                .input("x", N, 2)
                .input("k", INT64, N)
                .output("y", N, 2)
                .output("name", STRING, N)
                .node("Add", "y", "x", "x")
                .node("Cast", "name", "k")
                .attribute("to", STRING.getNumber())
                .write(file);
    }

    private String refusal(String inputs, String outputs, String option) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(() -> explain(inputs, outputs, option)).satisfies(e -> thrown[0] = e);
        StringBuilder text = new StringBuilder();
        for (Throwable at = thrown[0]; at != null; at = at.getCause()) {
            text.append(at.getMessage()).append('\n');
        }
        return text.toString();
    }

    /** Plans a query and runs nothing. */
    private void explain(String inputs, String outputs, String option) {
        sql.run(
                "CREATE MODEL m INPUT ("
                        + inputs
                        + ") OUTPUT ("
                        + outputs
                        + ") WITH ('provider' = 'onnx'"
                        + (option.startsWith("'path'") ? "" : ", 'path' = '" + file + "'")
                        + (option.isEmpty() ? "" : ", " + option)
                        + ")");
        try {
            sql.run("CREATE TEMPORARY TABLE t (" + inputs + ") WITH ('connector' = 'datagen')");
            String columns = inputs.replaceAll("(`[^`]*`|\\w+) [^,]*", "$1");
            String unused =
                    sql.tables.explainSql(
                            "SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR("
                                    + columns
                                    + "))");
        } finally {
            sql.run("DROP MODEL m");
            sql.run("DROP TEMPORARY TABLE IF EXISTS t");
        }
    }
}
