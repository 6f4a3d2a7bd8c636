package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.Acceleration;
import org.wearablecoach.event.Payload.BeatIntervals;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Payload.Steps;
import org.wearablecoach.event.Telemetry;

/** Counts known from the description of the real recordings, and what no replay may violate. */
class RealRecordingsTest {

    private final Map<String, Integer> kinds = new TreeMap<>();
    private final Map<String, Integer> persons = new TreeMap<>();

    private void survey(Recording recording) {
        long last = Long.MIN_VALUE;
        Map<String, Long> sequences = new HashMap<>();
        int records = 0;
        for (Timed timed : recording) {
            Telemetry telemetry = timed.telemetry();
            assertThat(timed.ingestTime()).isGreaterThanOrEqualTo(last);
            assertThat(telemetry.boot()).isZero();
            String device = telemetry.userId() + "/" + telemetry.device();
            long expected = sequences.getOrDefault(device, 0L);
            assertThat(telemetry.sequence()).isEqualTo(expected);
            if (expected == 0 && !telemetry.device().equals("profile")) {
                assertThat(sequences).containsKey(telemetry.userId() + "/profile");
            }
            sequences.put(device, expected + 1);
            last = timed.ingestTime();
            records++;
            kinds.merge(kind(telemetry.payload()), 1, Integer::sum);
            persons.merge(telemetry.userId(), 1, Integer::sum);
        }
        assertThat(recording.size()).isEqualTo(records);
        assertThat(recording.persons()).isEqualTo(persons.size());
    }

    private static String kind(Payload payload) {
        return payload instanceof DeviceStatus status ? status.name() : CoachCsv.kindOf(payload);
    }

    @Test
    void readsTheWholeGarminStream() {
        survey(
                Format.GARMIN_HEALTH.read(
                        RealData.path("garmin-health-stream"), RecordingOptions.DEFAULTS));
        assertThat(kinds)
                .containsOnly(
                        Map.entry("interval", 14_316),
                        Map.entry("heart-rate", 8_747),
                        Map.entry("NO_READING", 1),
                        Map.entry("STRESS", 2_111),
                        Map.entry("CALORIES", 252),
                        Map.entry("steps-cumulative", 96),
                        Map.entry("ASCENT", 36),
                        Map.entry("INTENSITY_MINUTES", 14),
                        Map.entry("profile", 1),
                        // Stretches of 105, 5,043 and 4,852 samples in chunks of 25.
                        Map.entry("acc", 5 + 202 + 195));
        assertThat(persons).containsOnlyKeys("garmin");
    }

    @Test
    void neverTakesTheGarminSentinelForAHeartRate() {
        for (Timed timed :
                Format.GARMIN_HEALTH.read(
                        RealData.path("garmin-health-stream/data.csv"),
                        RecordingOptions.DEFAULTS)) {
            if (timed.telemetry().payload() instanceof HeartRate heartRate) {
                assertThat(heartRate.bpm()).isPositive();
                assertThat(heartRate.minuteMean()).isFalse();
            }
        }
    }

    @Test
    void takesTheZoneOfAGarminStreamFromItsFirstRow() {
        Timed first =
                Format.GARMIN_HEALTH
                        .read(RealData.path("garmin-health-stream"), RecordingOptions.DEFAULTS)
                        .iterator()
                        .next();
        assertThat(first.telemetry().device()).isEqualTo("profile");
        assertThat(first.telemetry().payload())
                .isEqualTo(new Profile("+02:00", "en", true, null, null, false));
        assertThat(first.ingestTime())
                .isEqualTo(Instant.parse("2019-10-16T10:08:58.041Z").toEpochMilli());
        assertThat(first.telemetry().sensorTime()).isEqualTo(first.ingestTime());
    }

