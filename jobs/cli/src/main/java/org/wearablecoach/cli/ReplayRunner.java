package org.wearablecoach.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.files.CoachCsv;
import org.wearablecoach.files.Recording;
import org.wearablecoach.files.Timed;
import org.wearablecoach.job.CoachTopology;
import org.wearablecoach.job.ConfiguredModels;
import org.wearablecoach.job.KafkaPorts;
import org.wearablecoach.job.Ports;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.loop.sense.Disposition;
import org.wearablecoach.operators.SenseFunction;

/**
 * Runs a recording through the job: a broker and a Flink cluster in this process, the recording
 * published in the order in which a gateway would have received it, and every topic written as one
 * jsonl file.
 */
final class ReplayRunner {

    private static final Duration PROGRESS = Duration.ofSeconds(2);

    private ReplayRunner() {}

    static Summary run(ReplayRequest request, Console console) throws Exception {
        return run(request, console, UnaryOperator.identity());
    }

    /** The same with other ports, for a test that loses a record on the way. */
    static Summary run(ReplayRequest request, Console console, UnaryOperator<Ports> ports)
            throws Exception {
        long begin = System.nanoTime();
        try (LocalBroker broker = LocalBroker.create()) {
            console.progress("Starting a broker and a Flink cluster in this process ...");
            broker.start();
            CoachConfig config = LocalConfig.on(broker, request.config());
            Topics topics = KafkaPorts.topics(config);
            int partitions = config.topics().partitions();
            try (TopicAdmin admin = new TopicAdmin(broker.bootstrapServers(), Map.of())) {
                admin.createMissing(topics.recorded(partitions));
            }
            Map<Integer, Long> ends = ends(request.recording(), partitions);
            StreamExecutionEnvironment env = LocalJob.environment(request.parallelism(), -1);
            CoachTopology.build(
                    env,
                    config,
                    new ConfiguredModels(config.loop()),
                    ports.apply(KafkaPorts.until(config, ends)));
            JobClient job = env.executeAsync("Wearable Coach: replay");
            CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
            Map<String, Long> kinds = publish(request.recording(), broker, topics, console);
            JobExecutionResult done = await(result, job, console);
            JsonlFiles files = new JsonlFiles(request.out());
            try (files) {
                collect(broker, topics, files);
            }
            Balance balance = balance(kinds, done);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return summary(request, balance, files, done, seconds);
        }
    }

    /** Where each partition will end: counted before anything is published. */
    private static Map<Integer, Long> ends(Recording recording, int partitions) {
        Map<Integer, Long> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(partition, 0L);
        }
        for (Timed timed : recording) {
            ends.merge(
                    Partitioning.partitionFor(timed.telemetry().userId(), partitions),
                    1L,
                    Long::sum);
        }
        return ends;
    }

    private static Map<String, Long> publish(
            Recording recording, LocalBroker broker, Topics topics, Console console) {
        Map<String, Long> kinds = new HashMap<>();
        long next = System.nanoTime() + PROGRESS.toNanos();
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            for (Timed timed : recording) {
                publisher.publish(timed.telemetry(), timed.ingestTime());
                kinds.merge(CoachCsv.kindOf(timed.telemetry().payload()), 1L, Long::sum);
                if (System.nanoTime() > next) {
                    console.progress(
                            String.format(
                                    Locale.ROOT,
                                    "Published %,d records ...",
                                    publisher.published()));
                    next = System.nanoTime() + PROGRESS.toNanos();
                }
            }
            // Closing alone waits half a minute, however much is still to be sent.
            publisher.flush();
        }
        return kinds;
    }

    private static JobExecutionResult await(
            CompletableFuture<JobExecutionResult> result, JobClient job, Console console)
            throws Exception {
        while (true) {
            try {
                return result.get(PROGRESS.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                Map<String, Object> counts = job.getAccumulators().get();
                console.progress(
                        String.format(Locale.ROOT, "Consumed %,d records ...", total(counts)));
            }
        }
    }

    /** Records that sense has judged so far. */
    static long total(Map<String, Object> counts) {
        long total = 0;
        for (Disposition disposition : Disposition.values()) {
            Object count = counts.get(SenseFunction.ACCUMULATOR + disposition);
            total += count instanceof Long known ? known : 0;
        }
        return total;
    }

    private static void collect(LocalBroker broker, Topics topics, JsonlFiles files) {
        read(broker, topics.decisions(), RecordFormat.decision(), files::decision);
        read(
                broker,
                topics.recommendations(),
                RecordFormat.recommendation(),
                files::recommendation);
        read(broker, topics.rewards(), RecordFormat.reward(), files::reward);
        read(broker, topics.windowScores(), RecordFormat.windowScore(), files::windowScore);
        read(broker, topics.deadLetters(), RecordFormat.deadLetter(), files::deadLetter);
        read(broker, topics.controlStatus(), RecordFormat.controlStatus(), files::controlStatus);
    }

    private static <T> void read(
            LocalBroker broker, String topic, RecordFormat<T> format, Consumer<T> rows) {
        try (TopicReader<T> reader =
                new TopicReader<>(broker.bootstrapServers(), topic, format, Map.of())) {
            reader.readToEnd().forEach(entry -> rows.accept(entry.value()));
        }
    }

    private static Balance balance(Map<String, Long> kinds, JobExecutionResult done) {
        long undecoded = 0;
        for (Cause cause : Cause.values()) {
            // UNKNOWN is no cause of the decoder; its code counts what could be decoded.
            undecoded +=
                    cause == Cause.UNKNOWN
                            ? 0
                            : count(done, DecodeFunction.telemetry().deadLettersAccumulator(cause));
        }
        long published = 0;
        for (long count : kinds.values()) {
            published += count;
        }
        return new Balance(
                published,
                kinds,
                count(done, Disposition.USED),
                count(done, Disposition.DUPLICATE),
                count(done, Disposition.LATE),
                count(done, Disposition.IGNORED),
                count(done, Disposition.DEAD_LETTER) + undecoded);
    }

    private static long count(JobExecutionResult done, Disposition disposition) {
        return count(done, SenseFunction.ACCUMULATOR + disposition);
    }

    private static long count(JobExecutionResult done, String name) {
        Long count = done.getAccumulatorResult(name);
        return count == null ? 0 : count;
    }

    private static Summary summary(
            ReplayRequest request,
            Balance balance,
            JsonlFiles files,
            JobExecutionResult done,
            double seconds) {
        Map<String, Object> values = new LinkedHashMap<>(balance.values());
        values.put("scores", files.scores());
        values.put("decisions", files.decisions());
        values.put("recommendations", files.recommendations());
        values.put("rewards", files.rewards());
        values.put("seconds", seconds);
        values.put("refusedParts", count(done, SenseFunction.REFUSED_PARTS));
        values.put("severalPartitions", count(done, SenseFunction.SEVERAL_PARTITIONS));
        values.put("skippedByReader", request.recording().counts().skippedByReader());
        values.put("daylightGaps", request.recording().counts().daylightGaps());
        values.put("daylightOverlaps", request.recording().counts().daylightOverlaps());
        Path out = request.out();
        String text =
                String.format(
                        Locale.ROOT,
                        "%s%n%,d decisions, %,d recommendations and %,d rewards in %.1f s, in %s",
                        balance.text(),
                        files.decisions(),
                        files.recommendations(),
                        files.rewards(),
                        seconds,
                        out);
        return new Summary(values, text, !balance.balanced());
    }
}
