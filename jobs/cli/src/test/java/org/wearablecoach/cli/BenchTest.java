package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.cli.bench.BenchModel;
import org.wearablecoach.cli.bench.ScoringBench;

final class BenchTest {

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
                        "mlp,cnn",
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
        for (String model : new String[] {"mlp-32-64-64-5", "cnn-6x150"}) {
            rows.append(String.format(row, model, 1)).append(",");
            rows.append(String.format(row, model, 32)).append(model.startsWith("m") ? "," : "");
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
            assertThat(rate[2] / rate[1]).as("scorer, " + what).isGreaterThanOrEqualTo(0.95);
            if (result.batch() == 32 && !result.model().startsWith("ffnn")) {
                assertThat(rate[3] / rate[1])
                        .as("operator, " + what)
                        .isGreaterThanOrEqualTo(result.model().startsWith("cnn") ? 0.9 : 0.5);
            }
        }
    }
}
