package org.wearablecoach.kafka.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerTest {

    private static final long YEAR_2016 = 1_460_000_000_000L;
    private static final long YEAR_2099 = 4_070_908_800_000L;

    @Test
    void keepsItsPortAndItsRecordsOverARestart() {
        try (LocalBroker broker = LocalBroker.builder().keepEverything().build()) {
            broker.createTopic("t", 2, Map.of());
            String before = broker.bootstrapServers();
            try (KafkaProducer<byte[], byte[]> producer = producer(broker, Map.of())) {
                send(producer, "t", 1, YEAR_2016, "old");
                broker.stop();
                broker.start();
                assertThat(broker.bootstrapServers()).isEqualTo(before);
                send(producer, "t", 1, YEAR_2099, "future");
            }
            assertThat(read(broker, "t", 1, 2)).containsExactly("old", "future");
        }
    }

    @Test
    void deletesTemporaryStorageWhenItIsClosed() {
        Path storage;
        try (LocalBroker broker = LocalBroker.create()) {
            storage = broker.storage();
            assertThat(storage).isDirectory();
        }
        assertThat(storage).doesNotExist();
    }

    @Test
    void findsItsRecordsInAFolderOfTheCaller(@TempDir Path folder) {
        Path storage = folder.resolve("kafka");
        try (LocalBroker broker = LocalBroker.builder().storage(storage).build()) {
            broker.createTopic("t", 1, Map.of("retention.ms", "-1"));
            try (KafkaProducer<byte[], byte[]> producer = producer(broker, Map.of())) {
                send(producer, "t", 0, System.currentTimeMillis(), "kept");
            }
        }
        assertThat(Files.exists(storage)).isTrue();
        try (LocalBroker broker = LocalBroker.builder().storage(storage).build()) {
            assertThat(read(broker, "t", 0, 1)).containsExactly("kept");
        }
    }

    @Test
    void refusesTheFutureUnlessTheLimitIsRaised() {
        try (LocalBroker broker =
                LocalBroker.builder()
                        .retention(Duration.ofDays(1))
                        .futureLimit(Duration.ofHours(2))
                        .build()) {
            broker.createTopic("t", 1, Map.of());
            broker.createTopic(
                    "raised",
                    1,
                    Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)));
            try (KafkaProducer<byte[], byte[]> producer = producer(broker, Map.of())) {
                assertThatThrownBy(() -> send(producer, "t", 0, YEAR_2099, "future"))
                        .hasRootCauseInstanceOf(InvalidTimestampException.class);
                send(producer, "raised", 0, YEAR_2099, "future");
            }
            assertThat(read(broker, "raised", 0, 1)).containsExactly("future");
        }
    }

    @Test
    void showsOnlyCommittedTransactions() {
        try (LocalBroker broker = LocalBroker.create()) {
            broker.createTopic("t", 1, Map.of());
            long now = System.currentTimeMillis();
            try (KafkaProducer<byte[], byte[]> producer =
                    producer(broker, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tx"))) {
                producer.initTransactions();
                producer.beginTransaction();
                send(producer, "t", 0, now, "aborted");
                producer.abortTransaction();
                producer.beginTransaction();
                send(producer, "t", 0, now, "committed");
                producer.commitTransaction();
            }
            assertThat(read(broker, "t", 0, 1)).containsExactly("committed");
        }
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        try (ServerSocket taken =
                new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> LocalBroker.builder().port(port).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + port);
        }
        assertThatThrownBy(() -> LocalBroker.builder().port(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 65535");
    }

    @Test
    void namesTheTopicThatIsRefused() {
        try (LocalBroker broker = LocalBroker.create()) {
            broker.createTopic("t", 1, Map.of());
            assertThatThrownBy(() -> broker.createTopic("t", 1, Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Topic t was not created");
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(
            LocalBroker broker, Map<String, Object> more) {
        Map<String, Object> config = new java.util.HashMap<>(more);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        config.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            int partition,
            long timestamp,
            String value) {
        try {
            producer.send(new ProducerRecord<>(topic, partition, timestamp, null, bytes(value)))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> read(LocalBroker broker, String topic, int partition, int count) {
        Map<String, Object> config =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition at = new TopicPartition(topic, partition);
            consumer.assign(List.of(at));
            long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
