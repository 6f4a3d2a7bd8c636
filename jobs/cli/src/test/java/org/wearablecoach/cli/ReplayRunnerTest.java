package org.wearablecoach.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.job.Ports;

/**
 * Recordings through the command: a real broker, the job, and files that say what the edge says.
 */
final class ReplayRunnerTest {

    private static final List<String> TOPICS =
            List.of("decisions", "rewards", "recommendations", "window-scores");

    private final Path folder;

    ReplayRunnerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theGarminStreamIsBalancedAndDecidesAsTheEdgeDoes() throws IOException {
        Path data = data("garmin-health-stream");
        Captured replay = run("replay", "garmin-health", data);
        assertThat(replay.code()).isZero();
        List<String> rows = Files.readAllLines(data.resolve("data.csv"), UTF_8);
        int chunks = 402;
        assertThat(replay.out())
                .contains("\"balanced\":true")
                // Every row of data.csv, a chunk for each second with acceleration, one profile.
                .contains("\"recordsIn\":" + (rows.size() + chunks + 1))
                .contains(
                        "\"byKind\":{\"acc\":402,\"heart-rate\":8747,\"interval\":14316,"
                                + "\"profile\":1,\"status\":2414,\"steps-cumulative\":96}")
                // STRESS, CALORIES, ASCENT and INTENSITY_MINUTES; the heart rate of -1 is used, as
                // a status that says that there is no reading.
                .contains("\"ignored\":" + (2111 + 252 + 36 + 14))
                .contains("\"used\":" + (rows.size() + chunks + 1 - 2413))
                .contains("\"duplicates\":0,\"late\":0")
                .contains("\"deadLetters\":0")
                .contains("\"refusedParts\":0,\"severalPartitions\":0");
        sameFilesAsTheEdge("garmin-health", data);

        assertThat(scores(SignalKind.HEART_RATE))
                .hasSizeGreaterThan(200)
                .allSatisfy(
                        score ->
                                assertThat(score.features().subList(0, 3))
                                        .as("mean, least and greatest heart rate")
                                        .allMatch(f -> f.value() >= 25 && f.value() <= 250));
        assertThat(stepsOf(scores(SignalKind.STEPS))).isEqualTo(stepsWalked(rows));
        onlyOneTickForTheGap();
    }

    /** From 16 October 2019, 14:38 UTC, to 18 October, 08:32. */
    private void onlyOneTickForTheGap() throws IOException {
        JsonFormat<Decision> format = JsonFormat.decision();
        List<Decision> decisions = new ArrayList<>();
        for (String line : lines("replay", "decisions")) {
            decisions.add(format.read(line, 1));
        }
        long from = Instant.parse("2019-10-16T14:40:00Z").toEpochMilli();
        long to = Instant.parse("2019-10-18T08:32:47Z").toEpochMilli();
        List<Decision> inGap =
                decisions.stream()
                        .filter(d -> d.decisionTime() >= from && d.decisionTime() <= to)
                        .toList();
        assertThat(inGap).hasSize(1);
        // The grid point before the watch was back, and all between it and the last one before.
        assertThat(inGap.get(0).decisionTime())
                .isEqualTo(Instant.parse("2019-10-18T08:30:00Z").toEpochMilli());
        assertThat(inGap.get(0).skippedTicks()).isEqualTo(502);
        long points = decisions.stream().mapToLong(d -> 1 + d.skippedTicks()).sum();
        assertThat(decisions.get(decisions.size() - 1).decisionTime())
                .as("skipped and decided points cover the grid")
                .isEqualTo(Instant.parse("2019-10-16T10:05:00Z").toEpochMilli() + points * 300_000);
    }

    /**
     * Steps by the counter of the watch, which starts again at midnight in Zurich; nobody knows
     * when those before the first reading were walked, and the last two minutes are still open.
     */
    private static long stepsWalked(List<String> rows) {
        long walked = 0;
        int before = -1;
        LocalDate day = LocalDate.MIN;
        for (String row : rows) {
            String[] parts = row.split(";", -1);
            if (!parts[1].equals("STEPS")) {
                continue;
            }
            OffsetDateTime time = OffsetDateTime.parse(parts[0]);
            if (time.toInstant().isAfter(Instant.parse("2019-10-18T08:39:00Z"))) {
                break;
            }
            int count = (int) Double.parseDouble(parts[2]);
            if (before >= 0) {
                walked += time.toLocalDate().equals(day) ? count - before : count;
            }
            before = count;
            day = time.toLocalDate();
        }
        return walked;
    }

    @Test
    void theFourFitbitPersonsAreBalancedAndDecideAsTheEdgeDoes() throws IOException {
        Path data = data("fitbit-minutes/minute_hr_intensity_steps_4users.csv");
        Captured replay = run("replay", "fitbit-minutes", data, "--parallelism", "2");
        assertThat(replay.code()).isZero();
        int minutes = Files.readAllLines(data, UTF_8).size() - 1;
        assertThat(minutes).isEqualTo(116_660);
        assertThat(replay.out())
                .contains("\"balanced\":true")
                // A heart rate and steps a minute, and four profiles.
                .contains("\"recordsIn\":" + (2 * minutes + 4))
                .contains("\"used\":" + (2 * minutes + 4))
                .contains("\"duplicates\":0,\"late\":0,\"ignored\":0,\"deadLetters\":0");
        sameFilesAsTheEdge("fitbit-minutes", data);
        assertThat(
                        lines("replay", "decisions").stream()
                                .filter(d -> d.contains("\"chosen\":\"move\"")))
                .hasSizeGreaterThan(100);
    }

