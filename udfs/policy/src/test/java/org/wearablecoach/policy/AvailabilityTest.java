package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Reason;

class AvailabilityTest {

    private static final Availability RULES = Availability.DEFAULT;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final long NOON = at(BERLIN, 2024, 5, 14, 12, 0);

    private static long at(ZoneId zone, int year, int month, int day, int hour, int minute) {
        return ZonedDateTime.of(year, month, day, hour, minute, 0, 0, zone)
                .toInstant()
                .toEpochMilli();
    }

    private static Availability.Context available(long time) {
        return new Availability.Context(
                true,
                true,
                time,
                time,
                time,
                time,
                true,
                false,
                BERLIN,
                false,
                false,
                MessageCount.NONE,
                1);
    }

    @Test
    void isAvailableWhenNothingFails() {
        assertThat(RULES.firstFailing(available(NOON))).isNull();
    }

    @Test
    void namesTheFirstFailingReasonInTheDocumentedOrder() {
        long night = at(BERLIN, 2024, 5, 14, 23, 0);
        MessageCount busy = new MessageCount(night - 60_000, LocalClock.day(BERLIN, night), 5);
        long late = night + 600_001;
        long old = night - 600_000;
        // Everything fails; then one rule after the other is satisfied.
        assertThat(fail(false, late, old, false, true, night, busy)).isEqualTo(Reason.NOT_ENROLLED);
        assertThat(fail(true, late, old, false, true, night, busy)).isEqualTo(Reason.LATE_SYNC);
        assertThat(fail(true, night, old, false, true, night, busy)).isEqualTo(Reason.STALE);
        assertThat(fail(true, night, night, false, true, night, busy)).isEqualTo(Reason.NOT_WORN);
        assertThat(fail(true, night, night, true, true, night, busy)).isEqualTo(Reason.DRIVING);
        assertThat(fail(true, night, night, true, false, night, busy))
                .isEqualTo(Reason.QUIET_HOURS);
        MessageCount recent = new MessageCount(NOON - 60_000, LocalClock.day(BERLIN, NOON), 5);
        assertThat(fail(true, NOON, NOON, true, false, NOON, recent)).isEqualTo(Reason.GAP);
        MessageCount capped = new MessageCount(NOON - 3_600_000, LocalClock.day(BERLIN, NOON), 5);
        assertThat(fail(true, NOON, NOON, true, false, NOON, capped)).isEqualTo(Reason.CAP);
        assertThat(fail(true, NOON, NOON, true, false, NOON, MessageCount.NONE))
                .isEqualTo(Reason.NO_CANDIDATE);
    }

    private static @org.jspecify.annotations.Nullable Reason fail(
            boolean consent,
            long ingest,
            long newest,
            boolean worn,
            boolean driving,
            long time,
            MessageCount messages) {
        return RULES.firstFailing(
                new Availability.Context(
                        true, consent, time, time, ingest, newest, worn, driving, BERLIN, false,
                        false, messages, 0));
    }

    @Test
    void needsEnrolmentAndConsent() {
        assertThat(
                        RULES.firstFailing(
                                new Availability.Context(
                                        false,
                                        true,
                                        NOON,
                                        NOON,
                                        NOON,
                                        NOON,
                                        true,
                                        false,
                                        BERLIN,
                                        false,
                                        false,
                                        MessageCount.NONE,
                                        1)))
                .isEqualTo(Reason.NOT_ENROLLED);
    }

    @Test
    void isLateAfterTheLimitAndNotAtIt() {
        assertThat(RULES.lateSync(NOON, NOON + 600_000)).isFalse();
        assertThat(RULES.lateSync(NOON, NOON + 600_001)).isTrue();
    }

    @Test
    void isStaleWithoutASignalAndAtTheLimit() {
        assertThat(fail(true, NOON, Long.MIN_VALUE, true, false, NOON, MessageCount.NONE))
                .isEqualTo(Reason.STALE);
        assertThat(fail(true, NOON, NOON - 600_000, true, false, NOON, MessageCount.NONE))
                .isEqualTo(Reason.STALE);
        assertThat(fail(true, NOON, NOON - 599_999, true, false, NOON, MessageCount.NONE))
                .isEqualTo(Reason.NO_CANDIDATE);
    }

    @Test
    void quietHoursCrossMidnight() {
        QuietHours night = QuietHours.DEFAULT;
        assertThat(night.contains(LocalTime.of(21, 59, 59))).isFalse();
        assertThat(night.contains(LocalTime.of(22, 0))).isTrue();
        assertThat(night.contains(LocalTime.MIDNIGHT)).isTrue();
        assertThat(night.contains(LocalTime.of(6, 59, 59))).isTrue();
        assertThat(night.contains(LocalTime.of(7, 0))).isFalse();
        QuietHours siesta = new QuietHours(LocalTime.of(13, 0), LocalTime.of(15, 0));
        assertThat(siesta.contains(LocalTime.of(14, 0))).isTrue();
        assertThat(siesta.contains(LocalTime.of(15, 0))).isFalse();
        assertThat(siesta.contains(LocalTime.of(1, 0))).isFalse();
        QuietHours none = new QuietHours(LocalTime.NOON, LocalTime.NOON);
        assertThat(none.contains(LocalTime.NOON)).isFalse();
    }