    @Test
    void keepsEveryGarminAccelerationSampleNearItsStampAndNoChunkAcrossTheGap() {
        Recording recording =
                Format.GARMIN_HEALTH.read(
                        RealData.path("garmin-health-stream/acc.csv"), RecordingOptions.DEFAULTS);
        int samples = 0;
        double end = Double.NEGATIVE_INFINITY;
        long gapStart = Instant.parse("2019-10-16T10:09:06Z").toEpochMilli();
        long gapEnd = Instant.parse("2019-10-16T10:18:16Z").toEpochMilli();
        for (Timed timed : recording) {
            if (timed.telemetry().payload() instanceof Acceleration chunk) {
                long start = timed.telemetry().sensorTime();
                assertThat((double) start).isGreaterThanOrEqualTo(end);
                end = start + chunk.millis();
                samples += chunk.samples();
                assertThat(chunk.samples()).isLessThanOrEqualTo(25);
                assertThat(chunk.hertz()).isEqualTo(25f);
                assertThat(chunk.gPerCount()).isEqualTo(0.001f);
                assertThat(start > gapStart + 1000 && start < gapEnd - 1000).isFalse();
                assertThat(start < gapStart && end > gapEnd).isFalse();
            }
        }
        assertThat(samples).isEqualTo(10_000);
        assertThat(end)
                .isBetween(
                        Instant.parse("2019-10-16T10:24:59.744Z").toEpochMilli() - 200.0,
                        Instant.parse("2019-10-16T10:24:59.744Z").toEpochMilli() + 200.0);
    }

    @Test
    void readsTheMinutesOfFourFitbitPersons() {
        survey(
                Format.FITBIT_MINUTES.read(
                        RealData.path("fitbit-minutes/minute_hr_intensity_steps_4users.csv"),
                        RecordingOptions.DEFAULTS));
        assertThat(kinds)
                .containsOnly(
                        Map.entry("heart-rate", 116_660),
                        Map.entry("steps", 116_660),
                        Map.entry("profile", 4));
        assertThat(persons)
                .containsOnly(
                        Map.entry("5553957443", 2 * 45_605 + 1),
                        Map.entry("8877689391", 2 * 27_158 + 1),
                        Map.entry("2347167796", 2 * 23_800 + 1),
                        Map.entry("2022484408", 2 * 20_097 + 1));
    }

    @Test
    void readsLocalMinutesInTheZoneGiven() {
        Recording recording =
                Format.FITBIT_MINUTES.read(
                        RealData.path("fitbit-minutes/minute_hr_intensity_steps_4users.csv"),
                        RecordingOptions.DEFAULTS.withZone(ZoneId.of("America/New_York")));
        int steps = 0;
        for (Timed timed : recording) {
            if (timed.telemetry().userId().equals("2022484408")) {
                if (timed.telemetry().payload() instanceof HeartRate heartRate) {
                    assertThat(timed.ingestTime())
                            .isEqualTo(Instant.parse("2016-04-02T13:49:00Z").toEpochMilli());
                    assertThat(heartRate).isEqualTo(new HeartRate(75, true));
                } else if (timed.telemetry().payload() instanceof Steps count) {
                    steps = count.count();
                    break;
                } else {
                    assertThat(timed.telemetry().payload())
                            .isEqualTo(
                                    new Profile("America/New_York", "en", true, null, null, false));
                }
            }
        }
        assertThat(steps).isEqualTo(34);
        assertThat(recording.counts().daylightGaps()).isZero();
    }

    @Test
    void readsAnE4SessionInItsOwnUnits() {
        Recording recording =
                Format.EMPATICA_E4.read(RealData.path("empatica-e4"), RecordingOptions.DEFAULTS);
        survey(recording);
        assertThat(persons).containsOnlyKeys("empatica-e4");
        assertThat(kinds)
                .containsOnly(
                        Map.entry("heart-rate", 4_998),
                        Map.entry("interval", 4_999),
                        // 9,998 samples at 32 Hz are 312.4 s.
                        Map.entry("acc", 313),
                        Map.entry("profile", 1));
        assertThat(recording.counts().skippedByReader())
                .containsOnly(
                        Map.entry("BVP", 9_998L),
                        Map.entry("EDA", 9_998L),
                        Map.entry("TEMP", 4_998L));
        boolean beat = false;
        boolean moved = false;
        for (Timed timed : recording) {
            Payload payload = timed.telemetry().payload();
            if (!beat && payload instanceof BeatIntervals intervals) {
                beat = true;
                assertThat(intervals.milliseconds()).containsExactly(609.403f);
                assertThat(timed.ingestTime()).isEqualTo(1_560_279_825_000L + 83_504);
            } else if (!moved && payload instanceof Acceleration chunk) {
                moved = true;
                assertThat(chunk.samples()).isEqualTo(32);
                assertThat(chunk.g(0, 0)).isEqualTo(-61 / 64f);
                assertThat(chunk.g(1, 2)).isEqualTo(11 / 64f);
            }
        }
        assertThat(beat && moved).isTrue();
    }

