package org.wearablecoach.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.local.LocalBroker;

class DeadLetterBoxTest {

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

    private static Topics topics(String prefix) {
        Topics topics = new Topics(prefix);
        admin.createMissing(topics.recorded(1));
        return topics;
    }

    private static DeadLetterBox box(Topics topics) {
        return new DeadLetterBox(broker.bootstrapServers(), topics, "coach", Map.of(), null);
    }

    private static void send(String topic, @Nullable String key, byte[] value) throws Exception {
        Properties config = new Properties();
        config.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topic, 0, Records.TIME + 5, bytes, value)).get();
        }
    }

    private static void letter(
            Topics topics, Cause cause, String topic, long offset, byte @Nullable [] raw)
            throws Exception {
        DeadLetter letter =
                new DeadLetter(
                        cause,
                        "a rule; a cure",
                        topic,
                        0,
                        offset,
                        Records.TIME + 5,
                        null,
                        raw == null ? 0 : raw.length,
                        null,
                        raw);
        send(topics.deadLetters(), null, RecordFormat.deadLetter().encode(letter));
    }

    private static List<TopicReader.Entry<Telemetry>> telemetry(Topics topics, long from) {
        List<TopicReader.Entry<Telemetry>> good = new ArrayList<>();
        try (TopicReader<Telemetry> reader =
                new TopicReader<>(
                        broker.bootstrapServers(),
                        topics.telemetry(),
                        RecordFormat.telemetry(),
                        Map.of())) {
            for (TopicReader.Entry<Telemetry> entry : reader.readToEnd()) {
                if (entry.offset() >= from) {
                    good.add(entry);
                }
            }
        }
        return good;
    }

    private static byte[] heartRate(int sequence) {
        return RecordFormat.telemetry().encode(Records.heartRate("ann", sequence));
    }

    @Test
    void publishesTheRecordsOfACauseOnceHoweverOftenItIsCalled() throws Exception {
        Topics topics = topics("once.");
        for (int i = 0; i < 4; i++) {
            send(topics.telemetry(), i == 3 ? "bob" : "ann", heartRate(i));
        }
        letter(topics, Cause.FUTURE, topics.telemetry(), 0, null);
        letter(topics, Cause.CONFLICT, topics.telemetry(), 1, null);
        letter(topics, Cause.FUTURE, topics.telemetry(), 2, null);
        letter(topics, Cause.FUTURE, topics.models(), 2, null);
        letter(topics, Cause.BAD_KEY, topics.telemetry(), 3, heartRate(3));

        assertThat(box(topics).redrive(Cause.FUTURE)).isEqualTo(new Redriven(2, 0, 0, 1));
        assertThat(box(topics).redrive(Cause.FUTURE)).isEqualTo(new Redriven(0, 0, 0, 0));
        assertThat(telemetry(topics, 4))
                .extracting(e -> e.value().sequence() + "@" + (e.timestamp() - Records.TIME))
                .containsExactly("0@5", "2@5");
        letter(topics, Cause.FUTURE, topics.telemetry(), 1, null);
        assertThat(box(topics).redrive(Cause.FUTURE)).isEqualTo(new Redriven(1, 0, 0, 0));
        // The newest letter is one of this cause, so that even one step too few would show.
        assertThat(box(topics).redrive(Cause.FUTURE)).isEqualTo(new Redriven(0, 0, 0, 0));
        // The causes do not share their progress.
        assertThat(box(topics).redrive(Cause.CONFLICT)).isEqualTo(new Redriven(1, 0, 0, 0));
        assertThat(box(topics).redrive(Cause.BAD_KEY)).isEqualTo(new Redriven(1, 0, 0, 0));
    }

    @Test
    void keepsWhatStillCannotBeReadForTheNextTime() throws Exception {
        Topics topics = topics("still.");
        send(topics.telemetry(), "ann", new byte[] {1, 2, 3});
        letter(topics, Cause.UNKNOWN_SCHEMA, topics.telemetry(), 0, new byte[] {1, 2, 3});
        assertThat(box(topics).redrive(Cause.UNKNOWN_SCHEMA)).isEqualTo(new Redriven(0, 1, 0, 0));
        List<DeadLetter> all = new ArrayList<>();
        box(topics).each(entry -> all.add(entry.value()));
        assertThat(all)
                .extracting(DeadLetter::cause)
                .containsExactly(Cause.UNKNOWN_SCHEMA, Cause.UNREADABLE);
        assertThat(all.get(1).detail()).contains("C3 01");
        assertThat(all.get(1).raw()).containsExactly(1, 2, 3);
        assertThat(box(topics).redrive(Cause.UNKNOWN_SCHEMA)).isEqualTo(new Redriven(0, 0, 0, 0));
        assertThat(box(topics).redrive(Cause.UNREADABLE)).isEqualTo(new Redriven(0, 1, 0, 0));
    }

    @Test
    void takesTheBytesOfTheDeadLetterWhereTheTopicHasDeletedTheRecord() throws Exception {
        Topics topics = topics("gone.");
        for (int i = 0; i < 3; i++) {
            send(topics.telemetry(), "ann", heartRate(i));
        }
        letter(topics, Cause.UNREADABLE, topics.telemetry(), 0, heartRate(0));
        letter(topics, Cause.UNREADABLE, topics.telemetry(), 1, null);
        try (Admin kafka =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers()))) {
            kafka.deleteRecords(
                            Map.of(
                                    new TopicPartition(topics.telemetry(), 0),
                                    RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }
        assertThat(box(topics).redrive(Cause.UNREADABLE)).isEqualTo(new Redriven(1, 0, 1, 0));
        assertThat(telemetry(topics, 3)).extracting(e -> e.value().sequence()).containsExactly(0L);
    }

    /** Letters 0 to n - 1 of records with these sequence numbers. */
    private static void letters(Topics topics, int n) throws Exception {
        Properties config = new Properties();
        config.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = "ann".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < n; i++) {
                var unused =
                        producer.send(
                                new ProducerRecord<>(
                                        topics.telemetry(), 0, Records.TIME, key, heartRate(i)));
                DeadLetter letter =
                        new DeadLetter(
                                Cause.FUTURE,
                                "x",
                                topics.telemetry(),
                                0,
                                i,
                                Records.TIME,
                                null,
                                0,
                                null,
                                null);
                unused =
                        producer.send(
                                new ProducerRecord<>(
                                        topics.deadLetters(),
                                        RecordFormat.deadLetter().encode(letter)));
            }
        }
    }

    private static List<Long> redriven(Topics topics, int from) {
        return telemetry(topics, from).stream().map(e -> e.value().sequence()).toList();
    }

    private static List<Long> range(int to) {
        return LongStream.range(0, to).boxed().toList();
    }

    @Test
    void publishesNothingTwiceAndMissesNothingWhenItIsKilledMidwayAndRepeated(@TempDir Path folder)
            throws Exception {
        Topics topics = topics("killed.");
        letters(topics, 1200);
        // In the second transaction, of which much is already on its way.
        int status =
                RedriveProcess.run(
                        broker.bootstrapServers(),
                        topics,
                        Cause.FUTURE,
                        900,
                        folder.resolve("log"));
        assertThat(status).isEqualTo(HaltingInterceptor.KILLED);
        long committed = redriven(topics, 1200).size();
        assertThat(committed).isBetween(1L, 899L);
        assertThat(box(topics).redrive(Cause.FUTURE))
                .isEqualTo(new Redriven(1200 - committed, 0, 0, 0));
        assertThat(redriven(topics, 1200)).isEqualTo(range(1200));
        assertThat(box(topics).redrive(Cause.FUTURE)).isEqualTo(new Redriven(0, 0, 0, 0));
    }

    @Test
    void publishesNothingTwiceAndMissesNothingWhenTwoRunAtOnce() throws Exception {
        Topics topics = topics("two.");
        letters(topics, 3000);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Redriven>> both = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(2);
        for (int i = 0; i < 2; i++) {
            both.add(
                    threads.submit(
                            () -> {
                                together.await();
                                return box(topics).redrive(Cause.FUTURE);
                            }));
        }
        for (Future<Redriven> each : both) {
            try {
                each.get();
            } catch (ExecutionException e) {
                // The one that was shut out says so.
                assertThat(e.getCause())
                        .isInstanceOf(TopicException.class)
                        .hasMessageContaining("run it again, one at a time");
            }
        }
        threads.shutdown();
        box(topics).redrive(Cause.FUTURE);
        assertThat(redriven(topics, 3000)).isEqualTo(range(3000));
    }

    @Test
    void redrivesMoreThanOneTransactionHolds() throws Exception {
        Topics topics = topics("many.");
        send(topics.telemetry(), "ann", heartRate(7));
        Properties config = new Properties();
        config.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] letter =
                    RecordFormat.deadLetter()
                            .encode(
                                    new DeadLetter(
                                            Cause.RATE,
                                            "x",
                                            topics.telemetry(),
                                            0,
                                            0,
                                            0,
                                            null,
                                            0,
                                            null,
                                            null));
            for (int i = 0; i < 1200; i++) {
                var unused = producer.send(new ProducerRecord<>(topics.deadLetters(), letter));
            }
        }
        assertThat(box(topics).redrive(Cause.RATE)).isEqualTo(new Redriven(1200, 0, 0, 0));
        assertThat(telemetry(topics, 1)).hasSize(1200);
    }

    @Test
    void showsWhatItHasPublishedWhenItReturns() throws Exception {
        try (LateMarkers late = new LateMarkers(Duration.ofMillis(300));
                TopicAdmin its = new TopicAdmin(late.broker().bootstrapServers(), Map.of())) {
            Topics topics = new Topics("");
            its.createMissing(topics.recorded(1));
            try (RecordWriter writer =
                    new RecordWriter(late.broker().bootstrapServers(), Map.of())) {
                byte[] letter =
                        RecordFormat.deadLetter()
                                .encode(
                                        new DeadLetter(
                                                Cause.RATE,
                                                "x",
                                                topics.telemetry(),
                                                0,
                                                0,
                                                0,
                                                null,
                                                0,
                                                null,
                                                null));
                writer.write(topics.telemetry(), 0L, Partitioning.key("ann"), heartRate(7));
                writer.write(topics.deadLetters(), 0L, Partitioning.key("ann"), letter);
                writer.flush();
            }
            String servers = late.broker().bootstrapServers();
            DeadLetterBox box = new DeadLetterBox(servers, topics, "coach", Map.of(), null);
            assertThat(box.redrive(Cause.RATE)).isEqualTo(new Redriven(1, 0, 0, 0));
            // Not by our own reader: that waits too.
            assertThat(committed(servers, topics.telemetry())).isEqualTo(3);
        }
    }

    /** Where a reader of committed records sees partition 0 end. */
    private static long committed(String servers, String topic) throws Exception {
        try (Admin kafka =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            TopicPartition partition = new TopicPartition(topic, 0);
            return kafka.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    @Test
    void namesATopicThatIsMissing() {
        assertThatThrownBy(() -> box(new Topics("nowhere.")).redrive(Cause.RATE))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("nowhere.dead-letters");
    }
}
