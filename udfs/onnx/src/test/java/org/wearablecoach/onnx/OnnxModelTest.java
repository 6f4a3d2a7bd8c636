package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.onnx.TestModel.N;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wearablecoach.onnx.ModelRejectedException.Check;

class OnnxModelTest {

    @ParameterizedTest
    @MethodSource
    void namesTheTensorAndTheCureOfEveryMismatch(TestModel model, String message) {
        refused(Check.CONTRACT, model).hasMessageContaining("model test 1.0, " + message);
    }

    static Stream<Arguments> namesTheTensorAndTheCureOfEveryMismatch() {
        return Stream.of(
                mismatch(
                        "input missing in the graph",
                        model -> model.input("x", DataType.FLOAT, N, 2).promiseInput("z", N, 2),
                        "input 'z': expected float32[N, 2] by the manifest, found only [x] in the"
                                + " graph; write the names of the graph"),
                mismatch(
                        "input missing in the manifest",
                        model -> model.input("x", N, 2).input("w", DataType.FLOAT, N, 2),
                        "input 'w': expected no such input by the manifest"),
                mismatch(
                        "other width",
                        model -> model.input("x", DataType.FLOAT, N, 2).promiseInput("x", N, 3),
                        "input 'x': expected float32[N, 3] by the manifest, found float32[N, 2]"),
                mismatch(
                        "other rank",
                        model -> model.input("x", DataType.FLOAT, N, 2).promiseInput("x", N, 1, 2),
                        "input 'x': expected float32[N, 1, 2] by the manifest, found float32[N, 2]"),
                mismatch(
                        "closed batch axis",
                        model -> model.input("x", DataType.FLOAT, 8, 2).promiseInput("x", N, 2),
                        "input 'x': expected float32[N, 2] by the manifest, found float32[8, 2] in"
                                + " the graph; correct the shape in the manifest, or export"),
                mismatch(
                        "open batch axis",
                        model -> model.input("x", DataType.FLOAT, N, 2).promiseInput("x", 1, 2),
                        "input 'x': expected float32[1, 2] by the manifest, found float32[N, 2]"),
                mismatch(
                        "other type",
                        model -> model.input("x", DataType.DOUBLE, N, 2).promiseInput("x", N, 2),
                        "input 'x': expected float32[N, 2] by the manifest, found double[N, 2]"));
    }

    private static Arguments mismatch(
            String name, UnaryOperator<TestModel> inputs, String message) {
        TestModel model = inputs.apply(new TestModel());
        String first = model.graph.getInput(0).getName();
        boolean two = model.graph.getInputCount() > 1;
        model.node("Add", "sum", first, two ? model.graph.getInput(1).getName() : first);
        DataType type =
                DataType.forNumber(model.graph.getInput(0).getType().getTensorType().getElemType());
        model.output("sum", type, N, 2).promiseOutput("sum", N, 2);
        int width = ModelWidth.of(model);
        String in = width == 3 ? "[0,0,0]" : "[0,0]";
        String promised = name.equals("input missing in the graph") ? "z" : "x";
        model.vector("\"" + promised + "\":" + in, "\"sum\":[0,0]");
        return Arguments.of(Named.of(name, model), message);
    }

    /** The width that the manifest of a mismatched model promises. */
    private static final class ModelWidth {
        static int of(TestModel model) {
            return model.manifest().contains("[\"N\",3]") ? 3 : 2;
        }
    }

    @Test
    void namesAnOutputThatIsNotThere() {
        TestModel model =
                new TestModel()
                        .input("x", N, 1)
                        .output("y", DataType.FLOAT, N, 1)
                        .promiseOutput("probabilities", N, 1)
                        .node("Identity", "y", "x")
                        .vector(new float[] {1}, new float[] {1});

        refused(Check.CONTRACT, model)
                .hasMessageContaining("output 'probabilities': expected float32[N, 1]")
                .hasMessageContaining("found only [y] in the graph");
    }

    @Test
    void namesAnOutputThatIsNoTensor() {
        TestModel model =
                new TestModel()
                        .input("x", N, 1)
                        .promiseOutput("y", N, 1)
                        .node("SequenceConstruct", "y", "x")
                        .vector(new float[] {1}, new float[] {1});
        model.graph.addOutput(
                ai.onnx.proto.OnnxMl.ValueInfoProto.newBuilder()
                        .setName("y")
                        .setType(
                                ai.onnx.proto.OnnxMl.TypeProto.newBuilder()
                                        .setSequenceType(
                                                ai.onnx.proto.OnnxMl.TypeProto.Sequence.newBuilder()
                                                        .setElemType(
                                                                model.graph
                                                                        .getInput(0)
                                                                        .getType()))));

        refused(Check.CONTRACT, model)
                .hasMessageContaining("output 'y'")
                .hasMessageContaining("export scikit-learn models with ZipMap off");
    }

