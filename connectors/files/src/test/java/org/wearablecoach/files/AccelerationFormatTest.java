package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wearablecoach.event.Payload.Acceleration;
import org.wearablecoach.event.Telemetry;

class AccelerationFormatTest {

    /** Keeps everything. */
    private static final class Kept implements AccelerationSink {
        double hertz = Double.NaN;
        final List<String> labels = new ArrayList<>();
        final List<Long> times = new ArrayList<>();
        final List<float[]> samples = new ArrayList<>();

        @Override
        public void rate(double stated) {
            hertz = stated;
        }

        @Override
        public void label(String name) {
            labels.add(name);
        }

        @Override
        public void sample(long time, float x, float y, float z) {
            times.add(time);
            samples.add(new float[] {x, y, z});
        }
    }

    private static Kept read(AccelerationFormat format, Path file) {
        Kept kept = new Kept();
        format.read(file, null, kept);
        return kept;
    }

    /** Sample by sample and in chunks, a recording is the same. */
    @ParameterizedTest
    @CsvSource({
        "WISDM, wisdm, wisdm-watch/data_1629_accel_watch.txt, 20",
        "GARMIN_ACC, garmin-health, garmin-health-stream/acc.csv, NaN",
        "EMPATICA_E4, empatica-e4, empatica-e4, 32"
    })
    void givesTheSamplesOfTheReplay(
            AccelerationFormat format, Format replay, String path, double hertz) {
        Path input = RealData.path(path);
        Kept kept = read(format, input);
        assertThat(kept.hertz).isEqualTo(Double.valueOf(hertz));
        int at = 0;
        for (Telemetry record : Given.telemetry(Given.read(replay, input))) {
            if (!(record.payload() instanceof Acceleration chunk)) {
                continue;
            }
            assertThat(kept.times.get(at))
                    .as("sample %d", at)
                    .isCloseTo(record.sensorTime(), within(format.timed() ? 200L : 0L));
            for (int i = 0; i < chunk.xyz().length; i += 6, at++) {
                for (int axis = 0; axis < 3; axis++) {
                    int low = chunk.xyz()[i + 2 * axis] & 0xFF;
                    int count = low | (chunk.xyz()[i + 2 * axis + 1] << 8);
                    assertThat(kept.samples.get(at)[axis])
                            .isCloseTo(count * chunk.gPerCount(), within(0.00025f));
                }
            }
        }
        assertThat(at).isEqualTo(kept.samples.size()).isPositive();
    }

    @Test
    void passesOverTheCopyOfWisdm() {
        Kept kept = new Kept();
        ReaderCounts counts =
                AccelerationFormat.WISDM.read(
                        RealData.path("wisdm-watch/data_1629_accel_watch.txt"), null, kept);
        assertThat(counts.skippedByReader()).containsEntry("repeatedRows", 14_400L);
        assertThat(kept.samples).hasSize(14_400);
        assertThat(kept.labels).containsExactly("A", "B", "C", "D", "E", "M");
    }

    @Test
    void makesUpTimesAsTheReplayDoes(@TempDir Path folder) {
        Path file =
                Given.file(
                        folder,
                        "a.txt",
                        """
                        1,A,9.8,0,0;
                        1,A,9.8,0,0;
                        1,B,0,9.8,0;
                        1,A,9.8,0,0;
                        1,A,9.8,0,0;
                        2,A,9.8,0,0;
                        """);
        Kept kept = new Kept();
        ReaderCounts counts = AccelerationFormat.WISDM.read(file, null, kept);
        long start = Instant.parse("2019-01-01T08:00:00Z").toEpochMilli();
        assertThat(kept.times)
                .containsExactly(start, start + 50, start + 600_100, start + 1_200_150);
        assertThat(kept.labels).containsExactly("A", "B", "A");
        assertThat(counts.skippedByReader()).containsEntry("repeatedRows", 2L);
        assertThat(AccelerationFormat.WISDM.timed()).isFalse();
    }

    @Test
    void takesTheFolderOrTheFile() {
        Kept file = read(AccelerationFormat.EMPATICA_E4, RealData.path("empatica-e4/ACC.csv"));
        Kept folder = read(AccelerationFormat.EMPATICA_E4, RealData.path("empatica-e4"));
        assertThat(file.times).isEqualTo(folder.times).hasSize(9998);
        assertThat(file.samples.get(0)).containsExactly(-61 / 64f, 25 / 64f, 6 / 64f);
    }

    @ParameterizedTest
    @EnumSource(AccelerationFormat.class)
    void refusesWhatIsNoSuchFile(AccelerationFormat format, @TempDir Path folder) {
        for (String junk : new String[] {"", "PK\u0003\u0004", "a b c\n1 2 3\n", "{\"x\":1}\n"}) {
            Path file = Given.file(folder, "junk", junk);
            assertThatThrownBy(() -> read(format, file))
                    .isInstanceOf(RecordingException.class)
                    .hasMessageContaining("junk");
        }
        assertThatThrownBy(() -> read(format, folder))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining(folder.toString());
        assertThat(AccelerationFormat.of(format.cliName())).isSameAs(format);
        assertThatThrownBy(() -> AccelerationFormat.of("xlsx"))
                .hasMessageContaining("use one of wisdm, garmin-acc, empatica-e4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WISDM|1600,A,0.7,-0.06,0.8;|acceleration looks like g",
                "WISDM|1600,A,700,-60,800;|acceleration looks like mg",
                "GARMIN_ACC|2019-10-16T12:09:01.702+02:00;-0.036;0.62;-0.824|looks like g or m/s^2",
                "EMPATICA_E4|1560279825,1560279825,1560279825/32,32,32/-0.95,0.39,0.09"
                        + "|acceleration looks like g",
                "EMPATICA_E4|1560279825,1560279825,1560279825/32,32,32/-950,390,90"
                        + "|acceleration looks like mg",
            })
    void refusesAnotherUnit(
            AccelerationFormat format, String row, String message, @TempDir Path folder) {
        Path file = Given.file(folder, "a.csv", row.replace('/', '\n') + "\n");
        assertThatThrownBy(() -> read(format, file))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("a.csv:")
                .hasMessageContaining(message);
    }
}
