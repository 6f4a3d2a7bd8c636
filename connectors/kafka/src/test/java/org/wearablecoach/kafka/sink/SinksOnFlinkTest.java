package org.wearablecoach.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.kafka.Cluster;
import org.wearablecoach.kafka.FailOnce;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.Records;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.kafka.source.IngestWatermarks;
import org.wearablecoach.kafka.source.ReceivedTypeInfo;
import org.wearablecoach.kafka.source.TelemetrySource;
import org.wearablecoach.kafka.source.TelemetryTypeInfo;

class SinksOnFlinkTest {

    @RegisterExtension static final MiniClusterExtension FLINK = Cluster.extension();

    private static final int PARTITIONS = 3;
    private static LocalBroker broker;
    private static TopicAdmin admin;

    @BeforeAll
    static void start() {
        broker = LocalBroker.builder().keepEverything().build();
        admin = new TopicAdmin(broker.bootstrapServers(), Map.of());
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void writesEveryResultUnderItsPersonWithItsIngestTime() throws Exception {
        Topics topics = topics("results.");
        CoachSinks sinks = sinks(topics).linger(Duration.ofMillis(1)).build();
        StreamExecutionEnvironment env = Cluster.environment(1);
        DataStream<Long> numbers =
                env.fromSequence(0, 19)
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<Long>forMonotonousTimestamps()
                                        .withTimestampAssigner(
                                                (number, unset) -> Records.TIME + number));
        write(numbers, Records::decision, Decision.class, sinks.decisions());
        write(numbers, Records::recommendation, Recommendation.class, sinks.recommendations());
        write(numbers, Records::reward, Reward.class, sinks.rewards());
        write(numbers, Records::windowScore, WindowScore.class, sinks.windowScores());
        write(numbers, Records::deadLetter, DeadLetter.class, sinks.deadLetters("test"));
        write(numbers, Records::controlStatus, ControlStatus.class, sinks.controlStatus());
        numbers.map(SinksOnFlinkTest::telemetry)
                .returns(TelemetryTypeInfo.INSTANCE)
                .sinkTo(sinks.telemetry());
        env.execute();

        assertWritten(
                topics.decisions(), RecordFormat.decision(), Records::decision, Decision::userId);
        assertWritten(
                topics.recommendations(),
                RecordFormat.recommendation(),
                Records::recommendation,
                Recommendation::userId);
        assertWritten(topics.rewards(), RecordFormat.reward(), Records::reward, Reward::userId);
        assertWritten(
                topics.windowScores(),
                RecordFormat.windowScore(),
                Records::windowScore,
                WindowScore::userId);
        assertWritten(
                topics.deadLetters(),
                RecordFormat.deadLetter(),
                Records::deadLetter,
                letter -> String.valueOf(letter.userId()));
        assertWritten(
                topics.controlStatus(),
                RecordFormat.controlStatus(),
                Records::controlStatus,
                ControlStatus::name);
        assertWritten(
                topics.telemetry(),
                RecordFormat.telemetry(),
                SinksOnFlinkTest::telemetry,
                Telemetry::userId);
    }

    private static Telemetry telemetry(long number) {
        return Records.heartRate("person-" + number % 7, number);
    }

    private static Telemetry ofEachKind(long number) {
        return new Telemetry("ann", "watch", 1, number, 3, Records.payloads().get((int) number));
    }

