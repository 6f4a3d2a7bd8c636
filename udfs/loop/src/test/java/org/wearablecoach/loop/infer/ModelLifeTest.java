package org.wearablecoach.loop.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.loop.Device.START;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.ModelAction;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.FakeScorer;
import org.wearablecoach.loop.Score;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.signals.MotionFeatures;

/**
 * What becomes of models: serve, shadow, promote, roll back, withdraw. Each answers its own way.
 */
class ModelLifeTest {

    private final List<Element> out = new ArrayList<>();
    private final Map<String, List<FakeScorer>> loaded = new HashMap<>();

    /** A model that answers with the number of its version. */
    private static FakeScorer numbered(String version) {
        float answer = Float.parseFloat(version);
        return FakeScorer.activity(
                "fake",
                version,
                (in, from, scores, to) -> {
                    Arrays.fill(scores, to, to + FakeScorer.LABELS.size(), 0);
                    scores[to] = answer;
                });
    }

    private Scorer load(ModelUpdate update, Consumer<ModelManifest> fits) {
        if (update.model() == null && update.uri() == null) {
            throw new IllegalArgumentException("no bytes");
        }
        FakeScorer scorer = numbered(update.version());
        fits.accept(scorer.manifest());
        loaded.computeIfAbsent(update.version(), v -> new ArrayList<>()).add(scorer);
        return scorer;
    }

    private Infer infer() {
        return new Infer(
                List.of(
                        new ModelSlot(ModelSlot.ACTIVITY, numbered("1")),
                        new ModelSlot(ModelSlot.AROUSAL, FakeScorer.arousal("1"))),
                this::load,
                8,
                0,
                1,
                out::add);
    }

    private static ModelUpdate update(ModelAction action, String version, long from) {
        boolean brings = action == ModelAction.SERVE || action == ModelAction.SHADOW;
        return new ModelUpdate(
                ModelSlot.ACTIVITY,
                version,
                numbered(version).manifest().sha256(),
                from,
                "{}",
                brings ? new byte[1] : null,
                null,
                null,
                null,
                action);
    }

    private ControlStatus say(Infer infer, ModelUpdate update) {
        infer.accept(new Element.Update(7, update));
        for (int i = out.size() - 1; i >= 0; i--) {
            if (out.get(i) instanceof Element.Acknowledgement said) {
                return said.status();
            }
        }
        throw new AssertionError("nobody answered");
    }

    private static Element.Window window(long end) {
        return new Element.Window(
                "p",
                end,
                SignalKind.ACCELERATION,
                "watch",
                end - 5000,
                end,
                end,
                125,
                1,
                false,
                new float[MotionFeatures.WIDTH],
                0);
    }

    /** Version that counts and, behind a slash, the one in the shadow, each as it answered. */
    private String scored(Infer infer, long end) {
        out.clear();
        infer.accept(window(end));
        infer.flush();
        Element.Window window = (Element.Window) out.get(out.size() - 1);
        Score used = window.score(ModelSlot.ACTIVITY);
        Score shadow = null;
        for (Score score : window.scored()) {
            shadow = score.shadow() ? score : shadow;
            assertThat(score.outputs()[0]).isEqualTo(Float.parseFloat(score.model().version()));
        }
        return text(used) + (shadow == null ? "" : "/" + text(shadow));
    }

    private static String text(@Nullable Score score) {
        return score == null ? "none" : score.model().version();
    }

    private List<String> life(Infer infer) {
        List<String> scored = new ArrayList<>();
        for (int time = 0; time < 6; time++) {
            scored.add(scored(infer, START + 1000L * time + 500));
        }
        return scored;
    }

    @Test
    void aCandidateScoresInTheShadowUntilItIsPromotedAndIsRolledBackFromATimeOn() {
        Infer infer = infer();
        assertThat(say(infer, update(ModelAction.SHADOW, "2", START + 1000)).accepted()).isTrue();
        assertThat(life(infer)).containsExactly("1", "1/2", "1/2", "1/2", "1/2", "1/2");
        assertThat(say(infer, update(ModelAction.PROMOTE, "2", START + 3000)).action())
                .isEqualTo(ModelAction.PROMOTE);
        assertThat(life(infer)).containsExactly("1", "1/2", "1/2", "2", "2", "2");
        assertThat(say(infer, update(ModelAction.ROLLBACK, "1", START + 4000)).accepted()).isTrue();
        assertThat(life(infer)).containsExactly("1", "1/2", "1/2", "2", "1", "1");
        assertThat(loaded.get("2")).as("loaded once").hasSize(1);
        infer.close();
        assertThat(loaded.get("2")).allMatch(scorer -> scorer.closed);
    }

    @Test
    void everythingIsAsItWasAfterARestartAndNothingIsSaidTwice() {
        Infer before = infer();
        say(before, update(ModelAction.SHADOW, "2", START));
        say(before, update(ModelAction.PROMOTE, "2", START + 1000));
        say(before, update(ModelAction.SERVE, "3", START + 2000));
        say(before, update(ModelAction.SHADOW, "4", START + 2500));
        say(before, update(ModelAction.ROLLBACK, "2", START + 3000));
        say(before, update(ModelAction.WITHDRAW, "4", START + 5000));
        List<String> life = life(before);
        assertThat(life).containsExactly("1/2", "2", "3/4", "2/4", "2/4", "2");
        out.clear();
        Infer after = infer();
        before.updates().forEach(after::restore);
        assertThat(out).isEmpty();
        assertThat(life(after)).isEqualTo(life);
        assertThat(after.updates()).isEqualTo(before.updates());
        assertThat(after.updates()).allMatch(update -> update.ingestTime() == 7);
    }

