package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulateTest {

    private final Path folder;

    SimulateTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Captured run(String options) {
        return Captured.run(
                FakeRunners.returning(false).runners(), ("simulate " + options).split(" "));
    }

    @Test
    void jsonHasTheReturnsOfTheEpisodes() {
        Captured run = run("--env stepcount-jitai --agent constant:0 --episodes 3 --seed 5 --json");
        assertThat(run.code()).isZero();
        assertThat(run.out()).hasLineCount(1).startsWith("{\"meanReturn\":");
        assertThat(run.out()).contains(",\"lastTenthMeanReturn\":").contains("\"returns\":[");
        assertThat(run.out().split(",")).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coach",
                "thompson-raw",
                "thompson-smooth",
                "linucb",
                "epsilon-greedy",
                "fixed:0.5",
                "random",
                "constant:1"
            })
    void everyAgentPlaysAndIsRepeatedByItsSeed(String agent) {
        String call =
                "--env stepcount-jitai-stochastic --sigma 0.4 --episodes 2 --json --agent " + agent;
        Captured run = run(call + " --seed 7");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run(call + " --seed 7").out()).isEqualTo(run.out());
        assertThat(run(call + " --seed 8").out()).isNotEqualTo(run.out());
    }

    @Test
    void aPersonReadsTheReturnBesideWhatIsKnown() throws IOException {
        Path page = folder.resolve("curve.html");
        Captured run =
                run(
                        "--env stepcount-jitai --agent random --episodes 20 --bounds 0.05,0.95"
                                + " --floor 0.01 --html "
                                + page);
        assertThat(run.out())
                .contains("last tenth")
                .contains("published DQN, 1,500 episodes")
                .contains("optimum within the bounds         3290.0")
                .contains("no effect on people");
        assertThat(Files.readString(page)).contains("Learning curve").contains("\"type\":\"dashed");
    }

    @Test
    void theHeartStepsModelPlaysAllPersons() {
        Path data = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        Assumptions.assumeTrue(
                Files.isDirectory(data), () -> "skipped: the coefficients are not at " + data);
        Captured run =
                run("--env heartsteps --agent constant:0 --episodes 1 --json --data " + data);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("{\"meanReturn\":-0.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--env stepcount|did you mean stepcount-jitai",
                "--env stepcount-jitai --agent couch|did you mean coach",
                "--env stepcount-jitai --agent constant:4|the actions are 0 to 3",
                "--env stepcount-jitai --agent constant:1.5|the actions are 0 to 3",
                "--env stepcount-jitai --agent constant:x|give an action",
                "--env stepcount-jitai --agent fixed:1|above 0 and below 1",
                "--env stepcount-jitai --agent onnx:none.onnx|no such file",
                "--env stepcount-jitai --episodes 0|play 1 or more",
                "--env stepcount-jitai --episodes many|many",
                "--env stepcount-jitai --sigma -1|choose 0 or more",
                "--env stepcount-jitai --sigma NaN|choose 0 or more",
                "--env stepcount-jitai --bounds 0.2|two numbers",
                "--env stepcount-jitai --bounds 0,1|0 < low",
                "--env stepcount-jitai --floor 2|floor",
                "--env stepcount-jitai --data x|option of heartsteps",
                "--env stepcount-jitai --person 1|option of heartsteps",
                "--env heartsteps --person 1|add --serve",
                "--env heartsteps --sigma 1|leave it out",
                "--env heartsteps --data none|there is no heartsteps-testbed/theta.csv",
                "--env stepcount-jitai --serve --html x.html|leave out --json and --html",
                "--agent coach|--env"
            })
    void whatIsWrongIsNamed(String options, String message) {
        Captured run = run(options);
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anAgentOutsideOfTheBoundsIsSaidToBeMovedIntoThem() {
        Captured run = run("--env stepcount-jitai --agent fixed:0.9 --episodes 1 --json");
        assertThat(run.err()).contains("fixed:0.9 plays with 0.8");
    }

    @Test
    void aNetworkPlaysWithoutAManifest() throws IOException {
        Path network = folder.resolve("policy.onnx");
        // Silence scores 2 H, the message to context 1 scores p, all others 0.
        float[] weights = {0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0};
        Files.write(network, LinearNetwork.of("x", 3, 4, weights));
        String call = "--env stepcount-jitai --episodes 5 --json --agent onnx:" + network;
        Captured run = run(call);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("{\"meanReturn\":");
        assertThat(run(call).out()).isEqualTo(run.out());
        // It is served within the bounds, so it still sends now and then where it would not.
        assertThat(run(call + " --bounds 0.01,0.99 --floor 0").out()).isNotEqualTo(run.out());
        Files.write(network, LinearNetwork.of("x", 2, 4, new float[8]));
        run = run(call);
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("takes 2 numbers and gives 4", "shows 3");
        Files.writeString(network, "no network");
        assertThat(run(call).code()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void aTrainerInAnotherProcessDrivesTheTestBed() throws Exception {
        Process server =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Coach.class.getName(),
                                "simulate",
                                "--env",
                                "stepcount-jitai",
                                "--serve")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader answers =
                        new BufferedReader(
                                new InputStreamReader(
                                        server.getInputStream(), StandardCharsets.UTF_8));
                Writer requests = server.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(ask("{\"space\": true}", requests, answers)).contains("\"actions\":4");
            assertThat(ask("{\"reset\": 3}", requests, answers))
                    .isEqualTo("{\"observation\":[0.5,0.1,0.1]}");
            int steps = 0;
            String answer;
            do {
                answer = ask("{\"step\": 1}", requests, answers);
                steps++;
            } while (answer.contains("\"ended\":false"));
            assertThat(steps).isEqualTo(51);
            assertThat(ask("{\"close\": true}", requests, answers)).isEqualTo("{\"closed\":true}");
            assertThat(answers.readLine()).isNull();
        }
        assertThat(server.waitFor()).isZero();
    }

    private static String ask(String request, Writer requests, BufferedReader answers)
            throws IOException {
        requests.write(request + "\n");
        requests.flush();
        return String.valueOf(answers.readLine());
    }
}
