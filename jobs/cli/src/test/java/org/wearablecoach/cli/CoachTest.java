package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.job.config.CoachConfig;

final class CoachTest {

    private final Path folder;
    private final Path recording;

    CoachTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        recording = folder.resolve("recording.csv");
        Files.writeString(
                recording,
                """
                user,device,boot,sequence,time,kind,value
                p1,watch,0,0,2026-03-02T08:00:00Z,heart-rate,61
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge", "replay"})
    void aRecordingIsReadAndHandedToTheRunnerWithItsConfiguration(String command) {
        FakeRunners fake = FakeRunners.returning(false);
        Path out = folder.resolve("deep/out");
        Captured run =
                Captured.run(
                        fake.runners(),
                        command,
                        "--format",
                        "coach-csv",
                        "--input",
                        recording.toString(),
                        "--out",
                        out.toString(),
                        "--decision.interval",
                        "PT10M",
                        "--json");
        assertThat(run.err()).isEqualTo("working\n");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("{\"recordsIn\":3,\"rmssd\":null,\"balanced\":true}\n");
        assertThat(out).isDirectory();
        CoachConfig config =
                fake.requests.get(0) instanceof EdgeRequest edge
                        ? edge.config()
                        : ((ReplayRequest) fake.requests.get(0)).config();
        assertThat(config.decision().interval()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void withoutJsonTheSummaryIsText() {
        Captured run = Captured.run(FakeRunners.returning(false).runners(), "demo");
        assertThat(run.out()).isEqualTo("3 records\n");
    }

    @Test
    void aFindingIsExitCodeThree() {
        Captured run = Captured.run(FakeRunners.returning(true).runners(), "demo", "--json");
        assertThat(run.code()).isEqualTo(3);
        assertThat(keys(run.out())).containsExactly("recordsIn", "rmssd", "balanced");
    }

    @Test
    void theDemoTakesItsOptions() {
        FakeRunners fake = FakeRunners.returning(false);
        Captured.run(
                fake.runners(),
                "demo",
                "--duration",
                "PT1M",
                "--headless",
                "--persons",
                "3",
                "--speed",
                "600",
                "--seed",
                "9",
                "--port",
                "0",
                "--json");
        assertThat(fake.requests)
                .containsExactly(
                        new DemoRequest(
                                3,
                                600,
                                Duration.ofMinutes(1),
                                true,
                                0,
                                9,
                                true,
                                CoachConfig.defaults()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rply|rply is not a command: did you mean replay?",
                "demo --jsn|--jsn is not an option: did you mean --json?",
                "demo now|now is not an argument of coach demo.",
                "demo --persons many|Invalid value for option '--persons': 'many' is not an int",
                "demo --persons 0|--persons is 0: set it between 1 and 100000.",
                "demo --speed 0|--speed is 0.0: set it above 0, at most 86400.",
                "demo --duration PT0S|--duration is PT0S: set it to PT1S or more.",
                "demo --port 70000|--port is 70000: set it between 0 and 65535.",
                "demo --decision.intervall PT5M|--decision.intervall: decision.intervall is not an"
                        + " option: did you mean decision.interval?",
                "demo --decision.interval|--decision.interval has no value: write it after the"
                        + " name.",
                "demo --config absent.yaml|absent.yaml: this file cannot be read: name a YAML file"
                        + " in UTF-8.",
                "explain --log x --id y --decision.cap 3|--decision.cap is an option of the"
                        + " configuration, and this command reads none: leave it out.",
                "config --defaults --decision.cap 3|--defaults prints what holds without a file:"
                        + " leave the file and the options out.",
                "edge --format e --input i --out o|--format e is not known; use one of",
                "edge --format coach-csv --input absent --out o|no such file or folder; check"
                        + " --input",
                "edge --format coach-csv --out o|Missing required option: '--input=PATH'",
            })
    void wrongUsageIsExitCodeTwoWithAMessageThatHelps(String words, String message) {
        FakeRunners fake = FakeRunners.returning(false);
        String[] args = (words + " --json").split(" ", -1);
        Captured run = Captured.run(fake.runners(), args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(keys(run.out())).containsExactly("error");
        assertThat(fake.requests).isEmpty();
        Captured plain = Captured.run(fake.runners(), words.split(" ", -1));
        assertThat(plain.code()).isEqualTo(2);
        assertThat(plain.out()).isEmpty();
    }

    @Test
    void aCommandIsMissing() {
        Captured run = Captured.run(FakeRunners.returning(false).runners());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Missing required subcommand");
    }

    @Test
    void aFailureIsExitCodeOneAndStillOneObject() {
        FakeRunners fake = FakeRunners.failing(new IOException("the broker \"b\"\nis gone"));
        Captured run = Captured.run(fake.runners(), "demo", "--json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("IOException");
        assertThat(run.out()).isEqualTo("{\"error\":\"the broker \\\"b\\\"\\u000ais gone\"}\n");
    }

    @Test
    void wrongInputFoundByARunnerIsExitCodeTwoWithoutATrace() {
        FakeRunners fake = FakeRunners.failing(new InputException("line 3: no."));
        Captured run = Captured.run(fake.runners(), "demo", "--json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("coach: line 3: no.\n");
    }

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        Captured run = Captured.run(FakeRunners.returning(false).runners(), "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("demo", "replay", "edge", "explain", "config", "Exit codes");
        for (String command : List.of("demo", "replay", "edge", "explain", "config")) {
            assertThat(
                            Captured.run(FakeRunners.returning(false).runners(), command, "--help")
                                    .out())
                    .contains("--json");
        }
    }

    @Test
    void configPrintsWhatReadsBack() throws IOException {
        Captured defaults =
                Captured.run(FakeRunners.returning(false).runners(), "config", "--defaults");
        Path file = folder.resolve("coach.yaml");
        Files.writeString(file, defaults.out());
        Captured effective =
                Captured.run(
                        FakeRunners.returning(false).runners(),
                        "config",
                        "--file",
                        file.toString());
        assertThat(effective.code()).isZero();
        assertThat(effective.out()).contains("  interval: PT5M\n").doesNotContain("#");
        Captured json =
                Captured.run(
                        FakeRunners.returning(false).runners(),
                        "config",
                        "--file",
                        file.toString(),
                        "--json");
        assertThat(json.out())
                .isEqualTo("{\"valid\":true,\"hash\":\"" + CoachConfig.defaults().hash() + "\"}\n");
    }

    @Test
    void configNamesTheLineOfAMistake() throws IOException {
        Path file = folder.resolve("coach.yaml");
        Files.writeString(file, "decision:\n  intervall: PT5M\n");
        Captured run =
                Captured.run(
                        FakeRunners.returning(false).runners(),
                        "config",
                        "--file",
                        file.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "coach: coach.yaml, line 2: decision.intervall is not an option: did you"
                                + " mean decision.interval?\n");
    }

    /** The keys of the one JSON object that the text is. */
    private static List<String> keys(String text) {
        List<String> keys = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                keys.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            assertThat(parser.nextToken()).isNull();
        } catch (IOException e) {
            throw new AssertionError("this is not one JSON object: " + text, e);
        }
        return keys;
    }
}
