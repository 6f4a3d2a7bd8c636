package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.Acceleration;
import org.wearablecoach.event.Payload.BeatIntervals;
import org.wearablecoach.event.Payload.Consent;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.Erase;
import org.wearablecoach.event.Payload.Glucose;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Interaction;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Payload.Steps;
import org.wearablecoach.event.Payload.Unknown;
import org.wearablecoach.event.Telemetry;

class CoachCsvTest {

    // Filled by JUnit before each test.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path folder;

    @Test
    void readsEveryKind() {
        String at = "a,watch,7,";
        Recording recording =
                Given.coachCsv(
                        folder,
                        at
                                + "0,2026-01-01T00:00:00Z,heart-rate,61.5\n"
                                + at
                                + "1,2026-01-01T00:00:01Z,interval,812\n"
                                + at
                                + "2,2026-01-01T00:00:02Z,acc,50,0,0,1,-0.5,16,-16\n"
                                + at
                                + "3,2026-01-01T00:00:03Z,glucose,104\n"
                                + at
                                + "4,2026-01-01T00:00:04Z,steps,12\n"
                                + at
                                + "5,2026-01-01T00:00:05Z,steps-cumulative,4000,,,\n"
                                + at
                                + "6,2026-01-01T00:00:06Z,status,ON_WRIST,1\n"
                                + at
                                + "7,2026-01-01T00:00:07Z,interaction,0f3a,accepted\n"
                                + at
                                + "8,2026-01-01T00:00:08Z,profile,Europe/Zurich,de-CH,true\n"
                                + at
                                + "9,2026-01-01T00:00:09Z,consent,false\n"
                                + at
                                + "10,2026-01-01T00:00:10Z,erase\n"
                                + at
                                + "11,2026-01-01T00:00:11Z,heart-rate,70,minute\n"
                                + at
                                + "12,2026-01-01T00:00:12Z,heart-rate,NaN\n");
        List<Payload> payloads = Given.payloads(recording);
        assertThat(payloads.get(0)).isEqualTo(new HeartRate(61.5f, false));
        assertThat(((BeatIntervals) payloads.get(1)).milliseconds()).containsExactly(812);
        Acceleration acceleration = (Acceleration) payloads.get(2);
        assertThat(acceleration.hertz()).isEqualTo(50);
        assertThat(acceleration.samples()).isEqualTo(2);
        assertThat(acceleration.g(0, 2)).isEqualTo(1);
        assertThat(acceleration.g(1, 0)).isEqualTo(-0.5f);
        assertThat(acceleration.g(1, 1)).isCloseTo(16, within(0.001f));
        assertThat(acceleration.g(1, 2)).isEqualTo(-16);
        assertThat(payloads.subList(3, 12))
                .containsExactly(
                        new Glucose(104),
                        new Steps(12, false),
                        new Steps(4000, true),
                        new DeviceStatus("ON_WRIST", 1),
                        new Interaction("0f3a", InteractionKind.ACCEPTED),
                        new Profile("Europe/Zurich", "de-CH", true, null, null, false),
                        new Consent(false),
                        new Erase(),
                        new HeartRate(70, true));
        assertThat(((HeartRate) payloads.get(12)).bpm()).isNaN();
        Telemetry last = recording.toList().get(recording.size() - 1).telemetry();
        assertThat(last.boot()).isEqualTo(7);
        assertThat(last.sequence()).isEqualTo(12);
    }

    @Test
    void replaysALateSyncAtItsIngestTime() {
        Recording recording =
                Given.read(
                        Format.COACH_CSV,
                        Given.file(
                                folder,
                                "r.csv",
                                Given.COACH_CSV_INGEST
                                        + "a,watch,0,0,2026-01-01T00:00:00Z,2026-01-01T06:00:00Z,"
                                        + "heart-rate,60\n"
                                        + "a,phone,0,0,2026-01-01T05:00:00Z,2026-01-01T05:00:01Z,"
                                        + "steps,3\n"));
        assertThat(recording.toList())
                .extracting(t -> t.telemetry().device())
                .containsExactly("profile", "phone", "watch");
        Timed watch = recording.toList().get(2);
        assertThat(watch.ingestTime())
                .isEqualTo(Instant.parse("2026-01-01T06:00:00Z").toEpochMilli());
        assertThat(watch.telemetry().sensorTime())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    }

