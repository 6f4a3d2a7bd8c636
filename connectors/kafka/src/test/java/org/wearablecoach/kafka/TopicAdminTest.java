package org.wearablecoach.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.local.LocalBroker;

class TopicAdminTest {

    private static LocalBroker broker;
    private static TopicAdmin admin;

    @BeforeAll
    static void start() {
        broker = LocalBroker.create();
        admin = new TopicAdmin(broker.bootstrapServers(), Map.of());
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void createsWhatIsMissingOnceAndIsThenContent() {
        List<TopicSpec> live = new Topics("live.").live(3, 1);
        assertThat(admin.createMissing(live)).hasSize(9);
        assertThat(admin.createMissing(live)).isEmpty();
        admin.check(live);
        List<TopicSpec> recorded = new Topics("recorded.").recorded(2);
        admin.createMissing(recorded);
        admin.check(recorded);
        assertThat(admin.partitions("live.telemetry")).isEqualTo(3);
        assertThat(admin.partitions("live.models")).isEqualTo(1);
    }

    @Test
    void namesEveryTopicThatDoesNotExist() {
        assertThatThrownBy(() -> admin.check(new Topics("absent.").live(3, 1)))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining(broker.bootstrapServers())
                .hasMessageContaining("topic absent.telemetry does not exist")
                .hasMessageContaining("topic absent.policies does not exist")
                .hasMessageContaining("kafka.createTopics: true");
    }

    @Test
    void namesSettingValueAndCureOfATopicThatIsSetUpWrong() {
        broker.createTopic(
                "wrong.telemetry",
                2,
                Map.of("retention.ms", "3600000", "max.message.bytes", "1000"));
        broker.createTopic("wrong.models", 1, Map.of("max.message.bytes", "1000"));
        broker.createTopic("wrong.rewards", 3, Map.of("cleanup.policy", "compact"));
        List<String> problems =
                admin.problems(
                        new Topics("wrong.")
                                .live(3, 1).stream()
                                        .filter(
                                                spec ->
                                                        List.of(
                                                                        "wrong.telemetry",
                                                                        "wrong.models",
                                                                        "wrong.rewards")
                                                                .contains(spec.name()))
                                        .toList());
        assertThat(problems)
                .satisfiesExactlyInAnyOrder(
                        has("wrong.telemetry has 2 partitions, expected are 3", "anew"),
                        has(
                                "wrong.telemetry has retention.ms=3600000",
                                "--add-config retention.ms=604800000"),
                        has(
                                "wrong.telemetry has message.timestamp.type=CreateTime",
                                "message.timestamp.type=LogAppendTime"),
                        has(
                                "wrong.telemetry has max.message.bytes=1000",
                                "max.message.bytes=131072"),
                        has("wrong.models has cleanup.policy=delete", "cleanup.policy=compact"),
                        has("wrong.models has max.message.bytes=1000", "=786432"),
                        has("wrong.rewards has cleanup.policy=compact", "cleanup.policy=delete"));
    }

    @Test
    void comparesTheSizeOfDeadLettersWithWhatTheirTopicTakes() {
        broker.createTopic("raw.dead-letters", 1, Map.of("max.message.bytes", "200000"));
        List<TopicSpec> small = new Topics("raw.").live(0, 0, 16 << 10);
        List<TopicSpec> large = new Topics("raw.").live(0, 0, 500_000);
        assertThat(admin.problems(List.of(small.get(1)))).isEmpty();
        assertThat(admin.problems(List.of(large.get(1))))
                .satisfiesExactly(
                        has(
                                "raw.dead-letters has max.message.bytes=200000",
                                "large records are refused",
                                "--add-config max.message.bytes=508192"));
    }

    @Test
    void refusesALiveTopicForARecording() {
        broker.createTopic("old.telemetry", 2, Map.of("message.timestamp.type", "LogAppendTime"));
        assertThat(admin.problems(List.of(new Topics("old.").recorded(2).get(0))))
                .satisfiesExactlyInAnyOrder(
                        has("retention.ms=604800000", "retention.ms=-1"),
                        has("message.timestamp.type=LogAppendTime", "=CreateTime"),
                        has("message.timestamp.after.max.ms=3600000", "9223372036854775807"));
    }

    @Test
    void comparesTheTransactionTimeoutWithThatOfTheBrokers() {
        admin.checkTransactionTimeout(Duration.ofMinutes(15));
        assertThatThrownBy(() -> admin.checkTransactionTimeout(Duration.ofHours(1)))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining(
                        "kafka.transactionTimeout (transaction.timeout.ms) is 3600000")
                .hasMessageContaining("transaction.max.timeout.ms=900000");
    }

    @Test
    void publishesPersonsToTheirPartitionWithTheGivenIngestTime() {
        Topics topics = new Topics("published.");
        admin.createMissing(topics.recorded(4));
        List<Telemetry> sent =
                IntStream.range(0, 40)
                        .mapToObj(i -> Records.heartRate("person-" + i % 7, i))
                        .toList();
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of())) {
            sent.forEach(record -> publisher.publish(record, record.sensorTime() + 5));
            publisher.flush();
            assertThat(publisher.published()).isEqualTo(40);
        }
        try (TopicReader<Telemetry> reader =
                new TopicReader<>(
                        broker.bootstrapServers(),
                        topics.telemetry(),
                        RecordFormat.telemetry(),
                        Map.of())) {
            List<TopicReader.Entry<Telemetry>> read = reader.readToEnd();
            assertThat(read)
                    .extracting(TopicReader.Entry::value)
                    .containsExactlyInAnyOrderElementsOf(sent);
            assertThat(read)
                    .allSatisfy(
                            entry -> {
                                assertThat(entry.timestamp())
                                        .isEqualTo(entry.value().sensorTime() + 5);
                                assertThat(entry.partition())
                                        .isEqualTo(
                                                Partitioning.partitionFor(
                                                        entry.value().userId(), 4));
                            });
            assertThat(reader.readToEnd()).isEmpty();
            assertThat(admin.endOffsets(topics.telemetry()).values().stream().mapToLong(n -> n))
                    .satisfies(
                            ends ->
                                    assertThat(ends.stream().mapToLong(Long::longValue).sum())
                                            .isEqualTo(40));
        }
    }

    @Test
    void tellsAtTheNextCallThatARecordWasRefused() {
        Topics topics = new Topics("refused.");
        broker.createTopic(topics.telemetry(), 1, Map.of());
        TelemetryPublisher publisher =
                new TelemetryPublisher(broker.bootstrapServers(), topics.telemetry(), Map.of());
        publisher.publish(Records.heartRate("ann", 1), 4_070_908_800_000L);
        assertThatThrownBy(publisher::flush)
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("limits of the topic on size and time");
        assertThatThrownBy(publisher::close).isInstanceOf(TopicException.class);
    }

    @Test
    void namesATopicThatCannotBeRead() {
        assertThatThrownBy(
                        () ->
                                new TopicReader<>(
                                        broker.bootstrapServers(),
                                        "nowhere",
                                        RecordFormat.telemetry(),
                                        Map.of()))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("nowhere");
        broker.createTopic("garbage", 1, Map.of());
        try (RecordWriter writer = new RecordWriter(broker.bootstrapServers(), Map.of())) {
            writer.write("garbage", null, Partitioning.key("ann"), new byte[] {1, 2, 3});
        }
        try (TopicReader<Telemetry> reader =
                new TopicReader<>(
                        broker.bootstrapServers(), "garbage", RecordFormat.telemetry(), Map.of())) {
            assertThatThrownBy(reader::readToEnd)
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("Topic garbage, partition 0, offset 0");
        }
    }

    @Test
    void saysWithinSecondsThatThereIsNoBroker() {
        TopicAdmin.awaitBroker(broker.bootstrapServers(), Map.of(), Duration.ofSeconds(60));
        long start = System.nanoTime();
        assertThatThrownBy(
                        () ->
                                TopicAdmin.awaitBroker(
                                        "127.0.0.1:1", Map.of(), Duration.ofSeconds(1)))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("kafka.bootstrapServers is 127.0.0.1:1")
                .hasMessageContaining("nobody answered within 1 s")
                .hasMessageContaining("start the broker, or correct");
        // Kafka's own clients would take a minute.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
        assertThatThrownBy(
                        () ->
                                TopicAdmin.awaitBroker(
                                        "no-such-host.invalid:9092",
                                        Map.of(),
                                        Duration.ofSeconds(1)))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("no-such-host.invalid:9092");
        // Who knows that the broker is slow says so.
        assertThatThrownBy(
                        () ->
                                TopicAdmin.awaitBroker(
                                        "127.0.0.1:1",
                                        Map.of("default.api.timeout.ms", "2000"),
                                        Duration.ofMinutes(10)))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("nobody answered within 2 s")
                .hasMessageContaining("set kafka.properties.default.api.timeout.ms");
    }

    @Test
    void waitsForABusyBrokerAndNotForNobody() throws IOException {
        Duration patience = Duration.ofMinutes(5);
        assertThatThrownBy(
                        () ->
                                TopicAdmin.awaitBroker(
                                        "127.0.0.1:1, 127.0.0.1:2",
                                        Map.of(),
                                        Duration.ofSeconds(1),
                                        patience))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("nobody answered within 1 s");
        // One that takes connections and says nothing.
        try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            assertThatThrownBy(
                            () ->
                                    TopicAdmin.awaitBroker(
                                            address, Map.of(), patience, Duration.ofSeconds(2)))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("nobody answered within 2 s");
        }
        TopicAdmin.awaitBroker(
                "127.0.0.1:1," + broker.bootstrapServers(), Map.of(), patience, patience);
    }

    @Test
    void saysWhichBrokerDoesNotAnswer() {
        try (TopicAdmin nobody =
                new TopicAdmin(
                        "127.0.0.1:1",
                        Map.of("default.api.timeout.ms", "300", "request.timeout.ms", "200"))) {
            assertThatThrownBy(() -> nobody.partitions("telemetry"))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("127.0.0.1:1")
                    .hasMessageContaining("describe topic telemetry");
        }
    }

    private static java.util.function.Consumer<String> has(String... parts) {
        return text -> assertThat(text).contains(parts);
    }
}
