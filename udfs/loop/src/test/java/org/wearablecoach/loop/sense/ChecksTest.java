package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.DAY;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.beats;
import static org.wearablecoach.loop.Device.enrolled;
import static org.wearablecoach.loop.Device.glucose;
import static org.wearablecoach.loop.Device.heartRate;
import static org.wearablecoach.loop.Device.motion;
import static org.wearablecoach.loop.Device.status;
import static org.wearablecoach.loop.Device.steps;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.SignalOptions;

/** What is refused, why, and in which order it is asked. */
class ChecksTest {

    private final Sensing sensing = new Sensing();
    private final Device watch = new Device();

    /** Numbers records of one watch. */
    private static final class Device {
        private final org.wearablecoach.loop.Device device =
                new org.wearablecoach.loop.Device("p", "watch");

        Received at(long time, Payload payload) {
            return device.at(time, payload);
        }
    }

    private static Received record(long number, long time, long ingest, Payload payload) {
        return new org.wearablecoach.loop.Device("p", "watch")
                .numbered(number, time, ingest, payload);
    }

    private static LoopConfig atMost(int records) {
        LoopConfig c = LoopConfig.defaults();
        SignalOptions s = c.signals();
        return new LoopConfig(
                new SignalOptions(
                        s.disorder(),
                        s.futureLimit(),
                        s.oldestAccepted(),
                        s.backfillHorizon(),
                        s.maxDevices(),
                        records,
                        s.minimumCoverage(),
                        s.maximumArtefacts(),
                        s.forgetBuffersAfter(),
                        s.forgetPersonAfter()),
                c.models(),
                c.decision(),
                c.safety(),
                c.policy(),
                c.reward(),
                c.interventions());
    }

    @Test
    void refusesWhatIsMoreThanTheRateOfAMinuteAndAcceptsAgainInTheNext() {
        Sensing flood = new Sensing(atMost(100));
        for (int i = 0; i < 100; i++) {
            assertThat(flood.accept(watch.at(START + i, heartRate(60))))
                    .isEqualTo(Disposition.USED);
        }
        assertThat(flood.accept(watch.at(START + 100, heartRate(-1))))
                .isEqualTo(Disposition.DEAD_LETTER);
        assertThat(flood.causes()).containsExactly(Cause.RATE);
        assertThat(flood.accept(watch.at(START + MINUTE, heartRate(60))))
                .isEqualTo(Disposition.USED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, START - 40 * DAY, START + 40 * DAY})
    void whoWithdrawsOrWantsToBeForgottenIsHeardWhateverTheClockOfTheDevice(long time) {
        sensing.accept(record(0, time, START, new Payload.Consent(false)));
        sensing.accept(record(1, time, START, new Payload.Erase()));
        sensing.accept(record(2, time, START, new Payload.Consent(true)));
        assertThat(sensing.causes())
                .as("giving consent can wait for a clock that is right")
                .containsExactly(time > START ? Cause.FUTURE : Cause.TOO_OLD);
    }

    @Test
    void aRecordIsCalledImpossibleBeforeItsTimeIsLookedAt() {
        sensing.accept(record(0, START + DAY, START, heartRate(0)));
        assertThat(sensing.causes()).containsExactly(Cause.IMPOSSIBLE);
    }

    @Test
    void theTimeIsJudgedBeforeTheNumber() {
        sensing.accept(record(7, START, START, heartRate(60)));
        sensing.accept(record(7, START + 11 * MINUTE, START, heartRate(60)));
        sensing.accept(record(7, START - 32 * DAY, START, heartRate(60)));
        assertThat(sensing.causes()).containsExactly(Cause.FUTURE, Cause.TOO_OLD);
    }

