package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelsEvaluateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Captured evaluate(String... args) {
        List<String> all = new ArrayList<>(List.of("models", "evaluate"));
        all.addAll(List.of(args));
        return Captured.run(FakeRunners.returning(false).runners(), all.toArray(new String[0]));
    }

    private static JsonNode json(Captured run) {
        assertThat(run.code()).as(run.err()).isZero();
        try {
            return JSON.readTree(run.out());
        } catch (IOException e) {
            throw new AssertionError("this is not one JSON object: " + run.out(), e);
        }
    }

    private static Path data(String relative) {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "skipped: no shared data at " + all);
        Path path = all.resolve(relative);
        assertThat(path).as("part of the shared data").exists();
        return path;
    }

    @Test
    void activityOfSomePersonsIsScoredWithTheseKeys() {
        String wisdm = data("wisdm-watch").toString();
        JsonNode found =
                json(
                        evaluate(
                                "activity",
                                "--data",
                                wisdm,
                                "--persons",
                                "1600-1604,1629",
                                "--json"));

        assertThat(found.fieldNames())
                .toIterable()
                .containsExactly(
                        "windows",
                        "persons",
                        "macroF1",
                        "mergedF1",
                        "perClass",
                        "runOnWalkPercent",
                        "rejectedPercent",
                        "otherRejectedPercent");
        assertThat(found.get("perClass").fieldNames())
                .toIterable()
                .containsExactly("still", "walk", "run", "stairs");
        // 2,400 rows of 5 activities, 24 windows each; 1629's second copy does not count.
        assertThat(found.get("windows").asInt()).isEqualTo(6 * 5 * 24);
        assertThat(found.get("persons").asInt()).isEqualTo(6);
        assertThat(found.get("perClass").get("still").get("n").asInt()).isEqualTo(6 * 2 * 24);
        assertThat(found.get("macroF1").asDouble()).isBetween(0.8, 1.0);
        assertThat(found.get("mergedF1").asDouble()).isGreaterThan(0.93);
    }

    @Test
    void aTableInGAtAnotherRateIsScoredToo(@TempDir Path folder) throws IOException {
        StringBuilder rows = new StringBuilder("person,label,sampling_hz,x,y,z\n");
        for (int i = 0; i < 1000; i++) {
            rows.append("p,still,50,0.6,0.8,").append(i % 2 == 0 ? "0.001" : "0.0").append('\n');
        }
        Path file = folder.resolve("still.csv");
        Files.writeString(file, rows);

        JsonNode found =
                json(evaluate("activity", "--data", file.toString(), "--format", "csv", "--json"));

        assertThat(found.get("windows").asInt()).isEqualTo(4);
        assertThat(found.get("perClass").get("still").get("recall").asDouble())
                .isEqualTo(1, within(0.0));
        assertThat(found.get("otherRejectedPercent").isNull()).isTrue();
    }

    @Test
    void whatIsWrongIsNamedOnOneObject(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "person,label,sampling_hz,x,y,z\np,jog,50,0,0,1\n");
        Captured run = evaluate("activity", "--data", file.toString(), "--format", "csv", "--json");

        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(JSON.readTree(run.out()).get("error").asText())
                .contains("a.csv, line 2: expected the label still, walk, run, stairs or other");
    }

    @Test
    void nobodyOfTheseNamesIsAMistake(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "person,label,sampling_hz,x,y,z\np,walk,50,0,0,1\n");
        Captured run =
                evaluate(
                        "activity",
                        "--data",
                        file.toString(),
                        "--format",
                        "csv",
                        "--persons",
                        "1600-1609");

        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("no row of the persons asked for");
    }
}