    @Test
    void countsLocalTimesAtBothChangesOfTheClock() {
        Path input =
                Given.file(
                        folder,
                        "r.csv",
                        Given.COACH_CSV
                                + "a,w,0,0,2026-03-29T02:30:00,heart-rate,60\n"
                                + "a,w,0,1,2026-10-25T02:30:00,heart-rate,60\n"
                                + "a,w,0,2,2026-10-25T02:30:00Z,heart-rate,60\n");
        Recording recording =
                Format.COACH_CSV.read(
                        input, RecordingOptions.DEFAULTS.withZone(ZoneId.of("Europe/Zurich")));
        assertThat(recording.counts().daylightGaps()).isEqualTo(1);
        assertThat(recording.counts().daylightOverlaps()).isEqualTo(1);
    }

    @Test
    void addsNoProfileBeforeOneTheRecordingStartsWith() {
        Recording recording =
                Given.coachCsv(
                        folder,
                        """
            a,profile,0,0,2026-01-01T00:00:00Z,profile,Asia/Tokyo,ja,false,55,,true
            a,w,0,0,2026-01-01T00:00:00Z,heart-rate,60
            """);
        assertThat(recording.size()).isEqualTo(2);
        assertThat(recording.toList().get(0).telemetry().payload())
                .isEqualTo(new Profile("Asia/Tokyo", "ja", false, 55f, null, true));
    }

    @Test
    void addsAProfileThatIsNotTakenForALaterOneOfTheRecording() {
        Recording recording =
                Given.coachCsv(
                        folder,
                        """
            a,w,0,0,2026-01-01T00:00:00Z,heart-rate,60
            a,profile,5,0,2026-01-01T00:01:00Z,profile,Asia/Tokyo,ja,true
            a,profile,4,0,2026-01-01T00:02:00Z,profile,UTC,en,true
            """);
        assertThat(recording.size()).isEqualTo(4);
        Telemetry added = recording.toList().get(0).telemetry();
        assertThat(added.device()).isEqualTo("profile");
        assertThat(added.boot()).isEqualTo(3);
        assertThat(added.sequence()).isZero();
    }

    private void assertRefused(String rows, String... message) {
        assertThatThrownBy(() -> Given.coachCsv(folder, rows))
                .isInstanceOf(RecordingException.class)
                .satisfies(
                        e -> {
                            for (String part : message) {
                                assertThat(e).hasMessageContaining(part);
                            }
                        });
    }

    @Test
    void namesLineRuleAndCureOfWhatItCannotRead() {
        String at = "a,w,0,0,2026-01-01T00:00:00Z,";
        assertRefused(at + "heartrate,60\n", "recording.csv:2:", "'heartrate'", "heart-rate, int");
        assertRefused(at + "heart-rate,\n", "has 6 fields");
        assertRefused(at + "heart-rate\n", "has 6 fields", "instead of 7");
        assertRefused(at + "heart-rate,60,70\n", "'minute' for the mean");
        assertRefused(at + "steps,1.5\n", "'1.5'", "a whole number");
        assertRefused(at + "steps,1,2\n", "has 8 fields");
        assertRefused(at + "acc,50,1,2\n", "2 numbers after the rate", "x,y,z");
        assertRefused(at + "acc,0,1,2,3\n", "a sampling rate above 0 Hz");
        assertRefused(at + "interaction,x,liked\n", "'liked'", "accepted, dismissed");
        assertRefused(at + "interaction,x,unknown\n", "'unknown'");
        assertRefused(at + "profile,Mars/Olympus,en,true\n", "a time zone as Europe/Zurich");
        assertRefused(at + "profile,UTC,en,1\n", "true or false");
        assertRefused(at + "consent,TRUE\n", "true or false");
        assertRefused(at + "erase,1\n", "has 7 fields");
        assertRefused("a,w,0,0,1767225600000,erase\n", "field 5", "an ISO 8601 time");
        assertRefused("a,w,x,0,2026-01-01T00:00:00Z,erase\n", "field 3", "64-bit");
        assertRefused("a,w,0,-1,2026-01-01T00:00:00Z,erase\n", "a sequence from 0");
        assertRefused(",w,0,0,2026-01-01T00:00:00Z,erase\n", "field 1 is empty");
        assertRefused("\"a\",w,0,0,2026-01-01T00:00:00Z,erase\n", "without quotes");
        assertRefused("u".repeat(129) + ",w,0,0,2026-01-01T00:00:00Z,erase\n", "at most 128");
        assertRefused("a," + "d".repeat(65) + ",0,0,2026-01-01T00:00:00Z,erase\n", "at most 64");
        assertRefused("a;w;0;0;2026-01-01T00:00:00Z;erase\n", "';' seems to separate");
        assertRefused("", "holds no record that can be published");
    }

