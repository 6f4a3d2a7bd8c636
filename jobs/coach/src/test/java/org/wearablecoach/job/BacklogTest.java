package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.files.Timed;
import org.wearablecoach.loop.sense.Disposition;

/**
 * Two watches are offline for six hours and send everything at once. Ann has a phone that was live
 * all the time, Eve has nothing but her watch, and Ben has nothing to do with it.
 */
class BacklogTest {

    private static final String PREFIX = "backlog";
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant LOST = START.plus(Duration.ofHours(1));
    private static final Instant BACK = LOST.plus(Duration.ofHours(6));
    private static final Instant END = BACK.plus(Duration.ofHours(2));
    private static final long LATE_SYNC_MILLIS = Duration.ofMinutes(10).toMillis();

    /** Nearly every second decision sends, so that "nothing is sent" says something. */
    private static final String[] SETTINGS = {
        "--policy.probability", "0.5",
        "--policy.upperBound", "0.8",
        "--decision.gap", "PT5M",
        "--decision.cap", "1000"
    };

    private static JobFixture fixture;
    private static List<Timed> records;
    private static JobFixture.Run run;
    private static Outcome without;

    @BeforeAll
    static void runOnce() throws Exception {
        records = recording().read();
        List<Timed> live = new ArrayList<>();
        for (Timed timed : records) {
            if (timed.ingestTime() - timed.telemetry().sensorTime() == 0
                    && !timed.telemetry().userId().equals("eve")) {
                live.add(timed);
            }
        }
        fixture = new JobFixture();
        fixture.publish(PREFIX, records);
        run = fixture.job(PREFIX, 2, new Configuration(), SETTINGS);
        without = JobFixture.edge(fixture.config(PREFIX, SETTINGS), live);
    }

    @AfterAll
    static void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static CsvRecording recording() {
        CsvRecording csv = new CsvRecording();
        for (Instant time = START; time.isBefore(END); time = time.plusSeconds(5)) {
            boolean offline = !time.isBefore(LOST) && time.isBefore(BACK);
            for (String user : List.of("ann", "eve", "ben")) {
                Instant ingest = offline && !user.equals("ben") ? BACK : time;
                csv.add(user, "watch", time, ingest, "heart-rate", 60 + time.getEpochSecond() % 7);
                if (time.getEpochSecond() % 60 == 0) {
                    csv.add(user, "watch", time, ingest, "steps", stepsAt(time));
                    if (!user.equals("eve")) {
                        csv.live(user, "phone", time, "steps", stepsAt(time));
                    }
                }
            }
        }
        return csv;
    }

    /** Five minutes of walking at each even hour. */
    private static int stepsAt(Instant time) {
        long minute = Duration.between(START, time).toMinutes();
        return minute % 120 < 5 ? 100 : 0;
    }

    @Test
    void noRecordIsLost() {
        assertThat(run.outcome().letters).isEmpty();
        assertThat(run.count(Disposition.USED)).isEqualTo(records.size());
        assertThat(records.stream().filter(t -> t.ingestTime() == BACK.toEpochMilli()).count())
                .as("six hours of two watches, and what else came at that moment")
                .isGreaterThan(2 * 6 * 720 + 6 * 60);
    }

    @Test
    void everySampleIsInAWindow() {
        // The last minute is still open when the recording ends; of the steps, which come at the
        // full minute, also the one before.
        long closed = Duration.between(START, END).toMinutes() - 1;
        for (String user : List.of("ann", "eve", "ben")) {
            assertThat(samples(user, "watch", SignalKind.HEART_RATE)).isEqualTo(12 * closed);
            assertThat(samples(user, "watch", SignalKind.STEPS)).isEqualTo(closed - 1);
            assertThat(samples(user, "phone", SignalKind.STEPS))
                    .isEqualTo(user.equals("eve") ? 0 : closed - 1);
        }
        assertThat(steps("eve"))
                .as("steps that were walked while the watch was offline count")
                .isEqualTo(steps("ben"))
                .isEqualTo(5 * 500);
        assertThat(steps("ann")).isEqualTo(5 * 500);
    }

