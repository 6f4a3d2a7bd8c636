package org.wearablecoach.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalFileTest {

    @Test
    void readsOneIntervalALineWithoutComments(@TempDir Path folder) {
        Path file =
                Given.file(folder, "a", "\uFEFF# of, a \"walk\"\r\n\r\n 800 \r\n812.5#x\n#\n9e2");
        assertThat(IntervalFile.read(file, 1)).containsExactly(800, 812.5f, 900);
    }

    @Test
    void turnsSecondsIntoMilliseconds(@TempDir Path folder) {
        Path file = Given.file(folder, "a", "0.664\n0.781\n");
        assertThat(IntervalFile.read(file, 1000)).containsExactly(664, 781);
    }

    @Test
    void readsARealSeries() {
        float[] ms = IntervalFile.read(RealData.path("hrv/nsrdb-1h/series_1_nn_ms.txt"), 1);
        assertThat(ms).hasSize(4684).startsWith(664, 781, 828);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "800;x|a:1: field 1 is '800;x' instead of a number",
                "800,810|a:1: has 2 fields separated by ',' instead of 1",
                "0|a:1: field 1 is '0' instead of an interval above 0 and up to half an hour",
                "-5|a:1: field 1 is '-5' instead of an interval",
                "1e9|a:1: field 1 is '1e9' instead of an interval",
                "NaN|a:1: field 1 is 'NaN' instead of a number",
                "# only|a: holds comments only; write one interval a line in ms",
                "''|a: is empty; give a file with lines one interval a line in ms",
            })
    void namesTheLineOfWhatIsNoInterval(String text, String message, @TempDir Path folder) {
        Path file = Given.file(folder, "a", text);
        assertThatThrownBy(() -> IntervalFile.read(file, 1))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining(message);
    }
}
