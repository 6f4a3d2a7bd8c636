package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.START;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.FakeScorer;
import org.wearablecoach.loop.RecordingOutput;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.signals.PersonalActivity;

/** First do no harm: who tells nothing, or takes it back, gets the network as it is. */
class UnlabelledDayTest {

    private static final List<String> LABELS = List.of("still", "walk", "run", "stairs", "other");
    private static final VersionRef MODEL = new VersionRef("activity", "1", "aa".repeat(32));
    private static final String USER = "person-7";
    private static final String DEVICE = "watch";
    private static final long WINDOW = 5_000;
    private static final int DAY = (int) (86_400_000 / WINDOW);

    /** What a network says of a window: probabilities that sum to 1, then its embedding. */
    private static float[] outputs(int truth, SplittableRandom random) {
        float[] outputs = new float[LABELS.size() + PersonalActivity.EMBEDDING];
        double sum = 0;
        double[] weight = new double[LABELS.size()];
        for (int c = 0; c < weight.length; c++) {
            weight[c] = 0.01 + random.nextDouble() + (c == truth ? 1 : 0);
            sum += weight[c];
        }
        for (int c = 0; c < weight.length; c++) {
            outputs[c] = (float) (weight[c] / sum);
        }
        for (int k = LABELS.size(); k < outputs.length; k++) {
            outputs[k] = (float) (random.nextDouble() * (k % 4 == truth ? 3 : 1));
        }
        return outputs;
    }

    private static Element.Window window(long start, float[] outputs) {
        return new Element.Window(
                        USER,
                        start + WINDOW,
                        SignalKind.ACCELERATION,
                        DEVICE,
                        start,
                        start + WINDOW,
                        start + WINDOW,
                        100,
                        1,
                        false,
                        new float[22],
                        0)
                .scored(List.of(new Score(ModelSlot.ACTIVITY, false, MODEL, outputs)));
    }

    @ParameterizedTest
    @CsvSource({"balanced, 0.25", "mostly still, 0.9"})
    void aDayWithoutLabelsLeavesEveryScoreToTheBit(String day, double still) {
        Adapt adapt = adapt();
        HeapAdaptStore store = new HeapAdaptStore();
        SplittableRandom random = new SplittableRandom(20261120);
        float[] alone = ActivityTrail.NONE;
        for (int i = 0; i < DAY; i++) {
            int truth = random.nextDouble() < still ? 0 : 1 + random.nextInt(3);
            float[] outputs = outputs(truth, random);
            adapt.accept(window(START + i * WINDOW, outputs), store);

            // The smoothed series of the network by itself, which the person has no part in.
            alone = ActivityTrail.with(alone, Arrays.copyOf(outputs, LABELS.size()), LABELS.size());
            NewestWindows.Entry newest =
                    Objects.requireNonNull(store.windows().of(SignalKind.ACCELERATION, DEVICE));
            assertThat(bits(newest.trail())).as("%s day, window %d", day, i).isEqualTo(bits(alone));
        }
        assertThat(store.calibration().isEmpty()).as("nothing is learned or kept").isTrue();
    }

    private static Adapt adapt() {
        return new Adapt(
                Configs.usual(),
                "c0".repeat(32),
                LABELS,
                FakeScorer.decisions(),
                false,
                0,
                1,
                new RecordingOutput());
    }

    private static float[] trail(HeapAdaptStore store) {
        return Objects.requireNonNull(store.windows().of(SignalKind.ACCELERATION, DEVICE)).trail();
    }

    private static Element.Told told(int activity, long from, long until) {
        return new Element.Told(USER, until, until, activity, from, until);
    }

    /** First told, so that the network is overruled; then taken back, or the person erased. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasToldIsTakenBackToTheBit(boolean byErasure) {
        Adapt adapt = adapt();
        HeapAdaptStore store = new HeapAdaptStore();
        SplittableRandom random = new SplittableRandom(7);
        long time = START;
        for (int truth : new int[] {1, 3}) {
            long from = time;
            for (int i = 0; i < 4; i++) {
                adapt.accept(window(time, outputs(truth, random)), store);
                time += WINDOW;
            }
            adapt.accept(told(truth, from, time), store);
        }
        assertThat(store.calibration().isEmpty()).isFalse();
        // Behind a gap nothing is smoothed: the trail is that of one window.
        time += WINDOW;
        float[] outputs = outputs(3, random);
        float[] alone = Arrays.copyOf(outputs, LABELS.size());
        float[] network = ActivityTrail.with(ActivityTrail.NONE, alone, LABELS.size());
        adapt.accept(window(time, outputs), store);
        assertThat(bits(trail(store))).as("the person is in it").isNotEqualTo(bits(network));

        time += 2 * WINDOW;
        adapt.accept(
                byErasure ? new Element.Erasure(USER, time) : told(Element.Told.FORGET, time, time),
                store);
        assertThat(store.calibration().isEmpty()).isTrue();
        adapt.accept(window(time, outputs), store);
        assertThat(bits(trail(store))).isEqualTo(bits(network));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
