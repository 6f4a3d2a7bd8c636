package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.ConfigException;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.kafka.TopicException;

class KafkaPortsTest {

    private static CoachConfig config(String... pairs) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            settings.add(new Setting(pairs[i], pairs[i + 1]));
        }
        return CoachConfig.load(null, settings);
    }

    private static CheckpointConfig every(String interval) {
        Configuration flink = new Configuration();
        if (!interval.isEmpty()) {
            flink.setString("execution.checkpointing.interval", interval);
        }
        return StreamExecutionEnvironment.getExecutionEnvironment(flink).getCheckpointConfig();
    }

    @Test
    void refuseExactlyOnceWithoutCheckpoints() {
        assertThatThrownBy(
                        () ->
                                KafkaPorts.checkCheckpoints(
                                        config("kafka.guarantee", "exactly-once"), every("")))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("execution.checkpointing.interval is not set")
                .hasMessageContaining("set it, 30 s for one, or use at-least-once");
        assertThatCode(() -> KafkaPorts.checkCheckpoints(config(), every("")))
                .doesNotThrowAnyException();
    }

    @Test
    void refuseTransactionsThatEndBeforeTheNextCheckpoint() {
        CoachConfig one =
                config(
                        "kafka.guarantees",
                        "{rewards: exactly-once}",
                        "kafka.transactionTimeout",
                        "PT1M");
        assertThatThrownBy(() -> KafkaPorts.checkCheckpoints(one, every("1 min")))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("execution.checkpointing.interval is 60000 ms")
                .hasMessageContaining("kafka.transactionTimeout PT1M");
        assertThatCode(() -> KafkaPorts.checkCheckpoints(one, every("30 s")))
                .doesNotThrowAnyException();
    }

    @Test
    void refuseTheGuaranteeOfATopicThatIsNone() {
        assertThatThrownBy(() -> config("kafka.guarantees", "{decision: exactly-once}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("kafka.guarantees.decision")
                .hasMessageContaining("decisions");
    }
}