    @Test
    void quietHoursFollowTheWallClockThroughDaylightSaving() {
        // Berlin leaves 2024-03-31 02:00 for 03:00: 05:00 UTC is 06:00 before and 07:00 after it.
        assertThat(RULES.quiet(BERLIN, at(UTC, 2024, 3, 30, 5, 30))).isTrue();
        assertThat(RULES.quiet(BERLIN, at(UTC, 2024, 3, 31, 5, 30))).isFalse();
        // And back on 2024-10-27: 05:30 UTC is 07:30 before and 06:30 after it.
        assertThat(RULES.quiet(BERLIN, at(UTC, 2024, 10, 26, 5, 30))).isFalse();
        assertThat(RULES.quiet(BERLIN, at(UTC, 2024, 10, 27, 5, 30))).isTrue();
    }

    @Test
    void anExemptInterventionMaySendInQuietHours() {
        long night = at(BERLIN, 2024, 5, 14, 22, 10);
        Availability.Context context =
                new Availability.Context(
                        true,
                        true,
                        night,
                        night,
                        night,
                        night,
                        true,
                        false,
                        BERLIN,
                        false,
                        true,
                        MessageCount.NONE,
                        1);
        assertThat(RULES.firstFailing(context)).isNull();
    }

    @Test
    void outsideOfABudgetsBlockItIsAsQuietAsAtNight() {
        long early = at(BERLIN, 2024, 5, 14, 8, 0);
        for (boolean exempt : new boolean[] {false, true}) {
            Availability.Context context =
                    new Availability.Context(
                            true,
                            true,
                            early,
                            early,
                            early,
                            early,
                            true,
                            false,
                            BERLIN,
                            true,
                            exempt,
                            MessageCount.NONE,
                            1);
            assertThat(RULES.firstFailing(context)).isEqualTo(exempt ? null : Reason.QUIET_HOURS);
        }
    }

    @Test
    void theNightOfAnExemptMessageBeginsWithTheBlockThatEnds() {
        Budget nineToNine = Budget.HEARTSTEPS;
        QuietTime plain = new QuietTime(QuietHours.DEFAULT, null);
        QuietTime block = new QuietTime(QuietHours.DEFAULT, nineToNine);
        LocalTime evening = LocalTime.of(21, 30);
        assertThat(plain.contains(evening)).isFalse();
        assertThat(block.contains(evening)).isTrue();
        assertThat(block.contains(LocalTime.of(8, 59))).isTrue();
        assertThat(block.contains(LocalTime.of(9, 0))).isFalse();
        assertThat(block.contains(LocalTime.of(20, 59))).isFalse();
        // Until 23:00: also where the block ended at 21:00, and not in the morning after.
        LocalTime eleven = LocalTime.of(23, 0);
        assertThat(block.isBefore(eleven, evening)).isTrue();
        assertThat(block.isBefore(eleven, LocalTime.of(23, 0))).isFalse();
        assertThat(block.isBefore(eleven, LocalTime.of(8, 30))).isFalse();
        assertThat(plain.isBefore(eleven, LocalTime.of(22, 59))).isTrue();
        assertThat(plain.isBefore(eleven, LocalTime.of(1, 0))).isFalse();
        assertThat(plain.isBefore(LocalTime.of(1, 30), LocalTime.of(1, 0))).isTrue();
        // A block that ends within the quiet hours does not change when they begin.
        QuietTime wide = new QuietTime(QuietHours.DEFAULT, new Budget(1, 6, 24, 0.005, 0.2, 4));
        assertThat(wide.isBefore(eleven, LocalTime.of(22, 30))).isTrue();
        assertThat(wide.isBefore(eleven, LocalTime.of(0, 30))).isFalse();
    }

    @Test
    void theGapEndsAfterSixtyMinutes() {
        long day = LocalClock.day(BERLIN, NOON);
        assertThat(
                        fail(
                                true,
                                NOON,
                                NOON,
                                true,
                                false,
                                NOON,
                                new MessageCount(NOON - 3_599_999, day, 1)))
                .isEqualTo(Reason.GAP);
        assertThat(
                        fail(
                                true,
                                NOON,
                                NOON,
                                true,
                                false,
                                NOON,
                                new MessageCount(NOON - 3_600_000, day, 1)))
                .isEqualTo(Reason.NO_CANDIDATE);
    }

    @Test
    void theCapStartsAgainAtLocalMidnight() {
        long evening = at(BERLIN, 2024, 5, 14, 21, 0);
        MessageCount five = new MessageCount(evening, LocalClock.day(BERLIN, evening), 5);
        // 21:30 UTC is 23:30 in Berlin, the same day; 22:30 UTC is the next one.
        assertThat(five.today(BERLIN, at(UTC, 2024, 5, 14, 21, 30))).isEqualTo(5);
        assertThat(five.today(BERLIN, at(UTC, 2024, 5, 14, 22, 30))).isZero();
        assertThat(five.sent(BERLIN, at(UTC, 2024, 5, 14, 22, 30)).count()).isEqualTo(1);
    }

    @Test
    void theCapDoesNotStartAgainForWhoMeetsADateTwice() {
        ZoneId honolulu = ZoneId.of("Pacific/Honolulu");
        ZoneId auckland = ZoneId.of("Pacific/Auckland");
        long time = at(auckland, 2024, 5, 14, 12, 0);
        MessageCount four = new MessageCount(time, LocalClock.day(auckland, time), 4);
        MessageCount five = four.sent(honolulu, time + 3_600_000);
        assertThat(five.count()).isEqualTo(5);
        assertThat(five.today(auckland, time + 7_200_000)).isEqualTo(5);
    }

    @Test
    void refusesNegativeLimits() {
        assertThatThrownBy(() -> new Availability(-1, 0, QuietHours.DEFAULT, 0, 0))
                .hasMessageContaining("delay -1 ms");
    }
}
