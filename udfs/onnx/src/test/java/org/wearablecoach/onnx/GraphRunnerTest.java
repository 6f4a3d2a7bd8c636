package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphRunnerTest {

    private static GraphRunner open(TestModel model, int largest) {
        return SharedGraphs.open(
                model.bytes(), "test.onnx", List.of("y"), largest, ScorerOptions.defaults());
    }

    @Test
    void runnersOfOneFileShareASessionThatEndsWithTheLast() {
        TestModel model = TestModel.doubling();
        GraphRunner first = open(model, 8);
        GraphRunner second = open(model, 4);
        assertThat(SharedGraphs.sessions()).isEqualTo(1);
        first.close();
        first.close();
        second.input(0).putFloat(0, 21);
        second.run(1);
        assertThat(second.output(0).getFloat(0)).isEqualTo(42);
        second.close();
        assertThat(SharedGraphs.sessions()).isZero();
        assertThatThrownBy(() -> second.run(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aGraphThatCannotBeServedLeavesNothingOpen() {
        assertThatThrownBy(
                        () ->
                                SharedGraphs.open(
                                        TestModel.doubling().bytes(),
                                        "test.onnx",
                                        List.of("z"),
                                        1,
                                        ScorerOptions.defaults()))
                .hasMessageContaining("no output 'z'");
        assertThat(SharedGraphs.sessions()).isZero();
    }

    @Test
    void aBatchIsPaddedAndItsRowsKeepTheirScores() {
        try (GraphRunner runner = open(TestModel.network(4, 8, 3), 5)) {
            assertThat(runner.maxBatch()).isEqualTo(8);
            float[][] alone = new float[5][3];
            for (int row = 0; row < 5; row++) {
                fill(runner, 0, row);
                runner.run(1);
                for (int k = 0; k < 3; k++) {
                    alone[row][k] = runner.output(0).getFloat(k * Float.BYTES);
                }
            }
            for (int row = 0; row < 5; row++) {
                fill(runner, row, row);
            }
            runner.run(5);
            for (int row = 0; row < 5; row++) {
                for (int k = 0; k < 3; k++) {
                    assertThat(runner.output(0).getFloat((row * 3 + k) * Float.BYTES))
                            .isEqualTo(alone[row][k]);
                }
            }
            assertThatThrownBy(() -> runner.run(9)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void fill(GraphRunner runner, int place, int row) {
        for (int k = 0; k < 4; k++) {
            runner.input(0).putFloat((place * 4 + k) * Float.BYTES, row - k * 0.3f);
        }
    }

    @Test
    void aGraphWhoseBitsHangOnTheBatchRunsRowByRow() {
        TestModel log =
                new TestModel()
                        .input("x", TestModel.N, 1)
                        .output("y", TestModel.N, 1)
                        .node("Log", "y", "x");
        try (GraphRunner runner = open(log, 64)) {
            assertThat(runner.maxBatch()).isEqualTo(1);
        }
        try (GraphRunner runner = open(TestModel.network(4, 8, 3), 64)) {
            assertThat(runner.maxBatch()).isEqualTo(64);
        }
    }

    @Test
    void ofABatchThatFailsTheGoodRowsAreScored() {
        TestModel lookup =
                new TestModel()
                        .input("k", DataType.INT64, TestModel.N)
                        .output("y", DataType.FLOAT, TestModel.N)
                        .constant("table", new float[] {10, 20, 30}, 3)
                        .node("Gather", "y", "table", "k")
                        .attribute("axis", 0);
        try (GraphRunner runner = open(lookup, 4)) {
            long[] keys = {2, 99, 0};
            for (int row = 0; row < keys.length; row++) {
                runner.input(0).putLong(row * Long.BYTES, keys[row]);
            }
            assertThatThrownBy(() -> runner.run(3))
                    .isInstanceOf(ScoringException.class)
                    .hasMessageNotContaining("99");
            assertThat(runner.runEach(3)).containsExactly(false, true, false);
            assertThat(runner.output(0).getFloat(0)).isEqualTo(30);
            assertThat(runner.output(0).getFloat(2 * Float.BYTES)).isEqualTo(10);
        }
    }

    @Test
    void anOpenWidthOfAnOutputIsMeasured() {
        TestModel open =
                new TestModel()
                        .input("x", TestModel.N, 3)
                        .output("y", DataType.FLOAT, TestModel.N, TestModel.N)
                        .node("Add", "y", "x", "x");
        try (GraphRunner runner = open(open, 1)) {
            assertThat(runner.outputs().get(0).width()).isEqualTo(3);
        }
    }

    @Test
    void aRuntimeThatASingleJobBroughtIsRefused() throws Exception {
        ClassLoader framework = GraphRunnerTest.class.getClassLoader();
        NativeRuntime.checkLoadedBeside(GraphRunnerTest.class);
        NativeRuntime.checkLoadedBeside(framework, framework.getParent());
        try (URLClassLoader job = new URLClassLoader(new URL[0], framework)) {
            assertThatThrownBy(() -> NativeRuntime.checkLoadedBeside(framework, job))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("put the onnxruntime jar into Flink's lib/");
        }
    }
}
