package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HrvWindowTest {

    private static final long MINUTE = 60_000;

    @Test
    void equalsTheWholeSeriesWhereNothingIsWrong() {
        Beats beats = new Beats();
        for (int i = 0; i < 70; i++) {
            beats.add(850 + i % 3 * 10);
        }
        HrvWindow window = beats.window(0, MINUTE);
        assertThat(window.timeDomain())
                .usingRecursiveComparison()
                .isEqualTo(TimeDomainHrvTest.of(beats.msBefore(MINUTE)));
        assertThat(window.correctedShare()).isZero();
        assertThat(window.coverage()).isCloseTo(1, within(0.02));
        assertThat(window.refusal()).isEqualTo(HrvRefusal.NONE);
        assertThat(window.usable()).isTrue();
    }

    @Test
    void makesNoDifferenceAcrossAnArtefact() {
        Beats beats = new Beats();
        beats.add(800, 800, 800, 800, 800, 1600, 800, 800);
        HrvWindow window = beats.window(0, 10_000);
        assertThat(window.beats()).isEqualTo(8);
        assertThat(window.timeDomain().beats()).isEqualTo(7);
        assertThat(window.timeDomain().differences()).as("not 4 to 6").isEqualTo(5);
        assertThat(window.timeDomain().rmssdMs()).isZero();
        assertThat(window.correctedShare()).isEqualTo(0.125);
        assertThat(window.refusal()).isEqualTo(HrvRefusal.COVERAGE);
    }

    @Test
    void makesNoDifferenceAcrossAGap() {
        Beats beats = new Beats();
        beats.add(800, 810, 820);
        beats.pause(900);
        beats.add(900, 910);
        HrvWindow window = beats.window(0, 6_000);
        assertThat(window.timeDomain().beats()).isEqualTo(5);
        assertThat(window.timeDomain().differences()).isEqualTo(3);
        assertThat(window.timeDomain().rmssdMs()).isEqualTo(10);
    }

    @Test
    void toleratesStampsThatComeLateOrInBunches() {
        Beats beats = new Beats();
        beats.add(800, 810);
        beats.pause(240);
        beats.add(820);
        beats.stampEarlier(1_000);
        beats.add(830);
        assertThat(beats.window(0, 5_000).timeDomain().differences()).isEqualTo(3);
    }

    @Test
    void refusesAWindowWithoutBeats() {
        HrvWindow window = new Beats().window(0, MINUTE);
        assertThat(window.refusal()).isEqualTo(HrvRefusal.FEW_BEATS);
        assertThat(window.coverage()).isZero();
        assertThat(window.quality()).isZero();
        assertThat(window.timeDomain().rmssdMs()).isNaN();
    }

    @Test
    void refusesAWindowThatIsCoveredByLessThanFourFifths() {
        Beats enough = new Beats();
        for (int i = 0; i < 48; i++) {
            enough.add(1000);
        }
        assertThat(enough.window(0, MINUTE).refusal()).isEqualTo(HrvRefusal.NONE);
        Beats few = new Beats();
        for (int i = 0; i < 47; i++) {
            few.add(1000);
        }
        assertThat(few.window(0, MINUTE).refusal()).isEqualTo(HrvRefusal.COVERAGE);
    }

    @Test
    void refusesAWindowOfMoreThanATenthArtefacts() {
        assertThat(everyNth(10).refusal()).isEqualTo(HrvRefusal.NONE);
        assertThat(everyNth(9).refusal()).isEqualTo(HrvRefusal.ARTEFACTS);
        assertThat(everyNth(9).quality()).isLessThan(everyNth(10).quality());
    }

    @Test
    void judgesItsFirstBeatsByThoseBeforeIt() {
        Beats beats = new Beats();
        beats.add(800, 800, 800, 800, 800);
        long start = beats.end() + 1;
        beats.add(1600, 800, 800);
        HrvWindow window = beats.window(start, start + 3_200);
        assertThat(window.beats()).isEqualTo(3);
        assertThat(window.timeDomain().beats()).isEqualTo(2);
        assertThat(window.timeDomain().differences()).isEqualTo(1);
    }

    @Test
    void countsABeatInTheWindowInWhichItEnds() {
        Beats beats = new Beats();
        beats.add(1000, 1000, 1000);
        assertThat(beats.window(1000, 2000).beats()).isEqualTo(1);
        assertThat(beats.window(1001, 3000).beats()).isEqualTo(1);
        assertThat(beats.window(1000, 3001).beats()).isEqualTo(3);
    }

    @Property(tries = 200, seed = "20160412")
    void dependsOnNothingButItsBeatsAndTheWarmUp(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 8) int minute) {
        Beats beats = Beats.random(seed, 900);
        long start = minute * MINUTE;
        long end = start + 5 * MINUTE;
        HrvWindow fromAll = beats.window(start, end);
        int from = beats.firstAtOrAfter(start - HrvWindow.WARM_UP_MILLIS);
        int to = beats.firstAtOrAfter(end);
        HrvWindow fromFew = new HrvWindow();
        fromFew.compute(beats.times, beats.ms, from, to, start, end);
        assertThat(fromFew).usingRecursiveComparison().ignoringFields("rule").isEqualTo(fromAll);
    }

    /** A real watch on the wrist: every window is kept with plausible values or refused by rule. */
    @Test
    void keepsPlausibleWindowsOfAGarminWatch() {
        RealData.Series beats = RealData.garmin("HEART_RATE_VARIABILITY");
        Map<HrvRefusal, Integer> counts = refusals(beats);
        assertThat(counts.get(HrvRefusal.NONE)).isGreaterThan(50);
        assertThat(counts.get(HrvRefusal.COVERAGE)).isPositive();
    }

    @Test
    void keepsPlausibleWindowsOfAnEmpaticaWristband() {
        Map<HrvRefusal, Integer> counts = refusals(RealData.empaticaIntervals());
        assertThat(counts.get(HrvRefusal.COVERAGE))
                .as("an E4 reports only the intervals it trusts")
                .isPositive();
    }

    private static Map<HrvRefusal, Integer> refusals(RealData.Series beats) {
        Map<HrvRefusal, Integer> counts = new EnumMap<>(HrvRefusal.class);
        HrvWindow window = new HrvWindow();
        long first = beats.times()[0] / MINUTE * MINUTE;
        for (long start = first; start < beats.times()[beats.size() - 1]; start += MINUTE) {
            window.compute(
                    beats.times(), beats.values(), 0, beats.size(), start, start + 5 * MINUTE);
            counts.merge(window.refusal(), 1, Integer::sum);
            if (window.usable()) {
                assertThat(window.timeDomain().meanBpm()).isBetween(40.0, 180.0);
                assertThat(window.timeDomain().rmssdMs()).isBetween(3.0, 250.0);
                assertThat(window.timeDomain().sdnnMs()).isBetween(5.0, 250.0);
                assertThat(window.quality()).isBetween(0.72, 1.0);
            }
        }
        return counts;
    }

    private static HrvWindow everyNth(int n) {
        Beats beats = new Beats();
        for (int i = 0; i < 10 * n; i++) {
            beats.add(i % n == n - 1 ? 1200 : 800);
        }
        return beats.window(0, beats.end() + 1);
    }

    /** A series under construction. */
    static final class Beats {
        final long[] times = new long[2000];
        final float[] ms = new float[2000];
        int size;
        private long clock;

        void add(float... intervals) {
            for (float interval : intervals) {
                clock += (long) interval;
                times[size] = clock;
                ms[size++] = interval;
            }
        }

        void pause(long millis) {
            clock += millis;
        }

        void stampEarlier(long millis) {
            clock -= millis;
        }

        long end() {
            return clock;
        }

        int firstAtOrAfter(long time) {
            int i = 0;
            while (i < size && times[i] < time) {
                i++;
            }
            return i;
        }

        float[] msBefore(long time) {
            return java.util.Arrays.copyOf(ms, firstAtOrAfter(time));
        }

        HrvWindow window(long start, long end) {
            HrvWindow window = new HrvWindow();
            window.compute(times, ms, 0, size, start, end);
            return window;
        }

        /** Beats with variability, artefacts and gaps. */
        static Beats random(long seed, int count) {
            java.util.Random random = new java.util.Random(seed);
            Beats beats = new Beats();
            for (int i = 0; i < count; i++) {
                double interval = 850 + 60 * random.nextGaussian();
                if (random.nextInt(40) == 0) {
                    interval *= random.nextBoolean() ? 1.9 : 0.5;
                }
                if (random.nextInt(200) == 0) {
                    beats.pause(random.nextInt(60_000));
                }
                beats.add((float) Math.max(200, Math.min(3000, interval)));
            }
            return beats;
        }
    }
}
