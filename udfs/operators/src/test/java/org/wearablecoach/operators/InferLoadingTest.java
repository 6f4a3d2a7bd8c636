package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.loop.infer.ModelUnavailableException;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;

/** How models are loaded while the stream waits, and what is measured of scoring. */
class InferLoadingTest {

    private static final ModelOptions OPTIONS =
            ModelOptions.with("fake", 4, Duration.ofMillis(200));

    /** Models that are loaded when the gate is open. */
    private static final class Gated extends FakeModels {

        private static final long serialVersionUID = 1L;

        static final AtomicReference<CountDownLatch> gate =
                new AtomicReference<>(new CountDownLatch(0));
        static final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
        static final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();

        @Override
        public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
            threads.add(Thread.currentThread().getName());
            try {
                java.util.Objects.requireNonNull(gate.get()).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            RuntimeException thrown = fault.get();
            if (thrown != null) {
                throw thrown;
            }
            return super.load(update, fits);
        }
    }

    private static ModelUpdate update(String version, long from) {
        return new ModelUpdate(
                "activity",
                version,
                version.repeat(64).substring(0, 64),
                from,
                "{}",
                new byte[] {1},
                null,
                null,
                null);
    }

    private static List<String> versions(List<Element> elements) {
        List<String> versions = new ArrayList<>();
        for (Element element : elements) {
            if (element instanceof Element.Window window) {
                Score score = window.score();
                versions.add(score == null ? "none" : score.model().version());
            }
        }
        return versions;
    }

    @Test
    void theStreamWaitsForALoadThatIsUnderWayOnAnotherThread() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Gated.gate.set(gate);
        Gated.threads.clear();
        try (InferHarness harness = new InferHarness(OPTIONS, new Gated(), 1, 0, null)) {
            Thread opener =
                    new Thread(
                            () -> {
                                while (Gated.threads.isEmpty()) {
                                    Thread.onSpinWait();
                                }
                                gate.countDown();
                            });
            opener.start();
            harness.accept(InferOperatorTest.window("anna", 5_000));
            harness.accept(new Element.Update(1, update("a", 5_000)));
            harness.accept(InferOperatorTest.window("anna", 6_000));
            harness.prepareSnapshotPreBarrier(1);
            assertThat(versions(harness.drain())).containsExactly("configured", "a");
            assertThat(Gated.threads).containsExactly("wearable-coach-model-loader");
            opener.join();
        }
    }

    @Test
    void aModelThatCannotBeFetchedIsRefusedWhenNewAndHoldsUpAStartWhenItWasInForce()
            throws Exception {
        Gated.gate.set(new CountDownLatch(0));
        OperatorSubtaskState state;
        try (InferHarness harness = new InferHarness(OPTIONS, new Gated(), 1, 0, null)) {
            harness.accept(new Element.Update(1, update("a", 0)));
            Gated.fault.set(new ModelUnavailableException("the store is away", new Exception()));
            harness.accept(new Element.Update(2, update("b", 0)));
            List<Element> said = harness.drain();
            assertThat(((Element.Acknowledgement) said.get(1)).status().detail())
                    .contains("the store is away");
            state = harness.snapshot(1, 1);
            assertThatThrownBy(() -> new InferHarness(OPTIONS, new Gated(), 1, 0, state).close())
                    .hasStackTraceContaining("the store is away");
        } finally {
            Gated.fault.set(null);
        }
        try (InferHarness harness = new InferHarness(OPTIONS, new Gated(), 1, 0, state)) {
            harness.accept(InferOperatorTest.window("anna", 6_000));
            harness.prepareSnapshotPreBarrier(1);
            assertThat(versions(harness.drain())).containsExactly("a");
        }
    }

    @Test
    void aLoadThatRunsOutOfMemoryIsARefusal() throws Exception {
        Gated.gate.set(new CountDownLatch(0));
        ModelSource models =
                new FakeModels() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
                        throw new OutOfMemoryError("Direct buffer memory");
                    }
                };
        try (InferHarness harness = new InferHarness(OPTIONS, models, 1, 0, null)) {
            harness.accept(new Element.Update(1, update("a", 0)));
            Element.Acknowledgement said = (Element.Acknowledgement) harness.drain().get(0);
            assertThat(said.status().accepted()).isFalse();
            assertThat(said.status().detail()).contains("off-heap.size");
        }
    }

    @Test
    void aSlowStreamDoesNotWaitAndAFastOneFillsItsBatches() throws Exception {
        try (InferHarness harness = new InferHarness(OPTIONS, new FakeModels(), 1, 0, null)) {
            harness.accept(InferOperatorTest.window("anna", 0));
            assertThat(harness.drain()).as("nothing is known yet").isEmpty();
            for (int second = 1; second <= 3; second++) {
                harness.setProcessingTime(1_000L * second);
                harness.drain();
            }
            harness.accept(InferOperatorTest.window("anna", 1_000));
            harness.setProcessingTime(5_000);
            harness.drain();
            harness.accept(InferOperatorTest.window("anna", 2_000));
            assertThat(harness.drain()).as("at once").hasSize(1);
            for (int i = 0; i < 1_000; i++) {
                harness.setProcessingTime(5_000 + i);
                harness.accept(InferOperatorTest.window("anna", 2_001 + i));
            }
            harness.drain();
            List<Integer> sizes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                harness.accept(InferOperatorTest.window("anna", 4_000 + i));
                sizes.add(harness.drain().size());
            }
            assertThat(sizes).as("full batches").containsOnly(0, 4);
        }
    }

    @Test
    void aHistogramTellsItsQuantilesWithinAFifth() {
        LogHistogram histogram = new LogHistogram();
        for (int i = 1; i <= 1_000; i++) {
            histogram.update(i);
        }
        histogram.update(0);
        assertThat(histogram.getCount()).isEqualTo(1_001);
        for (Map.Entry<Double, Integer> known :
                Map.of(0.5, 500, 0.99, 990, 1.0, 1_000).entrySet()) {
            assertThat(histogram.getStatistics().getQuantile(known.getKey()))
                    .isBetween(known.getValue() / 1.2 - 1, known.getValue() * 1.0 + 1);
        }
        assertThat(histogram.getStatistics().getMin()).isZero();
        assertThat(histogram.getStatistics().getMean()).isBetween(400.0, 510.0);
    }
}
