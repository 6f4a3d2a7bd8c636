package org.wearablecoach.flink.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged provider on a session cluster of real processes. */
@Tag("long")
class SessionClusterIT {

    private static final int SUBMISSIONS = 20;

    private static final Path LIB_JAR = Path.of(System.getProperty("onnx.lib.jar", ""));

    @Test
    void twentySubmissionsMapOneNativeLibrary(@TempDir Path folder) throws Exception {
        try (SessionCluster cluster = new SessionCluster(folder, List.of(LIB_JAR, runtime()))) {
            assertThat(cluster.nativeLibraries()).isEmpty();
            // A jar of its own gives each job a class loader of its own.
            Sql sql = session(cluster, folder, List.of(smallJar(folder)));
            for (int i = 0; i < SUBMISSIONS; i++) {
                score(sql);
            }
            assertThat(cluster.nativeLibraries()).hasSize(1);
            System.err.printf(
                    "%d submissions to one session cluster: %d native library mapped%n",
                    SUBMISSIONS, cluster.nativeLibraries().size());
        }
    }

    @Test
    void aRuntimeThatComesWithTheJobIsRefusedAtTheFirstSubmission(@TempDir Path folder)
            throws Exception {
        try (SessionCluster cluster = new SessionCluster(folder, List.of())) {
            Sql sql = session(cluster, folder, List.of(LIB_JAR, runtime()));
            assertThatThrownBy(() -> score(sql))
                    .hasStackTraceContaining("by the class loader of a single job")
                    .hasStackTraceContaining("put the onnxruntime jar into Flink's lib/");
            assertThat(cluster.nativeLibraries()).as("loaded before the check").isEmpty();
        }
    }

    private static Sql session(SessionCluster cluster, Path folder, List<Path> jars)
            throws Exception {
        StringBuilder list = new StringBuilder();
        for (Path jar : jars) {
            list.append(list.isEmpty() ? "" : ";").append(jar.toUri());
        }
        Sql sql = new Sql(cluster.restPort, list.toString());
        String path = TestGraph.doubling(1).write(folder.resolve("double.onnx"));
        sql.run(
                "CREATE MODEL m INPUT (x FLOAT) OUTPUT (y FLOAT) WITH ('provider' = 'onnx', 'path'"
                        + " = '"
                        + path
                        + "')");
        sql.run("CREATE TABLE nowhere (y FLOAT) WITH ('connector' = 'blackhole')");
        sql.run(
                "CREATE TABLE numbers (x FLOAT) WITH ('connector' = 'datagen', 'number-of-rows' ="
                        + " '100')");
        return sql;
    }

    private static void score(Sql sql) throws Exception {
        sql.tables
                .executeSql(
                        "INSERT INTO nowhere SELECT y FROM ML_PREDICT(TABLE numbers, MODEL m,"
                                + " DESCRIPTOR(x))")
                .await();
    }

    private static Path runtime() {
        return Path.of(
                SessionCluster.classPath().stream()
                        .filter(entry -> entry.contains("/onnxruntime-"))
                        .findFirst()
                        .orElseThrow());
    }

    private static Path smallJar(Path folder) throws IOException {
        Path jar = folder.resolve("job.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("note.txt"));
            out.write("a job".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return jar;
    }
}
