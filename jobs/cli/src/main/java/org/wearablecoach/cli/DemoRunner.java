package org.wearablecoach.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.job.CoachTopology;
import org.wearablecoach.job.ConfiguredModels;
import org.wearablecoach.job.KafkaPorts;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.ControlPublisher;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.simulation.SimulatedPopulation;
import org.wearablecoach.simulation.SimulationOptions;

/**
 * The job on a broker and a Flink cluster in this process, fed with simulated persons, who react to
 * what they are recommended.
 */
final class DemoRunner {

    /** A Wednesday in spring: simulated time is no wall clock, so that a seed repeats its day. */
    private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

    private static final ZoneId PLACE = ZoneId.of("Europe/Berlin");
    private static final int PARALLELISM = 2;
    private static final long STEP_MILLIS = 50;
    private static final long STATUS_MILLIS = 1_000;
    private static final Duration POLL = Duration.ofMillis(100);

    /** What the job has read is put out within its batches and those of its producers. */
    private static final Duration LAST_POLL = Duration.ofMillis(500);

    /** So long without progress, and the job is not waited for any more. */
    private static final Duration DRAIN = Duration.ofMinutes(2);

    private static final Duration START = Duration.ofMinutes(3);

    private static final Duration CANCEL = Duration.ofMinutes(1);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The time by which the persons live. */
    interface Pace {

        /** Nanoseconds since any moment. */
        long nanos();

        /** Lets time pass. */
        void pass(long millis) throws InterruptedException;
    }

