package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

    private static Instant read(Times times, String text) {
        byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);
        assertThat(times.parse(bytes, 1, bytes.length - 1)).as(text).isTrue();
        return Instant.ofEpochMilli(times.millis());
    }

    @Test
    void readsTheFormsPeopleWrite() {
        Times times = new Times(ZURICH);
        Instant expected = Instant.parse("2026-07-01T10:30:00Z");
        assertThat(read(times, "2026-07-01T10:30Z")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01T10:30:00.000Z")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01T12:30:00+02:00")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01T12:30:00+0200")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01 12:30:00+02")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01T07:00:00-03:30")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01 12:30:00")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01T12:30")).isEqualTo(expected);
        assertThat(read(times, "2026-07-01T12:30:00.1239999")).isEqualTo(expected.plusMillis(123));
        assertThat(read(times, "2026-07-01T12:30:00.5")).isEqualTo(expected.plusMillis(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-07-01",
                "12:30:00",
                "2026-07-01T24:00",
                "2026-07-01T12:60",
                "2026-07-01T12:30:60",
                "2026-02-29T12:30",
                "2026-13-01T12:30",
                "2026-00-01T12:30",
                "2026-07-00T12:30",
                "2026-07-01X12:30",
                "2026-07-01T12:30:",
                "2026-07-01T12:30:0",
                "2026-07-01T12:30:00.",
                "2026-07-01T12:30:00,5",
                "2026-07-01T12:30:00.5ZZ",
                "2026-07-01T12:30:00+2",
                "2026-07-01T12:30:00+19:00",
                "2026-07-01T12:30:00+02:60",
                "2026-07-01T12:30:00 CET",
                "01/07/2026 12:30",
                "1782901800000000",
                "2026-07-01T12:30:00+-2:00",
                "2026-07-01T1 :30:00"
            })
    void refusesWhatIsNoTime(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(new Times(ZURICH).parse(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void movesATimeInTheGapForwardAndCountsIt() {
        Times times = new Times(ZURICH);
        assertThat(read(times, "2026-03-29T01:59:59"))
                .isEqualTo(Instant.parse("2026-03-29T00:59:59Z"));
        assertThat(times.gaps()).isZero();
        // 02:30 does not exist; an hour forward it is 03:30 summer time.
        assertThat(read(times, "2026-03-29T02:30:00"))
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
        assertThat(times.gaps()).isEqualTo(1);
        assertThat(read(times, "2026-03-29T03:00:00"))
                .isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(times.gaps()).isEqualTo(1);
        assertThat(times.overlaps()).isZero();
    }

    @Test
    void takesTheEarlierOffsetInTheOverlapAndCountsIt() {
        Times times = new Times(ZURICH);
        assertThat(read(times, "2026-10-25T01:59:59"))
                .isEqualTo(Instant.parse("2026-10-24T23:59:59Z"));
        assertThat(times.overlaps()).isZero();
        assertThat(read(times, "2026-10-25T02:00:00"))
                .isEqualTo(Instant.parse("2026-10-25T00:00:00Z"));
        assertThat(read(times, "2026-10-25T02:59:59"))
                .isEqualTo(Instant.parse("2026-10-25T00:59:59Z"));
        assertThat(times.overlaps()).isEqualTo(2);
        assertThat(read(times, "2026-10-25T03:00:00"))
                .isEqualTo(Instant.parse("2026-10-25T02:00:00Z"));
        assertThat(times.overlaps()).isEqualTo(2);
        assertThat(times.gaps()).isZero();
    }

    @Test
    void judgesAChangeAlsoAfterATimeFarFromIt() {
        Times times = new Times(ZURICH);
        for (String before : new String[] {"2026-07-01T00:00:00", "2026-01-01T00:00:00"}) {
            read(times, before);
            assertThat(read(times, "2026-03-29T02:00:00"))
                    .isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
        }
        assertThat(times.gaps()).isEqualTo(2);
        for (String before : new String[] {"2026-07-01T00:00:00", "2027-01-01T00:00:00"}) {
            read(times, before);
            assertThat(read(times, "2026-10-25T02:59:59"))
                    .isEqualTo(Instant.parse("2026-10-25T00:59:59Z"));
        }
        assertThat(times.overlaps()).isEqualTo(2);
    }

    @Test
    void countsNoChangeForATimeThatSaysItsOffset() {
        Times times = new Times(ZURICH);
        assertThat(read(times, "2026-10-25T02:30:00+01:00"))
                .isEqualTo(Instant.parse("2026-10-25T01:30:00Z"));
        assertThat(times.overlaps()).isZero();
    }

    @Property(seed = "20160412")
    void readsEveryLocalTimeAsTheLibraryDoes(
            @ForAll @LongRange(min = -62_000_000_000L, max = 250_000_000_000L) long second,
            @ForAll @IntRange(max = 999) int millis,
            @ForAll boolean again) {
        for (String id :
                new String[] {
                    "Europe/Zurich", "Australia/Lord_Howe", "America/St_Johns", "UTC", "Asia/Tokyo"
                }) {
            ZoneId zone = ZoneId.of(id);
            Times times = new Times(zone);
            LocalDateTime local =
                    LocalDateTime.ofEpochSecond(second, millis * 1_000_000, ZoneOffset.UTC);
            if (again) {
                // A time close by fills the remembered stretch.
                read(times, LOCAL.format(local.plusDays(100)));
            }
            assertThat(read(times, LOCAL.format(local)).toEpochMilli())
                    .isEqualTo(local.atZone(zone).toInstant().toEpochMilli());
        }
    }

    @Property(seed = "20160412")
    void readsTheHoursAroundEachChangeAsTheLibraryDoes(
            @ForAll @IntRange(min = 1990, max = 2037) int year,
            @ForAll @IntRange(max = 365 * 24 * 6) int tenMinutes) {
        ZoneId zone = ZoneId.of("America/New_York");
        Times times = new Times(zone);
        LocalDateTime local = LocalDateTime.of(year, 1, 1, 0, 0).plusMinutes(10L * tenMinutes);
        for (int i = 0; i < 50; i++) {
            LocalDateTime time = local.plusMinutes(10L * i);
            assertThat(read(times, LOCAL.format(time)).toEpochMilli())
                    .isEqualTo(time.atZone(zone).toInstant().toEpochMilli());
        }
    }

    @Property(seed = "20160412")
    void readsEveryOffsetTimeAsTheLibraryDoes(
            @ForAll @LongRange(min = -60_000_000_000L, max = 250_000_000_000L) long second,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
        OffsetDateTime time =
                Instant.ofEpochSecond(second)
                        .atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        assertThat(read(new Times(ZURICH), text)).isEqualTo(time.toInstant());
    }
}
