package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.DAY;
import static org.wearablecoach.loop.Device.HOUR;
import static org.wearablecoach.loop.Device.MINUTE;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;

/** Who may be sent something, and what; the first failing reason is logged. */
class AvailabilityTest {

    private final Adapting person = new Adapting(Configs.sending(0.999));

    private static Element.Tick with(
            Element.Tick t, long sensorTime, long newestSignal, long newestWorn, long driving) {
        return new Element.Tick(
                t.userId(),
                t.ingestTime(),
                sensorTime,
                t.decisionTime(),
                t.skipped(),
                newestSignal,
                newestWorn,
                driving,
                t.stepsClock());
    }

    /** Everything fails at once; then each reason is taken away, the first one first. */
    @Test
    void theFirstFailingReasonIsLoggedInTheDocumentedOrder() {
        Adapting all = new Adapting(Configs.sending(0.999));
        Element.Tick night = all.tickAt(13 * 60);
        long t = night.decisionTime();
        Element.Tick late = with(night, t - HOUR, t - HOUR, t - HOUR, t + 1);
        assertThat(all.decide(late).reason()).isEqualTo(Reason.NOT_ENROLLED);
        all.enrol("UTC");
        assertThat(all.decide(late).reason()).isEqualTo(Reason.LATE_SYNC);
        assertThat(all.decide(with(late, t, t - HOUR, t - HOUR, t + 1)).reason())
                .isEqualTo(Reason.STALE);
        assertThat(all.decide(with(late, t, t, t - HOUR, t + 1)).reason())
                .isEqualTo(Reason.NOT_WORN);
        assertThat(all.decide(with(late, t, t, t, t + 1)).reason()).isEqualTo(Reason.DRIVING);
        assertThat(all.decide(with(late, t, t, t, t)).reason()).isEqualTo(Reason.QUIET_HOURS);

        person.seated();
        assertThat(person.tick(60).chosen()).isEqualTo("move");
        person.minutes(60, 65, 0);
        assertThat(person.tick(65).reason()).isEqualTo(Reason.GAP);
    }

    @Test
    void anUnavailableRowHasProbabilityZeroAndNoDraw() {
        Decision row = person.tick(60);
        assertThat(row.available()).isFalse();
        assertThat(row.probability()).isZero();
        assertThat(row.draw()).isNaN();
        assertThat(row.drawCounter()).isEmpty();
        assertThat(row.chosen()).isNull();
        assertThat(row.type()).isEqualTo(DecisionType.POLICY);
        assertThat(person.out.recommendations).isEmpty();
    }

    @Test
    void withdrawnConsentEndsItAtOnce() {
        person.seated().consent(false, 59);
        assertThat(person.tick(60).reason()).isEqualTo(Reason.NOT_ENROLLED);
        person.consent(true, 61);
        assertThat(person.tick(65).reason()).isNull();
    }

    @Test
    void theGapAndTheDailyCapHold() {
        person.enrol("UTC").minutes(0, 5, 60);
        int minute = 5;
        while (minute < 12 * 60) {
            // A short walk every hour keeps the person awake.
            person.minutes(minute, minute + 5, minute % 60 == 0 ? 25 : 0);
            minute += 5;
            person.tick(minute);
        }
        long[] sent =
                person.out.recommendations.stream().mapToLong(r -> r.decisionTime()).toArray();
        assertThat(sent).hasSize(5);
        for (int i = 1; i < sent.length; i++) {
            assertThat(sent[i] - sent[i - 1]).isGreaterThanOrEqualTo(HOUR);
        }
        assertThat(person.out.decisions)
                .filteredOn(d -> d.reason() == Reason.CAP)
                .isNotEmpty()
                .allSatisfy(d -> assertThat(d.messagesToday()).isEqualTo(5));
    }

    @Test
    void quietHoursAreThoseOfTheLocalWallAlsoOnTheNightTheClocksChange() {
        // Clocks go forward in Berlin on 2024-03-31 at 01:00 UTC: 07:00 local is 05:00 UTC.
        for (String[] point :
                new String[][] {
                    {"2024-03-30T20:55:00Z", "21:55", ""},
                    {"2024-03-30T21:00:00Z", "22:00", "quiet"},
                    {"2024-03-31T04:55:00Z", "06:55", "quiet"},
                    {"2024-03-31T05:00:00Z", "07:00", ""},
                    {"2024-03-30T05:55:00Z", "06:55", "quiet"},
                    {"2024-03-30T06:00:00Z", "07:00", ""},
                }) {
            Adapting one = new Adapting(Configs.usual()).enrol("Europe/Berlin");
            long time = Instant.parse(point[0]).toEpochMilli();
            Decision row =
                    one.decide(
                            new Element.Tick(
                                    Adapting.USER,
                                    time,
                                    time,
                                    time,
                                    0,
                                    time,
                                    time,
                                    Long.MIN_VALUE,
                                    time));
            assertThat(row.reason())
                    .as(point[1])
                    .isEqualTo(point[2].isEmpty() ? Reason.NO_CANDIDATE : Reason.QUIET_HOURS);
            String[] clock = point[1].split(":", -1);
            int minute = 60 * Integer.parseInt(clock[0]) + Integer.parseInt(clock[1]);
            assertThat(row.context())
                    .filteredOn(v -> v.name().equals("localMinute"))
                    .singleElement()
                    .satisfies(v -> assertThat(v.value()).isEqualTo(minute));
        }
    }

