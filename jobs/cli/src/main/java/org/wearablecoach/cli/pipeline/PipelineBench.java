package org.wearablecoach.cli.pipeline;

import java.io.IOException;
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

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration RUN = Duration.ofMinutes(9);

    /** Long batches: what is measured begins where the broker has appended them. */
    private static final Map<String, String> PRODUCER =
            Map.of("linger.ms", "5", "batch.size", "131072");

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
    private int jobs;

    private PipelineBench(PipelineRequest request, Consumer<String> progress) throws Exception {
        this.request = request;
        this.progress = progress;
        this.folder = Files.createTempDirectory("coach-bench-");
        progress.accept("Starting a broker in its own process ...");
        this.broker =
                new Child(
                        "the broker",
                        BrokerMain.class,
                        List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"),
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
        PipelineFigures.Latency latency =
                request.latency().isZero() ? null : latency(asked.recordsPerSecond() / 2);
        return new PipelineFigures(request, rows, latency, pureCpu);
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

    private Child job(
            String pipeline,
            PipelineRequest.Shape shape,
            int persons,
            String prefix,
            long warmUp,
            long measured,
            List<String> settings)
            throws IOException {
        String name = pipeline + "-" + jobs++;
        List<String> jvm = new ArrayList<>();
        String heap = request.heap().isEmpty() ? heap(persons) : request.heap();
        jvm.add("-Xms" + heap);
        jvm.add("-Xmx" + heap);
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
        return new Child("the job " + name, JobMain.class, jvm, arguments);
    }

    /**
     * 2 GiB for garbage and the copies of a checkpoint, and 20 KiB a person, which is what five
     * minutes of beats take; no more than most machines have.
     */
    private static String heap(int persons) {
        return Math.min(2_048 + persons / 50, 12_288) + "m";
    }

    // --- latency --------------------------------------------------------------------------------

    private PipelineFigures.Latency latency(double half) throws Exception {
        int persons = (int) Math.max(1, half / request.mix().perSecond());
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "Latency: %,d persons live, %,.0f records/s, twice %d s ...",
                        persons,
                        half,
                        request.latency().toSeconds()));
        Topics topics = Topics.withPrefix("live-");
        create(topics.live(PARTITIONS, 1));
        WearerLoad load =
                new WearerLoad(persons, request.mix(), System.currentTimeMillis(), SEED + 1);
        try (TelemetryPublisher publisher =
                        new TelemetryPublisher(bootstrapServers, topics.telemetry(), PRODUCER);
                LatencyProbe probe = new LatencyProbe(bootstrapServers, topics.recommendations())) {
            load.profiles(publisher::publish);
            publisher.flush();
            try (Child job = job("coach", request.asked(), persons, "live-", 0, 0, TALKATIVE)) {
                return live(load, publisher, probe, job, half);
            }
        }
    }

    private PipelineFigures.Latency live(
            WearerLoad load,
            TelemetryPublisher publisher,
            LatencyProbe probe,
            Child job,
            double half)
            throws Exception {
        while (at(job)[0] < load.persons()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        // The job took its time to start; the persons do not make up for it.
        long waited = System.currentTimeMillis() - load.next();
        long part = request.latency().toNanos();
        long from = System.nanoTime();
        send(load, waited, publisher, from + part);
        double[] cold = at(job);
        double brokerBefore = broker.cpuSeconds();
        long behindCold = publisher.published() - (long) cold[0];
        send(load, waited, publisher, from + 2 * part);
        double[] warm = at(job);
        double seconds = part / 1e9;
        return new PipelineFigures.Latency(
                probe.between(from + part, from + 2 * part),
                probe.between(from, from + part),
                load.persons(),
                half,
                behindCold,
                publisher.published() - (long) warm[0],
                (warm[1] - cold[1]) / seconds,
                (broker.cpuSeconds() - brokerBefore) / seconds);
    }

    /** Records and processor seconds of a job that runs, as it said last. */
    private static double[] at(Child job) throws InterruptedException {
        String[] words = job.latest("at", START).split(" ", -1);
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }

    /** Sends each record at its time, until a moment. */
    private static void send(WearerLoad load, long waited, TelemetryPublisher publisher, long until)
            throws InterruptedException {
        while (System.nanoTime() < until) {
            long now = System.currentTimeMillis() - waited;
            while (load.next() <= now && System.nanoTime() < until) {
                load.advance(publisher::publish);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
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
        broker.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
