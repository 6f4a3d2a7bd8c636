package org.wearablecoach.cli.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicSpec;
import org.wearablecoach.kafka.Topics;

/**
 * Measures the whole job beside the least that any job must do. The broker and each job are
 * processes of their own; this one fills the topics and reads what the jobs say.
 */
public final class PipelineBench implements AutoCloseable {

    /** Begins the name of the folder of a bench, before its process id. */
    static final String FOLDER = "coach-bench-";

    private static final String LOADED = "loaded-";
    private static final int PARTITIONS = 4;
    private static final long SEED = 1;

    /** Late morning in Berlin, where the persons are: nobody sleeps. */
    private static final long MORNING = Instant.parse("2026-03-04T10:00:00Z").toEpochMilli();

    /** The compilers take so many times the measured records before they have nothing to do. */
    private static final long WARM_UP = 4;

    /** Records behind the measured ones, so that the end is never seen. */
    private static final double BEHIND = 0.03;

    /** RocksDB takes several times as long for a record. */
    private static final int ROCKSDB_PART = 4;

    /** A job keeps up when it is at most this much of the load behind what was sent. */
    private static final double KEEPS_UP_SECONDS = .5;

    /** The job has as long as so many parts to keep up. */
    private static final int CATCH_UP_PARTS = 3;

    /** The sender may be so far ahead of a job that takes what it can. */
    private static final double AHEAD_SECONDS = .4;

    /** Rest of what had piled up. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration RUN = Duration.ofMinutes(9);

    /** Long batches: what is measured begins where the broker has appended them. */
    private static final Map<String, String> PRODUCER =
            Map.of("linger.ms", "5", "batch.size", "131072");

    /** For TaskManagers in {@code flink-conf/config.yaml}, which says why. */
    private static final List<String> COLLECTED = List.of("-XX:+UseParallelGC", "-Xmn128m");

    /** As above; virtual machines of other systems know no such pages. */
    private static final List<String> PAGES =
            System.getProperty("os.name", "").equals("Linux")
                    ? List.of("-XX:+UseTransparentHugePages")
                    : List.of();

    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

    /**
     * Every decision point may recommend, and nearly every one does; else a person would have a
     * message an hour at most, and most minutes none.
     */
    private static final List<String> TALKATIVE =
            List.of(
                    "--interventions.breathe.eligible", "not exercising",
                    "--policy.probability", "0.9",
                    "--policy.upperBound", "0.95",
                    "--decision.gap", "PT1S",
                    "--decision.cap", "1000",
                    "--decision.quietFrom", "00:00",
                    "--decision.quietUntil", "00:00");

    private final PipelineRequest request;
    private final Consumer<String> progress;
    private final Path folder;
    private final Child broker;
    private final String bootstrapServers;

    /** For who ends this process: the children end with it, their files are its own. */
    private final Thread hook = new Thread(this::end, "bench-ends");

    private final List<Child> children = new ArrayList<>();
    private boolean ended;
    private int jobs;

