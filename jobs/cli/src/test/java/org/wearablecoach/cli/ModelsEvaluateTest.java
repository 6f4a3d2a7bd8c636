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

    private static final String[] GLUCOSE_KEYS = {
        "persons",
        "points",
        "rmse",
        "lastValueRmse",
        "ratio",
        "interval80CoveragePercent",
        "hypoSensitivityPercent",
        "hypoSensitivity10MinPercent",
        "hypoFalseAlarmsPerDay"
    };

    @Test
    void glucoseOfPersonsNotInTheTrainingIsForecastAsTheCardSays() {
        Path all = data("glucose/AZT1D");
        String held = "Subject 14,Subject 23,Subject 24";
        JsonNode found =
                json(evaluate("glucose", "--data", all.toString(), "--persons", held, "--json"));

        assertThat(found.fieldNames()).toIterable().containsExactly(GLUCOSE_KEYS);
        assertThat(found.get("persons").asInt()).isEqualTo(3);
        assertThat(found.get("ratio").asDouble()).isEqualTo(0.834, within(0.0005));
        assertThat(found.get("ratio").asDouble())
                .isEqualTo(
                        found.get("rmse").asDouble() / found.get("lastValueRmse").asDouble(),
                        within(1e-12));
        assertThat(found.get("interval80CoveragePercent").asDouble()).isBetween(77.0, 83.0);
        assertThat(found.get("hypoFalseAlarmsPerDay").asDouble()).isBetween(0.9, 1.0);
        Captured text = evaluate("glucose", "--data", all.toString(), "--persons", held);
        assertThat(text.out()).contains("of 3 persons.", "of 75-85% of the points", "% of persons");
    }

    @Test
    void glucoseOfOneLongCalmPersonHasNoLowsToForesee(@TempDir Path folder) throws IOException {
        Path file = glucose(folder, 200, 100);

        JsonNode found = json(evaluate("glucose", "--data", file.toString(), "--json"));

        assertThat(found.fieldNames()).toIterable().containsExactly(GLUCOSE_KEYS);
        // The last value is never wrong: there is nothing to divide by.
        assertThat(found.get("ratio").isNull()).isTrue();
        assertThat(found.get("hypoSensitivityPercent").isNull()).isTrue();
    }

    @Test
    void glucoseThatIsTooShortIsAMistakeAndAFolderOfOtherTablesToo(@TempDir Path folder)
            throws IOException {
        Path file = glucose(folder, 12, 100);
        Captured tooShort = evaluate("glucose", "--data", file.toString(), "--json");
        Files.writeString(file, "time,value\n1,2\n");
        Captured others = evaluate("glucose", "--data", folder.toString(), "--json");

        assertThat(tooShort.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(JSON.readTree(tooShort.out()).get("error").asText())
                .contains("no reading with an hour of history");
        assertThat(others.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(JSON.readTree(others.out()).get("error").asText())
                .contains("p.csv, line 1: expected the columns", "found time,value");
    }

    private static Path glucose(Path folder, int readings, int mgDl) throws IOException {
        StringBuilder rows = new StringBuilder("timestamp,glucose_value_mg_dl\n");
        for (int i = 0; i < readings; i++) {
            rows.append(
                    String.format(
                            "2024-01-%02d %02d:%02d:00,%d%n",
                            1 + i / 288, i / 12 % 24, i % 12 * 5, mgDl));
        }
        Path file = folder.resolve("p.csv");
        Files.writeString(file, rows);
        return file;
    }

    @Test
    void whatNobodyDidHasNoFigure(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(
                file, "person,label,sampling_hz,x,y,z\n" + "p,other,20,0,0,1\n".repeat(100));

        JsonNode found =
                json(evaluate("activity", "--data", file.toString(), "--format", "csv", "--json"));

        assertThat(found.get("windows").asInt()).isZero();
        assertThat(found.get("macroF1").isNull()).isTrue();
        assertThat(found.get("perClass").get("run").get("recall").isNull()).isTrue();
        Captured tooShort =
                evaluate(
                        "activity",
                        "--format",
                        "csv",
                        "--data",
                        Files.writeString(file, "person,label,sampling_hz,x,y,z\np,walk,20,0,0,1\n")
                                .toString());
        assertThat(tooShort.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(tooShort.err()).contains("no stretch of one label is 5 seconds long");
    }
}
