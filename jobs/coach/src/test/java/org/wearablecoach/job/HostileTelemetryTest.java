package org.wearablecoach.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wearablecoach.avro.Glucose;
import org.wearablecoach.avro.HeartRate;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.files.Timed;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.operators.SenseFunction;

/**
 * Whatever is published, the job goes on: each bad record is in the dead letters with its cause and
 * position, and a person who sends good ones sees nothing of it.
 */
class HostileTelemetryTest {

    private static final String PREFIX = "hostile";
    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
    private static final int MINUTES = 90;
    private static final long AT = START.plusSeconds(45 * 60).toEpochMilli();

    private static final int RATE_LIMIT = 300;
    private static final int FLOOD = 400;

    private static final String[] SETTINGS = {
        "--signals.maxRecordsPerMinute", Integer.toString(RATE_LIMIT)
    };

    private static final RecordFormat<Telemetry> FORMAT = RecordFormat.telemetry();

    /** What is expected in the dead letters, by place. */
    private static final Map<JobFixture.Place, Cause> EXPECTED = new HashMap<>();

    /** Whose record it was, by place, where that could be read. */
    private static final Map<JobFixture.Place, String> PERSONS = new HashMap<>();

    private static final Map<Disposition, Integer> CLASSES = new HashMap<>();

    private static JobFixture fixture;
    private static JobFixture.Run run;
    private static List<TopicReader.Entry<DeadLetter>> letters;
    private static List<Timed> good;

    @BeforeAll
    static void runOnce() throws Exception {
        fixture = new JobFixture();
        fixture.create(PREFIX);
        CsvRecording csv = new CsvRecording();
        for (int minute = 0; minute < MINUTES; minute++) {
            Instant time = START.plusSeconds(60L * minute);
            csv.live("ann", "watch", time, "heart-rate", 62);
            csv.live("ann", "watch", time, "steps", minute < 5 ? 100 : 0);
        }
        good = csv.read();
        boolean sent = false;
        for (Timed timed : good) {
            if (!sent && timed.ingestTime() >= AT) {
                publishTheBad();
                sent = true;
            }
            used(timed.telemetry(), timed.ingestTime());
        }
        run = fixture.jobToDeadLetterTopic(PREFIX, 2, new Configuration(), SETTINGS);
        letters = fixture.deadLetters(PREFIX);
    }

