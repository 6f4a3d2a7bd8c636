package org.wearablecoach.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;

/** The script against a real broker. */
class TablesTest {

    private static final LocalBroker BROKER = LocalBroker.create();
    private static final Topics TOPICS = new Topics("");

    @BeforeAll
    static void start() {
        BROKER.start();
        try (TopicAdmin admin = new TopicAdmin(BROKER.bootstrapServers(), Map.of())) {
            admin.createMissing(TOPICS.recorded(2));
        }
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    private static Sql batch() {
        return new Sql(RuntimeExecutionMode.BATCH, BROKER.bootstrapServers());
    }

    private static <T> List<TopicReader.Entry<T>> read(String topic, RecordFormat<T> format) {
        try (TopicReader<T> reader =
                new TopicReader<>(BROKER.bootstrapServers(), topic, format, Map.of())) {
            return reader.readToEnd();
        }
    }

    @Test
    void telemetryThatSqlWritesIsWhatTheJobReads() throws Exception {
        Sql sql = batch();
        sql.insert(
                "INSERT INTO telemetry (userId, device, boot, sequence, sensorTime, heartRate,"
                        + " ingestTime) VALUES ('ann', 'watch', 0, 7,"
                        + " TO_TIMESTAMP_LTZ(1460000000123, 3), ROW(61.5, TRUE),"
                        + " TO_TIMESTAMP_LTZ(1460000000456, 3))");
        TopicReader.Entry<Telemetry> entry =
                read(TOPICS.telemetry(), RecordFormat.telemetry()).get(0);
        assertThat(entry.value())
                .isEqualTo(
                        new Telemetry(
                                "ann",
                                "watch",
                                0,
                                7,
                                1_460_000_000_123L,
                                new Payload.HeartRate(61.5f, true)));
        assertThat(entry.timestamp()).isEqualTo(1_460_000_000_456L);
        assertThat(sql.now("*", "telemetry"))
                .containsExactly(
                        Row.of(
                                "ann",
                                "watch",
                                0L,
                                7L,
                                Instant.ofEpochMilli(1_460_000_000_123L),
                                Row.of(61.5f, true),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                Instant.ofEpochMilli(1_460_000_000_456L),
                                entry.partition(),
                                entry.offset()));
    }
}
