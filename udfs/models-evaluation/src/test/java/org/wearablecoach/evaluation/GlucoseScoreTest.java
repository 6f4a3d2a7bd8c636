package org.wearablecoach.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void aWrongTimeIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "timestamp,glucose_value_mg_dl\nnoon,100\n");

        assertThatThrownBy(() -> GlucoseSeries.read(file))
                .hasMessageContaining("a.csv, line 2: expected a time");
    }
}
