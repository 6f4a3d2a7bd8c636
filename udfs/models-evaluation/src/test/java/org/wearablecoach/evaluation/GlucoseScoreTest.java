package org.wearablecoach.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlucoseScoreTest {

    private static final long SLOT = 300_000;

    private static GlucoseSeries series(float... mgDl) {
        long[] times = new long[mgDl.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * SLOT;
        }
        return new GlucoseSeries("p", times, mgDl);
    }

    @Test
    void carryingTheLastValueForwardHasTheRatioOne() {
        float[] values = new float[60];
        for (int i = 0; i < 60; i++) {
            values[i] = 120 + 30 * (float) Math.sin(i / 5.0);
        }
        GlucoseScore.Forecasts f = GlucoseScore.Forecasts.none(series(values));
        for (int i = 12; i < 60; i++) {
            f.forecast()[i] = values[i];
            f.low()[i] = i % 2 == 0 ? 0 : 999;
            f.high()[i] = 999;
        }
        GlucoseScore score = new GlucoseScore();
        score.add(f);

        assertThat(score.ratio()).isEqualTo(1, within(1e-12));
        // Of the readings 12 to 53 there is one 30 minutes later.
        assertThat(score.points()).isEqualTo(42);
        assertThat(score.coveragePercent()).isEqualTo(50, within(1e-9));
    }

    @Test
    void theTargetIsTheNearestReadingWithinTwoAndAHalfMinutes() {
        long[] times = {0, 1_800_000 - 150_001, 1_800_000 - 100_000, 1_800_000 + 90_000, 4_000_000};
        GlucoseSeries s = new GlucoseSeries("p", times, new float[5]);

        assertThat(GlucoseScore.target(s, 0)).isEqualTo(3);
        assertThat(GlucoseScore.target(s, 3)).isEqualTo(-1);
    }

    @Test
    void alarmsAreCountedByTheProtocol() {
        // Two days of 100 mg/dL; lows from reading 100 and 300, each three readings long.
        float[] values = new float[576];
        Arrays.fill(values, 100);
        for (int onset : new int[] {100, 300}) {
            Arrays.fill(values, onset, onset + 3, 60);
        }
        GlucoseScore.Forecasts f = GlucoseScore.Forecasts.none(series(values));
        Arrays.fill(f.risk(), 0);
        f.risk()[97] = 0.9f; // 15 minutes before the first
        f.risk()[98] = 0.9f; // within the silence of the alarm before
        f.risk()[299] = 0.8f; // 5 minutes before the second
        f.risk()[20] = 0.7f; // false
        f.risk()[200] = 0.6f; // false
        f.risk()[400] = 0.5f; // the third false alarm of two days: one too many
        f.risk()[101] = 1; // below 70 there is no alarm
        GlucoseScore score = new GlucoseScore();
        score.add(f);
        GlucoseScore.Lows lows = score.lows();

        assertThat(lows.lows()).isEqualTo(2);
        assertThat(lows.threshold()).isEqualTo(0.6, within(1e-6));
        assertThat(lows.sensitivityPercent()).isEqualTo(100);
        assertThat(lows.sensitivity10MinPercent()).isEqualTo(50);
        assertThat(lows.falseAlarmsPerDay()).isEqualTo(1, within(1e-9));
    }

    @Test
    void ofReadingsWithOneTimeTheLastCountsAndMidnightIsPassed(@TempDir Path folder)
            throws IOException {
        Files.writeString(
                folder.resolve("case 1.csv"),
                "timestamp,glucose_value_mg_dl\n23:55:00,100\n23:55:00,110\n00:00:00,120\n00:05:00,\n");
        Files.writeString(folder.resolve("metadata.csv"), "person,age\n1,2\n");

        List<GlucoseSeries> read = GlucoseSeries.read(folder);

        assertThat(read).hasSize(1);
        assertThat(read.get(0).person()).isEqualTo("case 1");
        assertThat(read.get(0).mgDl()).containsExactly(110, 120);
        assertThat(read.get(0).times()[1] - read.get(0).times()[0]).isEqualTo(SLOT);
    }

    @Test
    void mmolIsRefusedWithTheFactor(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "timestamp,glucose_value_mg_dl\n2024-01-01 00:00:00,5.6\n");

        assertThatThrownBy(() -> GlucoseSeries.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("looks like mmol/L; multiply it by 18.018");
    }

    @Test
    void columnsQuotesWordsAndMillimolesAreUnderstood(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("b.CSV"),
                """
                note,"glucose_value_mmol_l","timestamp"
                x,"5.6","2024-01-01 00:05:00"
                x,Low,2024-01-01 00:10:00
                x,NA,2024-01-01 00:15:00
                x,HIGH,2024-01-01 00:00:00
                """);

        List<GlucoseSeries> read = GlucoseSeries.read(folder);

        assertThat(read.get(0).person()).isEqualTo("b");
        // 5.6 x 18.018, as the readers of recordings have it; in 32 bits it would be 100.900795.
        assertThat(read.get(0).mgDl()).containsExactly(401, 100.9008f, 39);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "1001", "x"})
    void aValueThatNoSensorSaysIsNamedWithItsPlace(String value, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(
                file,
                "timestamp,glucose_value_mg_dl\n2024-01-01 00:00:00,100\n2024-01-01 00:05:00,\""
                        + value
                        + " \"\n");

        assertThatThrownBy(() -> GlucoseSeries.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.csv, line 3: expected glucose in mg/dL, found '" + value);
    }

    @Test
    void whatIsPassedOverIsTold(@TempDir Path folder) throws IOException {
        String header = "timestamp,glucose_value_mg_dl\n";
        Files.writeString(folder.resolve("a.csv"), header + "2024-01-01 00:00:00,100\n");
        Files.writeString(folder.resolve("b.csv"), header);
        Files.writeString(folder.resolve("c.csv"), "person,age\n1,2\n");
        Files.writeString(folder.resolve("d.csv"), "");
        List<String> told = new ArrayList<>();

        assertThat(GlucoseSeries.read(folder, person -> true, told::add)).hasSize(1);
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).endsWith("b.csv holds no reading.");
        assertThat(told.get(1))
                .endsWith("expected the columns " + header.strip() + ", found person,age.");
        assertThat(told.get(2)).endsWith(", found nothing.");
        assertThatThrownBy(() -> GlucoseSeries.read(folder, "z"::equals, told::add))
                .hasMessageContaining("no file is named after a person asked for");
        assertThatThrownBy(() -> GlucoseSeries.read(folder, "c"::equals, told::add))
                .hasMessageContaining("c.csv, line 1: expected the columns");
    }

    @Test
    void aMinuteWiseSensorHasTheSameDaysAndLows() {
        // A day of one reading a minute; seven minutes below 70 are no low, eleven are one.
        long[] times = new long[1440];
        float[] values = new float[1440];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 60_000L;
            values[i] = (i >= 300 && i < 307) || (i >= 600 && i < 611) ? 60 : 100;
        }
        GlucoseScore.Forecasts f =
                GlucoseScore.Forecasts.none(new GlucoseSeries("p", times, values));
        Arrays.fill(f.risk(), 0);
        f.risk()[100] = 1; // false
        f.risk()[590] = 1;
        GlucoseScore score = new GlucoseScore();
        score.add(f);

        assertThat(score.lows().lows()).isEqualTo(1);
        assertThat(score.lows().sensitivity10MinPercent()).isEqualTo(100);
        assertThat(score.lows().falseAlarmsPerDay()).isEqualTo(1, within(0.005));
    }

    @Test
    void aWrongTimeIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "timestamp,glucose_value_mg_dl\nnoon,100\n");

        assertThatThrownBy(() -> GlucoseSeries.read(file))
                .hasMessageContaining("a.csv, line 2: expected a time");
    }
}
