package org.wearablecoach.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributesBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.config.ModelOptions;
import org.wearablecoach.signals.MotionFeatures;

/** A batch waits for windows, never for anything that must not overtake it. */
class InferOperatorTest {

    private static final ModelOptions OPTIONS =
            ModelOptions.with("fake", 4, Duration.ofMillis(200));

    private static InferHarness harness(
            ModelSource models, int parallelism, int subtask, @Nullable OperatorSubtaskState state)
            throws Exception {
        return new InferHarness(OPTIONS, models, parallelism, subtask, state);
    }

    private static InferHarness harness() throws Exception {
        return harness(new FakeModels(), 1, 0, null);
    }

    static Element.Window window(String userId, long end) {
        float[] features = new float[MotionFeatures.WIDTH];
        features[MotionFeatures.ENMO] = 0.2f;
        return new Element.Window(
                userId,
                end + 10_000,
                SignalKind.ACCELERATION,
                "watch",
                end - 5_000,
                end,
                end,
                125,
                1,
                false,
                features,
                0);
    }

    private static float[] scores(Element element) {
        Score score = ((Element.Window) element).score();
        return score == null ? new float[0] : score.outputs();
    }

    static Element.Tick tick(String userId, long time) {
        return new Element.Tick(userId, time + 3, time + 1, time, 0, time, time, 0, time);
    }

    private static ModelUpdate update(String version, long effectiveFrom) {
        return new ModelUpdate(
                "activity",
                version,
                version.repeat(64).substring(0, 64),
                effectiveFrom,
                "{}",
                new byte[] {1, 2, 3},
                null,
                null,
                null);
    }

    /** What makes a batch go. */
    private interface Push {
        void on(InferHarness harness) throws Exception;
    }

    private static void flushes(Push push) throws Exception {
        try (InferHarness harness = harness()) {
            harness.accept(window("anna", 5_000));
            harness.accept(tick("anna", 6_000));
            harness.accept(window("bert", 5_000));
            assertThat(harness.getOutput()).isEmpty();
            push.on(harness);
            List<Element> elements = harness.drain();
            assertThat(elements.get(0)).isInstanceOf(Element.Window.class);
            assertThat(elements.get(1)).isEqualTo(tick("anna", 6_000));
            assertThat(elements.get(2).userId()).isEqualTo("bert");
            assertThat(scores(elements.get(0))).hasSize(3);
            assertThat(scores(elements.get(2))).hasSize(3);
        }
    }

    @Test
    void aFullBatchGoes() throws Exception {
        flushes(
                harness -> {
                    harness.accept(window("carla", 5_000));
                    harness.accept(window("dora", 5_000));
                });
    }

    @Test
    void aBatchGoesWhenItsFirstWindowHasWaitedLongEnough() throws Exception {
        flushes(
                harness -> {
                    harness.setProcessingTime(199);
                    assertThat(harness.getOutput()).isEmpty();
                    harness.setProcessingTime(200);
                });
    }

    @Test
    void aBatchGoesBeforeABarrier() throws Exception {
        flushes(harness -> harness.prepareSnapshotPreBarrier(1));
    }

    @Test
    void aBatchGoesBeforeTheAttributesOfTheStreamChange() throws Exception {
        flushes(
                harness ->
                        harness.processRecordAttributes(
                                new RecordAttributesBuilder(List.of()).setBacklog(true).build()));
    }

    @Test
    void aBatchGoesAtTheEndOfInput() throws Exception {
        flushes(InferHarness::endInput);
    }

    @Test
    void aBatchGoesBeforeAControlRecord() throws Exception {
        flushes(harness -> harness.accept(new Element.Update(1, update("a", 0))));
    }

    @Test
    void aBatchGoesBeforeAWatermark() throws Exception {
        flushes(harness -> harness.processWatermark(7_000));
        try (InferHarness harness = harness()) {
            harness.accept(window("anna", 5_000));
            harness.processWatermark(9_000);
            assertThat(List.copyOf(harness.getOutput()))
                    .satisfiesExactly(
                            first -> assertThat(first).isInstanceOf(StreamRecord.class),
                            second -> assertThat(second).isEqualTo(new Watermark(9_000)));
        }
    }

    @Test
    void withoutTheFlushBeforeTheBarrierACheckpointIsRefused() throws Exception {
        try (InferHarness harness = harness()) {
            harness.accept(window("anna", 5_000));
            assertThatThrownBy(() -> harness.snapshot(1, 1))
                    .rootCause()
                    .hasMessageContaining("A window waits at a checkpoint.");
        }
    }

    @Test
    void aTimerOfABatchThatIsGoneHurtsNobody() throws Exception {
        try (InferHarness harness = harness()) {
            harness.accept(window("anna", 5_000));
            harness.processWatermark(1);
            harness.setProcessingTime(150);
            harness.accept(window("anna", 10_000));
            harness.setProcessingTime(199);
            harness.drain();
            harness.setProcessingTime(500);
            assertThat(harness.drain()).hasSize(1);
            assertThat(harness.getProcessingTimeService().getNumActiveTimers()).isZero();
        }
    }

