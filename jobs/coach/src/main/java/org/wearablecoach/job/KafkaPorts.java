package org.wearablecoach.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.job.config.Guarantee;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicException;
import org.wearablecoach.kafka.TopicSpec;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.sink.CoachSinks;
import org.wearablecoach.kafka.sink.Delivery;
import org.wearablecoach.kafka.sink.Result;
import org.wearablecoach.kafka.source.ControlSource;
import org.wearablecoach.kafka.source.TelemetrySource;

/** The topics of a configuration as ports of the job. */
public final class KafkaPorts {

    /** Long enough for brokers that start together with the job. */
    static final Duration BROKER_WITHIN = Duration.ofSeconds(30);

    private KafkaPorts() {}

    /** Ports of a job that never ends. */
    public static Ports live(CoachConfig config) {
        return of(config, null);
    }

    /**
     * Ports of a job that ends.
     *
     * @param ends where each partition of telemetry ends, exclusive
     */
    public static Ports until(CoachConfig config, Map<Integer, Long> ends) {
        return of(config, ends);
    }

    private static Ports of(CoachConfig config, @Nullable Map<Integer, Long> ends) {
        Topics topics = topics(config);
        TelemetrySource.Builder telemetry =
                TelemetrySource.builder()
                        .bootstrapServers(config.kafka().bootstrapServers())
                        .topic(topics.telemetry())
                        .groupId(config.kafka().groupId())
                        .rawLimit(config.privacy().deadLetterRawLimit())
                        .partitionDiscovery(config.kafka().partitionDiscovery())
                        .properties(config.kafka().properties());
        ControlSource.Builder control =
                ControlSource.builder()
                        .bootstrapServers(config.kafka().bootstrapServers())
                        .topics(topics.models(), topics.policies())
                        .groupId(config.kafka().groupId() + "-control")
                        .rawLimit(config.privacy().deadLetterRawLimit())
                        .properties(config.kafka().properties());
        RegistryOptions registry = config.kafka().registry().options();
        if (registry != null) {
            telemetry.registry(registry);
            control.registry(registry);
        }
        if (ends != null) {
            telemetry.endingOffsets(ends);
            control.boundedAtCurrentEnd();
        }
        CoachSinks.Builder writers =
                CoachSinks.builder()
                        .bootstrapServers(config.kafka().bootstrapServers())
                        .topics(topics)
                        .transactionalIdPrefix(config.kafka().groupId())
                        .transactionTimeout(config.kafka().transactionTimeout())
                        .properties(config.kafka().properties());
        if (registry != null) {
            writers.registry(registry);
        }
        for (Result result : Result.values()) {
            // Named as its topic is where there is no prefix.
            Guarantee guarantee = config.kafka().guarantee(result.topic(new Topics("")));
            writers.delivery(
                    result,
                    guarantee == Guarantee.EXACTLY_ONCE
                            ? Delivery.EXACTLY_ONCE
                            : Delivery.AT_LEAST_ONCE);
        }
        CoachSinks sinks = writers.build();
        Ports ports =
                new Ports(
                        telemetry.build(),
                        control.build(),
                        sinks.decisions(),
                        sinks.recommendations(),
                        sinks.rewards(),
                        config.topics().windowScores() ? sinks.windowScores() : null,
                        sinks.controlStatus(),
                        sinks.deadLetters("decode"),
                        sinks.deadLetters("adapt"));
        List<RadarTopic> radar = config.topics().radarTopics();
        if (radar.isEmpty() || ends != null) {
            return ports;
        }
        if (registry == null) {
            throw new IllegalArgumentException(
                    "topics.radar is "
                            + config.topics().radar()
                            + " without kafka.registry.url; give the schema registry of RADAR-base,"
                            + " which knows what its records are.");
        }
        return ports.with(
                new Ports.Radar(
                        TelemetrySource.builder()
                                .bootstrapServers(config.kafka().bootstrapServers())
                                .radar(radar.toArray(new RadarTopic[0]))
                                .groupId(config.kafka().groupId() + "-radar")
                                .rawLimit(config.privacy().deadLetterRawLimit())
                                .partitionDiscovery(config.kafka().partitionDiscovery())
                                .registry(registry)
                                .properties(config.kafka().properties())
                                .build(),
                        sinks.deadLetters("decode-radar")));
    }

    /** The names of the topics. */
    public static Topics topics(CoachConfig config) {
        return new Topics(config.topics().prefix());
    }

    /**
     * Creates the topics that are missing, where that is allowed, and refuses to start on topics
     * that would lose data.
     */
    public static void check(CoachConfig config) {
        Topics topics = topics(config);
        TopicAdmin.awaitBroker(
                config.kafka().bootstrapServers(), config.kafka().properties(), BROKER_WITHIN);
        try (TopicAdmin admin =
                new TopicAdmin(config.kafka().bootstrapServers(), config.kafka().properties())) {
            if (config.kafka().createTopics()) {
                admin.createMissing(
                        topics.live(
                                config.topics().partitions(),
                                Math.max(0, config.topics().replication())));
            }
            List<TopicSpec> read =
                    new ArrayList<>(topics.live(0, 0, config.privacy().deadLetterRawLimit()));
            for (RadarTopic topic : config.topics().radarTopics()) {
                read.add(TopicSpec.ofOthers(topic.topic(), "topics.radar"));
            }
            admin.check(read);
            if (config.kafka().hasTransactions()) {
                Duration timeout = config.kafka().transactionTimeout();
                admin.checkTransactionTimeout(timeout);
            }
        }
    }

    /**
     * Refuses checkpoints with which transactions would never, or not in time, be committed.
     *
     * @param checkpoints how the job takes them
     * @throws TopicException with the option, its value and the cure
     */
    public static void checkCheckpoints(CoachConfig config, CheckpointConfig checkpoints) {
        if (!config.kafka().hasTransactions()) {
            return;
        }
        Duration timeout = config.kafka().transactionTimeout();
        if (!checkpoints.isCheckpointingEnabled()) {
            throw new TopicException(
                    "kafka.guarantee or kafka.guarantees asks for exactly-once, but the job takes no"
                            + " checkpoints (execution.checkpointing.interval is not set), so no"
                            + " result would ever be visible; set it, 30 s for one, or use"
                            + " at-least-once.");
        }
        if (checkpoints.getCheckpointInterval() >= timeout.toMillis()) {
            throw new TopicException(
                    "execution.checkpointing.interval is "
                            + checkpoints.getCheckpointInterval()
                            + " ms and kafka.transactionTimeout "
                            + timeout
                            + ", so brokers would break transactions off before they are"
                            + " committed; take checkpoints more often, or raise the timeout and the"
                            + " brokers' transaction.max.timeout.ms.");
        }
    }
}
