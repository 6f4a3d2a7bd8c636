package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.wearablecoach.signals.HypoglycaemiaEvent.Change;

class GlucoseStreamTest {

    private static final long MINUTE = 60_000;

    @Test
    void fitsAStraightLineThroughAQuarterOfAnHour() {
        long[] times = {0, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE};
        float[] mgDl = {400, 100, 110, 120, 130};
        assertThat(GlucoseTrend.slope(times, mgDl, 5)).isCloseTo(2, within(1e-12));
        assertThat(GlucoseTrend.slope(times, mgDl, 2)).as("two readings").isNaN();
        assertThat(GlucoseTrend.slope(times, mgDl, 3)).isCloseTo(-29, within(1e-9));
        long[] gap = {0, 5 * MINUTE, 30 * MINUTE};
        assertThat(GlucoseTrend.slope(gap, mgDl, 3)).isNaN();
        assertThat(GlucoseTrend.slope(new long[3], mgDl, 3)).as("one moment").isNaN();
    }

    @Test
    void namesTrendsByTheirArrows() {
        assertThat(GlucoseTrend.ofSlope(0)).isEqualTo(GlucoseTrend.STEADY);
        assertThat(GlucoseTrend.ofSlope(-1)).isEqualTo(GlucoseTrend.STEADY);
        assertThat(GlucoseTrend.ofSlope(1.1)).isEqualTo(GlucoseTrend.RISING);
        assertThat(GlucoseTrend.ofSlope(-2)).isEqualTo(GlucoseTrend.FALLING);
        assertThat(GlucoseTrend.ofSlope(2.1)).isEqualTo(GlucoseTrend.RISING_FAST);
        assertThat(GlucoseTrend.ofSlope(-3)).isEqualTo(GlucoseTrend.FALLING_FAST);
        assertThat(GlucoseTrend.ofSlope(3.1)).isEqualTo(GlucoseTrend.RISING_VERY_FAST);
        assertThat(GlucoseTrend.ofSlope(-9)).isEqualTo(GlucoseTrend.FALLING_VERY_FAST);
        assertThat(GlucoseTrend.ofSlope(Double.NaN)).isEqualTo(GlucoseTrend.UNKNOWN);
        assertThat(Arrays.stream(GlucoseTrend.values()).map(GlucoseTrend::code))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(GlucoseTrend.of(6)).isEqualTo(GlucoseTrend.RISING_FAST);
        assertThat(GlucoseTrend.of(77)).isEqualTo(GlucoseTrend.UNKNOWN);
    }

    @Test
    void beginsAnEventAfterAQuarterOfAnHourAndEndsItAfterOne() {
        HypoglycaemiaEvent event = new HypoglycaemiaEvent(70);
        assertThat(changes(event, 80, 69, 69, 69, 60, 70, 75, 80, 90))
                .containsExactly(
                        Change.NONE,
                        Change.NONE,
                        Change.NONE,
                        Change.BEGAN,
                        Change.NONE,
                        Change.NONE,
                        Change.NONE,
                        Change.ENDED,
                        Change.NONE);
        assertThat(event.open()).isFalse();
    }

    @Test
    void beginsNoEventForTenMinutes() {
        assertThat(changes(new HypoglycaemiaEvent(70), 80, 65, 65, 70, 65, 65, 80))
                .containsOnly(Change.NONE);
    }

    @Test
    void goesOnWhenGlucoseComesBackForAMoment() {
        assertThat(changes(new HypoglycaemiaEvent(70), 65, 65, 65, 72, 75, 65, 72, 75, 80))
                .containsOnlyOnce(Change.BEGAN)
                .endsWith(Change.ENDED)
                .containsOnlyOnce(Change.ENDED);
    }

    @Test
    void endsAnEventOfLevelTwoWhenGlucoseIsBackAboveSeventy() {
        HypoglycaemiaEvent event = new HypoglycaemiaEvent(54);
        changes(event, 50, 50, 50, 60, 60, 60, 60);
        assertThat(event.open()).as("60 is not back").isTrue();
        HypoglycaemiaEvent mild = new HypoglycaemiaEvent(54);
        assertThat(changes(mild, 60, 60, 60, 60)).containsOnly(Change.NONE);
    }

    @Test
    void forgetsWhatWasBegunOverASilence() {
        HypoglycaemiaEvent event = new HypoglycaemiaEvent(70);
        event.update(0, 65);
        event.update(5 * MINUTE, 65);
        assertThat(event.update(21 * MINUTE, 65)).isEqualTo(Change.NONE);
        assertThat(event.update(26 * MINUTE, 65)).isEqualTo(Change.NONE);
        assertThat(event.update(31 * MINUTE, 65)).isEqualTo(Change.BEGAN);
        assertThat(event.update(31 * MINUTE, 90)).as("not after the last").isEqualTo(Change.NONE);
        assertThat(event.update(47 * MINUTE, 65)).isEqualTo(Change.ENDED);
    }

    @Test
    void restoresAnEvent() {
        HypoglycaemiaEvent event = new HypoglycaemiaEvent(70);
        changes(event, 65, 65);
        HypoglycaemiaEvent restored =
                new HypoglycaemiaEvent(
                        70, event.lastTime(), event.lowMillis(), event.backMillis(), event.open());
        assertThat(restored.update(10 * MINUTE, 65)).isEqualTo(Change.BEGAN);
    }

    @Test
    void suspectsAReadingThatDropsFasterThanGlucose() {
        SensorCompression compression = new SensorCompression();
        assertThat(compression.update(0, 120)).isFalse();
        assertThat(compression.update(5 * MINUTE, 101)).as("19 in 5 minutes").isFalse();
        assertThat(compression.update(10 * MINUTE, 75)).as("26 in 5 minutes").isTrue();
        assertThat(compression.update(15 * MINUTE, 70)).isTrue();
        assertThat(compression.update(20 * MINUTE, 89)).isTrue();
        SensorCompression restored =
                new SensorCompression(
                        compression.lastTime(),
                        compression.lastMgDl(),
                        compression.since(),
                        compression.levelBefore());
        assertThat(restored.update(25 * MINUTE, 92)).as("back near 101").isFalse();
    }

    @Test
    void suspectsForAnHourAtMost() {
        SensorCompression compression = new SensorCompression();
        compression.update(0, 150);
        assertThat(compression.update(5 * MINUTE, 100)).isTrue();
        assertThat(compression.update(65 * MINUTE, 80)).isTrue();
        assertThat(compression.update(66 * MINUTE, 80)).isFalse();
    }

    @Test
    void suspectsNothingAcrossAGapOrOfAnOlderReading() {
        SensorCompression compression = new SensorCompression();
        compression.update(20 * MINUTE, 150);
        assertThat(compression.update(10 * MINUTE, 60)).isFalse();
        assertThat(compression.update(32 * MINUTE, 80)).isFalse();
    }

    @Test
    void knowsUnitsAndAge() {
        assertThat(Glucose.mgDlOfMmolL(5)).isEqualTo(90.09f);
        assertThat(Glucose.mmolLOfMgDl(180.18)).isCloseTo(10, within(1e-12));
        assertThat(Glucose.isStale(0, 15 * MINUTE)).isFalse();
        assertThat(Glucose.isStale(0, 15 * MINUTE + 1)).isTrue();
    }

    private static Change[] changes(HypoglycaemiaEvent event, float... mgDl) {
        Change[] changes = new Change[mgDl.length];
        for (int i = 0; i < mgDl.length; i++) {
            changes[i] = event.update(i * 5L * MINUTE, mgDl[i]);
        }
        return changes;
    }
}
