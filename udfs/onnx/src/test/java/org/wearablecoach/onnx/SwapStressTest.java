package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Sessions that are shared, swapped and freed by several threads at once. The two models answer
 * differently, so a score by the wrong one shows.
 */
class SwapStressTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 400;

    private static final ModelBundle ONE = TestModel.network(12, 19, 4).bundle();
    private static final ModelBundle OTHER = TestModel.network(12, 20, 4).bundle();
    private static final float[] IN = TestModel.normal(new SplittableRandom(3), 12, 1);

    private static float[] answer(ModelBundle bundle) {
        float[] out = new float[4];
        try (Scorer scorer = OnnxScorer.open(bundle, ScorerOptions.oneByOne())) {
            scorer.score(IN, 1, out);
        }
        return out;
    }

    private static void onAllThreads(Callable<?> work)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                runs.add(threads.submit(work));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** All threads begin at once, so that opening and freeing one session meet. */
    @Test
    void everySwapScoresWithTheModelThatWasAskedForAndLeavesNothingOpen() throws Exception {
        float[] one = answer(ONE);
        float[] other = answer(OTHER);
        assertThat(one).isNotEqualTo(other);
        int open = SharedModels.open();
        CyclicBarrier together = new CyclicBarrier(THREADS);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        onAllThreads(
                () -> {
                    float[] out = new float[4];
                    for (int i = 0; i < ROUNDS; i++) {
                        if (i % 20 == 0) {
                            together.await();
                        }
                        boolean first = i % 2 == 0;
                        ModelBundle bundle = first ? ONE : OTHER;
                        try (Scorer scorer = SharedModels.open(bundle, ScorerOptions.oneByOne())) {
                            scorer.score(IN, 1, out);
                        } catch (RuntimeException e) {
                            wrong.add(e.toString()); // the others wait at the barrier
                        }
                        if (!Arrays.equals(out, first ? one : other)) {
                            wrong.add("round " + i);
                        }
                    }
                    return null;
                });
        assertThat(wrong).isEmpty();
        assertThat(SharedModels.open()).isEqualTo(open);
    }

    /** One model for all: never loaded twice at a time, however many ask at once. */
    @Test
    void threadsThatAskAtOnceGetOneSession() throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        for (int round = 0; round < 20; round++) {
            Set<OnnxModel> seen = ConcurrentHashMap.newKeySet();
            onAllThreads(
                    () -> {
                        together.await();
                        try (Scorer scorer = SharedModels.open(ONE, ScorerOptions.oneByOne())) {
                            seen.add(((OnnxScorer) scorer).model());
                            together.await(); // nobody closes before all have asked
                        }
                        return null;
                    });
            assertThat(seen).hasSize(1);
        }
    }

    /** Holding and releasing from all sides: the session goes once, and only when nobody holds. */
    @Test
    void theCountOfWhoHoldsASessionIsNeverWrong() throws Exception {
        for (int round = 0; round < 5; round++) {
            OnnxModel model = OnnxModel.load(ONE, ScorerOptions.oneByOne());
            onAllThreads(
                    () -> {
                        for (int i = 0; i < 20_000; i++) {
                            model.hold();
                            assertThat(model.isOpen()).isTrue();
                            model.release();
                        }
                        return null;
                    });
            assertThat(model.isOpen()).isTrue();
            model.close();
            assertThat(model.isOpen()).as("exactly as often released as held").isFalse();
            assertThatThrownBy(model::hold).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theEndOfTheClassLoaderFreesWhatSomebodyForgot() {
        Scorer forgotten = SharedModels.open(ONE, ScorerOptions.oneByOne());
        OnnxModel model = ((OnnxScorer) forgotten).model();
        SharedModels.releaseAll();
        assertThat(model.isOpen()).isFalse();
        assertThat(SharedModels.open()).isZero();
        assertThatThrownBy(() -> forgotten.score(IN, 1, new float[4]))
                .isInstanceOf(IllegalStateException.class);
        forgotten.close();
        try (Scorer again = SharedModels.open(ONE, ScorerOptions.oneByOne())) {
            again.score(IN, 1, new float[4]);
        }
    }
}