    private static long samples(String user, String device, SignalKind signal) {
        return scores(user, device, signal).stream().mapToLong(WindowScore::samples).sum();
    }

    private static long steps(String user) {
        return scores(user, "watch", SignalKind.STEPS).stream()
                .mapToLong(score -> (long) score.features().get(0).value())
                .sum();
    }

    private static List<WindowScore> scores(String user, String device, SignalKind signal) {
        return run.outcome().scores.stream()
                .filter(score -> score.userId().equals(user))
                .filter(score -> score.device().equals(device) && score.signal() == signal)
                .toList();
    }

    @Test
    void ticksOfTheBacklogAreLoggedAndNotActedOn() {
        List<Decision> late =
                run.outcome().decisions.stream()
                        .filter(d -> d.ingestTime() - d.sensorTime() > LATE_SYNC_MILLIS)
                        .toList();
        assertThat(late)
                .allSatisfy(
                        decision -> {
                            assertThat(decision.userId()).isEqualTo("eve");
                            assertThat(decision.available()).isFalse();
                            assertThat(decision.reason()).isEqualTo(Reason.LATE_SYNC);
                            assertThat(decision.probability()).isZero();
                            assertThat(decision.chosen()).isNull();
                            assertThat(decision.ingestTime()).isEqualTo(BACK.toEpochMilli());
                        });
        // From 09:00, the first that her lost watch reached, to the last that is too old.
        assertThat(late).hasSize((int) (6 * 12 - LATE_SYNC_MILLIS / 300_000));
    }

    @Test
    void nothingIsSentForThePast() {
        assertThat(run.outcome().recommendations)
                .isNotEmpty()
                .allSatisfy(
                        sent ->
                                assertThat(sent.ingestTime() - sent.decisionTime())
                                        .isBetween(0L, LATE_SYNC_MILLIS));
        assertThat(run.outcome().recommendations)
                .extracting(Recommendation::userId)
                .contains("ann", "eve", "ben");
    }

    @Test
    void thePhoneOfThePersonDecidesAsIfTheWatchHadNotComeBack() {
        Predicate<Decision> before =
                d -> d.userId().equals("ann") && d.ingestTime() < BACK.toEpochMilli();
        assertThat(texts(run.outcome(), before))
                .hasSizeGreaterThan(80)
                .isEqualTo(texts(without, before));
        assertThat(run.outcome().decisions)
                .filteredOn(d -> d.userId().equals("ann"))
                .as("the backlog makes no decision points of its own")
                .hasSize((int) Duration.between(START, END).toMinutes() / 5 - 1)
                .noneMatch(d -> d.reason() == Reason.LATE_SYNC);
    }

    @Test
    void anotherPersonIsNotAffectedAtAll() {
        Map<String, String> expected = ofBen(without);
        assertThat(expected.size()).isGreaterThan(600);
        assertThat(ofBen(run.outcome())).isEqualTo(expected);
    }

    @Test
    void theEdgeSaysTheSame() {
        assertThat(run.outcome().rows())
                .isEqualTo(JobFixture.edge(fixture.config(PREFIX, SETTINGS), records).rows());
    }

    private static Map<String, String> texts(Outcome outcome, Predicate<Decision> wanted) {
        Map<String, String> all = outcome.rows();
        Map<String, String> texts = new TreeMap<>();
        for (Decision decision : outcome.decisions) {
            if (wanted.test(decision)) {
                String id = "decision/" + decision.decisionId();
                texts.put(id, String.valueOf(all.get(id)));
            }
        }
        return texts;
    }

    private static Map<String, String> ofBen(Outcome outcome) {
        Map<String, String> rows = outcome.rows();
        rows.values().removeIf(text -> !text.contains("\"userId\":\"ben\""));
        return rows;
    }
}