    @Test
    void carriesTelemetryBetweenTasksAsItIs() throws Exception {
        int kinds = Records.payloads().size();
        StreamExecutionEnvironment env = Cluster.environment(2);
        List<Telemetry> arrived =
                env.fromSequence(0, kinds - 1)
                        .map(SinksOnFlinkTest::ofEachKind)
                        .returns(TelemetryTypeInfo.INSTANCE)
                        .rebalance()
                        .map(telemetry -> telemetry)
                        .returns(TelemetryTypeInfo.INSTANCE)
                        .executeAndCollect(100);
        assertThat(arrived)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, kinds).mapToObj(SinksOnFlinkTest::ofEachKind).toList());
    }

    @Test
    void losesNothingOverAFailure() throws Exception {
        Topics topics = topics("at-least-once.");
        // So long that only the flush at a checkpoint can have written the first records.
        CoachSinks sinks = sinks(topics).linger(Duration.ofMinutes(1)).build();
        Set<String> ids = new HashSet<>(decisionsAfterFailure(topics, sinks));
        assertThat(ids).hasSize(80);
    }

    @Test
    void writesEachResultOnceOverAFailureWhenAskedTo() throws Exception {
        Topics topics = topics("exactly-once.");
        CoachSinks sinks =
                sinks(topics)
                        .delivery(Delivery.EXACTLY_ONCE)
                        .transactionalIdPrefix("test")
                        .transactionTimeout(Duration.ofMinutes(5))
                        .build();
        List<String> ids = decisionsAfterFailure(topics, sinks);
        assertThat(ids).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void showsRecommendationsAtOnceWhileTheLogIsExact() throws Exception {
        Topics topics = topics("mixed.");
        CoachSinks sinks =
                sinks(topics)
                        .delivery(Delivery.EXACTLY_ONCE)
                        .delivery(Result.RECOMMENDATIONS, Delivery.AT_LEAST_ONCE)
                        .transactionalIdPrefix("mixed")
                        .build();
        assertThat(sinks.delivery(Result.RECOMMENDATIONS)).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(sinks.delivery(Result.DECISIONS)).isEqualTo(Delivery.EXACTLY_ONCE);
        StreamExecutionEnvironment env = Cluster.environment(1);
        // Only the last checkpoint of the job commits. The interval keeps away the first periodic
        // one, which comes at a random moment of it. Flink starts its scheduler a second time when
        // all tasks run, and then waits for the pause alone: without one it triggers at once.
        env.getCheckpointConfig().setCheckpointInterval(Duration.ofDays(36_500).toMillis());
        env.getCheckpointConfig().setMinPauseBetweenCheckpoints(Duration.ofDays(365).toMillis());
        DataStream<Long> numbers =
                env.fromSource(
                                TelemetrySource.builder()
                                        .bootstrapServers(broker.bootstrapServers())
                                        .topic(topics.telemetry())
                                        .property("fetch.max.wait.ms", "10")
                                        .groupId("coach")
                                        .endingOffsets(ends(2))
                                        .build(),
                                IngestWatermarks.telemetry(Duration.ZERO),
                                "telemetry")
                        .process(DecodeFunction.telemetry())
                        .map(received -> received.telemetry().sequence());
        write(numbers, Records::decision, Decision.class, sinks.decisions());
        write(numbers, Records::recommendation, Recommendation.class, sinks.recommendations());
        JobClient job = env.executeAsync();
        try (TelemetryPublisher publisher =
                        new TelemetryPublisher(
                                broker.bootstrapServers(), topics.telemetry(), Map.of());
                TopicReader<Recommendation> shown =
                        new TopicReader<>(
                                broker.bootstrapServers(),
                                topics.recommendations(),
                                RecordFormat.recommendation(),
                                Map.of());
                TopicReader<Decision> log =
                        new TopicReader<>(
                                broker.bootstrapServers(),
                                topics.decisions(),
                                RecordFormat.decision(),
                                Map.of())) {
            publish(publisher, 0, 1);
            long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
            int seen = 0;
            while (seen == 0 && System.nanoTime() < deadline) {
                seen = shown.poll(Duration.ofMillis(50)).size();
            }
            assertThat(seen).isEqualTo(1);
            assertThat(log.poll(Duration.ofMillis(500))).isEmpty();
            publish(publisher, 1, 2);
            job.getJobExecutionResult().get(5, TimeUnit.MINUTES);
            assertThat(awaitIndexes(log, 2)).containsExactlyInAnyOrder(0L, 1L);
        }
    }

    @Test
    void namesSinksThatWouldShutEachOtherOut() {
        CoachSinks sinks =
                sinks(new Topics("p."))
                        .delivery(Delivery.EXACTLY_ONCE)
                        .transactionalIdPrefix("coach")
                        .build();
        assertThat(sinks.transactionalIdPrefix(Result.REWARDS)).isEqualTo("coach-p.rewards");
        sinks.decisions();
        sinks.deadLetters("decode");
        sinks.deadLetters("adapt");
        assertThatThrownBy(() -> sinks.deadLetters("decode"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The sinks p.dead-letters-decode and p.dead-letters-decode")
                .hasMessageContaining("coach-p.dead-letters-decode-...")
                .hasMessageContaining("its own name");
        assertThatThrownBy(sinks::decisions)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("p.decisions");
        CoachSinks atLeastOnce = sinks(new Topics("p.")).build();
        atLeastOnce.decisions();
        assertThat(atLeastOnce.decisions()).isNotNull();
    }

    @Test
    void goesOnWhenTheBrokerComesBackOnItsPort() throws Exception {
        try (LocalBroker restarted = LocalBroker.builder().keepEverything().build();
                TopicAdmin its = new TopicAdmin(restarted.bootstrapServers(), Map.of())) {
            Topics topics = new Topics("");
            its.createMissing(topics.recorded(1));
            StreamExecutionEnvironment env = Cluster.environment(1);
            env.fromSource(
                            TelemetrySource.builder()
                                    .bootstrapServers(restarted.bootstrapServers())
                                    .topic(topics.telemetry())
                                    .property("fetch.max.wait.ms", "10")
                                    .groupId("coach")
                                    .build(),
                            IngestWatermarks.telemetry(Duration.ZERO),
                            "telemetry")
                    .process(DecodeFunction.telemetry())
                    .map(received -> Records.decision(received.telemetry().sequence()))
                    .returns(Decision.class)
                    .sinkTo(
                            CoachSinks.builder()
                                    .bootstrapServers(restarted.bootstrapServers())
                                    .topics(topics)
                                    .build()
                                    .decisions());
            JobClient job = env.executeAsync();
            try (TelemetryPublisher publisher =
                            new TelemetryPublisher(
                                    restarted.bootstrapServers(), topics.telemetry(), Map.of());
                    TopicReader<Decision> reader =
                            new TopicReader<>(
                                    restarted.bootstrapServers(),
                                    topics.decisions(),
                                    RecordFormat.decision(),
                                    Map.of())) {
                publish(publisher, 0, 10);
                assertThat(awaitIndexes(reader, 10)).containsExactlyElementsOf(indexes(0, 10));
                restarted.stop();
                restarted.start();
                publish(publisher, 10, 20);
                assertThat(awaitIndexes(reader, 10)).containsExactlyElementsOf(indexes(10, 20));
            } finally {
                job.cancel().get(2, TimeUnit.MINUTES);
            }
        }
    }

    /** Eighty records through a job that fails at the fiftieth; the ids that readers then see. */
    private static List<String> decisionsAfterFailure(Topics topics, CoachSinks sinks)
            throws Exception {
        StreamExecutionEnvironment env = Cluster.environment(1);
        env.fromSource(
                        TelemetrySource.builder()
                                .bootstrapServers(broker.bootstrapServers())
                                .topic(topics.telemetry())
                                .property("fetch.max.wait.ms", "10")
                                .groupId("coach")
                                .endingOffsets(ends(80))
                                .build(),
                        IngestWatermarks.telemetry(Duration.ZERO),
                        "telemetry")
                .process(DecodeFunction.telemetry())
                .map(FailOnce.after(40, 10))
                .returns(ReceivedTypeInfo.INSTANCE)
                .map(received -> Records.decision(received.telemetry().sequence()))
                .returns(Decision.class)
                .sinkTo(sinks.decisions());
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            JobClient job = env.executeAsync();
            publish(publisher, 0, 40);
            FailOnce.awaitCheckpoint();
            publish(publisher, 40, 80);
            job.getJobExecutionResult().get(5, TimeUnit.MINUTES);
        }
        assertThat(FailOnce.hasFailed()).isTrue();
        try (TopicReader<Decision> reader =
                new TopicReader<>(
                        broker.bootstrapServers(),
                        topics.decisions(),
                        RecordFormat.decision(),
                        Map.of())) {
            return reader.readToEnd().stream().map(entry -> entry.value().decisionId()).toList();
        }
    }

    /** One person is in one partition. */
    private static Map<Integer, Long> ends(long records) {
        Map<Integer, Long> ends = new java.util.HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ends.put(
                    partition,
                    partition == Partitioning.partitionFor("ann", PARTITIONS) ? records : 0L);
        }
        return ends;
    }

    private static List<Long> indexes(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static List<Long> awaitIndexes(TopicReader<Decision> reader, int count) {
        List<Long> indexes = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (indexes.size() < count && System.nanoTime() < deadline) {
            reader.poll(Duration.ofMillis(50)).forEach(entry -> indexes.add(entry.value().index()));
        }
        return indexes;
    }

    private static <T> void write(
            DataStream<Long> numbers, MapFunction<Long, T> make, Class<T> type, Sink<T> sink) {
        numbers.map(make).returns(TypeInformation.of(type)).sinkTo(sink);
    }

    private static <T> void assertWritten(
            String topic, RecordFormat<T> format, Function<Long, T> make, Function<T, String> key) {
        try (TopicReader<T> reader =
                new TopicReader<>(broker.bootstrapServers(), topic, format, Map.of())) {
            List<TopicReader.Entry<T>> entries = reader.readToEnd();
            assertThat(entries)
                    .extracting(TopicReader.Entry::value)
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 20).mapToObj(make::apply).toList());
            int partitions = admin.partitions(topic);
            assertThat(entries)
                    .allSatisfy(
                            entry ->
                                    assertThat(entry.partition())
                                            .isEqualTo(
                                                    Partitioning.partitionFor(
                                                            key.apply(entry.value()), partitions)));
            assertThat(entries)
                    .extracting(TopicReader.Entry::timestamp)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 20).mapToObj(n -> Records.TIME + n).toList());
        }
    }

    private static Topics topics(String prefix) {
        Topics topics = new Topics(prefix);
        admin.createMissing(topics.recorded(PARTITIONS));
        return topics;
    }

    private static CoachSinks.Builder sinks(Topics topics) {
        return CoachSinks.builder().bootstrapServers(broker.bootstrapServers()).topics(topics);
    }

    private static void publish(TelemetryPublisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.publish(Records.heartRate("ann", i), Records.TIME + i * 1000L);
        }
        publisher.flush();
    }
}
