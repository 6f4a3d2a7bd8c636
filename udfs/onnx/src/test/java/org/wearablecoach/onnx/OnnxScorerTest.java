package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.onnx.TestModel.N;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxScorerTest {

    private static final int IN = 12;
    private static final int OUT = 4;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 9, 16, 31, 33, 64, 100, 127, 128, 129, 300})
    void scoresAnyNumberOfRowsAsItScoresEachAlone(int rows) {
        float[] in = TestModel.normal(new SplittableRandom(rows), rows * IN, 1);
        float[] together = new float[rows * OUT];
        float[] alone = new float[rows * OUT];
        ModelBundle bundle = TestModel.network(IN, 16, OUT).bundle();
        try (Scorer batched = OnnxScorer.open(bundle, ScorerOptions.defaults());
                Scorer single = OnnxScorer.open(bundle, ScorerOptions.oneByOne())) {
            batched.score(in, rows, together);
            for (int i = 0; i < rows; i++) {
                float[] out = new float[OUT];
                single.score(Arrays.copyOfRange(in, i * IN, (i + 1) * IN), 1, out);
                System.arraycopy(out, 0, alone, i * OUT, OUT);
            }
        }
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void leavesWhatIsBehindTheRowsAlone() {
        try (Scorer scorer =
                OnnxScorer.open(TestModel.doubling().bundle(), ScorerOptions.defaults())) {
            float[] out = {-1, -1, -1, -1, -1, -1, -1};
            scorer.score(new float[] {1, 2, 3, 4, 5, 6, 7}, 5, out);
            assertThat(out).containsExactly(2, 4, 6, 8, 10, -1, -1);
        }
    }

    @Test
    void takesTheTensorsOfARowFromTheirPlaces() {
        TestModel model =
                new TestModel()
                        .input("a", N, 2)
                        .input("b", N)
                        .input("c", N, 1, 2)
                        .output("twice", N, 2)
                        .output("opposite", N)
                        .output("same", N, 1, 2)
                        .node("Add", "twice", "a", "a")
                        .node("Neg", "opposite", "b")
                        .node("Identity", "same", "c")
                        .vector(
                                "\"a\":[1,2],\"b\":3,\"c\":[4,5]",
                                "\"twice\":[2,4],\"opposite\":-3,\"same\":[4,5]");
        try (Scorer scorer = OnnxScorer.open(model.bundle(), ScorerOptions.defaults())) {
            assertThat(scorer.inputWidth()).isEqualTo(5);
            float[] out = new float[15];
            scorer.score(
                    new float[] {1, 2, 3, 4, 5, 10, 20, 30, 40, 50, -1, -2, -3, -4, -5}, 3, out);
            assertThat(out).containsExactly(2, 4, -3, 4, 5, 20, 40, -30, 40, 50, -2, -4, 3, -4, -5);
        }
    }

    @Test
    void asksOnlyForTheOutputsOfTheManifest() {
        TestModel model = TestModel.doubling();
        model.output("label", ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64, N, 1);
        model.node("Cast", "label", "y").attribute("to", 7);

        try (Scorer scorer = OnnxScorer.open(model.bundle(), ScorerOptions.defaults())) {
            float[] out = new float[1];
            scorer.score(new float[] {21}, 1, out);
            assertThat(out).containsExactly(42);
        }
    }

    @Test
    void namesWhatIsTooShort() {
        try (Scorer scorer =
                OnnxScorer.open(TestModel.network(3, 4, 2).bundle(), ScorerOptions.defaults())) {
            assertThatThrownBy(() -> scorer.score(new float[5], 2, new float[4]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "model test 1.0: 2 rows need 6 inputs and 4 outputs; the arrays hold 5"
                                    + " and 4");
            assertThatThrownBy(() -> scorer.score(new float[6], 2, new float[3]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> scorer.score(new float[6], -1, new float[4]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void staysUsableAfterARowThatTheGraphRefuses() {
        try (Scorer scorer = OnnxScorer.open(lookup().bundle(), ScorerOptions.defaults())) {
            float[] out = new float[1];
            assertThatThrownBy(() -> scorer.score(new float[] {99.25f}, 1, out))
                    .isInstanceOf(ScoringException.class)
                    .hasMessageContaining("model test 1.0 failed on a batch of 1 rows")
                    .hasMessageContaining("Gather")
                    .hasNoCause()
                    .message()
                    .doesNotContain("99");
            scorer.score(new float[] {2}, 1, out);
            assertThat(out).containsExactly(30);
        }
    }

    @Test
    void neverScoresARowOfAnEarlierBatchAgain() {
        float[] eight = new float[8];
        try (Scorer scorer = OnnxScorer.open(lookup().bundle(), ScorerOptions.defaults())) {
            assertThatThrownBy(() -> scorer.score(filled(99, 8), 8, eight))
                    .isInstanceOf(ScoringException.class);
            // Five rows run as a batch of eight: were the last three still there, it would fail.
            float[] out = new float[5];
            scorer.score(filled(1, 5), 5, out);
            assertThat(out).containsOnly(20);
        }
    }

    private static float[] filled(float value, int n) {
        float[] values = new float[n];
        Arrays.fill(values, value);
        return values;
    }

    /** A model that fails on rows it does not know: y = table[x]. */
    private static TestModel lookup() {
        TestModel model =
                new TestModel()
                        .input("x", N, 1)
                        .output("y", N, 1)
                        .constant("table", new float[] {10, 20, 30}, 3, 1)
                        .node("Cast", "i", "x")
                        .attribute("to", 7)
                        .node("Squeeze", "j", "i", "last")
                        .node("Gather", "y", "table", "j")
                        .vector(new float[] {1}, new float[] {20});
        model.graph.addInitializer(
                ai.onnx.proto.OnnxMl.TensorProto.newBuilder()
                        .setName("last")
                        .setDataType(7)
                        .addDims(1)
                        .addInt64Data(1));
        return model;
    }

    @Test
    void closesOnceAndSaysSoAfterwards() {
        Scorer scorer = OnnxScorer.open(TestModel.doubling().bundle(), ScorerOptions.defaults());
        scorer.close();
        scorer.close();

        assertThatThrownBy(() -> scorer.score(new float[1], 1, new float[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the scorer of model test 1.0 is closed");
    }

    @Test
    void keepsTheSessionUntilTheLastScorerIsClosed() {
        OnnxModel model = OnnxModel.load(TestModel.doubling().bundle(), ScorerOptions.defaults());
        Scorer first = model.newScorer();
        Scorer second = model.newScorer();
        model.close();
        model.close();
        first.close();
        first.close();

        float[] out = new float[1];
        second.score(new float[] {4}, 1, out);
        assertThat(out).containsExactly(8);
        model.newScorer().close();

        second.close();
        assertThatThrownBy(model::newScorer)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("model test 1.0 is closed; load it again before scoring");
    }

    @Test
    void servesSeveralThreadsFromOneSessionWhileTheModelIsReplaced() throws InterruptedException {
        ModelBundle bundle = TestModel.network(IN, 16, OUT).bundle();
        SelfTest.Vector known = bundle.manifest().selfTest().vectors().get(0);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger scored = new AtomicInteger();
        OnnxModel[] current = {OnnxModel.load(bundle, ScorerOptions.defaults())};
        Runnable subtask =
                () -> {
                    float[] out = new float[OUT];
                    // At least once, however late the thread comes.
                    do {
                        Scorer scorer;
                        synchronized (current) {
                            scorer = current[0].newScorer();
                        }
                        try (scorer) {
                            for (int i = 0; i < 20; i++) {
                                scorer.score(known.inputs(), 1, out);
                                scored.incrementAndGet();
                                if (Math.abs(out[0] - known.outputs()[0]) > 1e-5) {
                                    wrong.incrementAndGet();
                                }
                            }
                        }
                    } while (!stop.get());
                };
        Thread a = new Thread(subtask);
        Thread b = new Thread(subtask);
        a.start();
        b.start();
        for (int swap = 0; swap < 30; swap++) {
            OnnxModel next = OnnxModel.load(bundle, ScorerOptions.defaults());
            OnnxModel old;
            synchronized (current) {
                old = current[0];
                current[0] = next;
            }
            old.close();
        }
        stop.set(true);
        a.join();
        b.join();
        current[0].close();

        assertThat(wrong).hasValue(0);
        assertThat(scored).hasPositiveValue();
    }

    @Test
    void allocatesForEachRunButNothingForARow() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Scorer scorer =
                OnnxScorer.open(
                        TestModel.network(IN, 16, OUT).bundle(), ScorerOptions.defaults())) {
            float[] in = new float[128 * IN];
            float[] out = new float[128 * OUT];
            long one = allocated(threads, () -> scorer.score(in, 1, out));
            long all = allocated(threads, () -> scorer.score(in, 128, out));
            // What ONNX Runtime's Java API itself makes for a run: names, handles and the result.
            assertThat(one).isLessThan(1024);
            // A byte array of no length would be 16 a row. Less than one is what the compiler
            // saves.
            assertThat(all).isLessThan(1024);
        }
    }

    private static long allocated(ThreadMXBean threads, Runnable score) {
        for (int i = 0; i < 2000; i++) {
            score.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            score.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
    }

    @Test
    void batchSizesStartWithOneAndAreSorted() {
        assertThat(ScorerOptions.defaults().withBatchSizes(List.of(16, 1, 4, 16)).batchSizes())
                .containsExactly(1, 4, 16);
        for (List<Integer> sizes : List.of(List.<Integer>of(), List.of(8), List.of(0, 1))) {
            assertThatThrownBy(() -> ScorerOptions.defaults().withBatchSizes(sizes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("batchSizes must start with 1");
        }
        assertThatThrownBy(() -> ScorerOptions.defaults().withBatchSizes(List.of(1, 5000)))
                .hasMessageContaining("at most 4096");
        assertThatThrownBy(() -> ScorerOptions.defaults().withMaxBytes(0))
                .hasMessageContaining("maxBytes must be positive");
    }

    @Test
    void aTableStandsInForAModel() {
        ModelManifest manifest = ModelManifest.parse(TestModel.doubling().manifest());
        try (Scorer scorer = new TableScorer(manifest)) {
            float[] out = new float[2];
            scorer.score(new float[] {3, 3}, 2, out);
            assertThat(out).containsExactly(6, 6);
            assertThat(scorer.inputWidth()).isEqualTo(1);
        }
    }
}
