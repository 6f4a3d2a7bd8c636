package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SelfTest;
import org.wearablecoach.onnx.TensorSpec;

final class ScoreTest {

    private static final Path MODELS =
            Path.of("../../udfs/models/src/main/resources/org/wearablecoach/models");

    private final Path input;
    private final Path output;
    private final Path folder;

    ScoreTest(@TempDir Path folder) {
        this.folder = folder;
        input = folder.resolve("rows.csv");
        output = folder.resolve("scored.csv");
    }

    private Captured score(String model, String rows, String... more) throws IOException {
        Files.writeString(input, rows);
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "score",
                                "--model",
                                model,
                                "--input",
                                input.toString(),
                                "--output",
                                output.toString()));
        args.addAll(List.of(more));
        return Captured.run(FakeRunners.returning(false).runners(), args.toArray(new String[0]));
    }

    @Test
    void scalarInputsAreColumnsAndAllInputColumnsAreKept() throws IOException {
        Captured run =
                score(
                        MODELS.resolve("baseline-reward-move.onnx").toString(),
                        """
                        id,steps,"a, note",dosage,sent
                        r1,0,"said ""no\""",0,0
                        r2,99.5,,2,1
                        """);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        // The card: ln(0.5 + steps), and sent * (0.05 + 0.01 * dosage).
        assertThat(Files.readString(output))
                .isEqualTo(
                        """
                        id,steps,"a, note",dosage,sent,outcome,burden,reward,error
                        r1,0,"said ""no\""",0,0,-0.6931472,0.0,-0.6931472,
                        r2,99.5,,2,1,4.6051702,0.07,4.53517,
                        """);
    }

    @Test
    void aRowThatFailsHasEmptyOutputsAndItsErrorAndIsAFinding() throws IOException {
        Captured run =
                score(
                        "baseline-reward-move",
                        """
                        steps,sent,dosage
                        many,0,0
                        0,0,
                        0,0
                        99.5,1,2
                        0,0,0,0
                        0,0,0
                        """,
                        "--json");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out())
                .startsWith(
                        "{\"model\":\"baseline-reward-move\",\"rows\":6,\"scored\":2,\"failed\":4,");
        assertThat(Files.readString(output))
                .isEqualTo(
                        """
                        steps,sent,dosage,outcome,burden,reward,error
                        many,0,0,,,,"steps: expected float32, found 'many'"
                        0,0,,,,,"dosage: expected float32, found nothing"
                        0,0,,,,,"line 4: expected 3 columns, found 2"
                        99.5,1,2,4.6051702,0.07,4.53517,
                        0,0,0,,,,"line 6: expected 3 columns, found 4"
                        0,0,0,-0.6931472,0.0,-0.6931472,
                        """);
    }

    @Test
    void notANumberAndInfinityAreReadAsOtherLanguagesWriteThem() throws IOException {
        Captured run =
                score(
                        "baseline-reward-move",
                        "\uFEFFsteps,sent,dosage\nnan,0,0\ninf,0,0\n-Inf,0,0\n");
        assertThat(run.code()).isZero();
        assertThat(Files.readString(output))
                .as("the mark at the beginning of a file of Excel is no part of a name")
                .startsWith("steps,sent,dosage,")
                .contains("nan,0,0,NaN,0.0,NaN,\n")
                .contains("inf,0,0,Infinity,0.0,Infinity,\n")
                .contains("-Inf,0,0,NaN,0.0,NaN,\n");
    }

    @Test
    void aFileInAnotherEncodingIsAMistakeOfTheInput() throws IOException {
        for (String before : List.of("", "steps,sent,dosage\n" + "0,0,0\n".repeat(5_000))) {
            Path file = folder.resolve("latin.csv");
            Files.write(file, (before + "\u00fc,0,0\n").getBytes(StandardCharsets.ISO_8859_1));
            Captured run =
                    Captured.run(
                            FakeRunners.returning(false).runners(),
                            "score",
                            "--model",
                            "baseline-reward-move",
                            "--input",
                            file.toString(),
                            "--output",
                            output.toString(),
                            "--json");
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out())
                    .contains("latin.csv, after line")
                    .contains("save the file as UTF-8");
        }
    }

    /** Rows in the middle of a batch that fail must not move those behind them. */
    private static boolean isBad(int row) {
        return row % 50 == 7;
    }

    @Test
    void arrayInputsAreNumberedColumnsAndBatchesKeepTheOrder() throws IOException {
        List<SelfTest.Vector> known =
                ModelBundle.shipped("baseline-activity").manifest().selfTest().vectors();
        StringBuilder rows = new StringBuilder("n");
        for (int k = 0; k < known.get(0).inputs().length; k++) {
            rows.append(",features[").append(k).append(']');
        }
        rows.append('\n');
        for (int n = 0; n < 300; n++) {
            rows.append(n);
            for (float value : known.get(n % known.size()).inputs()) {
                rows.append(',').append(isBad(n) ? "?" : value);
            }
            rows.append('\n');
        }
        assertThat(score("baseline-activity", rows.toString()).code()).isEqualTo(3);
        List<String> lines = Files.readAllLines(output);
        assertThat(lines).hasSize(301);
        assertThat(lines.get(0))
                .endsWith(
                        "probabilities[0],probabilities[1],probabilities[2],probabilities[3],error");
        for (int n = 0; n < 300; n++) {
            String[] cells = lines.get(n + 1).split(",", -1);
            assertThat(cells[0]).isEqualTo(Integer.toString(n));
            if (isBad(n)) {
                assertThat(lines.get(n + 1))
                        .endsWith(",,,,\"features[0]: expected float32, found '?'\"");
                continue;
            }
            float[] expected = known.get(n % known.size()).outputs();
            for (int k = 0; k < 4; k++) {
                assertThat(Math.abs(Float.parseFloat(cells[cells.length - 5 + k]) - expected[k]))
                        .isLessThanOrEqualTo(1e-5f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity",
                "glucose-outlook",
                "baseline-activity",
                "baseline-reward-move",
                "baseline-reward-arousal",
                "baseline-reward-zone",
                "baseline-reward-still"
            })
    void aScoredFileHasTheBitsOfEachRowScoredAlone(String name) throws IOException {
        ModelBundle bundle = ModelBundle.shipped(name);
        List<SelfTest.Vector> known = bundle.manifest().selfTest().vectors();
        List<float[]> rows = new ArrayList<>();
        // More than a batch, and no two rows alike.
        for (int n = 0; n < 140; n++) {
            float[] row = known.get(n % known.size()).inputs().clone();
            for (int k = 0; k < row.length; k++) {
                row[k] *= 1 + 0.0007f * ((n * 31 + k * 7) % 53);
            }
            rows.add(row);
        }
        StringBuilder csv =
                new StringBuilder(String.join(",", columns(bundle.manifest().inputs())));
        csv.append('\n');
        for (float[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                csv.append(k == 0 ? "" : ",").append(row[k]);
            }
            csv.append('\n');
        }

        Captured run = score(name, csv.toString());

        assertThat(run.err()).isEmpty();
        List<String> lines = Files.readAllLines(output);
        assertThat(lines).hasSize(1 + rows.size());
        List<String> header = List.of(lines.get(0).split(",", -1));
        List<String> outputs = columns(bundle.manifest().outputs());
        try (Scorer scorer = OnnxScorer.open(bundle, ScorerOptions.oneByOne())) {
            float[] expected = new float[scorer.outputWidth()];
            for (int n = 0; n < rows.size(); n++) {
                scorer.score(rows.get(n), 1, expected);
                String[] cells = lines.get(n + 1).split(",", -1);
                for (int k = 0; k < expected.length; k++) {
                    float found = Float.parseFloat(cells[header.indexOf(outputs.get(k))]);
                    assertThat(Float.floatToRawIntBits(found))
                            .as("row %s, %s", n, outputs.get(k))
                            .isEqualTo(Float.floatToRawIntBits(expected[k]));
                }
            }
        }
    }

    private static List<String> columns(List<TensorSpec> tensors) {
        List<String> columns = new ArrayList<>();
        for (TensorSpec tensor : tensors) {
            if (tensor.rowShape().isEmpty()) {
                columns.add(tensor.name());
            }
            for (int k = 0; !tensor.rowShape().isEmpty() && k < tensor.width(); k++) {
                columns.add(tensor.name() + "[" + k + "]");
            }
        }
        return columns;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps,sent|has no column dosage: baseline-reward-move takes steps, sent, dosage;"
                        + " found the columns steps, sent.",
                "steps,sent,dosage,reward|has a column reward, which the output will add",
                "steps,sent,dosage,sent|column sent is there twice",
            })
    void aFileThatDoesNotFitIsWrongInput(String header, String message) throws IOException {
        Captured run = score("baseline-reward-move", header + "\n", "--json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).startsWith("{\"error\":");
        assertThat(output).doesNotExist();
    }

    @Test
    void aModelThatIsNoneIsWrongInput() throws IOException {
        assertThat(score("absent", "x\n").err())
                .contains("absent: there is no such file", "baseline-activity");
        Path broken = folder.resolve("broken.onnx");
        Files.writeString(broken, "no model");
        Captured run = score(broken.toString(), "x\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("expected an ONNX file");
    }

    @Test
    void aModelThatBreaksItsManifestDoesNotScore() throws IOException {
        Path copy = folder.resolve("m.onnx");
        Files.copy(MODELS.resolve("baseline-reward-move.onnx"), copy);
        Files.copy(MODELS.resolve("baseline-activity.json"), folder.resolve("m.json"));
        Captured run = score(copy.toString(), "steps,sent,dosage\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("expected sha256");
    }

    @Test
    void modelsAreListedAndShown() {
        Runners runners = FakeRunners.returning(false).runners();
        assertThat(Captured.run(runners, "models", "list").out())
                .contains("glucose-outlook", "baseline-reward-move", "The reward of the");
        assertThat(Captured.run(runners, "models", "list", "--json").out())
                .startsWith("{\"models\":[{\"name\":\"activity\",\"version\":\"1.0.0\",");
        assertThat(Captured.run(runners, "models", "show", "baseline-reward-move").out())
                .contains(
                        "input     steps float32[N]: steps in the 30 minutes after the decision",
                        "batches   ",
                        "licence   Apache-2.0");
        String file = MODELS.resolve("baseline-reward-move.onnx").toString();
        assertThat(Captured.run(runners, "models", "show", file, "--json").out())
                .contains("\"inputs\":[{\"name\":\"steps\",\"type\":\"float32\",\"shape\":[-1]");
        assertThat(Captured.run(runners, "models", "show", file, "--ddl").out())
                .isEqualTo(
                        """
                        CREATE MODEL `baseline_reward_move`
                        INPUT (`steps` FLOAT, `sent` FLOAT, `dosage` FLOAT)
                        OUTPUT (`outcome` FLOAT, `burden` FLOAT, `reward` FLOAT)
                        WITH (
                          'provider' = 'onnx',
                          'path' = '%s'
                        );

                        SELECT * FROM ML_PREDICT(
                          TABLE my_table,
                          MODEL `baseline_reward_move`,
                          DESCRIPTOR(`steps`, `sent`, `dosage`)
                        );
                        """
                                .formatted(Path.of(file).toAbsolutePath().normalize()));
    }
}