    @Test
    void readsEachWisdmPersonOnceWithTheLabelsBeside() {
        Recording recording =
                Format.WISDM.read(RealData.path("wisdm-watch"), RecordingOptions.DEFAULTS);
        survey(recording);
        assertThat(persons).hasSize(30);
        // 2,400 rows an activity are 120 chunks; 1616 did not jog.
        assertThat(kinds)
                .containsOnly(Map.entry("acc", (30 * 6 - 1) * 120), Map.entry("profile", 30));
        assertThat(persons).containsEntry("1629", 6 * 120 + 1).containsEntry("1616", 5 * 120 + 1);
        assertThat(recording.counts().skippedByReader())
                .containsOnly(Map.entry("repeatedRows", 14_400L));
        assertThat(recording.labels()).hasSize(30 * 6 - 1);
        assertThat(recording.labels().stream().filter(l -> l.userId().equals("1616")))
                .extracting(Label::label)
                .containsExactly("A", "C", "D", "E", "M");
        long start = Instant.parse("2019-01-01T08:00:00Z").toEpochMilli();
        assertThat(recording.labels().get(0))
                .isEqualTo(new Label("1600", start, start + 120_000, "A"));
        assertThat(recording.labels().get(1))
                .isEqualTo(new Label("1600", start + 720_000, start + 840_000, "B"));
    }

    @Test
    void storesWisdmAccelerationInGWithinHalfACount() {
        Recording recording =
                Format.WISDM.read(
                        RealData.path("wisdm-watch/data_1600_accel_watch.txt"),
                        RecordingOptions.DEFAULTS);
        Acceleration first = (Acceleration) recording.toList().get(1).telemetry().payload();
        assertThat(first.g(0, 0)).isCloseTo(7.091625f / 9.80665f, within(1 / 4096f));
        assertThat(first.g(0, 1)).isCloseTo(-0.5916671f / 9.80665f, within(1 / 4096f));
        assertThat(first.g(2, 2)).isCloseTo(6.107758f / 9.80665f, within(1 / 4096f));
    }

    @Test
    void keepsTheLastOfRepeatedGlucoseTimestamps() {
        Recording recording =
                Format.CGM.read(
                        RealData.path("glucose/AZT1D/AZT1D-extracted-glucose-files"),
                        RecordingOptions.DEFAULTS);
        survey(recording);
        assertThat(persons).hasSize(25).containsKey("Subject 1");
        assertThat(kinds)
                .containsOnly(Map.entry("glucose", 295_567 - 5_175), Map.entry("profile", 25));
        assertThat(recording.counts().skippedByReader())
                .containsOnly(Map.entry("repeatedTimestamp", 5_175L));
    }

    @Test
    void refusesGlucoseWithATimeOfDayOnly() {
        assertThatThrownBy(
                        () ->
                                Format.CGM.read(
                                        RealData.path(
                                                "glucose/Colas_2019/Colas_2019-extracted-glucose-files"),
                                        RecordingOptions.DEFAULTS))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("case  1.csv:2")
                .hasMessageContaining("'00:00:14'");
    }

    @Test
    void replaysARealExportOfClarity() {
        survey(
                Format.DEXCOM_CLARITY.read(
                        RealData.path("cgm-export-formats/dexcom-clarity/test_file.csv"),
                        RecordingOptions.DEFAULTS));
        assertThat(kinds).containsOnly(Map.entry("glucose", 2_148), Map.entry("profile", 1));
        assertThat(persons).containsOnlyKeys("test_file");
    }

    @Test
    void replaysRealEntriesOfNightscoutForTheUserNamed() {
        survey(
                Format.NIGHTSCOUT.read(
                        RealData.path("cgm-export-formats/nightscout/nightscout_entries.json"),
                        RecordingOptions.DEFAULTS.withUser("somebody")));
        assertThat(kinds).containsOnly(Map.entry("glucose", 576), Map.entry("profile", 1));
        assertThat(persons).containsOnlyKeys("somebody");
    }

    @Test
    void replaysARealExportOfTidepoolInTheZoneThatItTells() {
        Recording recording =
                Format.TIDEPOOL.read(
                        RealData.path("cgm-export-formats/tidepool/example-from-j-jellyfish.json"),
                        RecordingOptions.DEFAULTS);
        survey(recording);
        assertThat(kinds).containsOnly(Map.entry("glucose", 976), Map.entry("profile", 1));
        assertThat(persons).containsOnlyKeys("example-from-j-jellyfish");
        assertThat(recording.counts().skippedByReader()).containsEntry("withoutValue", 306L);
        assertThat(recording.iterator().next().telemetry().payload())
                .isEqualTo(new Profile("-08:00", "en", true, null, null, false));
    }
}