    @Test
    void aBatchThatWentWithoutARowKeepsNoLaterOneWaiting() throws Exception {
        try (InferHarness harness = harness()) {
            Element.Window broken = window("anna", 5_000);
            broken.features()[MotionFeatures.ENMO] = Float.NaN;
            harness.accept(broken);
            harness.accept(new Element.Update(6_000, update("2", 0)));
            harness.setProcessingTime(200);
            harness.drain();
            harness.accept(window("bert", 5_000));
            harness.setProcessingTime(400);
            assertThat(harness.drain()).hasSize(1);
        }
    }

    @Test
    void countersOfEndlessVersionsDoNotGrow() {
        InferMetrics metrics = new InferMetrics(new UnregisteredMetricsGroup());
        for (int i = 0; i < 1_000; i++) {
            metrics.scoring();
            metrics.scored("activity", new VersionRef("m", "1." + i, ""), 1);
        }
        assertThat(metrics.counted()).isEqualTo(65);
    }

    @Test
    void keepsTheTimestampOfEachRecord() throws Exception {
        try (InferHarness harness = harness()) {
            List<Element> elements =
                    List.of(window("anna", 5_000), tick("anna", 6_000), window("bert", 7_000));
            for (Element element : elements) {
                harness.accept(element);
            }
            harness.prepareSnapshotPreBarrier(1);
            List<Long> timestamps = new ArrayList<>();
            for (StreamRecord<?> out : harness.getRecordOutput()) {
                timestamps.add(out.getTimestamp());
            }
            assertThat(timestamps)
                    .containsExactly(
                            elements.get(0).ingestTime(),
                            elements.get(1).ingestTime(),
                            elements.get(2).ingestTime());
        }
    }

    @Test
    void modelsThatAreInForceAreBackOnEverySubtaskAfterARestart() throws Exception {
        OperatorSubtaskState state;
        try (InferHarness harness = harness()) {
            harness.accept(new Element.Update(1, update("a", 6_000)));
            harness.accept(new Element.Update(1, update("b", 20_000)));
            state = harness.snapshot(1, 1);
        }
        for (int subtask = 0; subtask < 3; subtask++) {
            try (InferHarness harness = harness(new FakeModels(), 3, subtask, state)) {
                for (long end : new long[] {5_000, 10_000, 25_000}) {
                    harness.accept(window("anna", end));
                }
                harness.prepareSnapshotPreBarrier(2);
                assertThat(versions(harness.drain())).containsExactly("configured", "a", "b");
            }
        }
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
    void aBadUpdateIsRefusedByAllAndADeadLetterOfTheFirst() throws Exception {
        for (int subtask = 0; subtask < 2; subtask++) {
            try (InferHarness harness = harness(new FakeModels("bad"), 2, subtask, null)) {
                harness.accept(new Element.Update(77, update("bad", 0)));
                harness.accept(window("anna", 5_000));
                harness.prepareSnapshotPreBarrier(1);
                List<Element> elements = harness.drain();
                assertThat(elements).hasSize(subtask == 0 ? 3 : 2);
                Element.Acknowledgement said = (Element.Acknowledgement) elements.get(0);
                assertThat(said.status().accepted()).isFalse();
                assertThat(said.status().detail()).contains("no model");
                assertThat(said.status().subtask()).isEqualTo(subtask);
                if (subtask == 0) {
                    Element.Refused refused = (Element.Refused) elements.get(1);
                    assertThat(refused.letter().cause()).isEqualTo(Cause.CONTROL);
                }
                assertThat(versions(elements)).containsExactly("configured");
                assertThat(harness.snapshot(1, 1)).isNotNull();
            }
        }
    }

    @Test
    void aModelThatCannotBeLoadedAgainIsRefusedAndTheJobStarts() throws Exception {
        OperatorSubtaskState state;
        try (InferHarness harness = harness()) {
            harness.accept(new Element.Update(1, update("a", 6_000)));
            harness.accept(new Element.Update(7, update("b", 20_000)));
            state = harness.snapshot(1, 1);
        }
        OperatorSubtaskState next;
        try (InferHarness harness = harness(new FakeModels("b"), 1, 0, state)) {
            List<Element> said = harness.drain();
            assertThat(said).hasSize(2);
            assertThat(said)
                    .as("stamped with the time at which the update came, not with the clock")
                    .allMatch(element -> element.ingestTime() == 7);
            assertThat(((Element.Acknowledgement) said.get(0)).status().accepted()).isFalse();
            assertThat(said.get(1)).isInstanceOf(Element.Refused.class);
            harness.accept(window("anna", 25_000));
            harness.prepareSnapshotPreBarrier(2);
            assertThat(versions(harness.drain())).containsExactly("a");
            next = harness.snapshot(2, 2);
        }
        try (InferHarness harness = harness(new FakeModels("b"), 1, 0, next)) {
            assertThat(harness.drain()).as("refused once").isEmpty();
        }
    }

    @Test
    void everyModelIsClosedWithTheOperator() throws Exception {
        int open = FakeModels.OPEN.get();
        try (InferHarness harness = harness()) {
            for (int version = 0; version < 12; version++) {
                harness.accept(new Element.Update(1, update("v" + version, version)));
            }
            assertThat(FakeModels.OPEN.get()).isEqualTo(open + 9);
        }
        assertThat(FakeModels.OPEN.get()).isEqualTo(open);
    }
}