    @Test
    void theNumberIsJudgedBeforeTheKindAndLateness() {
        sensing.accept(record(0, START, START, heartRate(60)));
        sensing.accept(record(1, START + 10 * MINUTE, START + 10 * MINUTE, heartRate(60)));
        assertThat(sensing.accept(record(1, START, START + 10 * MINUTE, new Payload.Unknown())))
                .isEqualTo(Disposition.DEAD_LETTER);
        assertThat(sensing.accept(record(0, START, START + 10 * MINUTE, heartRate(60))))
                .isEqualTo(Disposition.DUPLICATE);
        assertThat(sensing.causes()).containsExactly(Cause.CONFLICT);
    }

    @Test
    void aKindThatIsNotKnownIsIgnoredAndMovesNoClock() {
        sensing.accept(watch.at(START, heartRate(60)));
        assertThat(sensing.accept(watch.at(START + 9 * MINUTE, new Payload.Unknown())))
                .isEqualTo(Disposition.IGNORED);
        assertThat(sensing.accept(watch.at(START + 9 * MINUTE, status("STRESS", 30))))
                .isEqualTo(Disposition.IGNORED);
        assertThat(sensing.out).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                Long.MIN_VALUE,
                Long.MIN_VALUE + START,
                Long.MIN_VALUE + 1,
                0,
                START - 31 * DAY - 1
            })
    void aTimeFarInThePastIsTooOldHoweverFar(long time) {
        sensing.accept(record(0, time, START, heartRate(60)));
        assertThat(sensing.causes()).containsExactly(Cause.TOO_OLD);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 4_070_908_800_000L, START + 10 * MINUTE + 1})
    void aTimeFarInTheFutureMovesNoClock(long time) {
        sensing.accept(record(0, time, START, heartRate(60)));
        assertThat(sensing.causes()).containsExactly(Cause.FUTURE);
        assertThat(sensing.accept(record(1, START, START, heartRate(60))))
                .isEqualTo(Disposition.USED);
        assertThat(sensing.ticks()).isEmpty();
    }

    @Test
    void theLimitsThemselvesAreAccepted() {
        assertThat(sensing.accept(record(0, START - 31 * DAY, START, heartRate(60))))
                .isEqualTo(Disposition.USED);
        assertThat(sensing.accept(record(1, START + 10 * MINUTE, START, heartRate(60))))
                .isEqualTo(Disposition.USED);
    }

    @Test
    void aChunkWhoseEndLiesTooFarInTheFutureIsFuture() {
        // 6,000 samples at 1 Hz end 100 minutes after they start.
        sensing.accept(record(0, START, START, motion(1, 6000, 0)));
        assertThat(sensing.causes()).containsExactly(Cause.FUTURE);
    }

    @Test
    void everyKindIsHeldToItsDocumentedRange() {
        String tooLong = "x".repeat(100_000);
        Payload[] impossible = {
            heartRate(-1),
            heartRate(Double.NaN),
            beats(),
            beats(100),
            new Payload.Acceleration(25, Float.NaN, new byte[6]),
            new Payload.Acceleration(25, 0.001f, new byte[5]),
            glucose(Double.NaN),
            steps(-1),
            status("ON_WRIST", Double.POSITIVE_INFINITY),
            status("", 1),
            enrolled("Mars/Olympus"),
            new Payload.Profile("UTC", "", true, null, null, false),
            new Payload.Profile("UTC", tooLong, true, null, null, false),
            new Payload.Profile("UTC", "en", true, 10f, null, false),
            new Payload.Profile("UTC", "en", true, Float.NaN, null, false),
            new Payload.Profile("UTC", "en", true, null, Float.POSITIVE_INFINITY, false),
            new Payload.Profile("UTC", "en", true, 100f, 90f, false),
            new Payload.Interaction("", InteractionKind.OPENED),
            new Payload.Interaction(tooLong, InteractionKind.OPENED),
        };
        for (Payload payload : impossible) {
            assertThat(sensing.accept(watch.at(START, payload)))
                    .as("%s", payload.getClass().getSimpleName())
                    .isEqualTo(Disposition.DEAD_LETTER);
        }
        assertThat(sensing.causes()).hasSize(impossible.length).containsOnly(Cause.IMPOSSIBLE);
    }

    @Test
    void namesHaveALength() {
        Received[] wrong = {
            new Received(new Telemetry("", "w", 0, 0, START, heartRate(60)), START, -1, 0),
            new Received(
                    new Telemetry("p".repeat(129), "w", 0, 0, START, heartRate(60)), START, -1, 0),
            new Received(new Telemetry("p", "", 0, 0, START, heartRate(60)), START, -1, 0),
            new Received(
                    new Telemetry("p", "w".repeat(65), 0, 0, START, heartRate(60)), START, -1, 0)
        };
        for (Received received : wrong) {
            sensing.accept(received);
        }
        assertThat(sensing.causes()).hasSize(4).containsOnly(Cause.IMPOSSIBLE);
    }

    @Test
    void noDeadLetterHoldsAValue() {
        sensing.accept(record(0, START, START, heartRate(999)));
        sensing.accept(record(0, START + DAY, START, heartRate(61)));
        sensing.accept(record(0, START, START, heartRate(62)));
        sensing.accept(record(0, START, START, heartRate(63)));
        assertThat(sensing.causes())
                .containsExactly(Cause.IMPOSSIBLE, Cause.FUTURE, Cause.CONFLICT);
        for (Element.Refused refused : sensing.all(Element.Refused.class)) {
            assertThat(refused.letter().detail())
                    .doesNotContain("999", "61", "62", "63")
                    .doesNotContain(Long.toString(START));
            assertThat(refused.letter().topic()).isEqualTo("telemetry");
            assertThat(refused.letter().raw()).isNull();
        }
    }

    @Test
    void aPersonOnTwoPartitionsIsCounted() {
        for (int partition : new int[] {3, 3, 5, 3, 3}) {
            Telemetry t = watch.at(START, heartRate(60)).telemetry();
            sensing.accept(new Received(t, START, partition, 0));
        }
        assertThat(sensing.sense.severalPartitions()).isEqualTo(2);
    }

    @Test
    void aHeartRateOfNoReadingNeverBecomesOne() {
        sensing.accept(watch.at(START, status("NO_READING", 1)));
        sensing.accept(watch.at(START + 6 * MINUTE, status("NO_READING", 1)));
        assertThat(sensing.windows(org.wearablecoach.event.SignalKind.HEART_RATE)).isEmpty();
        assertThat(sensing.ticks()).hasSize(1);
        assertThat(sensing.ticks().get(0).newestWorn()).isEqualTo(PersonClock.NEVER);
        assertThat(sensing.ticks().get(0).newestSignal()).isEqualTo(PersonClock.NEVER);
    }

    @Test
    void driveAndWristAreTakenFromTheStatus() {
        sensing.accept(watch.at(START, status("ON_WRIST", 1)));
        sensing.accept(watch.at(START + SECOND, status("DRIVING", 1)));
        sensing.accept(watch.at(START + 2 * SECOND, status("ON_WRIST", 0)));
        sensing.accept(watch.at(START + 5 * MINUTE, status("NO_READING", 0)));
        assertThat(sensing.ticks().get(0).newestWorn()).isEqualTo(START);
        assertThat(sensing.ticks().get(0).drivingUntil()).isEqualTo(START + SECOND + 10 * MINUTE);
        sensing.accept(watch.at(START + 6 * MINUTE, status("DRIVING", 0)));
        sensing.accept(watch.at(START + 10 * MINUTE, status("NO_READING", 0)));
        assertThat(sensing.ticks().get(1).drivingUntil()).isEqualTo(START + 6 * MINUTE);
    }

    @Test
    void anOlderEndOfDrivingDoesNotEndTheNewerDrive() {
        sensing.accept(watch.at(START + MINUTE, status("DRIVING", 1)));
        sensing.accept(record(99, START, START + MINUTE, status("DRIVING", 0)));
        sensing.accept(watch.at(START + 5 * MINUTE, status("NO_READING", 0)));
        assertThat(sensing.ticks().get(0).drivingUntil()).isEqualTo(START + 11 * MINUTE);
    }
}
