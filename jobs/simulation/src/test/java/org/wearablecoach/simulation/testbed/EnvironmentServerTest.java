package org.wearablecoach.simulation.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.FixedProbability;

class EnvironmentServerTest {

    private static List<String> serve(String... requests) throws IOException {
        StringBuilder out = new StringBuilder();
        StepCountJitai person = new StepCountJitai(0, false, StepCountJitai.Constants.PUBLISHED);
        new EnvironmentServer(person)
                .serve(new BufferedReader(new StringReader(String.join("\n", requests))), out);
        return out.toString().lines().toList();
    }

    @Test
    void playsAnEpisodeAsJsonLines() throws IOException {
        List<String> answers =
                serve("{\"space\": true}", "{\"reset\":7}", "", "{ \"step\" : 1 }", "{\"step\":0}");
        assertThat(answers.get(0))
                .isEqualTo(
                        "{\"name\":\"stepcount-jitai\",\"actions\":4,\"observation\":["
                                + "\"contextProbability\",\"habituation\",\"disengagement\"],"
                                + "\"low\":[0.0,0.0,0.0],\"high\":[1.0,1.0,1.0]}");
        assertThat(answers.get(1)).isEqualTo("{\"observation\":[0.5,0.1,0.1]}");
        assertThat(answers.get(2)).contains("\"ended\":false").contains("\"reward\":42.6");
        assertThat(answers).hasSize(4);
    }

    @Test
    void theLastStepHasNoOutcome() throws IOException {
        String[] requests = new String[52];
        requests[0] = "{\"reset\":1}";
        java.util.Arrays.fill(requests, 1, 52, "{\"step\":0}");
        List<String> answers = serve(requests);
        assertThat(answers.get(51)).contains("\"outcome\":null,\"ended\":true");
    }

    @Test
    void saysWhatCannotBeDone() throws IOException {
        List<String> answers =
                serve(
                        "{\"step\":0}",
                        "{\"reset\":1}",
                        "{\"step\":4}",
                        "hello",
                        "{\"jump\":1}",
                        "{\"step\":true}",
                        "{\"close\":true}",
                        "{\"reset\":1}");
        assertThat(answers.get(0)).contains("reset first");
        assertThat(answers.get(2)).contains("0 to 3");
        assertThat(answers.get(3)).contains("a request is");
        assertThat(answers.get(4)).contains("this is not");
        assertThat(answers.get(5)).contains("whole numbers");
        assertThat(answers).hasSize(7).last().isEqualTo("{\"closed\":true}");
    }

    private static Simulation play(boolean stochastic, double sigma, String agent, int episodes) {
        StepCountJitai person =
                new StepCountJitai(sigma, stochastic, StepCountJitai.Constants.PUBLISHED);
        return Simulation.stepCount(
                person, Trial.named(agent), Bounds.TRIAL, episodes, 1, (episode, its) -> {});
    }

    @Test
    void aSimulationSumsUpItsReturns() {
        Simulation idle = play(false, 0, "constant:0", 20);
        assertThat(idle.returns()).hasSize(20);
        assertThat(idle.meanReturn()).isCloseTo(5, within(1e-9));
        assertThat(idle.lastTenthMeanReturn()).isCloseTo(5, within(1e-9));
        assertThatThrownBy(() -> play(false, 0, "random", 0)).hasMessageContaining("episodes 0");
    }

    @Test
    void everyNamedAgentPlays() {
        for (String agent :
                List.of(
                        "coach",
                        "thompson-raw",
                        "thompson-smooth",
                        "linucb",
                        "epsilon-greedy",
                        "fixed:0.4",
                        "random",
                        "constant:1")) {
            Simulation played = play(true, 0.4, agent, 3);
            assertThat(played.meanReturn()).as(agent).isBetween(0.0, 4000.0);
        }
    }

    @Test
    void anAgentMadeElsewherePlays() {
        StepCountJitai person = new StepCountJitai(0, false, StepCountJitai.Constants.PUBLISHED);
        double[] own = Trial.of(person, new FixedProbability(0.4), Bounds.TRIAL, 5).episodes(3);
        assertThat(own).containsExactly(Trial.of(person, "fixed:0.4", Bounds.TRIAL, 5).episodes(3));
    }
}
