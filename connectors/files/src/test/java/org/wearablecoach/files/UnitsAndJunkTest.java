package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.Acceleration;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.Glucose;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Payload.Steps;
import org.wearablecoach.event.Telemetry;

/** Each format in the wrong unit, cut off, empty, of another format, or no text at all. */
class UnitsAndJunkTest {

    /** Documents, binary files, and exports whose readers say more of their own tables. */
    private static final Set<Format> OTHERS_THAN_OUR_TABLES =
            Set.of(
                    Format.APPLE_HEALTH,
                    Format.FIT,
                    Format.DEXCOM_CLARITY,
                    Format.NIGHTSCOUT,
                    Format.TIDEPOOL);

    // Filled by JUnit before each test.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path folder;

    private static void assertRefused(Format format, Path input, String... message) {
        assertThatThrownBy(() -> Given.read(format, input))
                .isInstanceOf(RecordingException.class)
                .satisfies(
                        e -> {
                            for (String part : message) {
                                assertThat(e).hasMessageContaining(part);
                            }
                        });
    }

    @Test
    void refusesE4IntervalsInMilliseconds() {
        Given.file(folder, "IBI.csv", "1560279825.000000, IBI\n83.5,0.61\n99.9,843.789\n");
        assertRefused(
                Format.EMPATICA_E4,
                folder,
                "IBI.csv:3: field 2 is '843.789' instead of an interval in seconds (looks like"
                        + " milliseconds: divide by 1000)");
    }

    @Test
    void refusesE4AccelerationInOtherUnits() {
        String head = "1560279825, 1560279825, 1560279825\n32, 32, 32\n";
        Given.file(folder, "ACC.csv", head + "-0.95,0.39,0.09\n".repeat(40));
        assertRefused(Format.EMPATICA_E4, folder, "ACC.csv:3: acceleration looks like g");
        Given.file(folder, "ACC.csv", head + "-950,390,90\n".repeat(40));
        assertRefused(Format.EMPATICA_E4, folder, "ACC.csv:3: acceleration looks like mg");
    }

    @Test
    void refusesAnE4StartInMilliseconds() {
        Given.file(folder, "HR.csv", "1560279835000\n1.0\n93.0\n");
        assertRefused(
                Format.EMPATICA_E4,
                folder,
                "HR.csv:1: field 1 is '1560279835000' instead of the start in seconds");
    }

    @Test
    void refusesAnE4FileThatWasCutOffInItsHead() {
        Given.file(folder, "HR.csv", "1560279835.000000");
        assertRefused(Format.EMPATICA_E4, folder, "HR.csv:1: ends before the sampling rate");
        Given.file(folder, "HR.csv", "1560279835.000000\n0\n");
        assertRefused(Format.EMPATICA_E4, folder, "HR.csv:2: ", "a sampling rate in Hz");
    }

    @Test
    void readsAnE4SessionOfOneSignalForTheUserNamed() {
        Given.file(folder, "HR.csv", "1560279835.500000\n2.0\n93.00\n101.00\n");
        Given.file(folder, "tags.csv", "");
        Given.file(folder, "EDA.csv", "");
        Recording recording =
                Format.EMPATICA_E4.read(folder, RecordingOptions.DEFAULTS.withUser("me"));
        assertThat(recording.toList())
                .extracting(t -> t.telemetry().userId() + t.ingestTime())
                .containsExactly("me1560279835500", "me1560279835500", "me1560279836000");
    }

    @Test
    void refusesGarminIntervalsInSeconds() {
        Path file =
                Given.file(
                        folder,
                        "data.csv",
                        """
                        2019-10-16T12:08:58.041+02:00;STEPS;299.0
                        2019-10-16T12:08:58.808+02:00;HEART_RATE_VARIABILITY;0.821
                        """);
        assertRefused(Format.GARMIN_HEALTH, file, "data.csv:2:", "looks like seconds");
    }

