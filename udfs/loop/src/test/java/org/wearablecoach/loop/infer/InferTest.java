package org.wearablecoach.loop.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.START;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.FakeScorer;
import org.wearablecoach.loop.Score;
import org.wearablecoach.onnx.Failures;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.signals.MotionFeatures;

/** Scoring in batches that keep the order of the stream. */
class InferTest {

    private final List<Element> out = new ArrayList<>();
    private final List<FakeScorer> loaded = new ArrayList<>();

    private Infer infer(Scorer model, int batch) {
        return new Infer(slots(model), this::load, batch, 0, 2, out::add);
    }

    private static List<ModelSlot> slots(Scorer model) {
        return List.of(new ModelSlot(ModelSlot.ACTIVITY, model));
    }

    private Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
        if (update.version().startsWith("bad")) {
            throw new IllegalArgumentException("the self-test failed");
        }
        FakeScorer scorer = FakeScorer.activity("fake-activity", update.version());
        loaded.add(scorer);
        return scorer;
    }

    private static ModelUpdate update(String name, String version, long from) {
        return new ModelUpdate(
                name, version, "ab".repeat(32), from, "{}", new byte[1], null, null, null);
    }

    private static Element.Window motion(String user, long end, float enmo) {
        float[] features = new float[MotionFeatures.WIDTH];
        Arrays.fill(features, 0.5f);
        features[MotionFeatures.ENMO] = enmo;
        return window(user, end, SignalKind.ACCELERATION, features);
    }

    private static Element.Window window(
            String user, long end, SignalKind signal, float[] features) {
        return new Element.Window(
                user, end, signal, "watch", end - 5000, end, end, 125, 1, false, features, 0);
    }

    private static Element.Tick tick(String user, long time) {
        return new Element.Tick(user, time, time, time, 0, time, time, 0, time);
    }

    private static String text(Element element) {
        return element instanceof Element.Window w
                ? w.userId() + w.signal() + w.end() + version(w) + Arrays.toString(scores(w))
                : element.toString();
    }

    private static String version(Element element) {
        Score score = ((Element.Window) element).score();
        return score == null ? "none" : score.model().version();
    }

    private static float[] scores(Element element) {
        Score score = ((Element.Window) element).score();
        return score == null ? new float[0] : score.outputs();
    }

    private List<Class<?>> kinds() {
        return out.stream().<Class<?>>map(Object::getClass).toList();
    }

    /** Windows, ticks, bad windows and updates in any mixture, flushed whenever it pleases. */
    @Property(tries = 300, seed = "1")
    void whatComesOutDependsOnNoBatchAndNoFlush(@ForAll long seed) {
        List<Element> in = mixture(new Random(seed));
        List<String> expected = null;
        Random flushes = new Random(seed + 1);
        for (int batch : new int[] {1, 2, 7, 32, 128}) {
            out.clear();
            Infer infer = infer(FakeScorer.activity(), batch);
            for (Element element : in) {
                infer.accept(element);
                if (flushes.nextInt(10) == 0) {
                    infer.flush();
                    assertThat(infer.isWaiting()).isFalse();
                }
            }
            infer.flush();
            List<String> texts = out.stream().map(InferTest::text).toList();
            if (expected == null) {
                expected = texts;
            }
            assertThat(texts).isEqualTo(expected);
            assertThat(out.stream().filter(Element.Window.class::isInstance).count())
                    .isEqualTo(in.stream().filter(Element.Window.class::isInstance).count());
            infer.close();
        }
    }

    private static List<Element> mixture(Random random) {
        List<Element> in = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String user = "p" + random.nextInt(3);
            long time = START + i * 5000L;
            switch (random.nextInt(8)) {
                case 0 -> in.add(tick(user, time));
                case 1 -> in.add(window(user, time, SignalKind.HEART_RATE, new float[] {60, 1, 2}));
                case 2 -> in.add(window(user, time, SignalKind.ACCELERATION, new float[0]));
                case 3 -> {
                    float value = random.nextInt(3) == 0 ? Float.NaN : 0.01f;
                    in.add(motion(user, time, value));
                }
                case 4 -> {
                    if (random.nextInt(4) == 0) {
                        long from = time + random.nextInt(200) * 1000L;
                        String version = random.nextInt(3) == 0 ? "bad" : "v" + i;
                        in.add(new Element.Update(time, update(ModelSlot.ACTIVITY, version, from)));
                    }
                }
                default -> in.add(motion(user, time, random.nextFloat()));
            }
        }
        return in;
    }

    @Test
    void whatArrivesBehindAWaitingWindowWaitsWithIt() {
        FakeScorer model = FakeScorer.activity();
        Infer infer = infer(model, 3);
        infer.accept(tick("p", 1));
        assertThat(out).hasSize(1);
        infer.accept(motion("p", 10, 0.01f));
        infer.accept(tick("p", 11));
        infer.accept(motion("q", 12, 0.2f));
        assertThat(out).hasSize(1);
        assertThat(infer.isWaiting()).isTrue();
        infer.accept(motion("p", 13, 0.9f));
        assertThat(kinds())
                .containsExactly(
                        Element.Tick.class,
                        Element.Window.class,
                        Element.Tick.class,
                        Element.Window.class,
                        Element.Window.class);
        assertThat(model.batches).containsExactly(3);
        assertThat(infer.scored()).isEqualTo(3);
        assertThat(infer.batches()).isEqualTo(1);
        assertThat(scores(out.get(1))[0]).isEqualTo(.97f);
        assertThat(scores(out.get(3))[1]).isEqualTo(.9f);
        assertThat(scores(out.get(4))[2]).isEqualTo(.9f);
    }

    @Test
    void aVersionScoresTheWindowsThatEndFromItsTimeOn() {
        Infer infer = infer(FakeScorer.activity(), 32);
        infer.accept(new Element.Update(0, update(ModelSlot.ACTIVITY, "2", START)));
        for (long end : new long[] {START + 5, START - 5, START, START - 1}) {
            infer.accept(motion("p", end, 0));
        }
        infer.flush();
        assertThat(out.stream().skip(1).map(InferTest::version))
                .containsExactly("2", "1", "2", "1");
    }

    @Test
    void anUpdateThatIsRefusedLeavesTheGoodOneServing() {
        Infer infer = infer(FakeScorer.activity(), 32);
        infer.accept(motion("p", START, 0));
        infer.accept(new Element.Update(7, update(ModelSlot.ACTIVITY, "bad", 0)));
        infer.accept(new Element.Update(8, update("other", "3", 0)));
        infer.accept(motion("p", START, 0));
        infer.flush();
        assertThat(kinds())
                .containsExactly(
                        Element.Window.class,
                        Element.Acknowledgement.class,
                        Element.Refused.class,
                        Element.Acknowledgement.class,
                        Element.Refused.class,
                        Element.Window.class);
        assertThat(version(out.get(5))).isEqualTo("1");
        Element.Acknowledgement said = (Element.Acknowledgement) out.get(1);
        assertThat(said.status().accepted()).isFalse();
        assertThat(said.status().detail()).contains("self-test");
        assertThat(((Element.Refused) out.get(2)).letter().cause()).isEqualTo(Cause.CONTROL);
        assertThat(((Element.Refused) out.get(4)).letter().detail())
                .contains("other")
                .contains(ModelSlot.ACTIVITY);
        assertThat(infer.updates()).isEmpty();
    }

    @Test
    void onlyTheFirstSubtaskSendsTheDeadLetterOfARefusedUpdate() {
        Infer second = new Infer(slots(FakeScorer.activity()), this::load, 1, 1, 2, out::add);
        second.accept(new Element.Update(7, update(ModelSlot.ACTIVITY, "bad", 0)));
        assertThat(kinds()).containsExactly(Element.Acknowledgement.class);
    }

    @Test
    void anUpdateOfThePolicyPassesInItsPlace() {
        Infer infer = infer(FakeScorer.activity(), 32);
        infer.accept(motion("p", START, 0));
        infer.accept(new Element.Update(7, new PolicyUpdate("coach", "2", "", 0, "{}")));
        assertThat(kinds()).containsExactly(Element.Window.class, Element.Update.class);
    }

    @Test
    void aWindowWithoutAFiniteFeatureIsRefusedAndPassesUnscored() {
        Infer infer = infer(FakeScorer.activity(), 32);
        infer.accept(motion("p", START, 0));
        infer.accept(motion("p", START, Float.POSITIVE_INFINITY));
        infer.accept(motion("p", START, 0));
        infer.flush();
        assertThat(kinds())
                .containsExactly(
                        Element.Window.class,
                        Element.Refused.class,
                        Element.Window.class,
                        Element.Window.class);
        assertThat(scores(out.get(2))).isEmpty();
        assertThat(scores(out.get(3))).isNotEmpty();
        assertThat(((Element.Refused) out.get(1)).letter().cause()).isEqualTo(Cause.MODEL_INPUT);
        assertThat(infer.failed()).isEqualTo(1);
    }

    @Test
    void aRowThatTheModelCannotScoreLeavesTheOthersScored() {
        FakeScorer poisoned =
                FakeScorer.activity(
                        "fake",
                        "1",
                        (in, from, scores, to) -> {
                            float enmo = in[from + MotionFeatures.ENMO];
                            if (enmo == 0.13f) {
                                throw Failures.scoring();
                            }
                            Arrays.fill(scores, to, to + 4, 0);
                            scores[to] = enmo == 0.17f ? Float.NaN : enmo;
                        });
        Infer infer = infer(poisoned, 4);
        for (float enmo : new float[] {0.1f, 0.13f, 0.17f, 0.2f}) {
            infer.accept(motion("p", START, enmo));
        }
        assertThat(kinds())
                .containsExactly(
                        Element.Window.class,
                        Element.Refused.class,
                        Element.Window.class,
                        Element.Refused.class,
                        Element.Window.class,
                        Element.Window.class);
        assertThat(scores(out.get(0))[0]).isEqualTo(0.1f);
        assertThat(scores(out.get(5))[0]).isEqualTo(0.2f);
        assertThat(infer.scored()).isEqualTo(2);
        assertThat(infer.failed()).isEqualTo(2);
        assertThat(((Element.Refused) out.get(1)).letter().detail()).doesNotContain("0.13");
    }

    @Test
    void aVersionThatIsReplacedOrDroppedIsClosedAndNeverAskedAgain() {
        FakeScorer configured = FakeScorer.activity();
        Infer infer = infer(configured, 32);
        infer.accept(motion("p", START, 0));
        for (int i = 0; i < 10; i++) {
            infer.accept(new Element.Update(0, update(ModelSlot.ACTIVITY, "v" + i, START + i)));
            infer.accept(motion("p", START - 1, 0));
            infer.flush();
        }
        assertThat(configured.closed).as("it serves what is older").isFalse();
        assertThat(infer.updates()).hasSize(Timeline.MOST);
        assertThat(loaded.stream().filter(scorer -> scorer.closed)).hasSize(2);
        infer.close();
        assertThat(configured.closed).isTrue();
        assertThat(loaded).allMatch(scorer -> scorer.closed);
    }

    @Test
    void updatesAreInForceAgainAfterARestartWithoutASecondAcknowledgement() {
        Infer before = infer(FakeScorer.activity(), 32);
        before.accept(new Element.Update(0, update(ModelSlot.ACTIVITY, "2", START)));
        out.clear();
        Infer after = infer(FakeScorer.activity(), 32);
        before.updates().forEach(after::restore);
        after.accept(motion("p", START, 0));
        after.flush();
        assertThat(kinds()).containsExactly(Element.Window.class);
        assertThat(version(out.get(0))).isEqualTo("2");
    }
}