    private static final Pace REAL =
            new Pace() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void pass(long millis) throws InterruptedException {
                    TimeUnit.MILLISECONDS.sleep(millis);
                }
            };

    private final DemoRequest request;
    private final Pace pace;
    private final SimulationOptions simulation;
    private final List<? extends Control> updates;
    private final Console console;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong decisions = new AtomicLong();
    private final AtomicLong rewards = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final ConcurrentLinkedQueue<Recommendation> shown = new ConcurrentLinkedQueue<>();
    private final List<Recommendation> recommendations = new ArrayList<>();

    DemoRunner(
            DemoRequest request,
            Pace pace,
            SimulationOptions simulation,
            List<? extends Control> updates,
            Console console) {
        this.request = request;
        this.pace = pace;
        this.simulation = simulation;
        this.updates = updates;
        this.console = console;
    }

    /** The demo as it is shipped. */
    static Summary run(DemoRequest request, Console console) throws Exception {
        return new DemoRunner(request, REAL, SimulationOptions.defaults(), List.of(), console)
                .run();
    }

    /** What was recommended, in the order in which it was shown. */
    List<Recommendation> recommendations() {
        return recommendations;
    }

    Summary run() throws Exception {
        long begin = System.nanoTime();
        int port = request.headless() ? -1 : webPort(request.port());
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> interrupted(ended), "demo-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        CtrlC interrupt = CtrlC.asks(this::end);
        try (LocalBroker broker = LocalBroker.create()) {
            console.progress("Starting a broker and a Flink cluster in this process ...");
            broker.start();
            CoachConfig config = LocalConfig.on(broker, request.config());
            Topics topics = KafkaPorts.topics(config);
            prepare(broker, topics, config.topics().partitions());
            StreamExecutionEnvironment env = LocalJob.environment(PARALLELISM, port);
            CoachTopology.build(
                    env, config, new ConfiguredModels(config.loop()), KafkaPorts.live(config));
            JobClient job = env.executeAsync("Wearable Coach: demo");
            awaitRunning(job);
            awaitAcknowledged(broker, topics, job);
            if (!request.headless()) {
                console.progress("Flink's web UI: http://localhost:" + port);
            }
            console.progress(
                    "Kafka: "
                            + broker.bootstrapServers()
                            + ", for other commands while this runs:"
                            + " --kafka.bootstrapServers "
                            + broker.bootstrapServers()
                            + (topics.prefix().isEmpty()
                                    ? ""
                                    : " --topics.prefix " + topics.prefix()));
            long published = live(broker, topics, job);
            job.cancel().get(CANCEL.toSeconds(), TimeUnit.SECONDS);
            return summary(published, (System.nanoTime() - begin) / 1e9);
        } finally {
            ended.countDown();
            removeHook(hook);
            interrupt.close();
        }
    }

    /** Ctrl-C: the demo ends in order. */
    private void end() {
        stop.set(true);
        console.progress("Ending; Ctrl-C again to stop at once.");
    }

    /** The process is told to go: it waits for the summary. */
    private void interrupted(CountDownLatch ended) {
        stop.set(true);
        try {
            if (ended.await(30, TimeUnit.SECONDS)) {
                // The summary is printed by the thread that ran the demo.
                TimeUnit.MILLISECONDS.sleep(300);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is going down already; the hook is what waits for us.
        }
    }

    private void prepare(LocalBroker broker, Topics topics, int partitions) {
        try (TopicAdmin admin = new TopicAdmin(broker.bootstrapServers(), Map.of())) {
            admin.createMissing(topics.recorded(partitions));
        }
        try (ControlPublisher control =
                new ControlPublisher(broker.bootstrapServers(), topics, Map.of())) {
            for (Control update : updates) {
                control.publish(update);
            }
        }
    }

    /** A port that is free; Flink itself says only that a component could not be created. */
    private static int webPort(int wanted) throws IOException {
        try (ServerSocket probe = new ServerSocket(wanted)) {
            return probe.getLocalPort();
        } catch (BindException e) {
            throw new InputException(
                    "--port is "
                            + wanted
                            + ": it is in use. Set another one, or 0 for a free one.");
        }
    }

    private static void awaitRunning(JobClient job) throws Exception {
        long until = System.nanoTime() + START.toNanos();
        while (job.getJobStatus().get() != JobStatus.RUNNING) {
            if (System.nanoTime() > until || job.getJobStatus().get().isTerminalState()) {
                job.getJobExecutionResult().get(1, TimeUnit.SECONDS);
                throw new IllegalStateException(
                        "The job did not start within " + START.toMinutes() + " minutes.");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /**
     * Waits until every subtask has said what it thinks of each update, so that the first record
     * finds them in force.
     */
    private void awaitAcknowledged(LocalBroker broker, Topics topics, JobClient job)
            throws Exception {
        int missing = updates.size() * PARALLELISM;
        if (missing == 0) {
            return;
        }
        try (TopicReader<ControlStatus> reader =
                new TopicReader<>(
                        broker.bootstrapServers(),
                        topics.controlStatus(),
                        RecordFormat.controlStatus(),
                        Map.of())) {
            while (missing > 0) {
                missing -= reader.poll(POLL).size();
                failFast(job);
            }
        }
    }

    /** Lets the persons live until the time is over; the number of records they sent. */
    private long live(LocalBroker broker, Topics topics, JobClient job) throws Exception {
        AtomicBoolean readersStop = new AtomicBoolean();
        List<Thread> readers =
                List.of(
                        reader(
                                broker,
                                topics.recommendations(),
                                RecordFormat.recommendation(),
                                shown::add,
                                readersStop),
                        reader(
                                broker,
                                topics.decisions(),
                                RecordFormat.decision(),
                                (Decision d) -> decisions.incrementAndGet(),
                                readersStop),
                        reader(
                                broker,
                                topics.rewards(),
                                RecordFormat.reward(),
                                (Reward r) -> rewards.incrementAndGet(),
                                readersStop),
                        reader(
                                broker,
                                topics.deadLetters(),
                                RecordFormat.deadLetter(),
                                (DeadLetter d) -> deadLetters.incrementAndGet(),
                                readersStop));
        SimulatedPopulation population =
                new SimulatedPopulation(
                        request.persons(),
                        SimulatedPopulation.morning(DAY, PLACE),
                        request.seed(),
                        simulation);
        long published;
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            // The first step lives through the history before it, as fast as it can.
            long start = SimulatedPopulation.morning(DAY, PLACE);
            long from = pace.nanos();
            long until =
                    request.duration() == null
                            ? Long.MAX_VALUE
                            : from + request.duration().toNanos();
            long nextStatus = from;
            // One step at least, however long it took to get here.
            for (boolean first = true; !stop.get() && (first || pace.nanos() < until); ) {
                first = false;
                double seconds = (pace.nanos() - from) / 1e9;
                population.advanceTo(
                        start + (long) (seconds * request.speed() * 1000),
                        timed -> publisher.publish(timed.telemetry(), timed.ingestTime()));
                show(population);
                if (pace.nanos() > nextStatus) {
                    status(population, publisher.published());
                    nextStatus += STATUS_MILLIS * 1_000_000;
                }
                failFast(job);
                pace.pass(STEP_MILLIS);
            }
            publisher.flush();
            published = publisher.published();
        }
        drain(job, published);
        readersStop.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        show(population);
        console.endStatus();
        return published;
    }

    private static void failFast(JobClient job) throws Exception {
        if (job.getJobStatus().get().isTerminalState()) {
            job.getJobExecutionResult().get(1, TimeUnit.SECONDS);
            throw new IllegalStateException("The job ended although its input did not.");
        }
    }

    /** Waits until the job has consumed what was published, so that the summary is complete. */
    private static void drain(JobClient job, long published) throws Exception {
        long until = System.nanoTime() + DRAIN.toNanos();
        long before = 0;
        while (System.nanoTime() < until) {
            long consumed = ReplayRunner.total(job.getAccumulators().get());
            if (consumed >= published) {
                return;
            }
            failFast(job);
            if (consumed > before) {
                before = consumed;
                until = System.nanoTime() + DRAIN.toNanos();
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static <T> Thread reader(
            LocalBroker broker,
            String topic,
            RecordFormat<T> format,
            Consumer<T> rows,
            AtomicBoolean stop) {
        Thread thread =
                new Thread(
                        () -> {
                            try (TopicReader<T> reader =
                                    new TopicReader<>(
                                            broker.bootstrapServers(), topic, format, Map.of())) {
                                boolean last = false;
                                while (!last) {
                                    boolean stopping = stop.get();
                                    List<TopicReader.Entry<T>> entries =
                                            reader.poll(stopping ? LAST_POLL : POLL);
                                    entries.forEach(entry -> rows.accept(entry.value()));
                                    last =
                                            stopping
                                                    && entries.isEmpty()
                                                    && !reader.hasMore(reader.ends());
                                }
                            }
                        },
                        "demo-" + topic);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Prints what was recommended, and lets the persons react. */
    private void show(SimulatedPopulation population) {
        for (@Nullable Recommendation next = shown.poll(); next != null; next = shown.poll()) {
            recommendations.add(next);
            population.receive(next, population.now());
            if (!request.json()) {
                console.line(
                        String.format(
                                Locale.ROOT,
                                "%s  %s  %-13s %s",
                                CLOCK.format(Instant.ofEpochMilli(next.decisionTime())),
                                next.userId(),
                                next.type() == DecisionType.SAFETY
                                        ? next.intervention() + "!"
                                        : next.intervention(),
                                next.text()));
            }
        }
    }

    private void status(SimulatedPopulation population, long published) {
        console.status(
                String.format(
                        Locale.ROOT,
                        "%s simulated | %,d persons | %,d records | %,d decisions | %,d"
                                + " recommendations | %,d rewards | %,d dead letters",
                        CLOCK.format(Instant.ofEpochMilli(population.now())),
                        request.persons(),
                        published,
                        decisions.get(),
                        recommendations.size(),
                        rewards.get(),
                        deadLetters.get()));
    }

    private Summary summary(long published, double seconds) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("persons", request.persons());
        values.put("recordsIn", published);
        values.put("decisions", decisions.get());
        values.put("recommendations", recommendations.size());
        values.put("rewards", rewards.get());
        values.put("deadLetters", deadLetters.get());
        values.put("seconds", seconds);
        String text =
                String.format(
                        Locale.ROOT,
                        "%,d persons sent %,d records in %.0f s: %,d decisions, %,d"
                                + " recommendations, %,d rewards, %,d dead letters.",
                        request.persons(),
                        published,
                        seconds,
                        decisions.get(),
                        recommendations.size(),
                        rewards.get(),
                        deadLetters.get());
        return new Summary(values, text, false);
    }
}
