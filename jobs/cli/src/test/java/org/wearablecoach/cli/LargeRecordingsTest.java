package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of ten million lines, in a process of its own with a small heap. */
@Tag("long")
final class LargeRecordingsTest {

    private static final int LINES = 10_000_000;

    private final Path folder;

    LargeRecordingsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Writes a line of a recording. */
    private interface Line {
        void write(int index, BufferedWriter to) throws IOException;
    }

    private Path recording(String head, int lines, Line line) throws IOException {
        Path file = folder.resolve("recording");
        try (BufferedWriter to = Files.newBufferedWriter(file)) {
            to.write(head);
            for (int i = 0; i < lines; i++) {
                line.write(i, to);
                to.write('\n');
            }
        }
        return file;
    }

    /** Runs the command in a heap, checks its exit code, and returns what it printed. */
    private String run(int exit, String heap, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(heap);
        command.add("-XX:+UseSerialGC");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Coach.class.getName());
        command.add("analyze");
        command.addAll(List.of(words));
        command.add("--json");
        File out = folder.resolve("out").toFile();
        File err = folder.resolve("err").toFile();
        Process process =
                new ProcessBuilder(command).redirectOutput(out).redirectError(err).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err.toPath())).isEqualTo(exit);
        return Files.readString(out.toPath());
    }

    private void page(Path page) throws IOException {
        assertThat(Files.size(page)).isBetween(500_000L, 2_000_000L);
    }

    private static JsonNode tree(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void beatIntervals() throws Exception {
        Line beat = (i, to) -> to.write(Integer.toString(800 + i % 101));
        Path file = recording("", LINES, beat);
        Path page = folder.resolve("page.html");
        JsonNode ours = tree(run(0, "-Xmx512m", "hrv", file.toString(), "--html", page.toString()));
        assertThat(ours.get("n").intValue()).isEqualTo(LINES);
        assertThat(ours.get("meanRrMs").doubleValue()).isBetween(849.9, 850.1);
        page(page);
        file = recording("", LINES + 1, beat);
        assertThat(run(2, "-Xmx512m", "hrv", file.toString()))
                .contains("one more than the 10000000 intervals that fit in memory");
    }

    @Test
    void glucose() throws Exception {
        LocalDateTime first = LocalDateTime.of(1930, 1, 1, 0, 0);
        Line reading =
                (i, to) -> {
                    to.write(first.plusMinutes(5L * i).toString());
                    to.write(',');
                    to.write(Integer.toString(60 + i % 241));
                };
        Path file = recording("timestamp,glucose_value_mg_dl\n", LINES, reading);
        Path page = folder.resolve("page.html");
        JsonNode ours =
                tree(
                        run(
                                0,
                                "-Xmx512m",
                                "cgm",
                                file.toString(),
                                "--format",
                                "csv",
                                "--html",
                                page.toString()));
        assertThat(ours.get("n").intValue()).isEqualTo(LINES);
        assertThat(ours.get("meanMgDl").doubleValue()).isBetween(179.9, 180.1);
        page(page);
        file = recording("timestamp,glucose_value_mg_dl\n", LINES + 1, reading);
        assertThat(run(2, "-Xmx512m", "cgm", file.toString(), "--format", "csv"))
                .contains("one more than the 10000000 readings that fit in memory");
    }

    @Test
    void motion() throws Exception {
        Path file =
                recording(
                        "1560279825,1560279825,1560279825\n100,100,100\n",
                        LINES,
                        (i, to) -> to.write(i % 50 < 25 ? "0,1,60" : "2,0,70"));
        Path page = folder.resolve("page.html");
        JsonNode ours =
                tree(
                        run(
                                0,
                                "-Xmx256m",
                                "motion",
                                file.toString(),
                                "--format",
                                "empatica-e4",
                                "--html",
                                page.toString()));
        assertThat(ours.get("n").intValue()).isEqualTo(LINES);
        assertThat(ours.get("samplingHz").doubleValue()).isEqualTo(100);
        assertThat(ours.get("dominantHz").doubleValue()).isBetween(1.9, 2.1);
        page(page);
    }
}
