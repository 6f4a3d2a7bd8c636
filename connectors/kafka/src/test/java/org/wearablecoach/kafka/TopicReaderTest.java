package org.wearablecoach.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;

class TopicReaderTest {

    @Test
    void readsAllThatWasCommittedAndWaitsForNoTransactionThatIsOpen() throws Exception {
        try (LateMarkers late = new LateMarkers(Duration.ofMillis(300))) {
            String servers = late.broker().bootstrapServers();
            late.broker().createTopic("t", 1, Map.of());
            try (KafkaProducer<byte[], byte[]> producer =
                            new KafkaProducer<>(
                                    Map.of(
                                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                            servers,
                                            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                            "t"),
                                    new ByteArraySerializer(),
                                    new ByteArraySerializer());
                    TopicReader<Telemetry> reader =
                            new TopicReader<>(servers, "t", RecordFormat.telemetry(), Map.of())) {
                producer.initTransactions();
                for (int i = 0; i < 3; i++) {
                    producer.beginTransaction();
                    send(producer, i);
                    producer.commitTransaction();
                    // Its marker took a place, too.
                    assertThat(reader.readToEnd())
                            .extracting(TopicReader.Entry::offset)
                            .containsExactly(2L * i);
                }
                producer.beginTransaction();
                send(producer, 3);
                assertThat(reader.readToEnd()).isEmpty();
                producer.abortTransaction();
                assertThat(reader.readToEnd()).isEmpty();
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, int sequence)
            throws Exception {
        byte[] value = RecordFormat.telemetry().encode(Records.heartRate("ann", sequence));
        producer.send(new ProducerRecord<>("t", 0, Records.TIME, null, value)).get();
    }
}
