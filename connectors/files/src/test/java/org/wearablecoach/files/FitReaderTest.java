package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.files.FitBytes.FLOAT32;
import static org.wearablecoach.files.FitBytes.SINT16;
import static org.wearablecoach.files.FitBytes.UINT16;
import static org.wearablecoach.files.FitBytes.UINT32;
import static org.wearablecoach.files.FitBytes.UINT8;
import static org.wearablecoach.files.FitBytes.u16;
import static org.wearablecoach.files.FitBytes.u32;
import static org.wearablecoach.files.FitBytes.u8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.Acceleration;
import org.wearablecoach.event.Payload.BeatIntervals;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Payload.Steps;

class FitReaderTest {

    /** 2021-11-14T09:46:40Z, whose low five bits are 0. */
    private static final long T = 1_005_817_600L;

    private static final long T_MILLIS = Instant.parse("2021-11-14T09:46:40Z").toEpochMilli();

    // Filled by JUnit before each test.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path folder;

    private Recording read(byte[] bytes) {
        return Given.read(Format.FIT, Given.file(folder, "a.fit", bytes));
    }

    private void assertRefused(byte[] bytes, String... message) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(RecordingException.class)
                .satisfies(
                        e -> {
                            for (String part : message) {
                                assertThat(e).hasMessageContaining(part);
                            }
                        });
    }

    private static FitBytes heartRates(int... rates) {
        FitBytes fit = new FitBytes().define(0, 20, 253, 4, UINT32, 3, 1, UINT8);
        for (int i = 0; i < rates.length; i++) {
            fit.message(0, u32(T + i), u8(rates[i]));
        }
        return fit;
    }

    /** Counted by a decoder in another language that was written for it. */
    @ParameterizedTest
    @CsvSource({
        "2013-02-06-12-11-14.fit, 590, 0, 0",
        "20170518-191602-1740899583.fit, 1641, 0, 0",
        "activity-small-fenix2-run.fit, 2808, 0, 0",
        "developer-types-sample.fit, 3424, 0, 0",
        "garmin-fenix-5-run.fit, 21, 71, 113",
        "garmin-fenix-5-walk.fit, 17, 49, 62",
    })
    void readsEveryRealRecordingToItsCounts(
            String name, int heartRates, int beatMessages, int beats) {
        int rates = 0;
        int messages = 0;
        int intervals = 0;
        Recording recording = Given.read(Format.FIT, RealData.path("fit-files/" + name));
        for (Payload payload : Given.payloads(recording)) {
            if (payload instanceof HeartRate) {
                rates++;
            } else if (payload instanceof BeatIntervals it) {
                messages++;
                intervals += it.milliseconds().length;
                for (float interval : it.milliseconds()) {
                    assertThat(interval).isBetween(300f, 3000f);
                }
            }
        }
        assertThat(rates).isEqualTo(heartRates);
        assertThat(messages).isEqualTo(beatMessages);
        assertThat(intervals).isEqualTo(beats);
    }

    /** The tables beside the recordings are decodes by the vendor's tool. */
    @ParameterizedTest
    @CsvSource({"run, 21", "walk, 17"})
    void readsTheSameHeartRatesAsTheDecodesBeside(String which, int rows) throws IOException {
        Path table = RealData.path("fit-files/garmin-fenix-5-" + which + "-records.csv");
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.ENGLISH);
        List<String> expected = new ArrayList<>();
        for (String line : Files.readAllLines(table, StandardCharsets.UTF_8)) {
            String[] fields = line.split(",", -1);
            if (!fields[0].equals("timestamp")) {
                expected.add(format.parse(fields[0], Instant::from) + " " + fields[1]);
            }
        }
        List<String> actual = new ArrayList<>();
        for (Timed timed :
                Given.read(
                        Format.FIT, RealData.path("fit-files/garmin-fenix-5-" + which + ".fit"))) {
            if (timed.telemetry().payload() instanceof HeartRate it) {
                actual.add(Instant.ofEpochMilli(timed.ingestTime()) + " " + (int) it.bpm());
            }
        }
        assertThat(actual).hasSize(rows).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "activity-filecrc.fit, byte 769: the checksum of the file that begins at byte 0",
        "activity-activity-filecrc.fit, byte 1540: the checksum of the file that begins at byte 771",
        "activity-unexpected-eof.fit, 'byte 0: the header promises 771 bytes and 768 are there'",
        // Its structure is sound; it just holds no heart rate, in 132 records.
        "elemnt-bolt-no-application-id-inside-developer-data-id.fit, holds no record",
    })
    void refusesEveryCorruptRecordingWithThePlace(String name, String message) {
        Path file = RealData.path("fit-files/invalid/" + name);
        assertThatThrownBy(() -> Given.read(Format.FIT, file))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }

    @Test
    void readsHeartRatesAndWhatIsNone() {
        Recording recording = read(heartRates(61, 0, 0xFF, 62).file());
        assertThat(Given.payloads(recording))
                .containsExactly(
                        new HeartRate(61, false),
                        new DeviceStatus("NO_READING", 1),
                        new HeartRate(62, false));
        assertThat(recording.iterator().next().ingestTime()).isEqualTo(T_MILLIS);
        assertThat(recording.counts().skippedByReader()).containsOnlyKeys("recordWithoutHeartRate");
        assertThat(recording.toList())
                .extracting(t -> t.telemetry().userId() + "/" + t.telemetry().device())
                .containsOnly("fit/profile", "fit/fit");
    }

    @Test
    void followsCompressedTimestampsOverTheirRollOver() {
        FitBytes fit = heartRates(60).define(1, 20, 3, 1, UINT8);
        // Local kind 1 with offsets 5, 31, then 2 of the next 32 seconds.
        for (int offset : new int[] {5, 31, 2}) {
            fit.message(0x80 | 1 << 5 | offset, u8(70 + offset));
        }
        assertThat(read(fit.file()).toList())
                .extracting(t -> (t.ingestTime() - T_MILLIS) / 1000)
                .containsExactly(0L, 0L, 5L, 31L, 34L);
    }

    @Test
    void takesADevelopersFieldForTheNativeOneThatItNames() {
        FitBytes fit =
                new FitBytes()
                        .define(
                                0, 206, 0, 1, UINT8, 1, 1, UINT8, 2, 1, UINT8, 14, 2, UINT16, 15, 1,
                                UINT8)
                        .message(0, u8(0), u8(7), u8(UINT8), u16(20), u8(3))
                        .defineWithDeveloper(1, 20, 7, 0, 253, 4, UINT32, 3, 1, UINT8)
                        .message(1, u32(T), u8(0xFF), u8(88))
                        .message(1, u32(T + 1), u8(90), u8(88))
                        .defineWithDeveloper(1, 20, 9, 0, 253, 4, UINT32, 3, 1, UINT8)
                        .message(1, u32(T + 2), u8(91), u8(33));
        assertThat(Given.payloads(read(fit.file())))
                .containsExactly(
                        new HeartRate(88, false),
                        new HeartRate(90, false),
                        new HeartRate(91, false));
    }

    @Test
    void readsFilesThatAreChained() {
        byte[] one = heartRates(60).file();
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertThat(Given.payloads(read(two))).hasSize(2);
        assertRefused(Arrays.copyOf(two, one.length + 3), "byte " + one.length, "no further FIT");
    }

    @Test
    void letsBeatsFollowEachOtherAndTheClock() {
        FitBytes fit =
                heartRates(60)
                        .define(1, 78, 0, 4, UINT16)
                        .message(1, u16(800), u16(0xFFFF))
                        .message(1, u16(900), u16(700))
                        .message(0, u32(T + 60), u8(61))
                        .message(1, u16(1000), u16(1000));
        List<Timed> all = read(fit.file()).toList();
        assertThat(all)
                .filteredOn(t -> t.telemetry().payload() instanceof BeatIntervals)
                .extracting(Timed::ingestTime)
                .containsExactly(T_MILLIS, T_MILLIS + 1600, T_MILLIS + 60_000);
        assertThat(all)
                .filteredOn(t -> t.telemetry().payload() instanceof BeatIntervals)
                .extracting(t -> ((BeatIntervals) t.telemetry().payload()).milliseconds())
                .containsExactly(
                        new float[] {800}, new float[] {900, 700}, new float[] {1000, 1000});
    }

    @Test
    void readsBeatIntervalsWithTheirOwnTime() {
        FitBytes fit =
                new FitBytes()
                        .define(0, 290, 253, 4, UINT32, 0, 2, UINT16, 1, 4, UINT16)
                        .message(0, u32(T), u16(250), u16(810), u16(790));
        Timed timed = read(fit.file()).toList().get(1);
        assertThat(timed.ingestTime()).isEqualTo(T_MILLIS + 250);
        assertThat(((BeatIntervals) timed.telemetry().payload()).milliseconds())
                .containsExactly(810, 790);
    }

    @Test
    void addsWalkedAndRunStepsOfOneLocalDay() {
        // 23:58:20 of a day that is two hours ahead of UTC.
        long evening = T - (T + FitMessages.EPOCH_SECONDS) % 86_400 + 21 * 3600 + 58 * 60 + 20;
        FitBytes fit =
                new FitBytes()
                        .define(0, 103, 253, 4, UINT32, 0, 4, UINT32)
                        .message(0, u32(evening), u32(evening + 7200))
                        .define(1, 55, 253, 4, UINT32, 3, 4, UINT32, 5, 1, UINT8)
                        .message(1, u32(evening), u32(4000), u8(6))
                        .message(1, u32(evening + 10), u32(300), u8(1))
                        .message(1, u32(evening + 20), u32(50), u8(2))
                        // Only the low 16 bits of the time: 200 s later, after midnight.
                        .define(2, 55, 26, 2, UINT16, 27, 1, UINT8, 3, 4, UINT32, 24, 1, UINT8)
                        .message(2, u16((int) (evening + 220)), u8(58), u32(12), u8(3 << 5 | 6));
        Recording recording = read(fit.file());
        assertThat(Given.payloads(recording))
                .containsExactly(
                        new Steps(4000, true),
                        new Steps(4300, true),
                        new HeartRate(58, false),
                        new Steps(12, true));
        List<Timed> all = recording.toList();
        assertThat(all.get(4).ingestTime() - all.get(1).ingestTime()).isEqualTo(220_000);
        assertThat(all.get(0).telemetry().payload())
                .isEqualTo(new Profile("+02:00", "en", true, null, null, false));
        assertThat(recording.counts().skippedByReader())
                .containsEntry("monitoringOfOtherKinds", 1L);
    }

    @Test
    void readsStressAndCalibratedAcceleration() {
        byte[] g = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(-0.5f).array();
        FitBytes fit =
                new FitBytes()
                        .define(0, 227, 0, 2, SINT16, 1, 4, UINT32)
                        .message(0, u16(-1), u32(T))
                        .message(0, u16(37), u32(T + 180))
                        .define(
                                1, 165, 253, 4, UINT32, 0, 2, UINT16, 1, 4, UINT16, 8, 4, SINT16, 9,
                                4, SINT16, 10, 4, SINT16)
                        .message(
                                1,
                                u32(T + 200),
                                u16(500),
                                u16(0),
                                u16(40),
                                u16(-1000),
                                u16(1000),
                                u16(1),
                                u16(2),
                                u16(3),
                                u16(4))
                        .define(
                                2, 165, 253, 4, UINT32, 1, 4, UINT16, 5, 8, FLOAT32, 6, 8, FLOAT32,
                                7, 8, FLOAT32)
                        .message(2, u32(T + 300), u16(0), u16(20), g, g, g, g, g, g)
                        .define(3, 165, 253, 4, UINT32, 1, 4, UINT16, 2, 4, UINT16)
                        .message(3, u32(T + 400), u16(0), u16(20), u16(32000), u16(32000));
        Recording recording = read(fit.file());
        List<Payload> all = Given.payloads(recording);
        assertThat(all)
                .hasSize(4)
                .startsWith(new DeviceStatus("STRESS", -1), new DeviceStatus("STRESS", 37));
        Acceleration first = (Acceleration) all.get(2);
        assertThat(first.hertz()).isEqualTo(25);
        assertThat(first.g(1, 0)).isEqualTo(1);
        assertThat(first.g(0, 2)).isEqualTo(0.003f);
        assertThat(recording.toList().get(3).ingestTime()).isEqualTo(T_MILLIS + 200_500);
        Acceleration second = (Acceleration) all.get(3);
        assertThat(second.hertz()).isEqualTo(50);
        assertThat(second.g(1, 1)).isEqualTo(-0.5f);
        assertThat(recording.counts().skippedByReader()).containsEntry("rawAcceleration", 1L);
    }

    @Test
    void refusesWhatIsNoWholeFitFile() {
        byte[] sound = heartRates(60, 61).file();
        assertRefused("timestamp,heart_rate\n".getBytes(StandardCharsets.UTF_8), "no FIT header");
        assertRefused(new byte[0], "no FIT header");
        byte[] open = sound.clone();
        Arrays.fill(open, 4, 8, (byte) 0);
        assertRefused(open, "was not closed by its device");
        assertRefused(
                new FitBytes().message(0, u32(T), u8(60)).file(),
                "byte 12: a message of kind 0 comes before its definition");
        assertRefused(
                new FitBytes().define(0, 20, 253, 4, UINT32, 3, 1, UINT8).message(0, u8(1)).file(),
                "byte 24: a message reaches beyond the end of the data");
        assertRefused(
                new FitBytes().message(0x40, u8(0), u8(2), u16(20), u8(0)).file(),
                "a definition has byte order 2");
    }

    @Property(tries = 300, seed = "20160412")
    void endsWithARecordingOrARefusalWhateverTheBytes(@ForAll long seed) {
        Random random = new Random(seed);
        FitBytes fit = heartRates(60, 61, 62).define(1, 78, 0, 4, UINT16);
        byte[] noise = new byte[random.nextInt(64)];
        random.nextBytes(noise);
        byte[] bytes = fit.message(1, noise).file();
        Path file = Given.scratch("noise.fit", bytes);
        try {
            assertThat(Given.read(Format.FIT, file).size()).isPositive();
            Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        } catch (RecordingException e) {
            assertThat(e).hasMessageContaining("noise.fit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
