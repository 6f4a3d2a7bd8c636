package org.wearablecoach.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.signals.Activity;

class ActivityEvaluationTest {

    @ParameterizedTest
    // Rate, samples of the recording, whole windows in it, samples of the second window.
    @CsvSource({"20, 399, 3, 100", "20, 400, 4, 100", "25, 260, 2, 125", "33, 332, 2, 165"})
    void windowsAreFiveSecondsLongAndDoNotOverlap(
            float hertz, int samples, int windows, int second) {
        float[] xyz = new float[3 * samples];
        for (int i = 0; i < samples; i++) {
            xyz[3 * i] = i;
        }
        List<Integer> counts = new ArrayList<>();
        List<Float> firsts = new ArrayList<>();
        ActivityEvaluation.cut(
                new LabelledMotion("p", Activity.WALK, hertz, xyz),
                (window, times, n) -> {
                    counts.add(n);
                    firsts.add(window[0]);
                    assertThat(times[0]).isBetween(0f, 1000 / hertz);
                    assertThat(times[n - 1]).isLessThan(5000f);
                });
        assertThat(counts).hasSize(windows);
        assertThat(counts.get(1)).isEqualTo(second);
        assertThat(firsts.get(1)).isEqualTo((float) (int) counts.get(0));
    }

    @Test
    void aRejectedWindowIsAnErrorAndOtherActivitiesCountApart() {
        ActivityScore score = new ActivityScore();
        score.add("a", Activity.STILL, Activity.STILL);
        score.add("a", Activity.WALK, Activity.WALK);
        score.add("a", Activity.WALK, Activity.OTHER);
        score.add("a", Activity.RUN, Activity.RUN);
        score.add("a", Activity.STAIRS, Activity.WALK);
        score.add("a", Activity.OTHER, Activity.RUN);
        score.add("a", Activity.OTHER, Activity.OTHER);

        assertThat(score.windows()).isEqualTo(5);
        // By hand: still 1, walk 2*1/(2+2), run 1 (the other window is none of it), stairs 0.
        assertThat(score.macroF1()).isEqualTo((1 + 0.5 + 1 + 0) / 4, within(1e-12));
        // Walk with stairs: right 2 of 3 true and 2 predicted.
        assertThat(score.mergedF1()).isEqualTo((1 + 2 * 2 / 5.0 + 1) / 3, within(1e-12));
        assertThat(score.rejectedPercent()).isEqualTo(20);
        assertThat(score.otherRejectedPercent()).isEqualTo(50);
        assertThat(score.recall(Activity.WALK)).isEqualTo(0.5);
        assertThat(score.precision(Activity.WALK)).isEqualTo(0.5);
        assertThat(score.error("a")).isEqualTo(0.4, within(1e-12));
    }

    @Test
    void readsWisdmInGWithoutRepeatedStretches(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("a.txt"),
                "7,D,0.0,-9.80665,19.6133;\n7,M,1,2,3;\n7,E,9.80665,0,0;\n7,D,0.0,-9.80665,19.6133;\n");

        List<LabelledMotion> read = MotionFormat.WISDM.read(folder, person -> true);

        assertThat(read)
                .extracting(LabelledMotion::activity)
                .containsExactly(Activity.STILL, Activity.OTHER, Activity.STILL);
        assertThat(read.get(0).xyz()).containsExactly(0, -1, 2);
        assertThat(read.get(0).hertz()).isEqualTo(20);
    }

    @Test
    void aChangeOfRateStartsANewStretch(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(
                file,
                "person,label,sampling_hz,x,y,z\np,walk,50,0,0,1\np,walk,25,0,0,1\nq,run,25,0,0,1\n");

        List<LabelledMotion> read = MotionFormat.CSV.read(file, "p"::equals);

        assertThat(read).extracting(LabelledMotion::hertz).containsExactly(50f, 25f);
    }

    @Test
    void columnsAreFoundByNameAmongOthersAndQuotesAreTakenOff(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(
                file, "\ufefflabel,id,z,y,x,\"sampling_hz\",person\n\"Walk\",7,3,2,1,50,\"p\"\n");

        List<LabelledMotion> read = MotionFormat.CSV.read(file, person -> true);

        assertThat(read).hasSize(1);
        assertThat(read.get(0).person()).isEqualTo("p");
        assertThat(read.get(0).activity()).isEqualTo(Activity.WALK);
        assertThat(read.get(0).hertz()).isEqualTo(50);
        assertThat(read.get(0).xyz()).containsExactly(1, 2, 3);
    }

    @Test
    void aWindowWithAFifthMissingIsScoredAndOneWithMoreIsNot(@TempDir Path folder)
            throws IOException {
        StringBuilder rows = new StringBuilder("person,label,sampling_hz,x,y,z\n");
        for (int i = 0; i < 300; i++) {
            // Of 100 samples each: none, 20 and 21 missing.
            boolean missing = i % 100 >= 50 && i % 100 < new int[] {50, 70, 71}[i / 100];
            rows.append(missing ? "p,still,20,NaN,,\n" : "p,still,20,0," + i + "e-3,1\n");
        }
        Path file = folder.resolve("a.csv");
        Files.writeString(file, rows);
        List<LabelledMotion> read = MotionFormat.CSV.read(file, person -> true);
        List<Integer> counts = new ArrayList<>();
        List<Float> lastTimes = new ArrayList<>();

        assertThat(read).as("a gap ends no stretch").hasSize(1);
        ActivityEvaluation.cut(
                read.get(0),
                (xyz, times, n) -> {
                    counts.add(n);
                    lastTimes.add(times[n - 1]);
                });

        assertThat(counts).containsExactly(100, 80);
        // What comes after the gap keeps its time.
        assertThat(lastTimes).containsExactly(4950f, 4950f);
    }

    @ParameterizedTest
    @CsvSource({"CSV,9.81,in g", "CSV,0.01,in g", "WISDM,1,in m/s^2"})
    void anotherUnitIsRefused(MotionFormat format, String z, String unit, @TempDir Path folder)
            throws IOException {
        boolean wisdm = format == MotionFormat.WISDM;
        String row = wisdm ? "7,A,0,0," + z + ";\n" : "p,walk,50,0,0," + z + "\n";
        Path file = folder.resolve("a.csv");
        Files.writeString(file, (wisdm ? "" : "person,label,sampling_hz,x,y,z\n") + row.repeat(9));

        assertThatThrownBy(() -> format.read(file, person -> true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected acceleration with gravity " + unit)
                .hasMessageContaining("convert the unit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p,jog,50,0,0,1|line 2: expected the label still, walk, run, stairs or other, found jog",
                "p,walk,50,0,0|line 2: expected person,label,sampling_hz,x,y,z, found 5 fields",
                "p,walk,0,0,0,1|line 2: expected a sampling rate between 5 and 1000 Hz",
                "p,walk,50,0,0,up|line 2: expected a number, found 'up'",
                "p,walk,50,0,0,980|line 2: expected acceleration in g, found 980.0; convert the unit"
            })
    void aMistakeIsNamedWithItsPlace(String row, String message, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "person,label,sampling_hz,x,y,z\n" + row + "\n");

        assertThatThrownBy(() -> MotionFormat.CSV.read(file, person -> true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.csv, " + message);
    }
}
