package org.wearablecoach.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.cli.Coach;

/** Nothing of a bench is left behind, however it ends. */
class KilledBenchTest {

    @TempDir private Path temporary = Path.of("");

    private List<Path> left() throws Exception {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(f -> f.getFileName().toString().startsWith(PipelineBench.FOLDER))
                    .toList();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void aBenchThatIsToldToEndTakesItsProcessesAndFilesAlong() throws Exception {
        Process bench =
                new ProcessBuilder(
                                System.getProperty("java.home")
                                        + File.separator
                                        + "bin"
                                        + File.separator
                                        + "java",
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.io.tmpdir=" + temporary,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Coach.class.getName(),
                                "bench",
                                "pipeline",
                                "--persons",
                                "20",
                                "--records",
                                "20000",
                                "--heap",
                                "256m",
                                "--only")
                        .redirectError(ProcessBuilder.Redirect.PIPE)
                        .start();
        List<ProcessHandle> children;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(bench.getErrorStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("Loaded")) {
                line = lines.readLine();
            }
            assertThat(line).as("the bench filled its topic").isNotNull();
            assertThat(left()).hasSize(1);
            // Not while a process is being started: until its job has written something.
            Path job = left().get(0).resolve("baseline-0");
            while (bench.isAlive() && (!Files.isDirectory(job) || isEmpty(job))) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            children = bench.descendants().toList();
            assertThat(children).isNotEmpty();
            // Of the handle: that of the process would close its streams too.
            assertThat(bench.toHandle().destroy()).isTrue();
            while (line != null) {
                line = lines.readLine();
            }
        } finally {
            bench.destroyForcibly();
        }
        assertThat(bench.waitFor()).isNotZero();
        for (ProcessHandle child : children) {
            child.onExit().get();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void theNextBenchDeletesWhatOneThatWasKilledLeft() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path dead = temporary.resolve(PipelineBench.FOLDER + ended.pid() + "-1");
        Files.createDirectories(dead.resolve("coach-0").resolve("db"));
        long alive = ProcessHandle.current().pid();
        Path mine = Files.createDirectory(temporary.resolve(PipelineBench.FOLDER + alive + "-2"));
        Path other = Files.createDirectory(temporary.resolve(PipelineBench.FOLDER + "of-mine"));
        PipelineBench.deleteLeftBehind(temporary);
        assertThat(dead).doesNotExist();
        assertThat(mine).exists();
        assertThat(other).exists();
    }
}
