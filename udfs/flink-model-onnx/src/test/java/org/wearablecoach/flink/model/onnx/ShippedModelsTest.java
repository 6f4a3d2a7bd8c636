package org.wearablecoach.flink.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.onnx.ModelBundle;
import org.wearablecoach.onnx.OnnxScorer;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SelfTest;
import org.wearablecoach.onnx.TensorSpec;

/** The models that come with the coach, in SQL. */
class ShippedModelsTest {

    private static final int ROWS = 150;

    private final Sql sql = new Sql();
    private final Path folder;

    ShippedModelsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({"activity,sync", "activity,async", "glucose-outlook,sync", "glucose-outlook,async"})
    void sqlGivesTheBitsOfTheJavaScorer(String name, String mode) throws Exception {
        ModelBundle bundle = ModelBundle.shipped(name);
        List<TensorSpec> outputs = bundle.manifest().outputs();
        assertThat(bundle.manifest().inputs()).hasSize(1);
        String input = bundle.manifest().inputs().get(0).name();
        List<float[]> rows = rows(bundle.manifest().selfTest().vectors());
        // With its manifest beside it: contract and self-test are checked here, too.
        Path file = Files.write(folder.resolve(name + ".onnx"), bundle.onnx());
        Files.writeString(
                folder.resolve(name + ".json"), bundle.manifestJson(), StandardCharsets.UTF_8);
        List<String> columns = new ArrayList<>();
        outputs.forEach(output -> columns.add("`" + output.name() + "`"));
        sql.run(
                String.format(
                        "CREATE MODEL m INPUT (`%s` ARRAY<FLOAT>) OUTPUT (%s ARRAY<FLOAT>) WITH"
                                + " ('provider' = 'onnx', 'mode' = '%s', 'path' = '%s')",
                        input, String.join(" ARRAY<FLOAT>, ", columns), mode, file));
        sql.tables.createTemporaryView("t", table(rows));

        List<Row> scored =
                sql.rows(
                        "SELECT id, "
                                + String.join(", ", columns)
                                + " FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(x))");

        // A view of values has no order of its own.
        scored.sort(Comparator.comparingInt(row -> (int) row.getFieldAs(0)));
        assertThat(scored).hasSize(ROWS);
        for (List<Integer> batches : List.of(List.of(1), List.of(1, 8, 32, 128))) {
            ScorerOptions options = ScorerOptions.defaults().withBatchSizes(batches);
            assertThat(scored)
                    .as("batches of %s", batches)
                    .isEqualTo(scoredInJava(bundle, options, rows));
        }
    }

    /** What SQL should give; floats are compared by their bits. */
    private static List<Row> scoredInJava(
            ModelBundle bundle, ScorerOptions options, List<float[]> rows) {
        int inWidth = bundle.manifest().inputWidth();
        int outWidth = bundle.manifest().outputWidth();
        float[] in = new float[rows.size() * inWidth];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, in, i * inWidth, inWidth);
        }
        float[] out = new float[rows.size() * outWidth];
        try (Scorer scorer = OnnxScorer.open(bundle, options)) {
            scorer.score(in, rows.size(), out);
        }
        List<Row> scored = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Object[] fields = new Object[1 + bundle.manifest().outputs().size()];
            fields[0] = i;
            int at = i * outWidth;
            for (int k = 1; k < fields.length; k++) {
                Float[] values = new Float[bundle.manifest().outputs().get(k - 1).width()];
                for (int j = 0; j < values.length; j++) {
                    values[j] = out[at++];
                }
                fields[k] = values;
            }
            scored.add(Row.of(fields));
        }
        return scored;
    }

    private Table table(List<float[]> rows) {
        List<Row> table = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Float[] x = new Float[rows.get(i).length];
            for (int k = 0; k < x.length; k++) {
                x[k] = rows.get(i)[k];
            }
            table.add(Row.of(i, x));
        }
        return sql.tables.fromValues(
                DataTypes.ROW(
                        DataTypes.FIELD("id", DataTypes.INT()),
                        DataTypes.FIELD("x", DataTypes.ARRAY(DataTypes.FLOAT()))),
                table.toArray());
    }

    /** The rows of the self-test, each again and again, a little different each time. */
    private static List<float[]> rows(List<SelfTest.Vector> vectors) {
        Random random = new Random(7);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            float[] row = vectors.get(i % vectors.size()).inputs().clone();
            for (int k = 0; i >= vectors.size() && k < row.length; k++) {
                row[k] *= 1 + 0.05f * (random.nextFloat() - 0.5f);
            }
            rows.add(row);
        }
        return rows;
    }
}
