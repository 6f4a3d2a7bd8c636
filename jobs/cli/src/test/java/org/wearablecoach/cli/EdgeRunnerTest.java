package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EdgeRunnerTest {

    private final Path folder;

    EdgeRunnerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyRecordEndsInOneClassAndEveryTopicInOneFile() throws IOException {
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        Instant start = Instant.parse("2026-03-02T12:00:00Z");
        int sequence = 0;
        for (int minute = 0; minute < 120; minute++) {
            Instant time = start.plusSeconds(60L * minute);
            for (String kind : List.of("heart-rate,65", "steps,0")) {
                String row =
                        String.format(Locale.ROOT, "p1,watch,0,%d,%s,%s\n", sequence++, time, kind);
                csv.append(row);
                if (minute == 60) {
                    csv.append(row);
                }
            }
        }
        Path recording = folder.resolve("recording.csv");
        Files.writeString(recording, csv);
        Captured run = edge("coach-csv", recording);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith(
                        "{\"recordsIn\":243,\"byKind\":{\"heart-rate\":121,\"profile\":1,"
                                + "\"steps\":121},\"used\":241,\"duplicates\":2,\"late\":0,"
                                + "\"ignored\":0,\"deadLetters\":0,\"balanced\":true,\"scores\":0,")
                .containsPattern(
                        "\"p50Micros\":[0-9.]+,\"p99Micros\":[0-9.]+,\"startMillis\":\\d+");
        assertThat(rows("decisions")).isEqualTo(number(run.out(), "decisions")).isPositive();
        assertThat(rows("rewards")).isEqualTo(number(run.out(), "rewards"));
        assertThat(rows("recommendations")).isEqualTo(number(run.out(), "recommendations"));
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            "decisions.jsonl",
                            "recommendations.jsonl",
                            "rewards.jsonl",
                            "window-scores.jsonl",
                            "dead-letters.jsonl",
                            "control-status.jsonl");
        }
    }

    /** As a job without the module of a sensor sees it. */
    @Test
    void aSensorWithoutItsModuleIsCountedAndSkipped() throws IOException {
        Path recording = folder.resolve("recording.csv");
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        for (int second = 0; second < 100; second++) {
            csv.append("p1,e4,0,").append(second).append(',');
            csv.append(Instant.parse("2026-03-02T12:00:00Z").plusSeconds(second));
            csv.append(",sensor,skinTemperature,4,33.1,33.2,33.2,33.1\n");
        }
        Files.writeString(recording, csv);
        Captured run = edge("coach-csv", recording);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"sensor\":100").contains("\"ignored\":100,");
        assertThat(rows("window-scores")).isZero();
    }

    @Test
    void theSameRecordingGivesTheSameFiles() throws IOException {
        Path recording = folder.resolve("recording.csv");
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        for (int minute = 0; minute < 90; minute++) {
            csv.append("p1,watch,0,").append(minute).append(',');
            csv.append(Instant.parse("2026-03-02T12:00:00Z").plusSeconds(60L * minute));
            csv.append(",steps,0\n");
        }
        Files.writeString(recording, csv);
        edge("coach-csv", recording);
        byte[] first = Files.readAllBytes(folder.resolve("out/decisions.jsonl"));
        edge("coach-csv", recording);
        assertThat(Files.readAllBytes(folder.resolve("out/decisions.jsonl")))
                .isEqualTo(first)
                .isNotEmpty();
    }

    @Test
    void anUnbalancedRunIsAFinding() {
        Balance lost = new Balance(10, Map.of("steps", 10L), 5, 1, 1, 1, 1);
        assertThat(lost.balanced()).isFalse();
        assertThat(lost.text()).contains("NOT BALANCED");
        assertThat(new Balance(9, Map.of("steps", 9L), 5, 1, 1, 1, 1).balanced()).isTrue();
    }

    @Test
    void percentilesAreThoseOfTheNearestRank() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 10_000; i++) {
            latencies.add(i * 1000L);
        }
        assertThat(latencies.micros(50)).isEqualTo(5_000);
        assertThat(latencies.micros(99)).isEqualTo(9_900);
        assertThat(latencies.micros(100)).isEqualTo(10_000);
        assertThat(new Latencies().micros(50)).isNaN();
    }

    @Test
    void theGarminStreamIsBalanced() {
        Path data = data("garmin-health-stream");
        Captured run = edge("garmin-health", data);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"balanced\":true").doesNotContain("NaN");
        assertThat(number(run.out(), "recordsIn")).isGreaterThan(20_000);
    }

    @Test
    void theFourFitbitPersonsAreBalancedAndReceiveMessages() {
        Path data = data("fitbit-minutes/minute_hr_intensity_steps_4users.csv");
        Captured run = edge("fitbit-minutes", data);
        assertThat(run.code()).isZero();
        assertThat(number(run.out(), "decisions")).isGreaterThan(1_000);
        assertThat(number(run.out(), "recommendations")).isPositive();
        assertThat(number(run.out(), "rewards")).isEqualTo(number(run.out(), "decisions"));
    }

    /** A recording of the shared data; skipped only where there is none of it. */
    private static Path data(String name) {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "no recordings at " + all);
        Path data = all.resolve(name);
        assertThat(data).exists();
        return data;
    }

    private Captured edge(String format, Path input) {
        return Captured.run(
                Runners.standard(),
                "edge",
                "--format",
                format,
                "--input",
                input.toString(),
                "--out",
                folder.resolve("out").toString(),
                "--json");
    }

    private long rows(String topic) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("out/" + topic + ".jsonl"))) {
            return lines.count();
        }
    }

    private static long number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\":(\\d+)").matcher(json);
        assertThat(matcher.find()).as(key).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