    @Test
    void refusesGarminAccelerationThatIsNotInMg() {
        Path file =
                Given.file(
                        folder,
                        "acc.csv",
                        "2019-10-16T12:08:58.041+02:00;-0.036;0.62;-0.824\n".repeat(3));
        assertRefused(Format.GARMIN_HEALTH, file, "acc.csv:1:", "looks like g or m/s^2");
        Given.file(folder, "acc.csv", "2019-10-16T12:08:58.041+02:00;-36;33000;-824\n");
        assertRefused(Format.GARMIN_HEALTH, file, "acc.csv:1:", "at most 32 g in mg");
    }

    @Test
    void refusesWisdmAccelerationThatIsNotInMetresPerSecondSquared() {
        Path file = Given.file(folder, "a.txt", "1600,A,0.7,-0.06,0.8;\n".repeat(3));
        assertRefused(Format.WISDM, file, "a.txt:1: acceleration looks like g");
        Given.file(folder, "a.txt", "1600,A,700,-60,800;\n".repeat(3));
        assertRefused(Format.WISDM, file, "a.txt:1: acceleration looks like mg");
    }

    @Test
    void refusesGlucoseInMillimoles() {
        Path file = Given.file(folder, "p.csv", Given.CGM + "2026-01-01 00:00:00,5.4\n");
        assertRefused(Format.CGM, file, "p.csv:2: glucose looks like mmol/L");
        Given.file(folder, "p.csv", "timestamp,glucose_value_mmol_l\n2026-01-01 00:00:00,5.4\n");
        assertRefused(
                Format.CGM,
                file,
                "p.csv:1: has glucose in mmol/L",
                "multiply by 18.018 and write timestamp,glucose_value_mg_dl");
    }

    @Test
    void keepsTheLastReadingOfATimeWhereverItStands() {
        Path file =
                Given.file(
                        folder,
                        "p.csv",
                        Given.CGM
                                + """
                                2026-01-01 00:05:00,100
                                2026-01-01 00:00:00,90
                                2026-01-01 00:05:00,110
                                2026-01-01 00:05:00,120
                                """);
        Recording recording = Given.read(Format.CGM, file);
        assertThat(Given.payloads(recording)).containsExactly(new Glucose(90), new Glucose(120));
        assertThat(recording.counts().skippedByReader()).containsEntry("repeatedTimestamp", 2L);
        assertThat(recording.toList().get(0).telemetry().userId()).isEqualTo("p");
    }

    @Test
    void makesAStatusOfTheGarminSentinelAndCountsKindsItDoesNotKnow() {
        Path file =
                Given.file(
                        folder,
                        "data.csv",
                        """
                        2019-10-16T12:00:00.000+02:00;HEART_RATE;-1
                        2019-10-16T12:00:01.000+02:00;HEART_RATE;-1.0
                        2019-10-16T12:00:02.000+02:00;SPO2;97
                        2019-10-16T12:00:03.000+02:00;STRESS;-2.0
                        2019-10-16T12:00:04.000+02:00;HEART_RATE;64
                        """);
        Recording recording = Given.read(Format.GARMIN_HEALTH, file);
        assertThat(Given.payloads(recording))
                .containsExactly(
                        new DeviceStatus("NO_READING", 1),
                        new DeviceStatus("NO_READING", 1),
                        new DeviceStatus("STRESS", -2),
                        new HeartRate(64, false));
        assertThat(recording.counts().skippedByReader()).containsOnlyKeys("SPO2");
        assertThat(Given.telemetry(recording))
                .extracting(Telemetry::sequence)
                .containsExactly(0L, 0L, 1L, 2L, 3L);
    }

    @Test
    void spacesBunchedSamplesEvenlyAndStartsAnewAfterAGap() {
        StringBuilder rows = new StringBuilder();
        // A second of samples under one stamp, another 100 ms later, then a gap, then a clock set
        // back.
        rows.append("2019-10-16T12:00:00.000+02:00;0;0;1000\n".repeat(25));
        rows.append("2019-10-16T12:00:00.100+02:00;0;0;1000\n".repeat(5));
        rows.append("2019-10-16T12:00:10.000+02:00;0;0;1000\n".repeat(3));
        rows.append("2019-10-16T12:00:09.000+02:00;0;0;1000\n".repeat(2));
        Recording recording =
                Given.read(Format.GARMIN_HEALTH, Given.file(folder, "acc.csv", rows.toString()));
        long start = recording.toList().get(0).ingestTime();
        assertThat(recording.toList().subList(1, 5))
                .extracting(
                        t ->
                                t.ingestTime()
                                        - start
                                        + "+"
                                        + ((Acceleration) t.telemetry().payload()).samples())
                .containsExactly("0+25", "1000+5", "9000+2", "10000+3");
    }