    @AfterAll
    static void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static void publishTheBad() throws Exception {
        // Clocks that are wrong.
        refused(Cause.TOO_OLD, heartRate("ben", 0, 0, 60), AT);
        refused(Cause.FUTURE, heartRate("ben", 1, millis("2099-01-01T00:00:00Z"), 60), AT);

        // A device that reboots counts from the start; a batch that is sent again is known.
        for (int again = 0; again < 2; again++) {
            for (int sequence = 0; sequence < 10; sequence++) {
                Telemetry first = steps("ben", 1, sequence, AT + sequence, 1);
                publish(again == 0 ? Disposition.USED : Disposition.DUPLICATE, first, AT);
            }
        }
        for (int sequence = 0; sequence < 10; sequence++) {
            used(steps("ben", 2, sequence, AT + 20 + sequence, 2), AT);
        }
        refused(Cause.CONFLICT, steps("ben", 2, 9, AT + 29, 17), AT);

        // A person on another partition than before. Order is not promised then, so these are
        // records whose order does not matter.
        int home = Partitioning.partitionFor("pia", JobFixture.PARTITIONS);
        used(onWrist(0), AT);
        JobFixture.Place astray =
                fixture.publishBytes(
                        PREFIX,
                        (home + 1) % JobFixture.PARTITIONS,
                        AT,
                        "pia".getBytes(UTF_8),
                        FORMAT.encode(onWrist(1)));
        assertThat(astray.partition()).isNotEqualTo(home);
        CLASSES.merge(Disposition.USED, 1, Integer::sum);
        used(onWrist(2), AT);

        // Keys and bytes.
        byte[] fine = FORMAT.encode(steps("ben", 2, 11, AT + 41, 1));
        undecoded(Cause.BAD_KEY, "eve".getBytes(UTF_8), fine);
        undecoded(Cause.BAD_KEY, null, fine);
        undecoded(Cause.UNREADABLE, "ben".getBytes(UTF_8), "{\"bpm\": 61}".getBytes(UTF_8));
        undecoded(Cause.UNREADABLE, "ben".getBytes(UTF_8), new byte[0]);
        undecoded(Cause.UNREADABLE, "ben".getBytes(UTF_8), null);
        undecoded(
                Cause.UNREADABLE,
                "ben".getBytes(UTF_8),
                java.util.Arrays.copyOf(fine, fine.length - 3));
        byte[] stranger = fine.clone();
        stranger[2] ^= 0x55;
        undecoded(Cause.UNKNOWN_SCHEMA, "ben".getBytes(UTF_8), stranger);
        undecoded(Cause.SEVERAL_PAYLOADS, "ben".getBytes(UTF_8), twoPayloads());

        // A kind of a later version is no fault.
        publish(
                Disposition.IGNORED,
                new Telemetry("ben", "watch", 2, 12, AT + 42, new Payload.Unknown()),
                AT);

        // Values of no living person.
        int sequence = 20;
        for (Payload payload :
                List.of(
                        new Payload.HeartRate(400, false),
                        new Payload.HeartRate(-1, false),
                        new Payload.HeartRate(Float.NaN, false),
                        new Payload.Glucose(5),
                        new Payload.Steps(-1, false),
                        new Payload.Steps(1_000_000, true),
                        new Payload.BeatIntervals(new float[] {800, 50}),
                        new Payload.BeatIntervals(new float[0]),
                        new Payload.Acceleration(25, 0.001f, new byte[5]),
                        new Payload.DeviceStatus("STRESS", Double.NaN),
                        new Payload.Profile("Mars/Olympus", "en", true, null, null, false))) {
            refused(
                    Cause.IMPOSSIBLE,
                    new Telemetry("ben", "watch", 2, sequence++, AT + 43, payload),
                    AT);
        }

        // A sample whose window was emitted long ago and lies in no gap.
        used(steps("ben", 2, 40, AT + 60_000, 1), AT);
        used(steps("ben", 2, 41, AT + 120_000, 1), AT);
        used(steps("ben", 2, 42, AT + 180_000, 1), AT);
        EXPECTED.put(
                publish(Disposition.LATE, steps("ben", 2, 43, AT + 50_000, 1), AT), Cause.LATE);

        // A person who floods.
        for (int i = 0; i < FLOOD; i++) {
            Telemetry record = steps("flo", 0, i, AT + i, 1);
            if (i < RATE_LIMIT) {
                used(record, AT);
            } else {
                refused(Cause.RATE, record, AT);
            }
        }
    }

    private static void used(Telemetry telemetry, long ingest) throws Exception {
        publish(Disposition.USED, telemetry, ingest);
    }

    private static void refused(Cause cause, Telemetry telemetry, long ingest) throws Exception {
        JobFixture.Place place = publish(Disposition.DEAD_LETTER, telemetry, ingest);
        EXPECTED.put(place, cause);
        PERSONS.put(place, telemetry.userId());
    }

    private static void undecoded(Cause cause, byte @Nullable [] key, byte @Nullable [] value)
            throws Exception {
        EXPECTED.put(fixture.publishBytes(PREFIX, null, AT, key, value), cause);
    }

    private static JobFixture.Place publish(Disposition into, Telemetry telemetry, long ingest)
            throws Exception {
        CLASSES.merge(into, 1, Integer::sum);
        return fixture.publishBytes(
                PREFIX, null, ingest, telemetry.userId().getBytes(UTF_8), FORMAT.encode(telemetry));
    }

    private static Telemetry heartRate(String user, long sequence, long time, float bpm) {
        return new Telemetry(
                user, "watch", 1, 100 + sequence, time, new Payload.HeartRate(bpm, false));
    }

    private static Telemetry onWrist(int sequence) {
        Payload worn = new Payload.DeviceStatus("ON_WRIST", 1);
        return new Telemetry("pia", "watch", 0, sequence, AT + sequence, worn);
    }

    private static Telemetry steps(String user, long boot, long sequence, long time, int count) {
        return new Telemetry(user, "watch", boot, sequence, time, new Payload.Steps(count, false));
    }

