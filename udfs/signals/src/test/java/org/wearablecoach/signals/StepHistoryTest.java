package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StepHistoryTest {

    private static final long MINUTE = 60_000;
    private static final long START = 28_000_000 * MINUTE;

    @Test
    void sitsBelowAHundredAndFiftyStepsInFortyMinutes() {
        StepHistory history = new StepHistory();
        history.add(START, 100);
        history.add(START + 39 * MINUTE, 49);
        assertThat(history.sedentary(START + 39 * MINUTE)).isTrue();
        history.add(START + 39 * MINUTE, 1);
        assertThat(history.steps(START + 39 * MINUTE, 40)).isEqualTo(150);
        assertThat(history.sedentary(START + 39 * MINUTE)).isFalse();
        assertThat(history.sedentary(START + 40 * MINUTE)).as("the first is out").isTrue();
    }

    @Test
    void forgetsAfterAnHour() {
        StepHistory history = new StepHistory();
        history.add(START, 500);
        assertThat(history.steps(START + 59 * MINUTE, 60)).isEqualTo(500);
        assertThat(history.steps(START + 60 * MINUTE, 60)).isZero();
        history.add(START + 100_000 * MINUTE, 7);
        assertThat(history.steps(START + 100_000 * MINUTE, 60)).isEqualTo(7);
        history.add(START + 100_000 * MINUTE - 61 * MINUTE, 99);
        assertThat(history.steps(START + 100_000 * MINUTE, 60)).isEqualTo(7);
    }

    @Property(tries = 200, seed = "20160412")
    void equalsASumOverAllRecordsInAnyOrderWithinTheHour(@ForAll long seed) {
        Random random = new Random(seed);
        StepHistory history = new StepHistory();
        List<long[]> records = new ArrayList<>();
        long newest = START;
        for (int i = 0; i < 200; i++) {
            newest += random.nextInt(3) * 20_000L;
            long time = newest - random.nextInt(20 * 60_000);
            int steps = random.nextInt(100);
            history.add(newest, 0);
            history.add(time, steps);
            records.add(new long[] {time, steps});
        }
        for (int minutes : new int[] {1, 30, 40}) {
            long last = Math.floorDiv(newest, MINUTE);
            long sum = 0;
            for (long[] record : records) {
                long minute = Math.floorDiv(record[0], MINUTE);
                sum += minute > last - minutes && minute <= last ? record[1] : 0;
            }
            assertThat(history.steps(newest, minutes)).isEqualTo((int) sum);
        }
    }

    @Test
    void isRestoredFromItsCounts() {
        StepHistory history = new StepHistory();
        history.add(START, 30);
        StepHistory restored = new StepHistory(history.newest(), history.counts().clone());
        restored.add(START + MINUTE, 5);
        assertThat(restored.steps(START + MINUTE, 2)).isEqualTo(35);
        assertThatThrownBy(() -> new StepHistory(0, new short[59])).hasMessageContaining("60");
    }

    @Test
    void measuresBoutsOfSitting() {
        SedentaryBouts bouts = new SedentaryBouts();
        long midnight = START;
        long time = START + 600 * MINUTE;
        time = feed(bouts, time, 10, false, midnight);
        time = feed(bouts, time, 21, true, midnight);
        assertThat(bouts.current()).as("the 40 minutes before count").isEqualTo(60);
        time = feed(bouts, time, 5, false, midnight);
        assertThat(bouts.current()).isZero();
        time = feed(bouts, time, 1, true, midnight);
        assertThat(bouts.bouts()).isEqualTo(2);
        assertThat(bouts.minutes()).isEqualTo(100);
        assertThat(bouts.longest()).isEqualTo(60);
        SedentaryBouts restored =
                new SedentaryBouts(
                        bouts.lastMinute(),
                        bouts.current(),
                        bouts.bouts(),
                        bouts.minutes(),
                        bouts.longest());
        feed(restored, time, 1, true, midnight);
        assertThat(restored.minutes()).isEqualTo(101);
        assertThat(restored.bouts()).isEqualTo(2);
    }

    @Test
    void startsANewBoutAfterMinutesWithoutData() {
        SedentaryBouts bouts = new SedentaryBouts();
        feed(bouts, START + 600 * MINUTE, 5, true, START);
        feed(bouts, START + 700 * MINUTE, 5, true, START);
        assertThat(bouts.bouts()).isEqualTo(2);
        assertThat(bouts.longest()).isEqualTo(44);
    }

    @Test
    void countsABoutOverMidnightFromMidnight() {
        SedentaryBouts bouts = new SedentaryBouts();
        long midnight = START + 1440 * MINUTE;
        feed(bouts, midnight - 10 * MINUTE, 10, true, START);
        feed(bouts, midnight, 5, true, midnight);
        assertThat(bouts.bouts()).isEqualTo(1);
        assertThat(bouts.minutes()).isEqualTo(5);
    }

    @Test
    void countsMinutesOfIntensityByLocalDay() {
        IntensityMinutes minutes = new IntensityMinutes();
        minutes.update(Intensity.MODERATE, START);
        minutes.update(Intensity.VIGOROUS, START);
        minutes.update(Intensity.LIGHT, START);
        assertThat(minutes.equivalent()).isEqualTo(3);
        IntensityMinutes restored =
                new IntensityMinutes(minutes.dayStart(), minutes.moderate(), minutes.vigorous());
        restored.update(Intensity.MODERATE, START);
        assertThat(restored.moderate()).isEqualTo(2);
        restored.update(Intensity.VIGOROUS, START + 1440 * MINUTE);
        assertThat(restored.equivalent()).isEqualTo(2);
        restored.update(Intensity.MODERATE, START);
        assertThat(restored.equivalent()).as("without the day before").isEqualTo(2);
        assertThat(restored.moderate()).isZero();
    }

    private static long feed(
            SedentaryBouts bouts, long time, int minutes, boolean sedentary, long midnight) {
        for (int i = 0; i < minutes; i++) {
            bouts.update(time + i * MINUTE, sedentary, midnight);
        }
        return time + minutes * MINUTE;
    }
}
