package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.ConfigException;
import org.wearablecoach.job.config.Setting;
import org.wearablecoach.kafka.TopicException;
import org.wearablecoach.kafka.local.LocalBroker;

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

    @Test
    void refuseTopicsOfRadarBaseThatCannotBeRead() {
        CoachConfig without = config("topics.radar", "android_garmin_generic_steps");
        assertThatThrownBy(() -> KafkaPorts.live(without))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topics.radar is android_garmin_generic_steps without")
                .hasMessageContaining("kafka.registry.url; give the schema registry");
        try (LocalBroker broker = LocalBroker.create()) {
            broker.createTopic("android_phone_step_count", 1, Map.of());
            broker.createTopic("connect_oura_heart_rate", 1, Map.of("retention.ms", "60000"));
            CoachConfig bad =
                    config(
                            "kafka.bootstrapServers",
                            broker.bootstrapServers(),
                            "kafka.registry.url",
                            "http://localhost:8081",
                            "topics.radar",
                            "android_garmin_generic_steps, connect_oura_heart_rate,"
                                    + " android_phone_step_count");
            assertThatThrownBy(() -> KafkaPorts.check(bad))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining(broker.bootstrapServers())
                    .hasMessageContaining("topic telemetry does not exist; create it, or let")
                    .hasMessageContaining(
                            "topic android_garmin_generic_steps, which topics.radar names, does not"
                                    + " exist; take it out of topics.radar, or create it")
                    .hasMessageContaining(
                            "topic connect_oura_heart_rate has retention.ms=60000, else records are"
                                    + " deleted before they are read")
                    .hasMessageNotContaining("android_phone_step_count");
        }
    }
}
