package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharedModelsTest {

    private static OnnxModel model(Scorer scorer) {
        return ((OnnxScorer) scorer).model();
    }

    @Test
    void scorersOfOneModelShareItsSession() {
        ModelBundle bundle = TestModel.network(12, 16, 4).bundle();
        try (Scorer one = SharedModels.open(bundle, ScorerOptions.defaults());
                Scorer other = SharedModels.open(bundle, ScorerOptions.defaults());
                Scorer single = SharedModels.open(bundle, ScorerOptions.oneByOne())) {
            assertThat(model(one)).isSameAs(model(other)).isNotSameAs(model(single));
        }
    }

    @Test
    void theLastScorerFreesTheSessionAndTheNextOneLoadsItAgain() {
        ModelBundle bundle = TestModel.network(12, 17, 4).bundle();
        Scorer one = SharedModels.open(bundle, ScorerOptions.defaults());
        Scorer other = SharedModels.open(bundle, ScorerOptions.defaults());
        OnnxModel model = model(one);
        one.close();
        assertThat(model.isOpen()).isTrue();
        other.close();
        assertThat(model.isOpen()).isFalse();
        assertThatThrownBy(model::newScorer).isInstanceOf(IllegalStateException.class);
        try (Scorer again = SharedModels.open(bundle, ScorerOptions.defaults())) {
            assertThat(model(again)).isNotSameAs(model);
            again.score(new float[12], 1, new float[4]);
        }
    }

    @Test
    void threadsThatComeAndGoNeverScoreWithAFreedSession()
            throws InterruptedException, ExecutionException {
        ModelBundle bundle = TestModel.network(12, 18, 4).bundle();
        float[] in = TestModel.normal(new SplittableRandom(1), 12, 1);
        float[] expected = new float[4];
        try (Scorer scorer = OnnxScorer.open(bundle, ScorerOptions.oneByOne())) {
            scorer.score(in, 1, expected);
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                runs.add(threads.submit(() -> comeAndGo(bundle, in, expected)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void comeAndGo(ModelBundle bundle, float[] in, float[] expected) {
        float[] out = new float[4];
        for (int i = 0; i < 100; i++) {
            try (Scorer scorer = SharedModels.open(bundle, ScorerOptions.oneByOne())) {
                scorer.score(in, 1, out);
                assertThat(out).isEqualTo(expected);
            }
        }
    }
}
