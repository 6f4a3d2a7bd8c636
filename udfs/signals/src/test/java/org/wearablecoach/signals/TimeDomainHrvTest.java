package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeDomainHrvTest {

    /**
     * Kubios HRV Premium 3.1.0 on three one-hour series of PhysioNet's nsrdb, as printed (four
     * decimals): data/hrv/kubios_reference.json. Tolerance 1e-4; the Poincare plot has six decimals
     * there, and its SD2 is computed another way, so it is held to 0.1%.
     */
    @ParameterizedTest
    @ValueSource(strings = {"series_1", "series_2", "series_3"})
    void agreesWithKubiosOnHourLongSeries(String series) {
        float[] ms = RealData.numbers("hrv/nsrdb-1h/" + series + "_nn_ms.txt", 1);
        JsonNode kubios = RealData.json("hrv/kubios_reference.json").get(series).get("kubios");
        TimeDomainHrv hrv = of(ms);

        assertThat(hrv.meanRrMs())
                .isCloseTo(value(kubios, "Statistical parameters | Mean RR  (ms)"), within(1e-4));
        assertThat(hrv.sdnnMs())
                .isCloseTo(value(kubios, "Statistical parameters | STD RR (ms)"), within(1e-4));
        assertThat(hrv.rmssdMs())
                .isCloseTo(value(kubios, "Statistical parameters | RMSSD (ms)"), within(1e-4));
        assertThat((double) hrv.nn50())
                .isEqualTo(value(kubios, "Statistical parameters | NNxx (beats)"));
        assertThat(hrv.pnn50Percent())
                .isCloseTo(value(kubios, "Statistical parameters | pNNxx (%)"), within(1e-4));
        assertThat(hrv.sd1Ms()).isCloseTo(value(kubios, "Poincare plot | SD1 (ms)"), within(1e-4));
        double sd2 = value(kubios, "Poincare plot | SD2 (ms)");
        assertThat(hrv.sd2Ms()).isCloseTo(sd2, within(1e-3 * sd2));
    }

    /** SIGNALS of the Task Force 1996 by hand: 800, 850, 790, 841 ms. */
    @Test
    void followsTheDefinitions() {
        TimeDomainHrv hrv = of(800, 850, 790, 841);
        assertThat(hrv.beats()).isEqualTo(4);
        assertThat(hrv.differences()).isEqualTo(3);
        assertThat(hrv.meanRrMs()).isEqualTo(820.25);
        assertThat(hrv.sdnnMs()).isCloseTo(Math.sqrt(2640.75 / 3), within(1e-9));
        assertThat(hrv.rmssdMs()).isCloseTo(Math.sqrt(8701 / 3.0), within(1e-9));
        assertThat(hrv.nn50()).as("strictly more than 50 ms").isEqualTo(2);
        assertThat(hrv.pnn50Percent()).as("of n - 1 differences").isCloseTo(66.6667, within(1e-4));
    }

    @Test
    void hasNoVariabilityInAConstantSeries() {
        TimeDomainHrv hrv = of(843.75f, 843.75f, 843.75f);
        assertThat(hrv.sdnnMs()).isZero();
        assertThat(hrv.rmssdMs()).isZero();
        assertThat(hrv.sd1Ms()).isZero();
        assertThat(hrv.sd2Ms()).isZero();
        assertThat(hrv.pnn50Percent()).isZero();
    }

    @Test
    void saysNothingAboutTooFewBeats() {
        TimeDomainHrv none = of();
        assertThat(none.meanRrMs()).isNaN();
        assertThat(none.meanBpm()).isNaN();
        assertThat(none.rmssdMs()).isNaN();
        TimeDomainHrv one = of(800);
        assertThat(one.meanBpm()).isEqualTo(75);
        assertThat(one.sdnnMs()).isNaN();
        assertThat(one.pnn50Percent()).isNaN();
        TimeDomainHrv two = of(800, 810);
        assertThat(two.rmssdMs()).isEqualTo(10);
        assertThat(two.sd1Ms()).isNaN();
        assertThat(two.sd2Ms()).isNaN();
    }

    @Property(seed = "20160412")
    void doesNotDependOnTheOrderOfItsBeats(@ForAll("intervals") float[] ms, @ForAll long seed) {
        TimeDomainHrv inOrder = of(ms);
        TimeDomainHrv shuffled = new TimeDomainHrv();
        int[] order = shuffled(ms.length, seed);
        for (int i : order) {
            shuffled.addBeat(ms[i]);
        }
        for (int i : order) {
            if (i > 0) {
                shuffled.addDifference(ms[i - 1], ms[i]);
            }
        }
        assertThat(shuffled).usingRecursiveComparison().isEqualTo(inOrder);
    }

    @Property(seed = "20160412")
    void isAsIfABeatThatWasTakenAwayHadNeverBeenThere(@ForAll("intervals") float[] ms) {
        TimeDomainHrv sliding = of(ms);
        sliding.removeBeat(ms[0]);
        sliding.removeDifference(ms[0], ms[1]);
        float[] rest = java.util.Arrays.copyOfRange(ms, 1, ms.length);
        assertThat(sliding).usingRecursiveComparison().isEqualTo(of(rest));
    }

    @Property(seed = "20160412")
    void addsUpFromParts(@ForAll("intervals") float[] ms) {
        int half = ms.length / 2;
        TimeDomainHrv whole = of(java.util.Arrays.copyOfRange(ms, 0, half));
        whole.addAll(of(java.util.Arrays.copyOfRange(ms, half, ms.length)));
        if (half > 0) {
            whole.addDifference(ms[half - 1], ms[half]);
        }
        assertThat(whole).usingRecursiveComparison().isEqualTo(of(ms));
    }

    @Test
    void holdsMoreThanALongCan() {
        TimeDomainHrv hrv = new TimeDomainHrv();
        for (int i = 0; i < 10; i++) {
            hrv.addBeat(1);
            hrv.addBeat(1_800_000);
            hrv.addDifference(1, 1_800_000);
        }
        assertThat(hrv.sdnnMs()).isCloseTo(899_999.5 * Math.sqrt(20 / 19.0), within(1e-3));
        assertThat(hrv.rmssdMs()).isCloseTo(1_799_999, within(1e-3));
        TimeDomainHrv twice = of(800);
        twice.addAll(hrv);
        twice.addAll(hrv);
        for (int i = 0; i < 20; i++) {
            twice.removeBeat(1);
            twice.removeBeat(1_800_000);
            twice.removeDifference(1, 1_800_000);
        }
        assertThat(twice).usingRecursiveComparison().isEqualTo(of(800));
    }

    @Test
    void clearsEverything() {
        TimeDomainHrv hrv = of(800, 900, 700);
        hrv.clear();
        assertThat(hrv).usingRecursiveComparison().isEqualTo(new TimeDomainHrv());
    }

    static TimeDomainHrv of(float... ms) {
        TimeDomainHrv hrv = new TimeDomainHrv();
        hrv.addSeries(ms, ms.length);
        return hrv;
    }

    @Provide
    static Arbitrary<float[]> intervals() {
        return Arbitraries.floats()
                .between(200, 3000)
                .array(float[].class)
                .ofMinSize(3)
                .ofMaxSize(400);
    }

    private static double value(JsonNode kubios, String name) {
        JsonNode value = kubios.get(name);
        assertThat(value).as(name).isNotNull();
        return value.asDouble();
    }

    private static int[] shuffled(int length, long seed) {
        int[] order = new int[length];
        Random random = new Random(seed);
        for (int i = 0; i < length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
