package org.wearablecoach.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
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
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.loop.EdgeLoop;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.operators.ModelSource;
import org.wearablecoach.operators.SenseFunction;

/** A broker with recordings in it, and ways to run the job and the edge over them. */
final class JobFixture implements AutoCloseable {

    static final int PARTITIONS = 4;

    private static final AtomicInteger RUNS = new AtomicInteger();

    final LocalBroker broker = LocalBroker.create();
    private final Map<String, Map<Integer, Long>> ends = new HashMap<>();
    private final KafkaProducer<byte[], byte[]> bytes;

    JobFixture() {
        broker.start();
        bytes =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
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
        String[] all = new String[settings.length + 6];
        System.arraycopy(settings, 0, all, 6, settings.length);
        all[0] = "--kafka.bootstrapServers";
        all[1] = broker.bootstrapServers();
        all[2] = "--topics.prefix";
        all[3] = prefix + "-";
        // A job ends when the last request of its sources is answered.
        all[4] = "--kafka.properties.fetch.max.wait.ms";
        all[5] = "20";
        return CoachConfig.load(null, Setting.split(List.of(all)).settings());
    }

    /** Creates the topics of a prefix and publishes records to them. */
    void publish(String prefix, Iterable<Timed> records) {
        create(prefix);
        publishMore(prefix, records);
    }

    /** Publishes records to topics that {@link #create} made. */
    void publishMore(String prefix, Iterable<Timed> records) {
        count(prefix, records);
        publishCounted(prefix, records);
    }

