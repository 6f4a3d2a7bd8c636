package org.wearablecoach.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.Cluster;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.Records;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.kafka.source.Offsets.Fallback;

/** What is read, from where and to where. Record n of topic t has the sequence number n. */
class OffsetsOnFlinkTest {

    @RegisterExtension static final MiniClusterExtension FLINK = Cluster.extension();

    private static final String ONE = "one.telemetry";
    private static final String TWO = "two.telemetry";
    private static final TopicPartition PARTITION = new TopicPartition(ONE, 0);

    private static LocalBroker broker;

    @BeforeAll
    static void publish() throws Exception {
        broker = LocalBroker.builder().keepEverything().build();
        broker.createTopic(ONE, 1, Map.of());
        broker.createTopic(TWO, 2, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < 10; i++) {
                send(producer, ONE, 0, i);
            }
            send(producer, TWO, 0, 20);
            send(producer, TWO, 1, 21);
        }
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers()))) {
            // Jobs commit, so each has a group of its own.
            for (Fallback fallback : Fallback.values()) {
                admin.alterConsumerGroupOffsets(
                                "known-" + fallback, Map.of(PARTITION, new OffsetAndMetadata(4)))
                        .all()
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new java.util.HashMap<>(more);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, int partition, long sequence) {
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                partition,
                                Records.TIME + sequence * 1000,
                                Partitioning.key("ann"),
                                RecordFormat.telemetry()
                                        .encode(Records.heartRate("ann", sequence))));
    }

    private static TelemetrySource.Builder source(String group) {
        return TelemetrySource.builder()
                .bootstrapServers(broker.bootstrapServers())
                .groupId(group)
                .property("fetch.max.wait.ms", "10")
                .bounded(Offsets.latest());
    }

    private static List<Long> read(TelemetrySource.Builder source) throws Exception {
        StreamExecutionEnvironment env = Cluster.environment(1);
        env.configure(Configuration.fromMap(Map.of("restart-strategy.type", "none")));
        List<Long> sequences = new ArrayList<>();
        CloseableIterator<Received> records =
                env.fromSource(
                                source.build(),
                                IngestWatermarks.telemetry(Duration.ZERO),
                                "telemetry")
                        .process(DecodeFunction.telemetry())
                        .executeAndCollect();
        try (records) {
            records.forEachRemaining(received -> sequences.add(received.telemetry().sequence()));
        }
        return sequences;
    }

    private static List<Long> startingAt(String group, OffsetsInitializer start) throws Exception {
        return read(source(group).topic(ONE).startingOffsets(start));
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void beginsWhereItIsTold() throws Exception {
        assertThat(startingAt("new", Offsets.earliest())).isEqualTo(range(0, 10));
        assertThat(startingAt("new", Offsets.latest())).isEmpty();
        assertThat(startingAt("new", Offsets.timestamp(Records.TIME + 6_500)))
                .isEqualTo(range(7, 10));
        assertThat(startingAt("new", Offsets.timestamp(Records.TIME + 1_000_000))).isEmpty();
        assertThat(startingAt("new", Offsets.of(Map.of(PARTITION, 3L)))).isEqualTo(range(3, 10));
    }

    @Test
    void beginsWhereItsGroupHasCommittedAndElseAtTheFallback() throws Exception {
        for (Fallback fallback : Fallback.values()) {
            assertThat(startingAt("known-" + fallback, Offsets.committed(fallback)))
                    .isEqualTo(range(4, 10));
        }
        assertThat(startingAt("unknown-EARLIEST", Offsets.committed(Fallback.EARLIEST)))
                .isEqualTo(range(0, 10));
        assertThat(startingAt("unknown-LATEST", Offsets.committed(Fallback.LATEST))).isEmpty();
        assertThatThrownBy(() -> startingAt("unknown-FAIL", Offsets.committed(Fallback.FAIL)))
                .hasStackTraceContaining(
                        "committed no offset of partition one.telemetry-0; begin with another"
                                + " fallback");
    }

    @Test
    void endsWhereItIsTold() throws Exception {
        assertThat(read(source("new").topic(ONE).bounded(Offsets.of(Map.of(PARTITION, 3L)))))
                .isEqualTo(range(0, 3));
        assertThat(read(source("new").topic(ONE).bounded(Offsets.timestamp(Records.TIME + 8_000))))
                .isEqualTo(range(0, 8));
        assertThat(read(source("new").topic(ONE).endingOffsets(Map.of(0, 2L))))
                .isEqualTo(range(0, 2));
    }

    @Test
    void readsTopicsTopicsOfAPatternAndPartitions() throws Exception {
        assertThat(read(source("new").topics(ONE, TWO)))
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 20L, 21L);
        assertThat(read(source("new").topicPattern(Pattern.compile("tw[a-z]\\.telemetry"))))
                .containsExactlyInAnyOrder(20L, 21L);
        assertThat(read(source("new").partitions(new TopicPartition(TWO, 1)))).containsExactly(21L);
    }

    @Test
    void doesNotUseRecordsOfATransactionThatWasBrokenOff() throws Exception {
        String topic = "transactions.telemetry";
        broker.createTopic(topic, 1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "t"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic, 0, 1);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, topic, 0, 2);
            producer.flush();
            producer.abortTransaction();
        }
        assertThat(read(source("new").topic(topic))).containsExactly(1L);
        assertThat(read(source("new").topic(topic).property("isolation.level", "read_uncommitted")))
                .containsExactly(1L, 2L);
    }

    @Test
    void namesWhatIsMissingGivenTwiceOrWrong() {
        assertThatThrownBy(() -> source("g").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topic is not set");
        assertThatThrownBy(() -> source("g").topic("a").topicPattern(Pattern.compile("b.*")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topic a and cannot also read topics that match b.*");
        assertThatThrownBy(() -> source("g").topics())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name at least one");
        assertThatThrownBy(() -> source("g").partitions())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions is empty");
        assertThatThrownBy(() -> source("g").topics("a", "b").endingOffsets(Map.of(0, 1L)).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("endingOffsets is for a source of one topic")
                .hasMessageContaining("bounded(Offsets.of(...))");
        assertThatThrownBy(() -> source("g").partitionDiscovery(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitionDiscovery is PT-1S");
        assertThatThrownBy(() -> Offsets.timestamp(-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-5");
        assertThatThrownBy(() -> Offsets.of(Map.of(PARTITION, -2L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one.telemetry-0 with offset -2");
    }
}
