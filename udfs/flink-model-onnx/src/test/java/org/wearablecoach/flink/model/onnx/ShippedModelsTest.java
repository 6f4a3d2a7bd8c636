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

    /** As many differ: every number is an expression to plan. No divisor of a batch. */
    private static final int DIFFERENT = 15;

    private final Sql sql = new Sql();
    private final Path folder;

    ShippedModelsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({
        "activity,sync",
        "activity,async",
        "glucose-outlook,sync",
        "glucose-outlook,async",
        "baseline-activity,sync",
        "baseline-activity,async",
        "baseline-reward-move,async",
        "baseline-reward-arousal,async",
        "baseline-reward-zone,async",
        "baseline-reward-still,sync"
    })
    void sqlGivesTheBitsOfTheJavaScorer(String name, String mode) throws Exception {
        ModelBundle bundle = ModelBundle.shipped(name);
        List<TensorSpec> inputs = bundle.manifest().inputs();
        List<TensorSpec> outputs = bundle.manifest().outputs();
        List<float[]> rows = rows(bundle.manifest().selfTest().vectors());
        // With its manifest beside it: contract and self-test are checked here, too.
        Path file = Files.write(folder.resolve(name + ".onnx"), bundle.onnx());
        Files.writeString(
                folder.resolve(name + ".json"), bundle.manifestJson(), StandardCharsets.UTF_8);
        List<String> columns = outputs.stream().map(ShippedModelsTest::quoted).toList();
        sql.run(
                String.format(
                        "CREATE MODEL m INPUT (%s) OUTPUT (%s) WITH"
                                + " ('provider' = 'onnx', 'mode' = '%s', 'path' = '%s')",
                        declared(inputs), declared(outputs), mode, file));
        sql.tables.createTemporaryView("given", table(inputs, rows.subList(0, DIFFERENT)));
        String given = String.join(", ", inputs.stream().map(ShippedModelsTest::quoted).toList());
        sql.run(
                String.format(
                        "CREATE TEMPORARY VIEW t AS SELECT id + %d * again AS id, %s FROM given"
                                + " CROSS JOIN UNNEST(ARRAY[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) AS"
                                + " a(again)",
                        DIFFERENT, given));

        List<Row> scored =
                sql.rows(
                        "SELECT id, "
                                + String.join(", ", columns)
                                + " FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR("
                                + given
                                + "))");

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
            values(bundle.manifest().outputs(), out, i * outWidth, fields);
            scored.add(Row.of(fields));
        }
        return scored;
    }

    private Table table(List<TensorSpec> inputs, List<float[]> rows) {
        List<DataTypes.Field> columns = new ArrayList<>();
        columns.add(DataTypes.FIELD("id", DataTypes.INT()));
        for (TensorSpec input : inputs) {
            columns.add(
                    DataTypes.FIELD(
                            input.name(),
                            scalar(input)
                                    ? DataTypes.FLOAT()
                                    : DataTypes.ARRAY(DataTypes.FLOAT())));
        }
        List<Row> table = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Object[] fields = new Object[columns.size()];
            fields[0] = i;
            values(inputs, rows.get(i), 0, fields);
            table.add(Row.of(fields));
        }
        return sql.tables.fromValues(
                DataTypes.ROW(columns.toArray(new DataTypes.Field[0])), table.toArray());
    }

    /** A row's numbers as columns, from the second field on. */
    private static void values(List<TensorSpec> tensors, float[] from, int at, Object[] fields) {
        for (int k = 1; k < fields.length; k++) {
            TensorSpec tensor = tensors.get(k - 1);
            if (scalar(tensor)) {
                fields[k] = from[at++];
                continue;
            }
            Float[] values = new Float[tensor.width()];
            for (int j = 0; j < values.length; j++) {
                values[j] = from[at++];
            }
            fields[k] = values;
        }
    }

    private static boolean scalar(TensorSpec tensor) {
        return tensor.rowShape().isEmpty();
    }

    private static String quoted(TensorSpec tensor) {
        return "`" + tensor.name() + "`";
    }

    private static String declared(List<TensorSpec> tensors) {
        List<String> columns = new ArrayList<>();
        for (TensorSpec tensor : tensors) {
            columns.add(quoted(tensor) + (scalar(tensor) ? " FLOAT" : " ARRAY<FLOAT>"));
        }
        return String.join(", ", columns);
    }

    /** The rows of the self-test, then others a little different, and all again and again. */
    private static List<float[]> rows(List<SelfTest.Vector> vectors) {
        Random random = new Random(7);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            float[] row = vectors.get(i % vectors.size()).inputs().clone();
            for (int k = 0; i >= vectors.size() && k < row.length; k++) {
                row[k] *= 1 + 0.05f * (random.nextFloat() - 0.5f);
            }
            rows.add(row);
        }
        while (rows.size() < ROWS) {
            rows.add(rows.get(rows.size() - DIFFERENT));
        }
        return rows;
    }
}
