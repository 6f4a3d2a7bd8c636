package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.files.Timed;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.loop.adapt.Output;

/**
 * The packaged job on a cluster of real processes, with the shipped configuration of Flink and
 * topics as in production. A TaskManager is killed in the middle.
 */
@Tag("long")
class RealClusterIT {

    private static final int PERSONS = 60;
    private static final int MINUTES = 180;
    private static final String[] SETTINGS = {
        "--policy.probability", "0.5", "--policy.upperBound", "0.8", "--topics.windowScores", "true"
    };

    @Test
    void nothingIsLostOrDecidedTwiceWhenATaskManagerIsKilled(@TempDir Path folder)
            throws Exception {
        try (JobFixture fixture = new JobFixture();
                FlinkProcesses flink =
                        new FlinkProcesses(
                                folder,
                                Map.of(
                                        "execution.checkpointing.interval", "500 ms",
                                        "execution.checkpointing.min-pause", "0 ms",
                                        "jobmanager.memory.process.size", "1200m",
                                        "taskmanager.memory.process.size", "1600m"))) {
            CoachConfig config = fixture.config("real", SETTINGS);
            Topics topics = KafkaPorts.topics(config);
            try (TopicAdmin admin = new TopicAdmin(fixture.broker.bootstrapServers(), Map.of())) {
                admin.createMissing(topics.live(JobFixture.PARTITIONS, 1));
            }
            Process first = flink.taskManager("taskmanager-1");
            Process second = flink.taskManager("taskmanager-2");
            flink.await(
                    "both TaskManagers are there",
                    () -> flink.number("/overview", "taskmanagers") == 2);

            List<String> args = new ArrayList<>(List.of(SETTINGS));
            args.addAll(List.of("--kafka.bootstrapServers", fixture.broker.bootstrapServers()));
            args.addAll(List.of("--topics.prefix", "real-"));
            // All slots, so that the job runs on both.
            String job = flink.submit(Path.of(System.getProperty("coach.job.jar", "")), 4, args);
            flink.await("the job runs", () -> flink.rest("/jobs/" + job).contains("\"RUNNING\":4"));

            List<Timed> records = records();
            int half = records.size() / 2;
            publish(fixture, topics, records.subList(0, half));
            flink.await(
                    "decisions come out and a checkpoint holds some of them",
                    () ->
                            count(fixture, topics) > 100
                                    && flink.number("/jobs/" + job + "/checkpoints", "completed")
                                            > 0);
            long before = System.nanoTime();
            first.destroyForcibly().waitFor();
            // The job needs four slots again.
            Process third = flink.taskManager("taskmanager-3");
            publish(fixture, topics, records.subList(half, records.size()));

            Map<String, String> expected = expected(fixture, config, topics);
            assertThat(expected).hasSizeGreaterThan(PERSONS * MINUTES / 5);
            flink.await(
                    "all rows are there",
                    () -> read(fixture, topics).keySet().containsAll(expected.keySet()));
            System.err.printf(
                    "kill -9 of a TaskManager: all of %d rows after %.1f s%n",
                    expected.size(), (System.nanoTime() - before) / 1e9);
            assertThat(read(fixture, topics)).isEqualTo(expected);
            assertThat(flink.number("/jobs/" + job + "/checkpoints", "restored"))
                    .as("the job came back from a checkpoint")
                    .isPositive();
            assertThat(first.isAlive()).isFalse();
            assertThat(second.isAlive()).isTrue();
            assertThat(third.isAlive()).isTrue();
        }
    }

    /** Office workers whose last three hours arrive at once, up to this minute. */
    private static List<Timed> records() {
        Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        CsvRecording csv = new CsvRecording();
        for (int minute = 0; minute < MINUTES; minute++) {
            Instant time = end.minusSeconds(60L * (MINUTES - minute));
            for (int person = 0; person < PERSONS; person++) {
                String user = "p" + person;
                csv.live(user, "watch", time, "heart-rate", 60 + (person + minute) % 9);
                csv.live(user, "watch", time, "steps", minute % 100 < 4 ? 90 : 0);
            }
        }
        return csv.read();
    }

    private static void publish(JobFixture fixture, Topics topics, List<Timed> records) {
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(
                        fixture.broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            for (Timed timed : records) {
                publisher.publish(timed.telemetry(), timed.ingestTime());
            }
        }
    }

    /** What the edge makes of the records as Kafka stamped them. */
    private static Map<String, String> expected(
            JobFixture fixture, CoachConfig config, Topics topics) {
        try (TopicReader<Telemetry> reader =
                new TopicReader<>(
                        fixture.broker.bootstrapServers(),
                        topics.telemetry(),
                        RecordFormat.telemetry(),
                        Map.of())) {
            List<TopicReader.Entry<Telemetry>> entries = new ArrayList<>(reader.readToEnd());
            entries.sort(
                    Comparator.comparingLong((TopicReader.Entry<Telemetry> e) -> e.timestamp())
                            .thenComparingInt(e -> e.partition())
                            .thenComparingLong(e -> e.offset()));
            List<Timed> stamped = new ArrayList<>();
            for (TopicReader.Entry<Telemetry> entry : entries) {
                stamped.add(new Timed(entry.value(), entry.timestamp()));
            }
            // The job goes on, so nothing is censored at an end.
            return JobFixture.edgeSoFar(config, stamped).rows();
        }
    }

    private static int count(JobFixture fixture, Topics topics) {
        return read(fixture, topics).size();
    }

    /** All rows, de-duplicated by decision id; a row that came twice differently is a conflict. */
    private static Map<String, String> read(JobFixture fixture, Topics topics) {
        Outcome outcome = new Outcome();
        String servers = fixture.broker.bootstrapServers();
        collect(servers, topics.decisions(), RecordFormat.decision(), outcome, Output::decision);
        collect(servers, topics.rewards(), RecordFormat.reward(), outcome, Output::reward);
        collect(
                servers,
                topics.recommendations(),
                RecordFormat.recommendation(),
                outcome,
                Output::recommendation);
        collect(
                servers,
                topics.windowScores(),
                RecordFormat.windowScore(),
                outcome,
                Output::windowScore);
        return new TreeMap<>(outcome.rows());
    }

    /** What an outcome does with a row. */
    private interface Into<T> {
        void put(Output outcome, T row);
    }

    private static <T> void collect(
            String servers, String topic, RecordFormat<T> format, Outcome outcome, Into<T> into) {
        try (TopicReader<T> reader = new TopicReader<>(servers, topic, format, Map.of())) {
            reader.readToEnd().forEach(entry -> into.put(outcome, entry.value()));
        }
    }
}
