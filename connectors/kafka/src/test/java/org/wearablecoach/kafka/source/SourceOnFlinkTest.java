package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.Cluster;
import org.wearablecoach.kafka.ControlPublisher;
import org.wearablecoach.kafka.FailOnce;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.Records;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;

class SourceOnFlinkTest {

    @RegisterExtension static final MiniClusterExtension FLINK = Cluster.extension();

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
    void turnsGarbageIntoDeadLettersAndGoesOnToTheGivenEnd() throws Exception {
        Topics topics = topics("garbage.", 2);
        byte[] ann = Partitioning.key("ann");
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            send(producer, topics, 0, ann, Garbage.text());
            send(producer, topics, 0, ann, null);
            send(producer, topics, 0, ann, Garbage.cutOff("ann"));
            send(producer, topics, 1, ann, Garbage.unknownSchema("ann"));
            send(producer, topics, 1, ann, Garbage.twoPayloads("ann"));
            send(producer, topics, 1, ann, RecordFormat.telemetry().encode(heartRate("bob", 1)));
            for (int i = 0; i < 10; i++) {
                send(
                        producer,
                        topics,
                        i % 2,
                        ann,
                        RecordFormat.telemetry().encode(heartRate("ann", i)));
            }
            Map<Integer, Long> ends = admin.endOffsets(topics.telemetry());
            send(producer, topics, 0, ann, RecordFormat.telemetry().encode(heartRate("ann", 99)));

            StreamExecutionEnvironment env = Cluster.environment(2);
            DecodeFunction<Received> decode = DecodeFunction.telemetry();
            SingleOutputStreamOperator<Received> decoded =
                    env.fromSource(
                                    telemetry(topics).endingOffsets(ends).build(),
                                    IngestWatermarks.telemetry(Duration.ZERO),
                                    "telemetry")
                            .process(decode);
            CloseableIterator<Received> good = decoded.collectAsync();
            CloseableIterator<DeadLetter> bad =
                    decoded.getSideOutput(DecodeFunction.DEAD_LETTERS).collectAsync();
            JobExecutionResult result = env.execute();

            assertThat(list(good))
                    .extracting(received -> received.telemetry().sequence())
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(list(bad))
                    .extracting(
                            letter -> letter.partition() + "/" + letter.offset() + letter.cause())
                    .containsExactlyInAnyOrder(
                            "0/0" + Cause.UNREADABLE,
                            "0/1" + Cause.UNREADABLE,
                            "0/2" + Cause.UNREADABLE,
                            "1/0" + Cause.UNKNOWN_SCHEMA,
                            "1/1" + Cause.SEVERAL_PAYLOADS,
                            "1/2" + Cause.BAD_KEY);
            assertThat(result.getAllAccumulatorResults())
                    .containsEntry(decode.decodedAccumulator(), 10L)
                    .containsEntry(decode.deadLettersAccumulator(Cause.UNREADABLE), 3L)
                    .containsEntry(decode.deadLettersAccumulator(Cause.UNKNOWN_SCHEMA), 1L)
                    .containsEntry(decode.deadLettersAccumulator(Cause.SEVERAL_PAYLOADS), 1L)
                    .containsEntry(decode.deadLettersAccumulator(Cause.BAD_KEY), 1L)
                    .doesNotContainKey(decode.deadLettersAccumulator(Cause.FUTURE));
        }
    }

    @Test
    void countsEachRecordOnceOverAFailure() throws Exception {
        Topics topics = topics("counted.", 1);
        StreamExecutionEnvironment env = Cluster.environment(1);
        DecodeFunction<Received> decode = DecodeFunction.telemetry();
        SingleOutputStreamOperator<Received> decoded =
                env.fromSource(
                                telemetry(topics).endingOffsets(Map.of(0, 82L)).build(),
                                IngestWatermarks.telemetry(Duration.ZERO),
                                "telemetry")
                        .process(decode);
        decoded.map(FailOnce.after(40, 10))
                .returns(ReceivedTypeInfo.INSTANCE)
                .sinkTo(new DiscardingSink<>());
        try (TelemetryPublisher publisher =
                        new TelemetryPublisher(
                                broker.bootstrapServers(), topics.telemetry(), Map.of());
                KafkaProducer<byte[], byte[]> producer = producer()) {
            JobClient job = env.executeAsync();
            send(producer, topics, 0, Partitioning.key("ann"), Garbage.text());
            publish(publisher, 0, 40);
            FailOnce.awaitCheckpoint();
            publish(publisher, 40, 60);
            send(producer, topics, 0, Partitioning.key("ann"), Garbage.text());
            publish(publisher, 60, 80);
            JobExecutionResult result = job.getJobExecutionResult().get(5, TimeUnit.MINUTES);

            assertThat(FailOnce.hasFailed()).isTrue();
            assertThat(result.getAllAccumulatorResults())
                    .containsEntry(decode.decodedAccumulator(), 80L)
                    .containsEntry(decode.deadLettersAccumulator(Cause.UNREADABLE), 2L);
        }
    }

    @Test
    void failsRatherThanPassOverRecordsThatWereDeletedMeanwhile(@TempDir Path folder)
            throws Exception {
        Topics topics = topics("deleted.", 1);
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            publish(publisher, 0, 10);
            String savepoint = savepointAfterTen(topics, folder);
            publish(publisher, 10, 20);
            delete(topics.telemetry(), 15);

            assertThatThrownBy(() -> resume(savepoint, telemetry(topics)))
                    .hasStackTraceContaining("OffsetOutOfRangeException");
            assertThat(
                            resume(
                                    savepoint,
                                    telemetry(topics)
                                            .startingOffsets(OffsetsInitializer.earliest())))
                    .isEqualTo(15);
        }
    }

    private static String savepointAfterTen(Topics topics, Path folder) throws Exception {
        StreamExecutionEnvironment env = Cluster.environment(1);
        env.fromSource(
                        telemetry(topics).endingOffsets(Map.of(0, 20L)).build(),
                        IngestWatermarks.telemetry(Duration.ZERO),
                        "telemetry")
                .uid("telemetry")
                .process(DecodeFunction.telemetry())
                .uid("decode")
                .map(FailOnce.after(10, Long.MAX_VALUE / 2))
                .returns(ReceivedTypeInfo.INSTANCE)
                .uid("wait")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        JobClient job = env.executeAsync();
        FailOnce.awaitCheckpoint();
        return job.stopWithSavepoint(false, folder.toString(), SavepointFormatType.CANONICAL)
                .get(5, TimeUnit.MINUTES);
    }

    /** Runs on to the offset 20; how many records were decoded then, since the beginning. */
    private static long resume(String savepoint, TelemetrySource.Builder source) throws Exception {
        StreamExecutionEnvironment env = Cluster.environment(1);
        env.configure(
                Configuration.fromMap(
                        Map.of(
                                "execution.state-recovery.path",
                                savepoint,
                                "execution.state-recovery.ignore-unclaimed-state",
                                "true",
                                "restart-strategy.type",
                                "none")));
        DecodeFunction<Received> decode = DecodeFunction.telemetry();
        env.fromSource(
                        source.endingOffsets(Map.of(0, 20L)).build(),
                        IngestWatermarks.telemetry(Duration.ZERO),
                        "telemetry")
                .uid("telemetry")
                .process(decode)
                .uid("decode")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        return env.execute().<Long>getAccumulatorResult(decode.decodedAccumulator());
    }

    private static void delete(String topic, long before) throws Exception {
        try (Admin kafka =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers()))) {
            kafka.deleteRecords(
                            Map.of(
                                    new TopicPartition(topic, 0),
                                    RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    @Test
    void namesThePartitionWithoutAnEnd() {
        Topics topics = topics("unnamed.", 2);
        StreamExecutionEnvironment env = Cluster.environment(1);
        env.configure(Configuration.fromMap(Map.of("restart-strategy.type", "none")));
        env.fromSource(
                        telemetry(topics).endingOffsets(Map.of(0, 0L)).build(),
                        WatermarkStrategy.noWatermarks(),
                        "telemetry")
                .process(DecodeFunction.telemetry())
                .sinkTo(new DiscardingSink<>());
        assertThatThrownBy(env::execute)
                .hasStackTraceContaining("no offset of partition 1 of topic unnamed.telemetry");
    }

    @Test
    void readsModelsAndPoliciesUpToTheirCurrentEnd() throws Exception {
        Topics topics = topics("control.", 1);
        ModelUpdate largest = Records.modelUpdate("activity", 512 << 10);
        try (ControlPublisher publisher =
                        new ControlPublisher(broker.bootstrapServers(), topics, Map.of());
                KafkaProducer<byte[], byte[]> producer = producer()) {
            publisher.publish(largest);
            publisher.publish(Records.policyUpdate("fixed"));
            send(producer, topics.models(), 0, Partitioning.key("x"), Garbage.text());
            send(producer, topics.models(), 0, Partitioning.key("gone"), null);
        }
        StreamExecutionEnvironment env = Cluster.environment(1);
        DecodeFunction<Control> decode = DecodeFunction.control();
        SingleOutputStreamOperator<Control> decoded =
                env.fromSource(
                                control(topics).boundedAtCurrentEnd().build(),
                                IngestWatermarks.control(),
                                "control")
                        .process(decode);
        CloseableIterator<Control> good = decoded.collectAsync();
        CloseableIterator<DeadLetter> bad =
                decoded.getSideOutput(DecodeFunction.DEAD_LETTERS).collectAsync();
        JobExecutionResult result = env.execute();

        assertThat(list(good))
                .extracting(SourceOnFlinkTest::encoded)
                .containsExactlyInAnyOrder(
                        encoded(largest), encoded(Records.policyUpdate("fixed")));
        assertThat(list(bad))
                .extracting(DeadLetter::cause, DeadLetter::topic)
                .containsExactly(tuple(Cause.UNREADABLE, topics.models()));
        assertThat(result.getAllAccumulatorResults())
                .containsEntry(decode.decodedAccumulator(), 2L);
    }

    @Test
    void endsAtOnceWhenThereIsNothingToRead() throws Exception {
        Topics topics = topics("empty.", 2);
        StreamExecutionEnvironment env = Cluster.environment(2);
        CloseableIterator<Control> control =
                env.fromSource(
                                control(topics).boundedAtCurrentEnd().build(),
                                IngestWatermarks.control(),
                                "control")
                        .process(DecodeFunction.control())
                        .collectAsync();
        CloseableIterator<Received> telemetry =
                env.fromSource(
                                telemetry(topics).endingOffsets(Map.of(0, 0L, 1, 0L)).build(),
                                IngestWatermarks.telemetry(Duration.ZERO),
                                "telemetry")
                        .process(DecodeFunction.telemetry())
                        .collectAsync();
        env.execute();
        assertThat(list(control)).isEmpty();
        assertThat(list(telemetry)).isEmpty();
    }

    @Test
    void keepsTheClockOfTelemetryGoingWhileControlIsEmpty() throws Exception {
        Topics topics = topics("clock.", 1);
        StreamExecutionEnvironment env = Cluster.environment(1);
        OneSecondLater.rung = new CountDownLatch(1);
        env.fromSource(
                        telemetry(topics).build(),
                        IngestWatermarks.telemetry(Duration.ZERO),
                        "telemetry")
                .process(DecodeFunction.telemetry())
                .connect(
                        env.fromSource(
                                        control(topics).build(),
                                        IngestWatermarks.control(),
                                        "control")
                                .process(DecodeFunction.control()))
                .keyBy(received -> received.telemetry().userId(), Control::name)
                .process(new OneSecondLater())
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync();
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            publish(publisher, 0, 10);
            assertThat(OneSecondLater.rung.await(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            job.cancel().get(2, TimeUnit.MINUTES);
        }
    }

    private static final class OneSecondLater
            extends KeyedCoProcessFunction<String, Received, Control, Long> {

        private static final long serialVersionUID = 1L;
        private static CountDownLatch rung = new CountDownLatch(1);

        @Override
        public void processElement1(Received received, Context context, Collector<Long> out) {
            context.timerService().registerEventTimeTimer(received.ingestTime() + 1000);
        }

        @Override
        public void processElement2(Control control, Context context, Collector<Long> out) {}

        @Override
        public void onTimer(long timestamp, OnTimerContext context, Collector<Long> out) {
            rung.countDown();
        }
    }

    private static Topics topics(String prefix, int partitions) {
        Topics topics = new Topics(prefix);
        admin.createMissing(topics.recorded(partitions));
        return topics;
    }

    private static TelemetrySource.Builder telemetry(Topics topics) {
        return TelemetrySource.builder()
                .bootstrapServers(broker.bootstrapServers())
                .topic(topics.telemetry())
                .property("fetch.max.wait.ms", "10")
                .groupId("coach");
    }

    private static ControlSource.Builder control(Topics topics) {
        return ControlSource.builder()
                .bootstrapServers(broker.bootstrapServers())
                .topics(topics.models(), topics.policies())
                .property("fetch.max.wait.ms", "10")
                .groupId("coach");
    }

    private static Telemetry heartRate(String userId, long sequence) {
        return Records.heartRate(userId, sequence);
    }

    private static void publish(TelemetryPublisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.publish(heartRate("ann", i), Records.TIME + i * 1000L);
        }
        publisher.flush();
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            Topics topics,
            int partition,
            byte[] key,
            byte @Nullable [] value)
            throws Exception {
        send(producer, topics.telemetry(), partition, key, value);
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            int partition,
            byte[] key,
            byte @Nullable [] value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, Records.TIME, key, value)).get();
    }

    /** Comparing large arrays field by field takes minutes. */
    private static ByteBuffer encoded(Control control) {
        return ByteBuffer.wrap(
                control instanceof ModelUpdate model
                        ? RecordFormat.modelUpdate().encode(model)
                        : RecordFormat.policyUpdate().encode((PolicyUpdate) control));
    }

    private static <T> List<T> list(CloseableIterator<T> iterator) throws Exception {
        List<T> all = new ArrayList<>();
        try (iterator) {
            iterator.forEachRemaining(all::add);
        }
        return all;
    }
}
