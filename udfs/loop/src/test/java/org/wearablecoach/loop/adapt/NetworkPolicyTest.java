package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.FakeScorer;
import org.wearablecoach.loop.RecordingOutput;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.policy.DecisionAudit;

/** A network that was trained elsewhere decides: one row at a time, and never outright. */
class NetworkPolicyTest {

    private static final LoopConfig CONFIG =
            Configs.withoutLimits(
                    Configs.with(
                            Configs.with(
                                    Configs.usual(), PolicyOptions.fixed(0.3, 0.05, 0.9, 0.05)),
                            new PolicyOptions(
                                    "onnx",
                                    "1",
                                    1,
                                    0.3,
                                    Duration.ZERO,
                                    0.05,
                                    0.9,
                                    0.05,
                                    0,
                                    7,
                                    22,
                                    "mine.onnx",
                                    Map.of())));

    private final RecordingOutput out = new RecordingOutput();
    private final HeapAdaptStore store = new HeapAdaptStore();
    private final List<String> opened = new ArrayList<>();

    private Adapt adapt(FakeScorer network) {
        AdaptModels models =
                new AdaptModels(
                        Map.of(ProximalOutcome.STEPS, FakeScorer.reward()),
                        (model, onnx, manifest) -> {
                            opened.add(onnx == null ? model : text(onnx) + '/' + manifest);
                            return network;
                        });
        return new Adapt(CONFIG, "c0".repeat(32), FakeScorer.LABELS, models, false, 0, 1, out);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Decision> live(Adapt adapt) {
        Adapting feed = new Adapting(Configs.usual());
        adapt.accept(
                new Element.ProfileChange(
                        Adapting.USER,
                        0,
                        0,
                        new Payload.Profile("UTC", "en", true, null, null, false)),
                store);
        for (int minute = 0; minute < 600; minute++) {
            adapt.accept(
                    feed.window(
                            SignalKind.STEPS,
                            "watch",
                            Adapting.at(minute),
                            Adapting.at(minute + 1),
                            1,
                            Float.NaN,
                            minute % 60 < 3 ? 40 : 0),
                    store);
            if ((minute + 1) % 5 == 0) {
                adapt.accept(feed.tickAt(minute + 1), store);
            }
        }
        List<Decision> available = out.decisions.stream().filter(Decision::available).toList();
        assertThat(available).hasSizeGreaterThan(20);
        assertThat(available).allMatch(row -> DecisionAudit.differences(row).isEmpty());
        return available;
    }

    @Test
    void itsChoiceGetsTheUpperBoundAndTheRestSharesTheRemainder() {
        // Sends when the last move was more than half an hour ago.
        FakeScorer network =
                FakeScorer.policy(
                        5,
                        2,
                        (in, from, to, at) -> {
                            to[at] = 0.5f;
                            to[at + 1] = in[from + 2];
                        });
        Adapt adapt = adapt(network);
        for (Decision row : live(adapt)) {
            boolean sends = row.advantageFeatures()[2] > 0.5;
            assertThat(row.type()).isEqualTo(DecisionType.POLICY);
            assertThat(row.probability()).isEqualTo(sends ? 0.9 : 0.05);
        }
        assertThat(opened).containsExactly("mine.onnx");
        assertThat(network.batches).containsOnly(1);
        adapt.close();
        assertThat(network.closed).isTrue();
    }

    @Test
    void scoresThatAreNoNumbersFallBack() {
        FakeScorer network = FakeScorer.policy(5, 2, (in, from, to, at) -> to[at + 1] = Float.NaN);
        for (Decision row : live(adapt(network))) {
            assertThat(row.type()).isEqualTo(DecisionType.FALLBACK);
            assertThat(row.probability()).isEqualTo(0.1);
        }
        assertThat(out.rewards).noneMatch(reward -> reward.learnable());
    }

    @Test
    void oneThatDoesNotFitIsRefusedAtTheStart() {
        assertThatThrownBy(() -> adapt(FakeScorer.policy(4, 2, (in, from, to, at) -> {})))
                .hasMessageContaining("the input advantage has 4 entries, the state 5");
        assertThatThrownBy(() -> adapt(FakeScorer.policy(5, 3, (in, from, to, at) -> {})))
                .hasMessageContaining("the one output scores with 2 entries");
    }

    @Test
    void anUpdateBringsItsBytes() {
        FakeScorer network = FakeScorer.policy(5, 2, (in, from, to, at) -> to[at] = 1);
        Adapt adapt = adapt(network);
        String json =
                "{\"kind\":\"onnx\",\"manifest\":{\"name\":\"m\"},\"onnx\":\""
                        + Base64.getEncoder()
                                .encodeToString("bytes".getBytes(StandardCharsets.UTF_8))
                        + "\"}";
        adapt.accept(update(json), store);
        assertThat(out.statuses.get(0).detail()).isEmpty();
        assertThat(opened).containsExactly("mine.onnx", "bytes/{\"name\":\"m\"}");
    }

    private static Element.Update update(String json) {
        return new Element.Update(
                0, new PolicyUpdate(Adapt.POLICY, "2", PolicyVersion.sha256(json), 0, json));
    }

    @Test
    void anUpdateThatCannotBeServedLeavesTheOneInForce() {
        FakeScorer network = FakeScorer.policy(5, 2, (in, from, to, at) -> to[at + 1] = 1);
        boolean[] broken = {false};
        AdaptModels models =
                new AdaptModels(
                        Map.of(ProximalOutcome.STEPS, FakeScorer.reward()),
                        (String model, byte @Nullable [] onnx, @Nullable String manifest) -> {
                            if (broken[0]) {
                                throw new IllegalArgumentException("no model at all");
                            }
                            return (Scorer) network;
                        });
        Adapt adapt =
                new Adapt(CONFIG, "c0".repeat(32), FakeScorer.LABELS, models, false, 0, 1, out);
        broken[0] = true;
        adapt.accept(update("{\"model\":\"other.onnx\"}"), store);
        assertThat(out.statuses.get(0).accepted()).isFalse();
        assertThat(out.statuses.get(0).detail()).isEqualTo("no model at all");
        assertThat(live(adapt)).allMatch(row -> row.policy().version().equals("1"));
    }
}