    @Test
    void cumulativeStepsBecomeIncrementsAcrossMidnight() throws IOException {
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        Instant start = Instant.parse("2026-03-02T22:50:00Z");
        int sequence = 0;
        int count = 100;
        // Midnight in Berlin is 23:00 UTC; the counter starts again there, and is soon above what
        // it was before: a difference would lose what was walked since midnight.
        for (int minute = 0; minute < 20; minute++) {
            count = minute == 10 ? 115 : count + 1;
            csv.append("p1,watch,0,").append(sequence++).append(',');
            csv.append(start.plusSeconds(60L * minute + 30)).append(",steps-cumulative,");
            csv.append(count).append('\n');
        }
        Path recording = Files.writeString(folder.resolve("recording.csv"), csv);
        Captured replay = run("replay", "coach-csv", recording, "--zone", "Europe/Berlin");
        assertThat(replay.code()).isZero();
        // A minute closes when the reading behind it is settled; the first one counts nothing.
        assertThat(scores(SignalKind.STEPS))
                .extracting(score -> score.features().get(0).value())
                .containsExactly(
                        0., 1., 1., 1., 1., 1., 1., 1., 1., 1., 115., 1., 1., 1., 1., 1., 1., 1.);
        sameFilesAsTheEdge("coach-csv", recording, "--zone", "Europe/Berlin");
    }

    @Test
    void aRecordLostInsideAnOperatorIsAFinding() throws IOException {
        StringBuilder csv = new StringBuilder("user,device,boot,sequence,time,kind,value\n");
        for (int minute = 0; minute < 30; minute++) {
            csv.append("p1,watch,0,").append(minute).append(',');
            csv.append(Instant.parse("2026-03-02T12:00:00Z").plusSeconds(60L * minute));
            csv.append(",steps,0\n");
        }
        Path recording = Files.writeString(folder.resolve("recording.csv"), csv);
        Runners losing =
                new Runners(
                        EdgeRunner::run,
                        (request, console) ->
                                ReplayRunner.run(request, console, ReplayRunnerTest::losing),
                        DemoRunner::run);
        LosingSource.TO_LOSE.set(1);
        Captured replay = run(losing, "replay", "coach-csv", recording);
        assertThat(LosingSource.TO_LOSE).hasValue(0);
        assertThat(replay.out())
                .contains("\"recordsIn\":31")
                .contains("\"used\":30")
                .contains("\"balanced\":false");
        assertThat(replay.code()).isEqualTo(3);

        LosingSource.TO_LOSE.set(0);
        Captured whole = run(losing, "replay", "coach-csv", recording);
        assertThat(whole.out()).contains("\"used\":31").contains("\"balanced\":true");
        assertThat(whole.code()).isZero();
    }

    private static Ports losing(Ports ports) {
        return new Ports(
                LosingSource.of(ports.telemetry()),
                ports.control(),
                ports.decisions(),
                ports.recommendations(),
                ports.rewards(),
                ports.windowScores(),
                ports.controlStatus(),
                ports.undecoded(),
                ports.deadLetters());
    }

    /** The files of the edge, byte for byte, and no number in any of them that is none. */
    private void sameFilesAsTheEdge(String format, Path data, String... more) throws IOException {
        assertThat(run("edge", format, data, more).code()).isZero();
        for (String topic : TOPICS) {
            assertThat(folder.resolve("replay/" + topic + ".jsonl"))
                    .hasSameBinaryContentAs(folder.resolve("edge/" + topic + ".jsonl"));
        }
        assertThat(lines("replay", "dead-letters")).isEmpty();
        try (Stream<Path> files = Files.list(folder.resolve("replay"))) {
            assertThat(files)
                    .hasSize(6)
                    .noneMatch(file -> read(file).contains("NaN"))
                    .noneMatch(file -> read(file).contains("Infinity"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<WindowScore> scores(SignalKind signal) throws IOException {
        JsonFormat<WindowScore> format = JsonFormat.windowScore();
        Predicate<WindowScore> wanted = score -> score.signal() == signal;
        List<WindowScore> scores = new ArrayList<>();
        for (String line : lines("replay", "window-scores")) {
            scores.add(format.read(line, 1));
        }
        return scores.stream().filter(wanted).toList();
    }

    private static long stepsOf(List<WindowScore> scores) {
        return scores.stream().mapToLong(score -> (long) score.features().get(0).value()).sum();
    }

    private List<String> lines(String command, String topic) throws IOException {
        return Files.readAllLines(folder.resolve(command + "/" + topic + ".jsonl"), UTF_8);
    }

    private Captured run(String command, String format, Path input, String... more) {
        return run(Runners.standard(), command, format, input, more);
    }

    private Captured run(
            Runners runners, String command, String format, Path input, String... more) {
        List<String> args = new ArrayList<>(List.of(command, "--format", format));
        args.addAll(List.of("--input", input.toString()));
        args.addAll(List.of("--out", folder.resolve(command).toString()));
        args.addAll(List.of("--topics.windowScores", "true", "--json"));
        args.addAll(Arrays.asList(more));
        return Captured.run(runners, args.toArray(new String[0]));
    }

    /** A recording of the shared data; skipped only where there is none of it. */
    private static Path data(String name) {
        Path all = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        assumeTrue(Files.isDirectory(all), "no recordings at " + all);
        Path data = all.resolve(name);
        assertThat(data).exists();
        return data;
    }
}