    private PipelineBench(PipelineRequest request, Consumer<String> progress) throws Exception {
        this.request = request;
        this.progress = progress;
        deleteLeftBehind(Path.of(System.getProperty("java.io.tmpdir")));
        this.folder = Files.createTempDirectory(FOLDER + ProcessHandle.current().pid() + "-");
        Runtime.getRuntime().addShutdownHook(hook);
        progress.accept("Starting a broker in its own process ...");
        this.broker =
                start(
                        "the broker",
                        BrokerMain.class,
                        List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", temporary()),
                        List.of());
        boolean ready = false;
        try {
            this.bootstrapServers = broker.await("broker", START);
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    /** Whatever a child leaves behind is in the folder that is deleted. */
    private String temporary() {
        return "-Djava.io.tmpdir=" + folder;
    }

    /**
     * Measures.
     *
     * @param progress takes lines for a person
     * @return the figures
     */
    public static PipelineFigures run(PipelineRequest request, Consumer<String> progress)
            throws Exception {
        try (PipelineBench bench = new PipelineBench(request, progress)) {
            return bench.measure();
        }
    }

    private PipelineFigures measure() throws Exception {
        double pureCpu = PureCpu.scaling(2);
        load();
        List<Row> rows = new ArrayList<>();
        Row asked = row(request.asked(), request.runs());
        rows.add(asked);
        for (PipelineRequest.Shape shape : request.others()) {
            rows.add(row(shape, 1));
        }
        List<PipelineFigures.Latency> latencies = new ArrayList<>();
        double liveRate = Double.NaN;
        if (!request.latency().isZero()) {
            liveRate = liveRate(asked.recordsPerSecond());
            for (double share : request.loads()) {
                latencies.add(latency(share, liveRate));
            }
        }
        return new PipelineFigures(request, rows, liveRate, latencies, pureCpu);
    }

    // --- throughput -----------------------------------------------------------------------------

    private long warmUp(boolean rocksdb) {
        return request.persons() + WARM_UP * measured(rocksdb);
    }

    private long measured(boolean rocksdb) {
        return rocksdb ? Math.max(1, request.records() / ROCKSDB_PART) : request.records();
    }

    /** Fills the topic that every run reads, with the times of a recording. */
    private void load() throws Exception {
        long total = (long) ((warmUp(false) + measured(false)) * (1 + BEHIND)) + 1_000;
        Topics topics = Topics.withPrefix(LOADED);
        create(topics.recorded(PARTITIONS));
        long from = System.nanoTime();
        WearerLoad load = new WearerLoad(request.persons(), request.mix(), MORNING, SEED);
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(bootstrapServers, topics.telemetry(), PRODUCER)) {
            load.profiles(publisher::publish);
            while (publisher.published() < total) {
                load.advance(publisher::publish);
            }
            publisher.flush();
            progress.accept(
                    String.format(
                            Locale.ROOT,
                            "Loaded %,d records of %,d persons, %.1f minutes of their time, in"
                                    + " %.0f s.",
                            publisher.published(),
                            request.persons(),
                            (load.next() - MORNING) / 60_000.0,
                            (System.nanoTime() - from) / 1e9));
        }
    }

    private void create(List<TopicSpec> topics) {
        try (TopicAdmin admin = new TopicAdmin(bootstrapServers, Map.of())) {
            admin.createMissing(topics);
        }
    }

    private Row row(PipelineRequest.Shape shape, int runs) throws Exception {
        Row row = new Row(shape, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int run = 0; run < runs; run++) {
            row.baselines().add(run("baseline", shape, new ArrayList<>()));
            row.coaches().add(run("coach", shape, row.brokerCores()));
        }
        return row;
    }

    private Run run(String pipeline, PipelineRequest.Shape shape, List<Double> brokerCores)
            throws Exception {
        long measured = measured(shape.rocksdb());
        try (Child job =
                job(
                        pipeline,
                        shape,
                        request.persons(),
                        LOADED,
                        warmUp(shape.rocksdb()),
                        measured,
                        List.of())) {
            job.await("warm", RUN);
            double before = broker.cpuSeconds();
            Run run = Run.parse(job.await("measured", RUN));
            brokerCores.add((broker.cpuSeconds() - before) / run.get("seconds"));
            progress.accept(
                    String.format(
                            Locale.ROOT,
                            "%-8s %-7s x%d: %,9.0f records/s, %.2f us of processor time each",
                            pipeline,
                            shape.state(),
                            shape.parallelism(),
                            run.recordsPerSecond(),
                            run.cpuMicros()));
            return run;
        }
    }

    private synchronized Child job(
            String pipeline,
            PipelineRequest.Shape shape,
            int persons,
            String prefix,
            long warmUp,
            long measured,
            List<String> settings)
            throws IOException {
        mustGoOn(); // else nobody would delete the folder
        String name = pipeline + "-" + jobs++;
        List<String> jvm = new ArrayList<>();
        String heap = request.heap().isEmpty() ? heap(persons, shape.rocksdb()) : request.heap();
        jvm.add(temporary());
        jvm.add("-Xms" + heap);
        jvm.add("-Xmx" + heap);
        boolean hasCollector =
                request.jvm().stream().anyMatch(option -> COLLECTOR.matcher(option).matches());
        // Two collectors are refused by the virtual machine; each has its own sizes.
        if (!hasCollector) {
            jvm.addAll(COLLECTED);
        }
        jvm.addAll(PAGES);
        for (String option : request.jvm()) {
            jvm.add(option.replace("%n", name));
        }
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "pipeline=" + pipeline,
                                "parallelism=" + shape.parallelism(),
                                "state=" + shape.state(),
                                "folder=" + Files.createDirectories(folder.resolve(name)),
                                "checkpointMillis=" + request.checkpoints().toMillis(),
                                "warmUp=" + warmUp,
                                "measured=" + measured,
                                "config="
                                        + (request.configFile() == null
                                                ? ""
                                                : request.configFile())));
        request.flink().forEach(setting -> arguments.add(JobMain.FLINK + setting));
        arguments.addAll(request.settings());
        arguments.addAll(settings);
        arguments.addAll(
                List.of(
                        "--kafka.bootstrapServers",
                        bootstrapServers,
                        "--kafka.groupId",
                        name,
                        "--kafka.guarantee",
                        request.exactlyOnce() ? "exactly-once" : "at-least-once",
                        "--topics.prefix",
                        prefix));
        return start("the job " + name, JobMain.class, jvm, arguments);
    }

    private void mustGoOn() {
        if (ended) {
            throw new IllegalStateException("The bench has ended.");
        }
    }

    /** Starts a child, unless this process ends: then nobody would end it. */
    private synchronized Child start(
            String what, Class<?> main, List<String> jvm, List<String> arguments) {
        mustGoOn();
        children.removeIf(child -> !child.isAlive());
        Child child = new Child(what, main, jvm, arguments);
        children.add(child);
        return child;
    }

    /**
     * 2 GiB for garbage and the copies of a checkpoint, and 10 KiB a person whose state is on the
     * heap; no more than most machines have.
     */
    private static String heap(int persons, boolean rocksdb) {
        return (rocksdb ? 2_048 : Math.min(2_048 + persons / 100, 12_288)) + "m";
    }

    // --- latency --------------------------------------------------------------------------------

    /** Measures something of a job whose records are sent while it runs. */
    @FunctionalInterface
    private interface Measurement<T> {
        T of(LiveSender sender, LatencyProbe probe, Child job) throws Exception;
    }

    /**
     * Sends to a job.
     *
     * @param pace seconds of the persons' time in a second
     * @param millis for how long at most
     */
    private <T> T live(double pace, long millis, Measurement<T> measurement) throws Exception {
        String prefix = "live-" + jobs + "-";
        Topics topics = Topics.withPrefix(prefix);
        create(topics.live(PARTITIONS, 1));
        // No sensor time may lie in the future: who lives faster begins in the past.
        long behind = (long) (Math.abs(pace - 1) * millis);
        long begin = System.currentTimeMillis() - (pace > 1 ? behind : 0);
        WearerLoad load = new WearerLoad(request.persons(), request.mix(), begin, SEED + 1);
        List<String> settings = new ArrayList<>(TALKATIVE);
        settings.add("--decision.lateSync");
        settings.add(START.plusMillis(behind + WearerLoad.LAG_MILLIS).toString());
        try (TelemetryPublisher publisher =
                        new TelemetryPublisher(bootstrapServers, topics.telemetry(), PRODUCER);
                LatencyProbe probe = new LatencyProbe(bootstrapServers, topics.recommendations())) {
            load.profiles(publisher::publish);
            publisher.flush();
            try (Child job =
                    job("coach", request.asked(), request.persons(), prefix, 0, 0, settings)) {
                while (At.of(job).records < request.persons()) {
                    // Profiles are read.
                }
                try (LiveSender sender = new LiveSender(load, pace, publisher)) {
                    return measurement.of(sender, probe, job);
                }
            }
        }
    }

    private double pace(double rate) {
        return rate / (request.persons() * request.mix().perSecond());
    }

    /**
     * Records a second that the job reads while they are sent as fast as it reads them, which takes
     * processors from it and from the broker.
     *
     * @param most that it could read; its rate where nothing is sent
     */
    private double liveRate(double most) throws Exception {
        long part = request.latency().toMillis();
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "The rate while the records are sent, %d s ...",
                        request.latency().toSeconds()));
        double rate =
                live(
                        pace(2 * most),
                        2 * part,
                        (sender, probe, job) -> {
                            long ahead = (long) (most * AHEAD_SECONDS);
                            long from = System.nanoTime();
                            long half = 0;
                            At before = At.of(job);
                            while (true) {
                                At now = At.of(job);
                                sender.limit(now.records + ahead);
                                double passed = (System.nanoTime() - from) / 1e6;
                                if (half == 0 && passed > part / 2.0) {
                                    half = System.nanoTime();
                                    before = now;
                                }
                                if (passed > part) {
                                    return (now.records - before.records)
                                            / ((System.nanoTime() - half) / 1e9);
                                }
                            }
                        });
        progress.accept(
                String.format(Locale.ROOT, "         %,.0f records/s while they are sent", rate));
        return rate;
    }

    private PipelineFigures.Latency latency(double share, double liveRate) throws Exception {
        double rate = share * liveRate;
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "Latency at %.2f of that rate: %,.0f records/s of %,d persons whose time"
                                + " passes %.2f times as fast, twice %d s ...",
                        share,
                        rate,
                        request.persons(),
                        pace(rate),
                        request.latency().toSeconds()));
        return live(
                pace(rate),
                (CATCH_UP_PARTS + 2) * request.latency().toMillis() + SETTLE.toMillis(),
                (sender, probe, job) -> latency(share, rate, sender, probe, job));
    }

    /**
     * What a job says of itself while it runs.
     *
     * @param records read
     * @param cpuSeconds used
     * @param checkpoints completed
     */
    private record At(long records, double cpuSeconds, long checkpoints) {

        /** The next words of a job, or the last ones it has said. */
        static At of(Child job) throws InterruptedException {
            String[] words = job.latest("at", START).split(" ", -1);
            return new At(
                    Long.parseLong(words[0]),
                    Double.parseDouble(words[1]),
                    Long.parseLong(words[2]));
        }
    }

    private PipelineFigures.Latency latency(
            double share, double rate, LiveSender sender, LatencyProbe probe, Child job)
            throws Exception {
        long part = request.latency().toNanos();
        long from = System.nanoTime();
        pause(part);
        long until = System.nanoTime();
        // What piled up while the job started and the compilers were busy belongs to neither part.
        long patience = until + CATCH_UP_PARTS * part;
        boolean keptUp = false;
        while (!keptUp && System.nanoTime() < patience) {
            keptUp = sender.published() - At.of(job).records < rate * KEEPS_UP_SECONDS;
        }
        if (keptUp) {
            pause(SETTLE.toNanos());
        }
        At before = At.of(job);
        double brokerBefore = broker.cpuSeconds();
        sender.latestMillis();
        long warm = System.nanoTime();
        pause(part);
        long end = System.nanoTime();
        At after = At.of(job);
        double seconds = (end - warm) / 1e9;
        PipelineFigures.Latency found =
                new PipelineFigures.Latency(
                        share,
                        probe.between(warm, end),
                        probe.between(from, until),
                        pace(rate),
                        rate,
                        (warm - until) / 1e9,
                        keptUp,
                        sender.published() - after.records,
                        sender.latestMillis(),
                        (after.cpuSeconds - before.cpuSeconds) / seconds,
                        (broker.cpuSeconds() - brokerBefore) / seconds,
                        after.checkpoints - before.checkpoints);
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "         p50 %,.1f ms, p99 %,.1f ms; cold p50 %,.1f ms, p99 %,.1f ms%s",
                        found.warm(50),
                        found.warm(99),
                        found.cold(50),
                        found.cold(99),
                        keptUp ? "" : "; the job did not keep up"));
        return found;
    }

    private static void pause(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    // --- figures --------------------------------------------------------------------------------

    static double rounded(double value) {
        return Math.rint(value * 1_000) / 1_000;
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this process ends, and the hook does it
        }
        broker.close();
        delete(folder);
    }

    private synchronized void end() {
        ended = true;
        children.forEach(Child::kill);
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Some files of the measured jobs are left in " + folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Deletes folders of such processes that were ended without a chance to do it. */
    static void deleteLeftBehind(Path temporary) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, FOLDER + "*-*")) {
            for (Path left : folders) {
                String name = left.getFileName().toString();
                String pid = name.substring(FOLDER.length(), name.lastIndexOf('-'));
                if (pid.matches("[0-9]{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    delete(left);
                }
            }
        }
    }
}