    private static @Nullable Reason reasonOf(Decision row, String intervention) {
        for (Candidate candidate : row.candidates()) {
            if (candidate.intervention().equals(intervention)) {
                return candidate.reason();
            }
        }
        throw new AssertionError(intervention + " is no candidate");
    }

    @Test
    void everyInterventionIsListedWithItsReason() {
        person.enrol("UTC");
        Decision asleep = person.tick(0);
        assertThat(asleep.candidates().stream().map(Candidate::intervention))
                .containsExactly("move", "check-glucose", "check-heart-rate");
        assertThat(reasonOf(asleep, "move")).isEqualTo(Reason.NOT_AWAKE);
        assertThat(reasonOf(asleep, "check-glucose")).isEqualTo(Reason.SAFETY_ONLY);
        assertThat(asleep.reason()).isEqualTo(Reason.NO_CANDIDATE);
        person.minutes(0, 20, 70);
        assertThat(reasonOf(person.tick(20), "move")).isEqualTo(Reason.NOT_SEDENTARY);
        person.minutes(20, 40, 150);
        assertThat(reasonOf(person.tick(40), "move")).isEqualTo(Reason.EXERCISING);
        person.minutes(40, 85, 0);
        Decision sitting = person.tick(85);
        assertThat(sitting.available()).isTrue();
        assertThat(sitting.candidates().get(0)).isEqualTo(new Candidate("move", null, 1));
        person.minutes(85, 170, 0);
        assertThat(reasonOf(person.tick(170), "move"))
                .as("two hours still")
                .isEqualTo(Reason.NOT_AWAKE);
    }

    @Test
    void aHardHeartIsExerciseToo() {
        person.enrol("UTC").minutes(0, 5, 60);
        for (int minute = 5; minute < 60; minute++) {
            person.heart(minute, minute < 50 ? 70 : 150).steps(minute, 0);
        }
        assertThat(reasonOf(person.tick(60), "move")).isEqualTo(Reason.EXERCISING);
    }

    @Test
    void aPhoneOnTheDeskDoesNotHideTheStepsOfTheWatch() {
        person.enrol("UTC");
        for (int minute = 0; minute < 60; minute++) {
            person.heart(minute, 80).steps(minute, 0, "phone").steps(minute, 70, "watch");
        }
        Decision row = person.tick(60);
        assertThat(reasonOf(row, "move")).isEqualTo(Reason.NOT_SEDENTARY);
        assertThat(row.context().get(0).value()).as("steps30").isEqualTo(30 * 70);
    }

    @Test
    void aMinuteWhoseStepsAreStillToComeIsNotCalledStill() {
        person.enrol("UTC").minutes(0, 58, 80).heart(58, 90).heart(59, 90);
        assertThat(person.tick(60).context())
                .filteredOn(v -> v.name().equals("activity"))
                .singleElement()
                .satisfies(
                        v ->
                                assertThat(v.value())
                                        .isEqualTo(org.wearablecoach.signals.Activity.WALK.code()));
    }

    @Test
    void whatWasNotObservedIsNotKnownToBeSedentary() {
        person.enrol("UTC").minutes(0, 5, 60).minutes(50, 60, 0);
        assertThat(reasonOf(person.tick(60), "move")).isEqualTo(Reason.NOT_SEDENTARY);
    }

    @Test
    void aMoveIsAMinuteOfMovementNotAWindowOfIt() {
        person.enrol("UTC");
        for (int w = 0; w < 12; w++) {
            person.motion(w / 12.0, w == 0 ? 1 : 0);
        }
        for (int minute = 1; minute < 60; minute++) {
            person.motion(minute, 0);
        }
        assertThat(reasonOf(person.tick(60), "move"))
                .as("five seconds of walking in an hour")
                .isEqualTo(Reason.NOT_AWAKE);
    }

