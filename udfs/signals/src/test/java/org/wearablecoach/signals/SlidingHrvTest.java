package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SlidingHrvTest {

    private static final long MINUTE = 60_000;

    @Property(tries = 200, seed = "20160412")
    void equalsEveryWindowComputedFromAllItsBeats(@ForAll long seed) {
        assertEqualsBatch(HrvWindowTest.Beats.random(seed, 1200));
    }

    @Test
    void equalsEveryWindowOfARealWatch() {
        RealData.Series series = RealData.garmin("HEART_RATE_VARIABILITY");
        HrvWindowTest.Beats beats = new HrvWindowTest.Beats();
        beats.size = Math.min(2000, series.size());
        System.arraycopy(series.times(), 0, beats.times, 0, beats.size);
        System.arraycopy(series.values(), 0, beats.ms, 0, beats.size);
        assertEqualsBatch(beats);
    }

    private static void assertEqualsBatch(HrvWindowTest.Beats beats) {
        SlidingHrv sliding = new SlidingHrv(MINUTE, 5);
        HrvWindow incremental = new HrvWindow();
        long end = Math.floorDiv(beats.times[0], MINUTE) * MINUTE + MINUTE;
        for (int i = 0; i < beats.size; i++) {
            for (; end <= beats.times[i]; end += MINUTE) {
                sliding.window(end, incremental);
                HrvWindow batch = beats.window(end - 5 * MINUTE, end);
                assertThat(incremental.timeDomain())
                        .usingRecursiveComparison()
                        .isEqualTo(batch.timeDomain());
                assertThat(incremental.beats()).isEqualTo(batch.beats());
                assertThat(incremental.coverage()).isEqualTo(batch.coverage());
                assertThat(incremental.refusal()).isEqualTo(batch.refusal());
            }
            sliding.add(beats.times[i], beats.ms[i]);
        }
    }

    @Test
    void readsTheWindowAlsoAfterTheFirstBeatBehindIt() {
        SlidingHrv sliding = new SlidingHrv(MINUTE, 2);
        for (int second = 1; second <= 180; second++) {
            sliding.add(second * 1000L, 1000);
        }
        HrvWindow window = new HrvWindow();
        sliding.window(3 * MINUTE, window);
        assertThat(window.beats()).as("one second of the third minute has not come").isEqualTo(120);
        assertThat(window.timeDomain().differences()).isEqualTo(119);
    }

    @Test
    void hasNoSpectrum() {
        SlidingHrv sliding = new SlidingHrv(MINUTE, 5);
        for (int second = 1; second <= 300; second++) {
            sliding.add(second * 1000L, 1000);
        }
        HrvWindow window = new HrvWindow();
        sliding.window(5 * MINUTE, window);
        FrequencyDomainHrv hrv = new FrequencyDomainHrv();
        window.spectrum(hrv);
        assertThat(hrv.lfMs2()).isNaN();
    }

    @Test
    void refusesBeatsOutOfOrderAndShortSteps() {
        SlidingHrv sliding = new SlidingHrv(MINUTE, 5);
        sliding.add(1000, 800);
        assertThatThrownBy(() -> sliding.add(999, 800)).hasMessageContaining("sort the beats");
        assertThatThrownBy(() -> new SlidingHrv(9_999, 5)).hasMessageContaining("10000 ms");
        assertThatThrownBy(() -> new SlidingHrv(10_000, 0)).hasMessageContaining("1 or more");
    }
}
