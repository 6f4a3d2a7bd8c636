package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.cli.bench.BenchModel;
import org.wearablecoach.cli.bench.ScoringBench;

final class BenchTest {

    /** Least speed of the operator at batch 32, of that of the runtime by itself. */
    private static final Map<String, Double> SHARE_OF_RAW =
            Map.of("mlp-32-64-64-5", 0.5, "cnn-6x150", 0.9, "activity", 0.9);

    /** Least speed of the scorer, of that of the runtime by itself. */
    private static final double SCORER_OF_RAW = 0.95;

    /**
     * Most that the scorer may add to a row of the smallest shipped network, in nanoseconds. Such a
     * row takes the runtime 280 at batch 32: copying it in and out shows in a ratio.
     */
    private static final Map<String, Double> SCORER_ADDS = Map.of("glucose-outlook", 25.0);

    /** Most that a window of a shipped model costs at batch 32. */
    private static final Map<String, Double> MICROSECONDS =
            Map.of("activity", 60.0, "glucose-outlook", 3.0);

    private static Captured bench(String... more) {
        String[] args = new String[3 + more.length];
        args[0] = "bench";
        args[1] = "scoring";
        args[2] = "--json";
        System.arraycopy(more, 0, args, 3, more.length);
        return Captured.run(FakeRunners.returning(false).runners(), args);
    }

    @Test
    void everyContestantScoresAndTheFiguresAreOneObject() {
        Captured run =
                bench(
                        "--models",
                        "mlp,cnn,activity,glucose",
                        "--batches",
                        "1,32",
                        "--rounds",
                        "1",
                        "--round",
                        "PT0.005S");
        assertThat(run.code()).as(run.err()).isZero();
        String row =
                "\\{\"model\":\"%s\",\"batch\":%d,\"naive\":N,\"raw\":N,\"scorer\":N,\"operator\":N\\}"
                        .replace("N", "[0-9.E]+");
        StringBuilder rows = new StringBuilder("^\\{\"rows\":\\[");
        for (String model :
                new String[] {"mlp-32-64-64-5", "cnn-6x150", "activity", "glucose-outlook"}) {
            rows.append(String.format(row, model, 1)).append(",");
            rows.append(String.format(row, model, 32)).append(model.startsWith("g") ? "" : ",");
        }
        assertThat(run.out()).containsPattern(Pattern.compile(rows + "\\],\"allocated"));
    }

    @ParameterizedTest
    @CsvSource({"--batches,3", "--models,gpt", "--rounds,0", "--round,PT0S"})
    void wrongUsageIsExitCodeTwo(String option, String value) {
        Captured run = bench(option, value);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(option + " ");
    }

    /** The promise of speed, on the machine at hand. */
    @Test
    @Tag("long")
    void theScorerIsAsFastAsTheRuntimeAndTheOperatorNearly() throws Exception {
        // All of them, so that one that is slow does not hide the others.
        SoftAssertions all = new SoftAssertions();
        for (ScoringBench.Result result :
                ScoringBench.run(
                        BenchModel.all(),
                        List.of(32, 128),
                        20,
                        Duration.ofMillis(80),
                        JsonText::of,
                        System.err::println)) {
            double[] rate = result.rowsPerSecond();
            String what = result.model() + ", batch " + result.batch();
            System.err.printf(
                    "%s: raw %.0f rows/s, scorer %.2f, operator %.2f%n",
                    what, rate[1], rate[2] / rate[1], rate[3] / rate[1]);
            double raw = 1e9 / rate[1];
            all.assertThat(1e9 / rate[2])
                    .as("nanoseconds of a row in the scorer, " + what)
                    .isLessThanOrEqualTo(
                            Math.max(
                                    raw / SCORER_OF_RAW,
                                    raw + SCORER_ADDS.getOrDefault(result.model(), 0.0)));
            if (result.batch() == 32 && SHARE_OF_RAW.containsKey(result.model())) {
                all.assertThat(rate[3] / rate[1])
                        .as("operator, " + what)
                        .isGreaterThanOrEqualTo(SHARE_OF_RAW.get(result.model()));
            }
            if (result.batch() == 32 && MICROSECONDS.containsKey(result.model())) {
                all.assertThat(1e6 / rate[3])
                        .as("microseconds of a window in the operator, " + what)
                        .isLessThanOrEqualTo(MICROSECONDS.get(result.model()));
            }
        }
        all.assertAll();
    }
}
