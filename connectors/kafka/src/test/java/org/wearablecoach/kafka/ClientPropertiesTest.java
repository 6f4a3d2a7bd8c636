package org.wearablecoach.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.kafka.sink.CoachSinks;
import org.wearablecoach.kafka.source.ControlSource;
import org.wearablecoach.kafka.source.TelemetrySource;

class ClientPropertiesTest {

    @ParameterizedTest
    @CsvSource({
        "bootstrap.servers, x:1, bootstrapServers(...)",
        "group.id, other, groupId(...)",
        "auto.offset.reset, latest, startingOffsets(...)",
        "enable.auto.commit, true, committed at checkpoints",
        "key.deserializer, x, decoded here",
        "value.deserializer, x, decoded here",
        "partition.discovery.interval.ms, 1, partitionDiscovery(...)",
    })
    void areRefusedForASourceWithTheReason(String name, String value, String reason) {
        assertThatThrownBy(() -> TelemetrySource.builder().property(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name + "=" + value)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> ControlSource.builder().property(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap.servers, x:1, bootstrapServers(...)",
        "transactional.id, mine, transactionalIdPrefix(...)",
        "transaction.timeout.ms, 1, transactionTimeout(...)",
        "key.serializer, x, encoded",
        "value.serializer, x, encoded",
        "partitioner.ignore.keys, true, several partitions",
        "acks, 1, lost",
        "acks, 0, lost",
        "enable.idempotence, false, lost or repeated",
    })
    void areRefusedForASinkWithTheReason(String name, String value, String reason) {
        assertThatThrownBy(() -> CoachSinks.builder().property(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name + "=" + value)
                .hasMessageContaining(reason);
    }

    @Test
    void allOthersPass() {
        assertThatCode(
                        () -> {
                            TelemetrySource.builder()
                                    .property("fetch.min.bytes", "1")
                                    .property("security.protocol", "SASL_SSL")
                                    .property("client.id.prefix", "coach")
                                    .property("commit.offsets.on.checkpoint", "false");
                            CoachSinks.builder()
                                    .property("acks", "all")
                                    .property("acks", "-1")
                                    .property("enable.idempotence", "true")
                                    .property("compression.type", "zstd")
                                    .property("interceptor.classes", "com.example.Tracing");
                        })
                .doesNotThrowAnyException();
    }
}