    /** Creates the topics of a prefix and publishes updates to them. */
    void create(String prefix, Control... updates) {
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
        Map<Integer, Long> empty = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            empty.put(partition, 0L);
        }
        ends.put(prefix, empty);
    }

    /** Creates topics of one partition that keep the times they are given. */
    void createPlain(List<String> names) {
        for (String name : names) {
            broker.createTopic(
                    name,
                    1,
                    Map.of(
                            "retention.ms",
                            "-1",
                            "message.timestamp.after.max.ms",
                            Long.toString(Long.MAX_VALUE)));
        }
    }

    /** Where a record is in the topic of telemetry. */
    record Place(int partition, long offset) {}

    /**
     * Publishes bytes as they are, to a topic that {@link #create} made.
     *
     * @param partition null for the one of the key
     */
    Place publishBytes(
            String prefix,
            @Nullable Integer partition,
            long ingestTime,
            byte @Nullable [] key,
            byte @Nullable [] value)
            throws Exception {
        RecordMetadata place =
                bytes.send(
                                new ProducerRecord<>(
                                        KafkaPorts.topics(config(prefix)).telemetry(),
                                        partition,
                                        ingestTime,
                                        key,
                                        value))
                        .get();
        ends(prefix).merge(place.partition(), 1L, Long::sum);
        return new Place(place.partition(), place.offset());
    }

    /** Publishes records as they are, and waits until all of them are there. */
    void publishAll(String prefix, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        List<Future<RecordMetadata>> places = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            places.add(bytes.send(record));
        }
        for (Future<RecordMetadata> place : places) {
            ends(prefix).merge(place.get().partition(), 1L, Long::sum);
        }
    }

    private Map<Integer, Long> ends(String prefix) {
        Map<Integer, Long> known = ends.get(prefix);
        if (known == null) {
            throw new IllegalArgumentException("create(\"" + prefix + "\") comes first");
        }
        return known;
    }

    private void count(String prefix, Iterable<Timed> records) {
        for (Timed timed : records) {
            int partition = Partitioning.partitionFor(timed.telemetry().userId(), PARTITIONS);
            ends(prefix).merge(partition, 1L, Long::sum);
        }
    }

    private void publishCounted(String prefix, Iterable<Timed> records) {
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(
                        broker.bootstrapServers(),
                        KafkaPorts.topics(config(prefix)).telemetry(),
                        Map.of())) {
            for (Timed timed : records) {
                publisher.publish(timed.telemetry(), timed.ingestTime());
            }
            publisher.flush();
        }
    }

    /** Ports that read the topics of a prefix to their end and collect what comes out. */
    Ports ports(CoachConfig config, String prefix, String run) {
        Ports kafka = KafkaPorts.until(config, ends(prefix));
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

    /** A cluster in this process for one job. */
    static StreamExecutionEnvironment environment(int parallelism, Configuration flink) {
        patient(flink).set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
    }

    /** Whatever is late in one process is busy, and never gone. */
    static Configuration patient(Configuration flink) {
        return flink.set(RpcOptions.ASK_TIMEOUT_DURATION, Duration.ofMinutes(10))
                .set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(10));
    }

    /** A run and what it counted. */
    record Run(Outcome outcome, JobExecutionResult result) {

        /** Records that sense put into a class. */
        long count(Disposition disposition) {
            return count(SenseFunction.ACCUMULATOR + disposition);
        }

        long count(String accumulator) {
            Long count = result.getAccumulatorResult(accumulator);
            return count == null ? 0 : count;
        }
    }

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
        StreamExecutionEnvironment env = environment(parallelism, flink);
        CoachTopology.build(env, config, models, ports(config, prefix, run));
        JobExecutionResult result = env.execute(run);
        return new Run(CollectingSink.taken(run), result);
    }

    /** Runs the job from Kafka to Kafka. */
    void jobToKafka(String prefix, int parallelism, Configuration flink, String... settings)
            throws Exception {
        CoachConfig config = config(prefix, settings);
        StreamExecutionEnvironment env = environment(parallelism, flink);
        CoachTopology.build(
                env,
                config,
                new ConfiguredModels(config.loop()),
                KafkaPorts.until(config, ends(prefix)));
        env.execute(prefix);
    }

    /** Runs the job with dead letters in their topic, and all else collected. */
    Run jobToDeadLetterTopic(
            String prefix, int parallelism, Configuration flink, String... settings)
            throws Exception {
        CoachConfig config = config(prefix, settings);
        String run = prefix + "-" + RUNS.incrementAndGet();
        Ports collected = ports(config, prefix, run);
        Ports kafka = KafkaPorts.until(config, ends(prefix));
        Ports ports =
                new Ports(
                        collected.telemetry(),
                        collected.control(),
                        collected.decisions(),
                        collected.recommendations(),
                        collected.rewards(),
                        collected.windowScores(),
                        collected.controlStatus(),
                        kafka.undecoded(),
                        kafka.deadLetters());
        StreamExecutionEnvironment env = environment(parallelism, flink);
        CoachTopology.build(env, config, new ConfiguredModels(config.loop()), ports);
        JobExecutionResult result = env.execute(run);
        return new Run(CollectingSink.taken(run), result);
    }

    /** What is in the topic of dead letters. */
    List<TopicReader.Entry<DeadLetter>> deadLetters(String prefix) {
        try (TopicReader<DeadLetter> reader =
                new TopicReader<>(
                        broker.bootstrapServers(),
                        KafkaPorts.topics(config(prefix)).deadLetters(),
                        RecordFormat.deadLetter(),
                        Map.of())) {
            return reader.readToEnd();
        }
    }

    /**
     * Runs the job with updates as a replay does: the updates are published, the job starts, every
     * subtask says what it thinks of each, and only then telemetry is published.
     */
    Run jobUnderControl(
            String prefix,
            int parallelism,
            Iterable<Timed> records,
            List<? extends Control> updates,
            String... settings)
            throws Exception {
        create(prefix, updates.toArray(new Control[0]));
        count(prefix, records);
        CoachConfig config = config(prefix, settings);
        String run = prefix + "-" + RUNS.incrementAndGet();
        StreamExecutionEnvironment env = environment(parallelism, new Configuration());
        CoachTopology.build(
                env, config, new ConfiguredModels(config.loop()), ports(config, prefix, run));
        JobClient job = env.executeAsync(run);
        Outcome outcome = CollectingSink.outcome(run);
        int answers = updates.size() * parallelism;
        while (outcome.statuses.size() < answers) {
            if (job.getJobStatus().get().isTerminalState()) {
                job.getJobExecutionResult().get();
                throw new IllegalStateException("the job ended before it answered");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        publishCounted(prefix, records);
        return new Run(outcome, job.getJobExecutionResult().get());
    }

    /**
     * Runs the job under control in parts: each but the last is stopped with a savepoint in the
     * midst of its records, and the next goes on from there with another parallelism.
     */
    Outcome jobInParts(
            String prefix,
            int[] parallelisms,
            List<Timed> records,
            List<? extends Control> updates,
            String... settings)
            throws Exception {
        create(prefix, updates.toArray(new Control[0]));
        count(prefix, records);
        CoachConfig config = config(prefix, settings);
        String run = prefix + "-" + RUNS.incrementAndGet();
        Outcome outcome = CollectingSink.outcome(run);
        Path savepoints = Files.createTempDirectory("coach-savepoints");
        String from = null;
        for (int part = 0; part < parallelisms.length; part++) {
            Configuration flink = new Configuration();
            if (from != null) {
                flink.set(StateRecoveryOptions.SAVEPOINT_PATH, from);
            }
            StreamExecutionEnvironment env = environment(parallelisms[part], flink);
            CoachTopology.build(
                    env, config, new ConfiguredModels(config.loop()), ports(config, prefix, run));
            JobClient job = env.executeAsync(run);
            await(job, () -> outcome.statuses.size() >= updates.size() * parallelisms[0]);
            int first = records.size() * part / parallelisms.length;
            int last = records.size() * (part + 1) / parallelisms.length;
            int before = outcome.scores.size();
            publishCounted(prefix, records.subList(first, last));
            if (part == parallelisms.length - 1) {
                job.getJobExecutionResult().get();
                break;
            }
            await(job, () -> outcome.scores.size() > before + (last - first) / 8);
            from = stop(job, savepoints);
        }
        return outcome;
    }

    /**
     * Stops a job. A savepoint is refused while a task is not running yet although others have put
     * rows out, and declined while a source that is at its end closes.
     */
    static String stop(JobClient job, Path savepoints) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return job.stopWithSavepoint(
                                false, savepoints.toString(), SavepointFormatType.CANONICAL)
                        .get();
            } catch (ExecutionException e) {
                String why = String.valueOf(e.getMessage());
                boolean soon = why.contains("declined") || why.contains("Not all required tasks");
                if (attempt == 3_000 || !soon) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    static void await(JobClient job, java.util.function.BooleanSupplier condition)
            throws Exception {
        while (!condition.getAsBoolean()) {
            if (job.getJobStatus().get().isTerminalState()) {
                job.getJobExecutionResult().get();
                throw new IllegalStateException("the job ended before it was waited for");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The same records through the edge, to the end of the input. */
    static Outcome edge(CoachConfig config, Iterable<Timed> records, Control... updates) {
        return edge(config, records, true, updates);
    }

    /** The same records through the edge, as if more could come. */
    static Outcome edgeSoFar(CoachConfig config, Iterable<Timed> records) {
        return edge(config, records, false);
    }

    /** Records of any place through the edge, to the end of the input. */
    static Outcome edge(CoachConfig config, List<Received> records) {
        return edge(config, records.iterator(), true);
    }

    private static Outcome edge(
            CoachConfig config, Iterable<Timed> records, boolean end, Control... updates) {
        Iterator<Timed> each = records.iterator();
        AtomicLong number = new AtomicLong();
        return edge(
                config,
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Received next() {
                        Timed timed = each.next();
                        return new Received(
                                timed.telemetry(),
                                timed.ingestTime(),
                                -1,
                                number.getAndIncrement());
                    }
                },
                end,
                updates);
    }

    private static Outcome edge(
            CoachConfig config, Iterator<Received> records, boolean end, Control... updates) {
        Outcome outcome = new Outcome();
        ConfiguredModels models = new ConfiguredModels(config.loop());
        try (EdgeLoop loop =
                new EdgeLoop(
                        config.loop(),
                        config.hash(),
                        KafkaPorts.topics(config).telemetry(),
                        models.slots(),
                        models.decisions(config.loop()),
                        models::load,
                        true,
                        outcome)) {
            for (Control update : updates) {
                loop.control(update, 0);
            }
            while (records.hasNext()) {
                loop.accept(records.next());
            }
            if (end) {
                loop.end();
            }
        }
        return outcome;
    }

    @Override
    public void close() {
        bytes.close();
        broker.close();
    }
}
