package org.wearablecoach.flink.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.onnx.GraphRunner;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SharedGraphs;

/**
 * What a row costs in SQL, on the network 32-64-64-5, against a provider that computes nothing, one
 * as it is written today, and the runtime itself; all in one run. Rounds alternate, and the least
 * disturbed one of each counts.
 */
@Tag("long")
class SqlSpeedTest {

    private static final int ROUNDS = 5;

    @Test
    void aRowCostsLittleMoreThanTheRuntimeItself(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("mlp.onnx");
        String path = TestGraph.network(BenchmarkSource.WIDTH, 64, 64, 5).write(file);
        Sql sql = new Sql();
        sql.tables.getConfig().set("pipeline.object-reuse", "true");
        sql.tables.getConfig().set("table.exec.async-ml-predict.max-concurrent-operations", "256");
        model(sql, "identity", "'provider' = 'identity'");
        model(sql, "naive", "'provider' = 'naive', 'path' = '" + path + "'");
        model(sql, "sync", "'provider' = 'onnx', 'mode' = 'sync', 'path' = '" + path + "'");
        model(sql, "async", "'provider' = 'onnx', 'mode' = 'async', 'path' = '" + path + "'");
        sql.run("CREATE TABLE nowhere (y ARRAY<FLOAT>) WITH ('connector' = 'blackhole')");
        Map<String, Double> best = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            best.merge("raw", raw(file), Math::min);
            for (String model : List.of("identity", "naive", "sync", "async")) {
                best.merge(model, run(sql, model), Math::min);
            }
        }
        double identity = Objects.requireNonNull(best.get("identity"));
        double raw = Objects.requireNonNull(best.get("raw"));
        double sync = Objects.requireNonNull(best.get("sync"));
        double async = Objects.requireNonNull(best.get("async"));
        double naive = Objects.requireNonNull(best.get("naive"));
        System.err.printf(
                "ns a row: raw, batch 1 %.0f; identity %.0f; naive %.0f; sync %.0f; async %.0f%n"
                        + "sync less identity, against raw: %.2f of at least 0.60%n"
                        + "async against sync: %.2f of at least 2; against naive: %.2f of at least"
                        + " 5%n",
                raw,
                identity,
                naive,
                sync,
                async,
                raw / (sync - identity),
                sync / async,
                naive / async);
        assertThat(sync - identity).isLessThanOrEqualTo(raw / 0.6);
        assertThat(sync / async).isGreaterThanOrEqualTo(2);
        assertThat(naive / async).isGreaterThanOrEqualTo(5);
    }

    private static void model(Sql sql, String name, String options) {
        sql.run(
                "CREATE MODEL `"
                        + name
                        + "` INPUT (x ARRAY<FLOAT>) OUTPUT (y ARRAY<FLOAT>) WITH ("
                        + options
                        + ")");
    }

    /** Nanoseconds a row in the second half of a job. */
    private static double run(Sql sql, String model) throws Exception {
        long rows = model.equals("async") || model.equals("identity") ? 2_000_000 : 600_000;
        sql.run("DROP TABLE IF EXISTS numbers");
        sql.run(
                "CREATE TABLE numbers (x ARRAY<FLOAT>) WITH ('connector' = 'benchmark', 'rows' = '"
                        + rows
                        + "')");
        sql.tables
                .executeSql(
                        "INSERT INTO nowhere SELECT y FROM ML_PREDICT(TABLE numbers, MODEL `"
                                + model
                                + "`, DESCRIPTOR(x))")
                .await();
        return (BenchmarkSource.ended - BenchmarkSource.began) / (rows / 2.0);
    }

    /** Nanoseconds of the runtime alone for a batch of one row, buffers reused, outputs pinned. */
    private static double raw(Path file) throws Exception {
        try (GraphRunner runner =
                SharedGraphs.open(
                        Files.readAllBytes(file),
                        "mlp",
                        List.of("y"),
                        1,
                        ScorerOptions.defaults())) {
            ByteBuffer in = runner.input(0);
            float[] row = BenchmarkSource.values(1);
            long began = 0;
            int half = 100_000;
            float sum = 0;
            for (int i = 0; i < 2 * half; i++) {
                if (i == half) {
                    began = System.nanoTime();
                }
                for (int k = 0; k < row.length; k++) {
                    in.putFloat(k * Float.BYTES, row[k]);
                }
                runner.run(1);
                sum += runner.output(0).getFloat(0);
            }
            assertThat(sum).isPositive();
            return (System.nanoTime() - began) / (double) half;
        }
    }
}
