package org.wearablecoach.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Assumptions;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.Received;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.Recording;
import org.wearablecoach.files.RecordingOptions;
import org.wearablecoach.files.Timed;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.kafka.ControlPublisher;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.loop.EdgeLoop;
import org.wearablecoach.operators.ModelSource;

/** A broker with recordings in it, and ways to run the job and the edge over them. */
final class JobFixture implements AutoCloseable {

    static final int PARTITIONS = 4;

    private static final AtomicInteger RUNS = new AtomicInteger();

    final LocalBroker broker = LocalBroker.create();
    private final Map<String, Map<Integer, Long>> ends = new HashMap<>();

    JobFixture() {
        broker.start();
    }

    /** The folder of real recordings; the test is skipped where there is none. */
    static Path data() {
        Path data = Path.of(System.getProperty("coach.data", "../../../shared/data"));
        Assumptions.assumeTrue(
                Files.isDirectory(data), "no recordings: " + data + " is not a folder");
        return data;
    }

    static Recording fitbit() {
        return Format.of("fitbit-minutes")
                .read(
                        data().resolve("fitbit-minutes/minute_hr_intensity_steps_4users.csv"),
                        new RecordingOptions(null, null, null));
    }

    static Recording garmin() {
        return Format.of("garmin-health")
                .read(
                        data().resolve("garmin-health-stream"),
                        new RecordingOptions(null, null, null));
    }

    CoachConfig config(String prefix, String... settings) {
        String[] all = new String[settings.length + 4];
        System.arraycopy(settings, 0, all, 4, settings.length);
        all[0] = "--kafka.bootstrapServers";
        all[1] = broker.bootstrapServers();
        all[2] = "--topics.prefix";
        all[3] = prefix + "-";
        return CoachConfig.load(null, Setting.split(List.of(all)).settings());
    }

    /** Creates the topics of a prefix and publishes records to them. */
    void publish(String prefix, Iterable<Timed> records, Control... updates) {
        Topics topics = KafkaPorts.topics(config(prefix));
        try (TopicAdmin admin = new TopicAdmin(broker.bootstrapServers(), Map.of())) {
            admin.createMissing(topics.recorded(PARTITIONS));
        }
        try (ControlPublisher control =
                new ControlPublisher(broker.bootstrapServers(), topics, Map.of())) {
            for (Control update : updates) {
                control.publish(update);
            }
        }
        Map<Integer, Long> counted = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            counted.put(partition, 0L);
        }
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            for (Timed timed : records) {
                publisher.publish(timed.telemetry(), timed.ingestTime());
                counted.merge(
                        Partitioning.partitionFor(timed.telemetry().userId(), PARTITIONS),
                        1L,
                        Long::sum);
            }
        }
        ends.put(prefix, counted);
    }

    /** Ports that read the topics of a prefix to their end and collect what comes out. */
    Ports ports(CoachConfig config, String prefix, String run) {
        Ports kafka = KafkaPorts.until(config, ends.getOrDefault(prefix, Map.of()));
        return new Ports(
                kafka.telemetry(),
                kafka.control(),
                new CollectingSink<>(run, Outcome::decision),
                new CollectingSink<>(run, Outcome::recommendation),
                new CollectingSink<>(run, Outcome::reward),
                new CollectingSink<>(run, Outcome::windowScore),
                new CollectingSink<>(run, Outcome::controlStatus),
                new CollectingSink<>(run, Outcome::deadLetter),
                new CollectingSink<>(run, Outcome::deadLetter));
    }

    /** A run and what it counted. */
    record Run(Outcome outcome, JobExecutionResult result) {}

    Run job(String prefix, int parallelism, Configuration flink, String... settings)
            throws Exception {
        CoachConfig config = config(prefix, settings);
        return job(prefix, parallelism, flink, config, new ConfiguredModels(config.loop()));
    }

    Run job(
            String prefix,
            int parallelism,
            Configuration flink,
            CoachConfig config,
            ModelSource models)
            throws Exception {
        String run = prefix + "-" + RUNS.incrementAndGet();
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
        CoachTopology.build(env, config, models, ports(config, prefix, run));
        JobExecutionResult result = env.execute(run);
        return new Run(CollectingSink.outcome(run), result);
    }

    /** The same records through the edge. */
    static Outcome edge(CoachConfig config, Iterable<Timed> records, Control... updates) {
        Outcome outcome = new Outcome();
        ConfiguredModels models = new ConfiguredModels(config.loop());
        try (EdgeLoop loop =
                new EdgeLoop(
                        config.loop(),
                        config.hash(),
                        KafkaPorts.topics(config).telemetry(),
                        models.activity(),
                        models.reward(),
                        models::load,
                        true,
                        outcome)) {
            for (Control update : updates) {
                loop.control(update, 0);
            }
            long number = 0;
            for (Timed timed : records) {
                loop.accept(new Received(timed.telemetry(), timed.ingestTime(), -1, number++));
            }
            loop.end();
        }
        return outcome;
    }

    @Override
    public void close() {
        broker.close();
    }
}
