package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.cli.pipeline.BrokerMain;
import org.wearablecoach.cli.pipeline.JobMain;
import org.wearablecoach.cli.pipeline.Mix;

final class BenchPipelineTest {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.E-]*");

    private static Captured bench(String... more) {
        String[] args = new String[3 + more.length];
        args[0] = "bench";
        args[1] = "pipeline";
        args[2] = "--json";
        System.arraycopy(more, 0, args, 3, more.length);
        return Captured.run(FakeRunners.returning(false).runners(), args);
    }

    private static double number(String json, String name) {
        var at = Pattern.compile("\"" + name + "\":(" + NUMBER + ")").matcher(json);
        assertThat(at.find()).as("%s in %s", name, json).isTrue();
        return Double.parseDouble(at.group(1));
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(
                                                line ->
                                                        line.contains(BrokerMain.class.getName())
                                                                || line.contains(
                                                                        JobMain.class.getName()))
                                        .isPresent())
                .toList();
    }

    /**
     * As many records as take the fastest job longer than the processes are looked at: processor
     * time is counted in hundredths of a second.
     */
    @Test
    void bothJobsReadTheirRecordsAndNoProcessIsLeft() throws Exception {
        Captured run =
                bench(
                        "--persons",
                        "20",
                        "--records",
                        "50000",
                        "--runs",
                        "1",
                        "--only",
                        "--latency",
                        "PT0S",
                        "--heap",
                        "256m");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().strip()).startsWith("{\"persons\":20,").endsWith("}").hasLineCount(1);
        assertThat(run.err()).contains("baseline heap", "coach    heap");
        assertThat(number(run.out(), "baselineRecordsPerSecond")).isPositive();
        assertThat(number(run.out(), "recordsPerSecond")).isPositive();
        assertThat(number(run.out(), "ratio")).isPositive();
        assertThat(number(run.out(), "baselineCpuMicrosPerRecord")).isPositive();
        assertThat(number(run.out(), "cpuMicrosPerRecord")).isPositive();
        assertThat(number(run.out(), "decisions")).isPositive();
        assertThat(number(run.out(), "pureCpuOfTwoThreads")).isPositive();
        for (ProcessHandle child : children()) {
            // Told to end, it may be on its way.
            child.onExit().get(2, TimeUnit.MINUTES);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--persons;0",
                "--records;10",
                "--runs;0",
                "--parallelism;0",
                "--state;disk",
                "--delivery;maybe",
                "--latency;PT2H",
                "--checkpoints;PT0S",
                "--heap;much",
                "--load;0",
                "--load;0.5,1.1",
                "--flink;state.backend.type",
                "--mix;heart-rat=60",
                "--mix;steps=1",
                "--mix;heart-rate=fast",
                "--mix;heart-rate=601",
                "--decision.intervall;PT5M"
            })
    void wrongUsageIsExitCodeTwo(String option, String value) {
        Captured run = bench(option, value);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).startsWith("{\"error\":");
        assertThat(run.err()).contains(option.replaceAll("^--|intervall$", ""));
    }

    @Test
    void aMixKeepsItsRatesAndSaysWhatIsWrong() {
        Mix mix = Mix.parse("heart-rate=60, acceleration=60,glucose=0.2");
        assertThat(mix.perSecond()).isEqualTo(120.2 / 60);
        assertThat(Mix.parse(mix.toString())).isEqualTo(mix);
        assertThatThrownBy(() -> Mix.parse("heart-rate=60,step=1"))
                .hasMessageContaining("\"step=1\"")
                .hasMessageContaining("steps");
    }

    /**
     * On the machine at hand; the figures go to standard error. The bounds say that nothing became
     * much slower; docs/figures.md says what is aimed at and how far it is.
     */
    @Test
    @Tag("long")
    void theWholeJobKeepsAPartOfTheRateOfTheLeastThatAnyJobDoes() {
        Captured run = bench("--persons", "10000");
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, Double> figures =
                Map.of(
                        "ratio", number(run.out(), "ratio"),
                        "p99Ms", number(run.out(), "p99Ms"));
        System.err.printf(Locale.ROOT, "%s%n%s%n", figures, run.out());
        assertThat(figures.get("ratio")).isGreaterThanOrEqualTo(0.3);
        assertThat(figures.get("p99Ms")).isPositive();
    }
}