    @Test
    void refusesGarminSamplesThatAreFasterThanTheWatch() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            rows.append(
                    String.format(
                            Locale.ROOT,
                            "2019-10-16T12:00:%02d.%03dZ;0;0;1000%n",
                            i / 100,
                            i % 100 * 10));
        }
        assertRefused(
                Format.GARMIN_HEALTH,
                Given.file(folder, "acc.csv", rows.toString()),
                "samples come faster than the 25 Hz");
    }

    @Test
    void publishesOfAMinuteWhatItHas() {
        Path file =
                Given.file(
                        folder,
                        "f.csv",
                        Given.FITBIT + "a,2026-03-08T01:59:00,,0,7\na,2026-03-08T02:00:00,70,0,\n");
        Recording recording = Given.read(Format.FITBIT_MINUTES, file);
        assertThat(Given.payloads(recording))
                .containsExactly(new Steps(7, false), new HeartRate(70, true));
        assertThat(recording.counts().skippedByReader())
                .containsOnly(Map.entry("noHeartRate", 1L), Map.entry("noSteps", 1L));
        assertThat(recording.toList().get(0).telemetry().payload())
                .isEqualTo(new Profile("UTC", "en", true, null, null, false));
    }

    @Test
    void countsTheClockChangesOfLocalMinutes() {
        Path file =
                Given.file(
                        folder,
                        "f.csv",
                        Given.FITBIT
                                + """
                                a,2026-03-08T01:59:00,70,0,0
                                a,2026-03-08T02:30:00,70,0,0
                                a,2026-11-01T01:30:00,70,0,0
                                a,2026-11-01T01:30:00,70,0,0
                                """);
        Recording recording =
                Format.FITBIT_MINUTES.read(
                        file, RecordingOptions.DEFAULTS.withZone(ZoneId.of("America/New_York")));
        assertThat(recording.counts().daylightGaps()).isEqualTo(1);
        assertThat(recording.counts().daylightOverlaps()).isEqualTo(2);
    }

    @Test
    void namesPlaceAndShapeOfEachTableThatIsNone() {
        for (Format format : Format.values()) {
            boolean takesFolder = format.equals(Format.EMPATICA_E4);
            String name = takesFolder ? "HR.csv" : "in.csv";
            Path file = folder.resolve(name);
            Path input = takesFolder ? folder : file;

            assertRefused(format, folder.resolve("nowhere"), "no such file or folder");
            if (OTHERS_THAN_OUR_TABLES.contains(format)) {
                for (String junk :
                        new String[] {"", "\n\r\n   \n", "a|b|c\n1|2|3\n", "PK\3\4\0\0"}) {
                    Given.file(folder, name, junk);
                    assertRefused(format, input, name + ":");
                }
                continue;
            }

            Given.file(folder, name, "");
            assertRefused(format, input, takesFolder ? "no record" : "in.csv: is empty");

            Given.file(folder, name, "\n\r\n   \n");
            assertRefused(format, input, name + ": is empty");

            Given.file(folder, name, "a|b|c\n1|2|3\n");
            assertRefused(format, input, name + ":1: ");

            Given.file(folder, name, new byte[] {0x50, 0x4b, 3, 4, 0, 0, 1});
            assertRefused(format, input, name + ":1: byte 0x03 is no text");
        }
    }

    @Test
    void namesTheLineAtWhichAFileWasCutOff() {
        assertRefused(
                Format.FITBIT_MINUTES,
                Given.file(
                        folder, "f.csv", Given.FITBIT + "a,2016-04-02T09:00:00,70,0,1\na,2016-04"),
                "f.csv:3: has 2 fields");
        assertRefused(
                Format.GARMIN_HEALTH,
                Given.file(folder, "d.csv", "2019-10-16T12:00:00.000+02:00;HEART_RATE"),
                "d.csv:1: has 2 fields");
        assertRefused(
                Format.WISDM, Given.file(folder, "w.txt", "1600,A,7.0,-0.5"), "w.txt:1: has 4");
        assertRefused(
                Format.CGM,
                Given.file(folder, "c.csv", Given.CGM + "2026-01-01 00:00:00,100\n2026-01-0"),
                "c.csv:3: has 1 field ");
        assertRefused(
                Format.FITBIT_MINUTES,
                Given.file(
                        folder, "s.csv", Given.FITBIT.replace(',', ';') + "a;2016-04-02;70;0;1\n"),
                "s.csv:1: ");
    }

    @Test
    void refusesFoldersAndFilesWhereTheOtherIsMeant() {
        Path file = Given.file(folder, "x.md", "text");
        assertRefused(Format.FITBIT_MINUTES, folder, "is a folder; name the file");
        assertRefused(Format.COACH_CSV, folder, "is a folder; name the file");
        assertRefused(Format.EMPATICA_E4, file, "is a file; name the folder");
        assertRefused(Format.GARMIN_HEALTH, folder, "holds neither data.csv nor acc.csv");
        assertRefused(Format.CGM, folder, "holds no file *.csv");
        assertRefused(Format.WISDM, folder, "holds no file *.txt or *.csv");
    }

    @Test
    void refusesAStreamOfKindsThatIsContent() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            rows.append("2019-10-16T12:00:00.000+02:00;KIND_").append(i).append(";1\n");
        }
        assertRefused(
                Format.GARMIN_HEALTH,
                Given.file(folder, "d.csv", rows.toString()),
                "d.csv:65: ",
                "different kind of row");
        assertRefused(
                Format.GARMIN_HEALTH,
                Given.file(folder, "d.csv", "2019-10-16T12:00:00.000+02:00;heart rate;1\n"),
                "a kind as HEART_RATE");
    }

    /** Good beginnings, so that damage reaches every part of a reader. */
    private static final List<String> STARTS =
            List.of(
                    "",
                    "2019-10-16T12:00:00.000+02:00;HEART_RATE;64\n",
                    "2019-10-16T12:00:00.000+02:00;0;0;1000\n",
                    Given.FITBIT + "a,2016-04-02T09:00:00,70,0,1\n",
                    "1560279835\n1.0\n93.0\n",
                    "1600,A,7.0,-0.5,8.2;\n",
                    Given.CGM + "2026-01-01 00:00:00,100\n",
                    Given.COACH_CSV + "a,w,0,0,2026-01-01T00:00:00Z,acc,25,0,0,1\n",
                    Given.COACH_CSV_INGEST
                            + "a,w,0,0,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,erase\n");

    @Property(tries = 200, seed = "20160412")
    void eitherReadsDamagedInputOrSaysWhatIsWrong(
            @ForAll long seed, @ForAll @IntRange(max = 12) int changes) {
        Random random = new Random(seed);
        String start = STARTS.get(random.nextInt(STARTS.size()));
        byte[] bytes = (start + start + start).getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
        }
        byte[] marks = ",;.-+:TZ\n\r\" 0129eE".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean()
                            ? marks[random.nextInt(marks.length)]
                            : (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        Path file = Given.scratch("damaged.csv", bytes);
        for (Format format : Format.values()) {
            if (format.equals(Format.EMPATICA_E4)) {
                continue;
            }
            try {
                Recording recording = Given.read(format, file);
                int records = 0;
                for (Timed timed : recording) {
                    Payload payload = timed.telemetry().payload();
                    assertThat(CoachCsv.kindOf(payload)).isNotEqualTo("unknown");
                    records++;
                }
                assertThat(records).isEqualTo(recording.size()).isPositive();
            } catch (RecordingException e) {
                assertThat(e).hasMessageContaining("damaged.csv");
            }
        }
        for (String name : new String[] {"HR.csv", "IBI.csv", "ACC.csv"}) {
            Path session = Given.scratch("session-" + name, name, bytes);
            try {
                assertThat(Given.read(Format.EMPATICA_E4, session).size()).isPositive();
            } catch (RecordingException e) {
                assertThat(e).hasMessageContaining("session-" + name);
            }
        }
    }
}
