package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StepCounterTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final StepCounter counter = new StepCounter();
    private final LocalDay day = new LocalDay();

    @Test
    void saysNothingAboutTheFirstReading() {
        assertThat(at("2024-05-03T09:00", 4000)).isZero();
        assertThat(at("2024-05-03T09:01", 4100)).isEqualTo(100);
    }

    @Test
    void startsAgainAtLocalMidnight() {
        at("2024-05-03T23:50", 9000);
        assertThat(at("2024-05-04T00:10", 15)).isEqualTo(15);
        assertThat(at("2024-05-04T00:11", 40)).isEqualTo(25);
    }

    @Test
    void countsWhatWasWalkedAfterMidnightWhereTheNewCountIsHigher() {
        at("2024-05-03T06:00", 100);
        assertThat(at("2024-05-04T12:00", 3000)).isEqualTo(3000);
    }

    @Test
    void startsAgainWhenTheDeviceDoes() {
        at("2024-05-03T12:00", 5000);
        assertThat(at("2024-05-03T12:05", 120)).isEqualTo(120);
        assertThat(at("2024-05-03T12:06", 200)).isEqualTo(80);
    }

    @Test
    void ignoresADeviceThatCorrectsItselfDownwards() {
        at("2024-05-03T12:00", 5000);
        assertThat(at("2024-05-03T12:00:10", 4990)).isZero();
        assertThat(at("2024-05-03T12:01", 5050)).isEqualTo(60);
    }

    @Test
    void goesOnCountingWhereTheDeviceHasAnotherMidnight() {
        at("2024-05-03T23:59", 9000);
        assertThat(at("2024-05-04T00:01", 9030)).isEqualTo(30);
        assertThat(at("2024-05-04T03:00", 20))
                .as("the device's own midnight, three hours later")
                .isEqualTo(20);
    }

    @Test
    void addsNothingForAnOlderReading() {
        at("2024-05-03T12:00", 5000);
        assertThat(at("2024-05-03T11:59", 4950)).isZero();
        assertThat(at("2024-05-03T12:01", 5010)).isEqualTo(10);
    }

    @Test
    void isRestoredFromItsTwoNumbers() {
        at("2024-05-03T12:00", 5000);
        StepCounter restored = new StepCounter(counter.lastTime(), counter.lastCount());
        long time = millis("2024-05-03T12:01", BERLIN);
        assertThat(restored.increment(time, 5090, day.startOf(time, BERLIN))).isEqualTo(90);
    }

    @Test
    void keepsItsDayWhenClocksChange() {
        // 2024-03-31 has 23 hours in Berlin, 2024-10-27 has 25.
        at("2024-03-31T01:30", 100);
        assertThat(at("2024-03-31T03:30", 160)).isEqualTo(60);
        at("2024-10-27T23:30", 8000);
        assertThat(at("2024-10-28T00:30", 10)).isEqualTo(10);
    }

    @Test
    void followsAPersonWhoFliesAcrossZones() {
        ZoneId newYork = ZoneId.of("America/New_York");
        at("2024-05-03T10:00", 3000);
        long landed = millis("2024-05-03T13:00", newYork);
        assertThat(counter.increment(landed, 3900, day.startOf(landed, newYork))).isEqualTo(900);
        long evening = millis("2024-05-03T23:00", newYork);
        assertThat(counter.increment(evening, 8000, day.startOf(evening, newYork))).isEqualTo(4100);
        long next = millis("2024-05-04T00:30", newYork);
        assertThat(counter.increment(next, 30, day.startOf(next, newYork))).isEqualTo(30);
    }

    @Property(seed = "20160412")
    void addsUpToTheCounterOfOneDay(@ForAll("minutes") int[] minutes) {
        StepCounter daily = new StepCounter();
        long start = millis("2024-05-03T00:00", BERLIN);
        int count = 0;
        int sum = 0;
        for (int i = 0; i < minutes.length; i++) {
            count += minutes[i];
            sum += daily.increment(start + i * 60_000L, count, start);
        }
        assertThat(sum).isEqualTo(count - minutes[0]);
    }

    @Property(seed = "20160412")
    void neverCountsBackwards(
            @ForAll("counts") int[] counts,
            @ForAll @IntRange(min = 1, max = 100_000_000) int step) {
        StepCounter any = new StepCounter();
        LocalDay days = new LocalDay();
        long time = millis("2024-05-03T00:00", BERLIN);
        for (int count : counts) {
            time += step;
            assertThat(any.increment(time, count, days.startOf(time, BERLIN))).isNotNegative();
        }
    }

    /** Two days of a real watch: 299 to 2616 steps on the first, 60 after midnight on the next. */
    @Test
    void turnsTheGarminRecordingIntoIncrements() {
        RealData.Series steps = RealData.garmin("STEPS");
        int sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            long time = steps.times()[i];
            int increment =
                    counter.increment(time, (int) steps.values()[i], day.startOf(time, BERLIN));
            assertThat(increment).isBetween(0, 300);
            sum += increment;
        }
        assertThat(sum).isEqualTo(2616 - 299 + (int) steps.values()[steps.size() - 1]);
    }

    @Provide
    static Arbitrary<int[]> minutes() {
        return upTo(250);
    }

    @Provide
    static Arbitrary<int[]> counts() {
        return upTo(30_000);
    }

    private static Arbitrary<int[]> upTo(int most) {
        return Arbitraries.integers()
                .between(0, most)
                .array(int[].class)
                .ofMinSize(2)
                .ofMaxSize(50);
    }

    private int at(String local, int count) {
        long time = millis(local, BERLIN);
        return counter.increment(time, count, day.startOf(time, BERLIN));
    }

    private static long millis(String local, ZoneId zone) {
        return ZonedDateTime.of(java.time.LocalDateTime.parse(local), zone)
                .toInstant()
                .toEpochMilli();
    }
}
