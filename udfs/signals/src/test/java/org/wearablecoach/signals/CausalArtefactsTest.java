package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CausalArtefactsTest {

    @Test
    void findsAMissedBeatAndOnlyThat() {
        assertThat(rejected(800, 810, 790, 805, 800, 1610, 795, 805)).containsExactly(5);
    }

    @Test
    void findsBothPartsOfASplitBeat() {
        assertThat(rejected(800, 810, 790, 805, 800, 390, 410, 795, 805)).containsExactly(5, 6);
    }

    @Test
    void findsAPrematureBeatAndItsPause() {
        assertThat(rejected(800, 810, 790, 805, 800, 520, 1090, 795)).containsExactly(5, 6);
    }

    @Test
    void neverTakesWhatNoHeartDoes() {
        assertThat(rejected(299, 2001, 800)).containsExactly(0, 1);
    }

    @Test
    void followsAHeartThatHasReallyChangedItsRate() {
        assertThat(rejected(1000, 1000, 1000, 1000, 1000, 600, 600, 600, 600, 600, 600))
                .as("three beats later the median has followed")
                .containsExactly(5, 6, 7);
    }

    @Test
    void followsTheSlowingOfAQuietBreath() {
        assertThat(rejected(800, 800, 810, 860, 930, 1000, 1040, 990, 900, 830, 800)).isEmpty();
    }

    @Test
    void judgesByNothingOlderThanHalfAMinute() {
        CausalArtefacts rule = new CausalArtefacts();
        for (int i = 0; i < 5; i++) {
            assertThat(rule.accept(i * 1000L, 1000)).isTrue();
        }
        assertThat(rule.accept(4_600, 600)).isFalse();
        assertThat(rule.accept(60_000, 600)).isTrue();
    }

    /** The rule as it is said, by sorting. */
    @Test
    void agreesWithTheMedianOfASortedList() {
        Random random = new Random(5);
        CausalArtefacts rule = new CausalArtefacts();
        List<Long> ends = new ArrayList<>();
        List<Float> beats = new ArrayList<>();
        long end = 0;
        for (int i = 0; i < 20_000; i++) {
            float ms = random.nextInt(12) == 0 ? 3_000 * random.nextFloat() : 700 + 5 * (i % 40);
            end += random.nextInt(20) == 0 ? random.nextInt(40_000) : (long) ms;
            List<Float> references = new ArrayList<>();
            for (int j = Math.max(0, beats.size() - 5); j < beats.size(); j++) {
                if (ends.get(j) >= end - 30_000) {
                    references.add(beats.get(j));
                }
            }
            Collections.sort(references);
            boolean possible = ms >= 300 && ms <= 2_000;
            boolean normal = possible;
            int n = references.size();
            if (possible && n >= 3) {
                double upper = references.get(n / 2);
                double median = n % 2 == 1 ? upper : (references.get(n / 2 - 1) + upper) / 2;
                normal = ms >= 0.8 * median && ms <= 1.3 * median;
            }
            assertThat(rule.accept(end, ms)).isEqualTo(normal);
            if (possible) {
                ends.add(end);
                beats.add(ms);
            }
        }
    }

    /** The hour-long series are cleaned NN intervals: what a rule finds there is a false alarm. */
    @ParameterizedTest
    @ValueSource(strings = {"series_1", "series_2", "series_3"})
    void leavesCleanSeriesAlone(String series) {
        float[] ms = RealData.numbers("hrv/nsrdb-1h/" + series + "_nn_ms.txt", 1);
        assertThat(rejected(ms)).hasSizeLessThan(ms.length * 3 / 100);
    }

    /** Every fiftieth beat of a clean series is missed or split. */
    @ParameterizedTest
    @ValueSource(strings = {"series_1", "series_2", "series_3"})
    void findsNearlyAllInsertedArtefacts(String series) {
        float[] ms = RealData.numbers("hrv/nsrdb-1h/" + series + "_nn_ms.txt", 1);
        List<Float> spoiled = new ArrayList<>();
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < ms.length; i++) {
            if (i % 100 == 50 && i + 1 < ms.length) {
                wrong.add(spoiled.size());
                spoiled.add(ms[i] + ms[++i]);
            } else if (i % 100 == 99) {
                wrong.add(spoiled.size());
                spoiled.add(ms[i] * 0.45f);
                wrong.add(spoiled.size());
                spoiled.add(ms[i] * 0.55f);
            } else {
                spoiled.add(ms[i]);
            }
        }
        float[] series2 = new float[spoiled.size()];
        for (int i = 0; i < series2.length; i++) {
            series2[i] = spoiled.get(i);
        }
        List<Integer> found = rejected(series2);
        found.retainAll(wrong);
        assertThat(found).hasSizeGreaterThan(wrong.size() * 95 / 100);
    }

    private static List<Integer> rejected(float... ms) {
        CausalArtefacts rule = new CausalArtefacts();
        List<Integer> rejected = new ArrayList<>();
        double end = 0;
        for (int i = 0; i < ms.length; i++) {
            end += ms[i];
            if (!rule.accept(Math.round(end), ms[i])) {
                rejected.add(i);
            }
        }
        return rejected;
    }
}
