package org.wearablecoach.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Received;
import org.wearablecoach.files.Format;
import org.wearablecoach.files.RecordingOptions;
import org.wearablecoach.kafka.source.ReceivedTypeInfo;

class RecordingSourceTest {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(patient())
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .build());

    /** With a machine that has much else to do. */
    private static Configuration patient() {
        Configuration patient = new Configuration();
        patient.setString("pekko.ask.timeout", "5 min");
        patient.setString("heartbeat.timeout", "10 min");
        return patient;
    }

    private static final long START = 1_767_225_600L;
    private static final int READINGS = 400;

    // Filled by JUnit before each test.
    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path folder;

    private static StreamExecutionEnvironment environment(
            int parallelism, @Nullable String savepoint) {
        Configuration config = new Configuration();
        config.setString("pipeline.generic-types", "false");
        config.setString("execution.checkpointing.interval", "50 ms");
        config.setString("restart-strategy.type", "fixed-delay");
        config.setString("restart-strategy.fixed-delay.attempts", "3");
        config.setString("restart-strategy.fixed-delay.delay", "50 ms");
        if (savepoint != null) {
            config.setString("execution.state-recovery.path", savepoint);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(parallelism);
        return env;
    }

    /**
     * Runs a job that must fail, without the sink that collects: that one may take the task manager
     * with it when it is stopped before it has opened.
     */
    private static void run(RecordingSource.Builder source, @Nullable String savepoint)
            throws Exception {
        StreamExecutionEnvironment env = environment(1, savepoint);
        stream(env, source)
                .keyBy(r -> r.telemetry().userId(), Types.STRING)
                .process(new Remember())
                .uid("remember")
                .sinkTo(new DiscardingSink<>());
        env.execute();
    }

    /** Glucose every five minutes; the second half begins some days later. */
    private Path person(String name, int offsetSeconds, int days) throws IOException {
        StringBuilder rows = new StringBuilder("timestamp,glucose_value_mg_dl\n");
        for (int i = 0; i < READINGS; i++) {
            long second =
                    START + offsetSeconds + i * 300L + (i < READINGS / 2 ? 0 : days * 86_400L);
            rows.append(Instant.ofEpochSecond(second)).append(",100\n");
        }
        return Files.writeString(folder.resolve(name + ".csv"), rows, StandardCharsets.UTF_8);
    }

    private RecordingSource.Builder persons(int count) throws IOException {
        return persons(count, 0);
    }

    private RecordingSource.Builder persons(int count, int days) throws IOException {
        RecordingSource.Builder builder = RecordingSource.builder().format(Format.CGM);
        for (int i = 0; i < count; i++) {
            builder.inputs(person("p" + i, i, days));
        }
        return builder;
    }

    private static DataStream<Received> stream(
            StreamExecutionEnvironment env, RecordingSource.Builder source) {
        return env.fromSource(
                        source.build(), WatermarkStrategy.forMonotonousTimestamps(), "recordings")
                .uid("recordings");
    }

    /** Each person's sequence numbers as state saw them. */
    private static Map<String, List<Long>> seen(DataStream<Received> stream) throws Exception {
        Map<String, List<Long>> all = new HashMap<>();
        List<Seen> rows =
                stream.keyBy(r -> r.telemetry().userId(), Types.STRING)
                        .process(new Remember())
                        .uid("remember")
                        .executeAndCollect(1000);
        for (Seen row : rows) {
            List<Long> sequences = new ArrayList<>();
            for (long sequence : row.sequences()) {
                sequences.add(sequence);
            }
            assertThat(all.put(row.user(), sequences)).isNull();
        }
        return all;
    }

    private static List<Long> everyReading() {
        List<Long> sequences = new ArrayList<>();
        for (long i = 0; i < READINGS; i++) {
            sequences.add(i);
        }
        return sequences;
    }

    private static void assertEachOnceInOrder(Map<String, List<Long>> seen, int persons) {
        assertThat(seen).hasSize(persons);
        assertThat(seen.values()).allSatisfy(s -> assertThat(s).isEqualTo(everyReading()));
    }

    @Test
    void readsEveryInputInEachPersonsOrder() throws Exception {
        for (int parallelism : new int[] {1, 2}) {
            assertEachOnceInOrder(seen(stream(environment(parallelism, null), persons(5))), 5);
        }
    }

    @Test
    void mergesTheInputsOfASubtaskByTime() throws Exception {
        long last = Long.MIN_VALUE;
        List<Received> records = stream(environment(1, null), persons(3)).executeAndCollect(10_000);
        assertThat(records).hasSize(3 * (READINGS + 1));
        for (Received received : records) {
            assertThat(received.ingestTime()).isGreaterThanOrEqualTo(last);
            assertThat(received.partition()).isEqualTo(-1);
            last = received.ingestTime();
        }
    }

    @Test
    void givesEachRecordOnceToStateAlthoughTheJobFails() throws Exception {
        for (int parallelism : new int[] {1, 2}) {
            FailOnce.reset();
            DataStream<Received> stream =
                    stream(environment(parallelism, null), persons(4))
                            .map(new FailOnce())
                            .returns(ReceivedTypeInfo.INSTANCE);
            assertEachOnceInOrder(seen(stream), 4);
            assertThat(FailOnce.FAILED).isTrue();
        }
    }

    /** The four hundred days in the middle would take ten minutes; in them the job is stopped. */
    @Test
    void goesOnFromASavepointAtAnotherParallelism() throws Exception {
        HalfWay.reset(3 * READINGS / 2);
        StreamExecutionEnvironment env = environment(1, null);
        stream(env, persons(3, 400).speed(60_000))
                .map(new HalfWay())
                .returns(ReceivedTypeInfo.INSTANCE)
                .keyBy(r -> r.telemetry().userId(), Types.STRING)
                .process(new Remember())
                .uid("remember")
                .sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync();
        assertThat(HalfWay.reached.await(5, TimeUnit.MINUTES)).isTrue();
        // A savepoint is refused while any task does not run yet.
        assertThat(HalfWay.stored.await(5, TimeUnit.MINUTES)).isTrue();
        String savepoint =
                job.stopWithSavepoint(
                                false,
                                folder.resolve("savepoints").toUri().toString(),
                                SavepointFormatType.CANONICAL)
                        .get(5, TimeUnit.MINUTES);
        assertEachOnceInOrder(seen(stream(environment(2, savepoint), persons(3, 400))), 3);

        Files.writeString(
                folder.resolve("p1.csv"),
                "timestamp,glucose_value_mg_dl\n2026-01-01T00:00:00Z,100\n",
                StandardCharsets.UTF_8);
        RecordingSource.Builder changed = RecordingSource.builder().format(Format.CGM);
        for (int i = 0; i < 3; i++) {
            changed.inputs(folder.resolve("p" + i + ".csv"));
        }
        assertThatThrownBy(() -> run(changed, savepoint))
                .hasStackTraceContaining("p1.csv had 401 records when the checkpoint was taken and")
                .hasStackTraceContaining("has 2 now");
    }

    @Test
    void failsWithThePlaceOfABadInput() throws Exception {
        Path bad =
                Files.writeString(
                        folder.resolve("bad.csv"),
                        "timestamp,glucose_value_mg_dl\n2026-01-01T00:00:00Z,x\n",
                        StandardCharsets.UTF_8);
        RecordingSource.Builder source = RecordingSource.builder().format(Format.CGM).inputs(bad);
        assertThatThrownBy(() -> run(source, null)).hasStackTraceContaining("bad.csv:2");
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> RecordingSource.builder().build())
                .hasMessageContaining("format is not set");
        assertThatThrownBy(() -> RecordingSource.builder().format(Format.FIT).build())
                .hasMessageContaining("inputs is not set");
        assertThatThrownBy(() -> RecordingSource.builder().speed(-1))
                .hasMessageContaining("speed is -1.0");
        assertThatThrownBy(
                        () ->
                                RecordingSource.builder()
                                        .format(Format.FIT)
                                        .inputs(Path.of("a.fit"), Path.of("b.fit"))
                                        .options(RecordingOptions.DEFAULTS.withUser("ann"))
                                        .build())
                .hasMessageContaining("put the files into one folder");
    }

    /** A person and what state held at the end of the input. */
    public record Seen(String user, long[] sequences) {}

    /** Keeps every sequence number in the order in which records came. */
    public static final class Remember extends KeyedProcessFunction<String, Received, Seen> {

        private static final long serialVersionUID = 1L;

        private transient @Nullable ListState<Long> sequences;

        @Override
        public void open(OpenContext context) {
            sequences =
                    getRuntimeContext()
                            .getListState(new ListStateDescriptor<>("sequences", Types.LONG));
        }

        @Override
        public void processElement(Received received, Context context, Collector<Seen> out)
                throws Exception {
            if (sequences != null && !received.telemetry().device().equals("profile")) {
                sequences.add(received.telemetry().sequence());
            }
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<Seen> out)
                throws Exception {
            List<Long> all = new ArrayList<>();
            if (sequences != null) {
                sequences.get().forEach(all::add);
            }
            out.collect(
                    new Seen(
                            context.getCurrentKey(),
                            all.stream().mapToLong(Long::longValue).toArray()));
        }
    }

    /** Counts down with each record, and tells of the first checkpoint. */
    public static final class HalfWay
            implements MapFunction<Received, Received>, CheckpointListener {

        private static final long serialVersionUID = 1L;
        private static volatile CountDownLatch reached = new CountDownLatch(1);
        private static volatile CountDownLatch stored = new CountDownLatch(1);

        static void reset(int records) {
            reached = new CountDownLatch(records);
            stored = new CountDownLatch(1);
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            stored.countDown();
        }

        @Override
        public Received map(Received received) {
            if (!received.telemetry().device().equals("profile")) {
                reached.countDown();
            }
            return received;
        }
    }

    /**
     * Fails once, some records after a checkpoint was completed in the middle. Until then it passes
     * records on slowly, so that the checkpoint comes in time on a slow machine too.
     */
    public static final class FailOnce
            implements MapFunction<Received, Received>, CheckpointListener {

        static final AtomicBoolean FAILED = new AtomicBoolean();
        private static final long serialVersionUID = 1L;
        private static final int MIDDLE = 20;

        private int records;
        private int recordsAtCheckpoint = Integer.MAX_VALUE;

        static void reset() {
            FAILED.set(false);
        }

        @Override
        public Received map(Received received) throws InterruptedException {
            records++;
            if (records > MIDDLE && !FAILED.get()) {
                if (records > recordsAtCheckpoint + 5L && FAILED.compareAndSet(false, true)) {
                    throw new IllegalStateException("The failure that the test asks for.");
                }
                if (recordsAtCheckpoint == Integer.MAX_VALUE) {
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
            return received;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            if (records > MIDDLE) {
                recordsAtCheckpoint = Math.min(recordsAtCheckpoint, records);
            }
        }
    }
}