    private static byte[] twoPayloads() throws IOException {
        ByteBuffer bytes =
                org.wearablecoach.avro.Telemetry.getEncoder()
                        .encode(
                                org.wearablecoach.avro.Telemetry.newBuilder()
                                        .setUserId("ben")
                                        .setDevice("watch")
                                        .setBoot(2)
                                        .setSequence(50)
                                        .setSensorTime(Instant.ofEpochMilli(AT))
                                        .setHeartRate(
                                                HeartRate.newBuilder()
                                                        .setBpm(60)
                                                        .setMinuteMean(false)
                                                        .build())
                                        .setGlucose(Glucose.newBuilder().setMgDl(100).build())
                                        .build());
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void everyBadRecordIsInTheDeadLettersWithCauseAndPosition() {
        Map<JobFixture.Place, Cause> found = new HashMap<>();
        for (TopicReader.Entry<DeadLetter> entry : letters) {
            DeadLetter letter = entry.value();
            assertThat(letter.topic()).isEqualTo(PREFIX + "-telemetry");
            assertThat(letter.ingestTime()).isEqualTo(AT);
            assertThat(entry.timestamp()).as("Kafka's time of the letter").isEqualTo(AT);
            assertThat(letter.detail()).isNotBlank();
            JobFixture.Place place = new JobFixture.Place(letter.partition(), letter.offset());
            assertThat(found.put(place, letter.cause())).as("one letter a record").isNull();
        }
        assertThat(found).isEqualTo(EXPECTED);
    }

    @Test
    void whatCouldBeReadNamesThePersonAndKeepsNoBytes() {
        Map<JobFixture.Place, DeadLetter> byPlace = new HashMap<>();
        letters.forEach(
                entry ->
                        byPlace.put(
                                new JobFixture.Place(
                                        entry.value().partition(), entry.value().offset()),
                                entry.value()));
        assertThat(PERSONS).isNotEmpty();
        PERSONS.forEach(
                (place, person) -> {
                    DeadLetter letter = Objects.requireNonNull(byPlace.get(place));
                    assertThat(letter.userId()).isEqualTo(person);
                    assertThat(letter.raw()).isNull();
                });
        assertThat(letters)
                .filteredOn(
                        entry ->
                                entry.value().cause() == Cause.UNREADABLE
                                        && entry.value().length() > 0)
                .hasSizeGreaterThan(1)
                .allSatisfy(
                        entry -> {
                            assertThat(entry.value().raw()).hasSize(entry.value().length());
                            assertThat(entry.value().sha256()).hasSize(64);
                        });
    }

    @Test
    void everyRecordIsInOneClass() {
        Map<Disposition, Integer> found = new TreeMap<>();
        for (Disposition disposition : Disposition.values()) {
            long count = run.count(disposition);
            if (count > 0) {
                found.put(disposition, (int) count);
            }
        }
        assertThat(found).isEqualTo(new TreeMap<>(CLASSES));
        Map<Cause, Long> undecoded = new HashMap<>();
        for (Cause cause : Cause.values()) {
            long count =
                    cause == Cause.UNKNOWN
                            ? 0
                            : run.count(DecodeFunction.telemetry().deadLettersAccumulator(cause));
            if (count > 0) {
                undecoded.put(cause, count);
            }
        }
        assertThat(undecoded)
                .isEqualTo(
                        Map.of(
                                Cause.BAD_KEY, 2L,
                                Cause.UNREADABLE, 4L,
                                Cause.UNKNOWN_SCHEMA, 1L,
                                Cause.SEVERAL_PAYLOADS, 1L));
    }

    @Test
    void aPersonOnTwoPartitionsIsCounted() {
        // Order between partitions is not promised, so neither is how often it seems to change.
        assertThat(run.count(SenseFunction.SEVERAL_PARTITIONS)).isBetween(1L, 2L);
    }

    @Test
    void aPersonWithGoodRecordsSeesNothingOfIt() {
        Map<String, String> expected =
                JobFixture.edge(fixture.config(PREFIX, SETTINGS), good).rows();
        Map<String, String> found = run.outcome().rows();
        found.values().removeIf(text -> !text.contains("\"userId\":\"ann\""));
        assertThat(expected.size()).isGreaterThan(MINUTES);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void stepsAreCountedOnceInSpiteOfRebootsAndBatchesSentAgain() {
        List<Double> counted = new ArrayList<>();
        run.outcome().scores.stream()
                .filter(score -> score.userId().equals("ben"))
                .forEach(score -> counted.add(score.features().get(0).value()));
        // 10 of boot 1 and 20 of boot 2, then one a minute; the last two are still open.
        assertThat(counted).containsExactly(30.0, 1.0);
    }
}