    @Test
    void aRollbackCancelsWhatWasToFollow() {
        Infer infer = infer();
        say(infer, update(ModelAction.SERVE, "2", START + 1000));
        say(infer, update(ModelAction.SERVE, "3", START + 4000));
        say(infer, update(ModelAction.ROLLBACK, "1", START + 2000));
        assertThat(life(infer)).containsExactly("1", "2", "1", "1", "1", "1");
        assertThat(loaded.get("3")).allMatch(scorer -> scorer.closed);
    }

    @Test
    void aCandidateThatIsWithdrawnScoresNoMore() {
        Infer infer = infer();
        say(infer, update(ModelAction.SHADOW, "2", START));
        say(infer, update(ModelAction.WITHDRAW, "2", START + 2000));
        assertThat(life(infer)).containsExactly("1/2", "1/2", "1", "1", "1", "1");
        assertThat(say(infer, update(ModelAction.WITHDRAW, "2", START + 2000)).detail())
                .contains("no candidate");
    }

    @Test
    void whatIsNotKnownHereIsRefusedUntilItBringsItsBytes() {
        Infer infer = infer();
        ModelUpdate promote = update(ModelAction.PROMOTE, "2", START);
        assertThat(say(infer, promote).detail()).contains("with the bytes of the model");
        assertThat(say(infer, update(ModelAction.ROLLBACK, "5", START)).accepted()).isFalse();
        assertThat(life(infer)).containsOnly("1");
        assertThat(say(infer, promote.with(new byte[1])).accepted()).isTrue();
        assertThat(life(infer)).containsOnly("2");
        assertThat(say(infer, update(ModelAction.UNKNOWN, "2", START)).accepted()).isFalse();
    }

    @Test
    void aModelOfAnotherSlotOrFormIsRefused() {
        Infer infer = infer();
        ModelUpdate good = update(ModelAction.SERVE, "2", START);
        ModelUpdate glucose =
                new ModelUpdate(
                        ModelSlot.GLUCOSE,
                        "2",
                        good.sha256(),
                        0,
                        "{}",
                        good.model(),
                        null,
                        null,
                        null);
        assertThat(say(infer, glucose).detail())
                .contains("models.glucose")
                .contains("\"activity\" or \"arousal\"");
        ModelUpdate crossed =
                new ModelUpdate(
                        ModelSlot.AROUSAL,
                        "2",
                        good.sha256(),
                        0,
                        "{}",
                        good.model(),
                        null,
                        null,
                        null);
        assertThat(say(infer, crossed).detail()).contains("ACCELERATION").contains("arousal");
        ModelUpdate misnamed =
                new ModelUpdate(
                        ModelSlot.ACTIVITY,
                        "2",
                        "f".repeat(64),
                        0,
                        "{}",
                        good.model(),
                        null,
                        null,
                        null);
        assertThat(say(infer, misnamed).detail()).contains("publish the update of one release");
        assertThat(life(infer)).containsOnly("1");
    }

    @Test
    void eachSlotScoresItsOwnWindows() {
        Infer infer = infer();
        out.clear();
        infer.accept(window(START));
        infer.accept(
                new Element.Window(
                        "p",
                        START,
                        SignalKind.BEAT_INTERVALS,
                        "watch",
                        START - 5000,
                        START,
                        START,
                        300,
                        1,
                        false,
                        new float[6],
                        0));
        infer.flush();
        Element.Window motion = (Element.Window) out.get(0);
        Element.Window beats = (Element.Window) out.get(1);
        assertThat(motion.score(ModelSlot.ACTIVITY)).isNotNull();
        assertThat(motion.score(ModelSlot.AROUSAL)).isNull();
        assertThat(beats.score(ModelSlot.AROUSAL)).isNotNull();
        assertThat(beats.scored()).hasSize(1);
        assertThat(infer.batches()).isEqualTo(2);
    }

    @Test
    void aWaitThatWasEndedFromOutsideIsNoRefusal() {
        Infer infer =
                new Infer(
                        List.of(new ModelSlot(ModelSlot.ACTIVITY, numbered("1"))),
                        (update, fits) -> {
                            throw new CancellationException();
                        },
                        8,
                        0,
                        1,
                        out::add);
        Element.Update update = new Element.Update(7, update(ModelAction.SERVE, "2", 0));
        assertThatThrownBy(() -> infer.accept(update)).isInstanceOf(CancellationException.class);
        assertThat(out).isEmpty();
    }

    /**
     * Any life of any models: a restart in the middle changes nothing, and nothing is left open.
     */
    @Property(tries = 300, seed = "1")
    void aRestartAtAnyMomentChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        Infer infer = infer();
        List<Infer> all = new ArrayList<>(List.of(infer));
        for (int i = 0; i < 40; i++) {
            ModelAction action = ModelAction.of(1 + random.nextInt(5));
            String version = Integer.toString(1 + random.nextInt(5));
            ModelUpdate update = update(action, version, START + 1000L * random.nextInt(6));
            say(infer, random.nextBoolean() ? update : update.with(new byte[1]));
            if (random.nextInt(5) == 0) {
                List<String> life = life(infer);
                Infer next = infer();
                infer.updates().forEach(next::restore);
                assertThat(life(next)).isEqualTo(life);
                infer = next;
                all.add(next);
            }
        }
        all.forEach(Infer::close);
        assertThat(loaded.values().stream().flatMap(List::stream))
                .allMatch(scorer -> scorer.closed);
        loaded.clear();
    }
}