    @Test
    void refusesAccelerationInOtherUnits() {
        String at = "a,w,0,0,2026-01-01T00:00:00Z,acc,25,";
        assertRefused(at + "12,-980,33\n", "looks like mg: divide by 1000");
        assertRefused(at + "1,2,19.6\n", "if it is m/s^2: divide by 9.80665");
        String still = at + "0.1,0.2,9.79,0.1,0.1,9.81\n";
        assertRefused(still + still + still, "recording.csv:2: acc looks like m/s^2");
    }

    @Test
    void refusesIntervalsInSecondsAndGlucoseInMillimoles() {
        String at = "a,w,0,0,2026-01-01T00:00:00Z,";
        assertRefused(
                at + "interval,812\n" + (at + "interval,0.812\n").repeat(3),
                "recording.csv:3: interval looks like seconds",
                "multiply by 1000");
        assertRefused((at + "glucose,5.4\n").repeat(3), "looks like mmol/L", "multiply by 18.018");
    }

    @Test
    void passesSingleImpossibleValuesOnToTheJob() {
        String at = "a,w,0,0,2026-01-01T00:00:00Z,";
        assertThat(
                        Given.payloads(
                                Given.coachCsv(
                                        folder,
                                        at
                                                + "glucose,5\n"
                                                + at
                                                + "heart-rate,900\n"
                                                + at
                                                + "heart-rate,-1\n"
                                                + at
                                                + "steps,-3\n")))
                .containsExactly(
                        new Glucose(5),
                        new HeartRate(900, false),
                        new HeartRate(-1, false),
                        new Steps(-3, false));
    }

    @Test
    void tellsUnitsPersonByPerson() {
        String at = ",w,0,0,2026-01-01T00:00:00Z,glucose,";
        assertRefused(
                ("a" + at + "100\n").repeat(50) + ("b" + at + "5.5\n").repeat(5),
                "recording.csv:52: glucose looks like mmol/L");
    }

    @Provide
    Arbitrary<Payload> payloads() {
        Arbitrary<Float> floats = Arbitraries.floats().filter(Float::isFinite);
        Arbitrary<String> names =
                Arbitraries.strings().alpha().numeric().withChars('-', '_').ofMinLength(1);
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        return Arbitraries.oneOf(
                Combinators.combine(floats, flags).as(HeartRate::new),
                Arbitraries.floats()
                        .between(300, 2000)
                        .array(float[].class)
                        .ofMinSize(1)
                        .ofMaxSize(5)
                        .map(BeatIntervals::new),
                Combinators.combine(
                                Arbitraries.floats().between(1, 200),
                                // Within 2 g an axis, as people move.
                                Arbitraries.integers()
                                        .between(-4096, 4096)
                                        .array(int[].class)
                                        .ofSize(6))
                        .as(CoachCsvTest::chunk),
                Arbitraries.floats().between(40, 400).map(Glucose::new),
                Combinators.combine(
                                Arbitraries.integers().greaterOrEqual(-Integer.MAX_VALUE), flags)
                        .as(Steps::new),
                Combinators.combine(names, Arbitraries.doubles().filter(Double::isFinite))
                        .as(DeviceStatus::new),
                Combinators.combine(
                                names,
                                Arbitraries.of(InteractionKind.class)
                                        .filter(what -> what != InteractionKind.UNKNOWN))
                        .as(Interaction::new),
                Combinators.combine(
                                Arbitraries.of("UTC", "Europe/Zurich", "+02:00"),
                                Arbitraries.of("en", "pt-BR"),
                                flags,
                                floats.injectNull(0.5),
                                floats.injectNull(0.5),
                                flags)
                        .as(Profile::new),
                flags.map(Consent::new),
                Arbitraries.just(new Erase()));
    }

    private static Acceleration chunk(float hertz, int[] counts) {
        AccelerationChunk chunk = new AccelerationChunk(hertz, CoachCsv.G_PER_COUNT, 2);
        for (int count : counts) {
            chunk.add(count);
        }
        return chunk.take();
    }

    @Provide
    Arbitrary<Timed> records() {
        Arbitrary<Long> millis =
                Arbitraries.longs()
                        .between(
                                Instant.parse("0000-01-01T00:00:00Z").toEpochMilli(),
                                Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli());
        Arbitrary<String> users = Arbitraries.of("a", "b", "Subject 1", "\u00e9l\u00e9onore");
        return Combinators.combine(
                        users,
                        Arbitraries.of("watch", "phone"),
                        Arbitraries.longs(),
                        Arbitraries.longs().greaterOrEqual(0),
                        millis,
                        millis,
                        payloads())
                .as(
                        (user, device, boot, sequence, sensor, ingest, payload) ->
                                new Timed(
                                        new Telemetry(
                                                user, device, boot, sequence, sensor, payload),
                                        ingest));
    }