    @Test
    void refusesWhatTheRuntimeCannotRun() {
        TestModel operator = TestModel.doubling();
        operator.graph.getNodeBuilder(0).setOpType("NoSuchOperator");
        TestModel future = TestModel.doubling();
        future.model.setOpsetImport(0, TestModel.opset("", 9999));

        refused(Check.SESSION, operator).hasMessageContaining("ONNX Runtime 1.28.0 can run");
        refused(Check.SESSION, future).hasMessageContaining("export it for an operator set");
    }

    @Test
    void refusesAModelThatAnswersOtherwise() {
        refused(Check.SELF_TEST, TestModel.doubling().vector(new float[] {5}, new float[] {10.1f}))
                .hasMessageContaining(
                        "expected 10.1 for output 'y' of self-test vector 1 within 1.0E-5, found"
                                + " 10.0");
    }

    @Test
    void refusesAnAnswerThatIsNoNumber() {
        TestModel model =
                new TestModel()
                        .input("x", N, 1)
                        .output("y", N, 1)
                        .node("Sqrt", "y", "x")
                        .tolerance(1e30)
                        .vector(new float[] {-1}, new float[] {0});

        refused(Check.SELF_TEST, model).hasMessageContaining("found NaN");
    }

    @Test
    void refusesShapesThatOnlyRunningShows() {
        TestModel model =
                new TestModel()
                        .input("x", N, 2)
                        .output("y", DataType.FLOAT)
                        .promiseOutput("y", N, 3)
                        .node("Identity", "y", "x")
                        .vector(new float[] {1, 2}, new float[] {1, 2, 0});
        model.graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();

        assertThatThrownBy(() -> OnnxModel.load(model.bundle(), ScorerOptions.defaults()))
                .isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("model test 1.0");
    }

    @Test
    void findsThatGemmAndSoftmaxKeepTheirBits() {
        try (OnnxModel model =
                OnnxModel.load(TestModel.network(32, 64, 5).bundle(), ScorerOptions.defaults())) {
            assertThat(model.batchInvariant()).isTrue();
            try (Scorer scorer = model.newScorer()) {
                assertThat(scorer.batchInvariant()).isTrue();
                assertThat(scorer.maxBatch()).isEqualTo(128);
            }
        }
    }

    @Test
    void servesLogOneByOneSinceItsBitsHangOnTheBatch() {
        oneByOne(
                new TestModel()
                        .input("x", N, 5)
                        .output("y", N, 5)
                        .node("Log", "y", "x")
                        .vector(
                                new float[] {1, 2, 3.3f, 7.7f, 123.4f},
                                new float[] {0, 0.6931472f, 1.1939225f, 2.0412202f, 4.8154316f}));
    }

    @Test
    void servesReduceMeanOneByOneSinceItsBitsHangOnThePlace() {
        SplittableRandom random = new SplittableRandom(3);
        TestModel model =
                new TestModel()
                        .input("x", N, 37)
                        .output("y", N, 1)
                        .node("ReduceMean", "y", "x")
                        .attributes("axes", 1);
        for (int v = 0; v < 4; v++) {
            float[] x = TestModel.normal(random, 37, 1);
            double mean = 0;
            for (float value : x) {
                mean += value / 37.0;
            }
            model.vector(x, new float[] {(float) mean});
        }
        oneByOne(model);
    }

    @Test
    void doesNotClaimWhatItCouldNotMeasure() {
        TestModel fixed =
                new TestModel()
                        .input("x", 1, 2)
                        .output("y", 1, 2)
                        .node("Add", "y", "x", "x")
                        .vector(new float[] {1, 2}, new float[] {2, 4});

        oneByOne(fixed);
        try (Scorer scorer =
                OnnxScorer.open(TestModel.network(4, 4, 2).bundle(), ScorerOptions.oneByOne())) {
            assertThat(scorer.batchInvariant()).isFalse();
        }
    }

    private static void oneByOne(TestModel test) {
        ModelBundle bundle = test.bundle();
        try (Scorer scorer = OnnxScorer.open(bundle, ScorerOptions.defaults())) {
            assertThat(scorer.batchInvariant()).isFalse();
            assertThat(scorer.maxBatch()).isEqualTo(1);
            int in = scorer.inputWidth();
            int out = scorer.outputWidth();
            float[] row = bundle.manifest().selfTest().vectors().get(0).inputs();
            float[] alone = new float[out];
            scorer.score(row, 1, alone);
            float[] rows = new float[40 * in];
            float[] scores = new float[40 * out];
            for (int i = 0; i < 40; i++) {
                System.arraycopy(row, 0, rows, i * in, in);
            }
            scorer.score(rows, 40, scores);
            for (int i = 0; i < 40 * out; i++) {
                assertThat(scores[i]).isEqualTo(alone[i % out]);
            }
        }
    }

    private static AbstractThrowableAssert<?, ?> refused(Check check, TestModel model) {
        ModelBundle bundle = model.bundle();
        return assertThatThrownBy(() -> OnnxModel.load(bundle, ScorerOptions.defaults()))
                .isInstanceOfSatisfying(
                        ModelRejectedException.class,
                        refused -> assertThat(refused.check()).isEqualTo(check));
    }
}
