package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class LocalDayTest {

    private final LocalDay day = new LocalDay();

    @Test
    void isTheDayOfTheZone() {
        long time = millis("2024-05-03T23:00:00Z");
        assertThat(day.startOf(time, ZoneId.of("UTC"))).isEqualTo(millis("2024-05-03T00:00:00Z"));
        assertThat(day.startOf(time, ZoneId.of("Asia/Tokyo")))
                .isEqualTo(millis("2024-05-03T15:00:00Z"));
        assertThat(day.startOf(time, ZoneId.of("America/Los_Angeles")))
                .isEqualTo(millis("2024-05-03T07:00:00Z"));
    }

    @Test
    void isAsLongAsTheClockChangeMakesIt() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(hours("2024-03-31T10:00:00Z", berlin)).isEqualTo(23);
        assertThat(hours("2024-10-27T10:00:00Z", berlin)).isEqualTo(25);
        assertThat(hours("2024-06-01T10:00:00Z", berlin)).isEqualTo(24);
    }

    @Test
    void startsAfterAMidnightThatDoesNotExist() {
        // In Sao Paulo clocks went from 24:00 to 01:00 on 2018-11-04.
        ZoneId saoPaulo = ZoneId.of("America/Sao_Paulo");
        assertThat(day.startOf(millis("2018-11-04T12:00:00Z"), saoPaulo))
                .isEqualTo(millis("2018-11-04T03:00:00Z"));
        assertThat(hours("2018-11-04T12:00:00Z", saoPaulo)).isEqualTo(23);
    }

    @Test
    void countsMinutesAsTheyPass() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(day.minuteOf(millis("2024-06-01T10:30:59Z"), berlin)).isEqualTo(750);
        assertThat(day.minuteOf(millis("2024-10-27T22:59:00Z"), berlin)).isEqualTo(1499);
    }

    @Test
    void changesWithTheMomentAtItsEnds() {
        ZoneId utc = ZoneId.of("UTC");
        long midnight = millis("2024-05-04T00:00:00Z");
        assertThat(day.endOf(midnight - 1, utc)).isEqualTo(midnight);
        assertThat(day.startOf(midnight, utc)).isEqualTo(midnight);
        assertThat(day.startOf(midnight - 1, utc)).isEqualTo(millis("2024-05-03T00:00:00Z"));
    }

    private long hours(String within, ZoneId zone) {
        long time = millis(within);
        return (day.endOf(time, zone) - day.startOf(time, zone)) / 3_600_000;
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