    @Test
    void aMoveIsRememberedWhenItsMinuteIsNoLongerKept() {
        person.enrol("UTC").minutes(0, 1, 60).minutes(1, 100, 0);
        Decision row = person.tick(100);
        assertThat(row.context().get(1).name()).isEqualTo("minutesSinceMove");
        assertThat(row.context().get(1).value()).isEqualTo(99);
        assertThat(reasonOf(row, "move")).isNull();
    }

    // --- safety ---------------------------------------------------------------------------------

    @Test
    void aLowGlucoseIsADecisionOfItsOwnAndForced() {
        person.seated().glucose(59.5, 65);
        Decision row = person.out.decisions.get(0);
        assertThat(row.type()).isEqualTo(DecisionType.SAFETY);
        assertThat(row.trigger()).isEqualTo(Trigger.WINDOW);
        assertThat(row.chosen()).isEqualTo("check-glucose");
        assertThat(row.probability()).isEqualTo(1);
        assertThat(row.draw()).isNaN();
        assertThat(person.out.recommendations).hasSize(1);
        assertThat(person.out.recommendations.get(0).text()).doesNotContainIgnoringCase("eat");
        Decision tick = person.tick(60);
        assertThat(tick.messagesToday()).as("outside cap and gap").isZero();
        assertThat(tick.lastMessageTime()).isNull();
        assertThat(tick.dosage()).as("but it reached the person").isGreaterThan(0.9);
    }

    @Test
    void itIsNotAskedAgainWithinHalfAnHour() {
        person.seated();
        for (int minute = 60; minute <= 130; minute += 5) {
            person.glucose(minute, 60);
        }
        assertThat(
                        person.out.decisions.stream()
                                .map(d -> (d.decisionTime() - Adapting.at(0)) / MINUTE))
                .containsExactly(60L, 90L, 120L);
    }

    @Test
    void itIsForcedInQuietHoursToo() {
        person.enrol("UTC").glucose(13 * 60, 60);
        assertThat(person.out.recommendations).hasSize(1);
    }

    @Test
    void nothingIsForcedWithoutConsentOrOnLateDataOrOnBackfill() {
        person.glucose(60, 60);
        person.seated().consent(false, 60).glucose(61, 60);
        person.consent(true, 62);
        person.delay = 10 * MINUTE + 1;
        person.glucose(70, 60);
        person.delay = 0;
        Element.Window w =
                person.window(
                        org.wearablecoach.event.SignalKind.GLUCOSE,
                        "cgm",
                        Adapting.at(75),
                        Adapting.at(75) + 1,
                        1,
                        0,
                        60);
        person.accept(
                new Element.Window(
                        w.userId(),
                        w.ingestTime(),
                        w.signal(),
                        w.device(),
                        w.start(),
                        w.end(),
                        w.clock(),
                        1,
                        1,
                        true,
                        w.features(),
                        0));
        assertThat(person.out.decisions).isEmpty();
    }

    @Test
    void aLowOrOldReadingForbidsTheSuggestionToMove() {
        assertThat(moveAfterReading(60, 5)).isEqualTo(Reason.SAFETY);
        assertThat(moveAfterReading(100, 5)).isNull();
        assertThat(moveAfterReading(60, 12)).as("low, 12 minutes old").isEqualTo(Reason.SAFETY);
        assertThat(moveAfterReading(100, 14)).as("still fresh").isNull();
        assertThat(moveAfterReading(100, 16)).as("too old to say").isEqualTo(Reason.SAFETY);
        assertThat(moveAfterReading(100, 23 * 60)).as("hours ago").isEqualTo(Reason.SAFETY);
        assertThat(moveAfterReading(100, 25 * 60)).as("a day ago: no sensor any more").isNull();
    }

    private static @Nullable Reason moveAfterReading(double mgDl, int minutesAgo) {
        Adapting one = new Adapting(Configs.usual());
        one.enrol("UTC").glucose(60 - minutesAgo, mgDl);
        one.minutes(0, 5, 60).minutes(5, 60, 0);
        return reasonOf(one.tick(60), "move");
    }

    @Test
    void aSensorInTheProfileWithoutAReadingForbidsItToo() {
        person.profile(new Payload.Profile("UTC", "en", true, null, null, true));
        person.minutes(0, 5, 60).minutes(5, 60, 0);
        assertThat(reasonOf(person.tick(60), "move")).isEqualTo(Reason.SAFETY);
    }

    @Test
    void aDayLaterTheCapStartsAgain() {
        person.seated();
        person.tick(60);
        person.minutes(60 + 1440, 65 + 1440, 60).minutes(65 + 1440, 120 + 1440, 0);
        Decision next = person.tick(120 + 1440);
        assertThat(next.messagesToday()).isZero();
        assertThat(next.lastMessageTime()).isEqualTo(Adapting.at(60));
        assertThat(next.decisionTime() - Adapting.at(60)).isGreaterThan(DAY);
    }
}
