package org.wearablecoach.cli.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.wearablecoach.job.CoachTopology;
import org.wearablecoach.job.ConfiguredModels;
import org.wearablecoach.job.KafkaPorts;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.kafka.source.IngestWatermarks;

/**
 * One measured job in a process of its own, with Flink in it. Reads what is in the topic, passes
 * over the first records, measures the next ones and says what it found in one line; or, without a
 * number to measure, runs until its standard input ends and keeps saying how far it is.
 */
public final class JobMain {

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 1;
    private static final long SAY_MILLIS = 100;

    /** Begins a setting of Flink on the command line. */
    static final String FLINK = "flink:";

    /** As of {@code flink-conf/config.yaml}. */
    private static final Duration BUFFER = Duration.ofMillis(5);

    /** A slot's share of managed memory on a TaskManager of {@code flink-conf/config.yaml}. */
    private static final long ROCKSDB_MEBIBYTES_PER_SLOT = 640;

    private final Map<String, String> options;
    private final CoachConfig config;
    private final boolean baseline;

    private JobMain(Map<String, String> options, CoachConfig config) {
        this.options = options;
        this.config = config;
        this.baseline = option("pipeline").equals("baseline");
    }

    /**
     * Runs a job.
     *
     * @param args {@code name=value} of {@link PipelineBench}, and settings of the configuration
     */
    public static void main(String[] args) throws Exception {
        Setting.Split split = Setting.split(List.of(args));
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : split.rest()) {
            int equals = option.indexOf('=');
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        String file = options.getOrDefault("config", "");
        CoachConfig config =
                CoachConfig.load(
                        file.isEmpty() ? null : java.nio.file.Path.of(file), split.settings());
        // Nothing of a measured job is worth keeping.
        AtomicBoolean measuredAll = new AtomicBoolean();
        Child.whenParentEnds(
                () -> {
                    if (!measuredAll.get()) {
                        Runtime.getRuntime().halt(0);
                    }
                });
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) -> {
                    System.err.println("The measured job failed in thread " + thread.getName());
                    e.printStackTrace(System.err);
                    Runtime.getRuntime().halt(1);
                });
        new JobMain(options, config).run(measuredAll);
        // Not halted: a recording of the profile is written on the way out.
        System.exit(0);
    }

    private String option(String name) {
        return Objects.requireNonNull(options.get(name), name);
    }

    private long number(String name) {
        return Long.parseLong(option(name));
    }

    private void run(AtomicBoolean measuredAll) throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        (int) number("parallelism"), flink());
        if (baseline) {
            baseline(env);
        } else {
            CoachTopology.build(
                    env, config, new ConfiguredModels(config.loop()), KafkaPorts.live(config));
        }
        JobClient job = env.executeAsync("bench pipeline");
        long warmUp = number("warmUp");
        long measured = number("measured");
        if (measured > 0) {
            String found = measure(job, warmUp, measured);
            measuredAll.set(true);
            System.out.println(found);
        } else {
            live(job);
        }
    }

    private Configuration flink() {
        int slots = (int) number("parallelism");
        boolean rocksdb = option("state").equals("rocksdb");
        String folder = option("folder");
        Configuration flink =
                new Configuration()
                        .set(TaskManagerOptions.NUM_TASK_SLOTS, slots)
                        .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64))
                        .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64))
                        .set(
                                TaskManagerOptions.MANAGED_MEMORY_SIZE,
                                MemorySize.ofMebiBytes(
                                        rocksdb ? slots * ROCKSDB_MEBIBYTES_PER_SLOT : 32L))
                        .set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true)
                        .set(CoreOptions.TMP_DIRS, folder)
                        .set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER)
                        .set(PipelineOptions.MAX_PARALLELISM, 128)
                        .set(StateBackendOptions.STATE_BACKEND, rocksdb ? "rocksdb" : "hashmap")
                        .set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true)
                        .set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file://" + folder)
                        .set(
                                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                                Duration.ofMillis(number("checkpointMillis")))
                        .set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        flink.setString(
                "metrics.reporter.bench.factory.class", CountedMetrics.Factory.class.getName());
        options.forEach(
                (name, value) -> {
                    if (name.startsWith(FLINK)) {
                        flink.setString(name.substring(FLINK.length()), value);
                    }
                });
        return flink;
    }

    /** The same source, decoding, key and shuffle, and then one value a person. */
    private void baseline(StreamExecutionEnvironment env) {
        env.configure(
                new Configuration()
                        .set(PipelineOptions.GENERIC_TYPES, false)
                        .set(PipelineOptions.OBJECT_REUSE, true));
        env.fromSource(
                        KafkaPorts.live(config).telemetry(),
                        IngestWatermarks.telemetry(IDLE),
                        "telemetry")
                .process(DecodeFunction.telemetry())
                .name("decode")
                .keyBy(received -> received.telemetry().userId(), Types.STRING)
                .process(new CountPerson())
                .name("count")
                .sinkTo(new DiscardingSink<>())
                .name("nowhere");
    }

    private long records() {
        return CountedMetrics.count(baseline ? "count" : "sense", "numRecordsIn");
    }

    private long decisions() {
        return CountedMetrics.count("decisions: Writer", "numRecordsIn");
    }

    private String measure(JobClient job, long warmUp, long measured) throws Exception {
        awaitRecords(job, warmUp);
        Runtime runtime = Runtime.getRuntime();
        long records = records();
        long decisions = decisions();
        long checkpoints = CountedMetrics.gauge("numberOfCompletedCheckpoints");
        ThreadTimes times = ThreadTimes.now();
        System.out.println("warm " + records);
        long from = System.nanoTime();
        awaitRecords(job, warmUp + measured);
        long until = System.nanoTime();
        ThreadTimes spent = ThreadTimes.now().since(times);
        double seconds = (until - from) / 1e9;
        long passed = records() - records;
        StringBuilder line = new StringBuilder("measured");
        line.append(" records=").append(passed);
        line.append(" seconds=").append(seconds);
        line.append(" cpuSeconds=").append(spent.ofTheJob());
        line.append(" decisions=").append(decisions() - decisions);
        line.append(" checkpoints=")
                .append(CountedMetrics.gauge("numberOfCompletedCheckpoints") - checkpoints);
        line.append(" heapMegabytes=").append((runtime.totalMemory() - runtime.freeMemory()) >> 20);
        spent.seconds()
                .forEach(
                        (group, value) ->
                                line.append(" cpu:")
                                        .append(group.replace(' ', '_'))
                                        .append('=')
                                        .append(value));
        return line.toString();
    }

    private void live(JobClient job) throws Exception {
        while (true) {
            System.out.println(
                    "at "
                            + records()
                            + " "
                            + ThreadTimes.now().ofTheJob()
                            + " "
                            + CountedMetrics.gauge("numberOfCompletedCheckpoints"));
            TimeUnit.MILLISECONDS.sleep(SAY_MILLIS);
            failFast(job);
        }
    }

    private void awaitRecords(JobClient job, long records) throws Exception {
        long looked = 0;
        while (records() < records) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            if (++looked % 1000 == 0) {
                failFast(job);
            }
        }
    }

    private static void failFast(JobClient job) throws Exception {
        if (job.getJobStatus().get().isTerminalState()) {
            job.getJobExecutionResult().get(1, TimeUnit.SECONDS);
            throw new IllegalStateException("The job ended before it had read its records.");
        }
    }
}
