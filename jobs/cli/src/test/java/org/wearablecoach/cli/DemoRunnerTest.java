package org.wearablecoach.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.simulation.Faults;
import org.wearablecoach.simulation.SimulationOptions;

/** The demo is the job, fed through Kafka: what the persons do and what the models say decides. */
final class DemoRunnerTest {

    private static final String[] KEYS = {
        "persons", "recordsIn", "decisions", "recommendations", "rewards", "deadLetters", "seconds"
    };

    /**
     * Nearly every decision of a person who could be asked sends, so that "none" says something.
     */
    private static final List<String> SETTINGS =
            List.of(
                    "--policy.probability", "0.9",
                    "--policy.upperBound", "0.95",
                    "--decision.gap", "PT5M",
                    "--decision.cap", "1000");

    private static final int PERSONS = 6;

    /** Everyone takes part, sits in Berlin and has a watch that works and sends acceleration. */
    private static final SimulationOptions OFFICE =
            SimulationOptions.defaults()
                    .withZones(List.of("Europe/Berlin"))
                    .withEnrolledShare(1)
                    .withGlucoseShare(0)
                    .withAcceleration(1, 10)
                    .withFaults(Faults.none());

    /** Six seconds, however fast or slow the machine is. */
    private static final class Steps implements DemoRunner.Pace {

        private long nanos;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void pass(long millis) {
            nanos += millis * 1_000_000;
        }
    }

    private static List<Recommendation> demo(SimulationOptions simulation, Control... updates)
            throws Exception {
        List<String> settings = new ArrayList<>(SETTINGS);
        settings.add("--models.allowedSha256");
        settings.add("[" + EverythingRuns.from(0).sha256() + "]");
        CoachConfig config = CoachConfig.load(null, Setting.split(settings).settings());
        DemoRequest request =
                new DemoRequest(PERSONS, 600, Duration.ofSeconds(6), true, 0, 7, true, config);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        DemoRunner demo =
                new DemoRunner(
                        request,
                        new Steps(),
                        simulation,
                        List.of(updates),
                        new Console(
                                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                                new PrintStream(err, true, UTF_8)));
        Summary summary = demo.run();
        assertThat(summary.finding()).isFalse();
        assertThat(summary.values()).containsEntry("deadLetters", 0L);
        assertThat((Long) summary.values().get("decisions"))
                .as("each person decides every five minutes: %s", err)
                .isGreaterThan(PERSONS * 20L);
        return demo.recommendations();
    }

    private static long moves(List<Recommendation> recommendations) {
        return recommendations.stream().filter(r -> r.intervention().equals("move")).count();
    }

    @Test
    void whatThePersonsDoAndWhatTheModelSaysChangesWhatIsRecommended() throws Exception {
        assertThat(moves(demo(OFFICE))).isGreaterThan(PERSONS);
        assertThat(moves(demo(OFFICE.withWithoutSedentaryHours(true))))
                .as("nobody sits for long")
                .isZero();
        assertThat(moves(demo(OFFICE, EverythingRuns.from(0))))
                .as("everybody seems to run")
                .isZero();
    }

    @Test
    void aPortInUseIsNamedWithTheCure() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0)) {
            Captured run =
                    Captured.run(
                            Runners.standard(),
                            "demo",
                            "--port",
                            String.valueOf(taken.getLocalPort()),
                            "--duration",
                            "PT1S",
                            "--json");
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).contains("it is in use").contains("0 for a free one");
        }
    }

    @Test
    void theCommandPrintsOneObject() {
        Captured run =
                Captured.run(
                        Runners.standard(),
                        "demo",
                        "--persons",
                        "4",
                        "--duration",
                        "PT1S",
                        "--headless",
                        "--json");
        assertThat(run.code()).isZero();
        Map<String, Double> values = object(run.out());
        assertThat(values).containsOnlyKeys(KEYS);
        assertThat(values.get("persons")).isEqualTo(4);
        assertThat(values.get("recordsIn")).isGreaterThan(4 * 3600);
        assertThat(values.get("decisions")).isPositive();
        assertThat(values.get("rewards")).isPositive();
        assertThat(values.get("seconds")).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Starting a broker", " simulated | "})
    @EnabledOnOs(OS.LINUX)
    void ctrlCEndsItWithASummaryWheneverItComes(String after) throws Exception {
        List<String> command = new ArrayList<>();
        // A build in the background may hand down that it ignores the signal.
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        for (String opened : List.of("lang", "util", "net", "nio", "time", "util.concurrent")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.addAll(List.of(Coach.class.getName(), "demo", "--headless", "--persons", "3"));
        command.add("--json");
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader progress =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
            StringBuilder said = new StringBuilder();
            String line = progress.readLine();
            while (line != null && !line.contains(after)) {
                said.append(line).append('\n');
                line = progress.readLine();
            }
            assertThat(line).as("said instead: %s", said).isNotNull();
            Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
            // What it says until it is over.
            progress.lines().forEach(more -> said.append(more).append('\n'));
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(said).contains("Ctrl-C again").doesNotContain("Exception");
            assertThat(object(out)).containsOnlyKeys(KEYS);
            assertThat(process.waitFor()).as("it was asked to end, and did").isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The one object of numbers that a text is. */
    private static Map<String, Double> object(String text) {
        Map<String, Double> values = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                values.put(key, parser.getDoubleValue());
            }
            assertThat(parser.nextToken()).isNull();
        } catch (IOException e) {
            throw new AssertionError("this is not one object of numbers: " + text, e);
        }
        return values;
    }
}
