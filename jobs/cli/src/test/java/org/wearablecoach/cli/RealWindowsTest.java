package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real recordings: what is kept is plausible, what is refused has its reason, baselines settle. */
final class RealWindowsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    RealWindowsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private record Window(
            String person, String signal, Instant end, double quality, Map<String, Double> values) {

        double of(String name) {
            return values.getOrDefault(name, Double.NaN);
        }

        boolean kept() {
            return !Double.isNaN(of("z"));
        }
    }

    private List<Window> windows(String format, String input) throws IOException {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "skipped: no shared data at " + all);
        Path path = all.resolve(input);
        assertThat(path).as("part of the shared data").exists();
        Captured run =
                Captured.run(
                        Runners.standard(),
                        "edge",
                        "--format",
                        format,
                        "--input",
                        path.toString(),
                        "--out",
                        folder.toString(),
                        "--topics.windowScores",
                        "true");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.size(folder.resolve("dead-letters.jsonl"))).isZero();
        List<Window> windows = new ArrayList<>();
        try (BufferedReader lines =
                Files.newBufferedReader(folder.resolve("window-scores.jsonl"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = JSON.readTree(line);
                Map<String, Double> values = new TreeMap<>();
                for (JsonNode value : row.get("features")) {
                    if (!value.get("value").isNull()) {
                        values.put(value.get("name").asText(), value.get("value").asDouble());
                    }
                }
                windows.add(
                        new Window(
                                row.get("userId").asText(),
                                row.get("signal").asText(),
                                Instant.parse(row.get("end").asText()),
                                row.get("quality").asDouble(),
                                values));
            }
        }
        return windows;
    }

    private static void plausible(Window window) {
        if (!window.kept()) {
            explained(window);
            return;
        }
        assertThat(window.quality()).isBetween(0.0, 1.0);
        assertThat(window.of("z")).isBetween(-12.0, 12.0);
        switch (window.signal()) {
            case "HEART_RATE" -> {
                assertThat(window.of("meanBpm")).isBetween(35.0, 205.0);
                assertThat(window.of("minBpm")).isLessThanOrEqualTo(window.of("meanBpm"));
                assertThat(window.of("maxBpm")).isGreaterThanOrEqualTo(window.of("meanBpm"));
            }
            case "BEAT_INTERVALS" -> {
                assertThat(window.of("meanRrMs")).isBetween(300.0, 1600.0);
                assertThat(window.of("sdnnMs")).isBetween(5.0, 250.0);
                assertThat(window.of("rmssdMs")).isBetween(5.0, 200.0);
                assertThat(window.of("coverage")).isGreaterThanOrEqualTo(0.8);
                assertThat(window.of("correctedShare")).isLessThanOrEqualTo(0.1);
            }
            case "STEPS" -> assertThat(window.of("steps")).isBetween(0.0, 240.0);
            case "ACCELERATION" -> {
                assertThat(window.of("magnitudeMean")).isBetween(0.7, 1.6);
                assertThat(window.of("enmo")).isBetween(0.0, 2.0);
            }
            default -> throw new AssertionError("a window of " + window.signal());
        }
    }

    /** Poor coverage, too many artefacts, or less of the motion than can be scored. */
    private static void explained(Window window) {
        if (window.signal().equals("BEAT_INTERVALS")) {
            boolean few = Double.isNaN(window.of("rmssdMs"));
            assertThat(few || window.of("coverage") < 0.8 || window.of("correctedShare") > 0.1)
                    .isTrue();
        } else {
            assertThat(window.signal()).isEqualTo("ACCELERATION");
            assertThat(window.quality()).isLessThan(0.8);
        }
    }

    private static void print(String recording, List<Window> windows) {
        Map<String, int[]> counts = new TreeMap<>();
        for (Window window : windows) {
            int[] count = counts.computeIfAbsent(window.signal(), key -> new int[2]);
            count[0]++;
            count[1] += window.kept() ? 1 : 0;
        }
        counts.forEach(
                (signal, count) ->
                        System.out.printf(
                                Locale.ROOT,
                                "| %s | %s | %,d | %,d |%n",
                                recording,
                                signal,
                                count[0],
                                count[1]));
    }

    @Test
    void theGarminRecordingIsPlausible() throws IOException {
        List<Window> windows = windows("garmin-health", "garmin-health-stream");
        windows.forEach(RealWindowsTest::plausible);
        print("Garmin", windows);
        assertThat(windows.stream().filter(w -> w.signal().equals("BEAT_INTERVALS") && w.kept()))
                .hasSizeGreaterThan(150);
    }

    @Test
    void theEmpaticaRecordingIsPlausible() throws IOException {
        List<Window> windows = windows("empatica-e4", "empatica-e4");
        windows.forEach(RealWindowsTest::plausible);
        print("Empatica E4", windows);
        assertThat(windows.stream().filter(w -> w.signal().equals("BEAT_INTERVALS") && w.kept()))
                .hasSizeGreaterThan(50);
    }

    @Test
    void theFitbitPersonsArePlausibleAndTheirBaselinesSettle() throws IOException {
        List<Window> windows =
                windows("fitbit-minutes", "fitbit-minutes/minute_hr_intensity_steps_4users.csv");
        windows.forEach(RealWindowsTest::plausible);
        print("Fitbit", windows);
        // Minute means of a heart rate are no beats.
        assertThat(windows).noneMatch(w -> w.signal().equals("BEAT_INTERVALS"));
        Map<String, Instant> begin = new TreeMap<>();
        Map<String, double[][]> sums = new TreeMap<>();
        for (Window window : windows) {
            if (window.signal().equals("HEART_RATE")) {
                Instant first = begin.computeIfAbsent(window.person(), p -> window.end());
                long day = ChronoUnit.DAYS.between(first, window.end());
                int stage = day < 1 ? 0 : day < 7 ? 1 : day < 21 ? 2 : 3;
                double[] sum = sums.computeIfAbsent(window.person(), p -> new double[4][4])[stage];
                double z = window.of("z");
                sum[0]++;
                sum[1] += z;
                sum[2] += z * z;
                sum[3] += Math.abs(z) > 2 ? 1 : 0;
            }
        }
        assertThat(sums).hasSize(4);
        int person = 0;
        for (double[][] stages : sums.values()) {
            person++;
            for (int stage = 0; stage < 4; stage++) {
                double[] sum = stages[stage];
                double mean = sum[1] / sum[0];
                System.out.printf(
                        Locale.ROOT,
                        "| %d | %s | %,.0f | %.2f | %.2f | %.1f%% |%n",
                        person,
                        new String[] {"day 1", "to day 7", "to day 21", "later"}[stage],
                        sum[0],
                        mean,
                        Math.sqrt(sum[2] / sum[0] - mean * mean),
                        100 * sum[3] / sum[0]);
            }
            double[] first = stages[0];
            double[] later = stages[3];
            assertThat(Math.abs(first[1] / first[0])).as("honest from the start").isLessThan(0.6);
            assertThat(first[3] / first[0]).as("honest from the start").isLessThan(0.15);
            assertThat(Math.abs(later[1] / later[0])).as("centred").isLessThan(0.25);
            assertThat(later[3] / later[0]).as("share beyond 2").isBetween(0.01, 0.12);
        }
    }
}