    @Property(tries = 300, seed = "20160412")
    void readsBackWhatTheWriterWrote(
            @ForAll("records") Timed first,
            @ForAll @Size(max = 20) List<@From("records") Timed> more)
            throws IOException {
        List<Timed> records = new ArrayList<>(more);
        records.add(0, first);
        StringBuilder text = new StringBuilder();
        CoachCsvWriter writer = new CoachCsvWriter(text);
        for (Timed record : records) {
            writer.write(record);
        }
        Path file = Given.scratch("round-trip.csv", text.toString());
        List<String> read = new ArrayList<>();
        for (Timed timed : Given.read(Format.COACH_CSV, file)) {
            if (!timed.telemetry().device().equals(Recording.PROFILE_DEVICE)) {
                read.add(describe(timed));
            }
        }
        records.sort(Comparator.comparingLong(Timed::ingestTime));
        assertThat(read)
                .containsExactlyElementsOf(records.stream().map(CoachCsvTest::describe).toList());
    }

    /** Content of arrays too, unlike the equality of records. */
    private static String describe(Timed timed) {
        Payload payload = timed.telemetry().payload();
        String content = payload.toString();
        if (payload instanceof BeatIntervals intervals) {
            content = Arrays.toString(intervals.milliseconds());
        } else if (payload instanceof Acceleration chunk) {
            content = chunk.hertz() + " " + chunk.gPerCount() + Arrays.toString(chunk.xyz());
        }
        Telemetry t = timed.telemetry();
        return t.userId()
                + "|"
                + t.device()
                + "|"
                + t.boot()
                + "|"
                + t.sequence()
                + "|"
                + t.sensorTime()
                + "|"
                + timed.ingestTime()
                + "|"
                + content;
    }

    @Test
    void writesARealRecordingThatReadsBackEqual() throws IOException {
        Recording garmin = Given.read(Format.GARMIN_HEALTH, RealData.path("garmin-health-stream"));
        Path file = folder.resolve("garmin.csv");
        try (var out = Files.newBufferedWriter(file)) {
            CoachCsvWriter writer = new CoachCsvWriter(out);
            for (Timed timed : garmin) {
                writer.write(timed);
            }
        }
        Recording read = Given.read(Format.COACH_CSV, file);
        assertThat(read.size()).isEqualTo(garmin.size());
        var expected = garmin.iterator();
        for (Timed timed : read) {
            Timed original = expected.next();
            if (original.telemetry().payload() instanceof Acceleration before) {
                Acceleration after = (Acceleration) timed.telemetry().payload();
                assertThat(after.samples()).isEqualTo(before.samples());
                for (int i = 0; i < 3 * before.samples(); i++) {
                    assertThat(after.g(i / 3, i % 3))
                            .isCloseTo(before.g(i / 3, i % 3), within(1 / 4096f));
                }
            } else {
                assertThat(describe(timed)).isEqualTo(describe(original));
            }
        }
    }

    @Test
    void writesNothingThatCannotBeReadBack() throws IOException {
        StringBuilder text = new StringBuilder();
        CoachCsvWriter writer = new CoachCsvWriter(text);
        int header = text.length();
        Payload fine = new HeartRate(60, false);
        for (Telemetry bad :
                List.of(
                        new Telemetry("a,b", "w", 0, 0, 0, fine),
                        new Telemetry("a\nb", "w", 0, 0, 0, fine),
                        new Telemetry("", "w", 0, 0, 0, fine),
                        new Telemetry("a", " w", 0, 0, 0, fine),
                        new Telemetry("a", "w\"", 0, 0, 0, fine),
                        new Telemetry("a", "w", 0, 0, Long.MAX_VALUE, fine),
                        new Telemetry("a", "w", 0, 0, Long.MIN_VALUE, fine),
                        new Telemetry("a", "w", 0, 0, 0, new Glucose(Float.POSITIVE_INFINITY)),
                        new Telemetry("a", "w", 0, 0, 0, new DeviceStatus("X,Y", 1)),
                        new Telemetry("a", "w", 0, 0, 0, new Unknown()))) {
            assertThatThrownBy(() -> writer.write(new Timed(bad, 0)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(text).hasSize(header);
    }
}
