package org.wearablecoach.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How one topic must be set up.
 *
 * @param name of the topic
 * @param partitions number of partitions; 0 leaves it to the broker and accepts any
 * @param replicas number of replicas when it is created; 0 leaves it to the broker
 * @param timestamps whose time a record has
 * @param retentionMs how long records are kept when it is created; -1 for ever
 * @param leastRetentionMs how long an existing topic must keep records at least; -1 for ever
 * @param leastMessageBytes how large a message it must accept at least
 * @param compacted whether it keeps the last record of each key instead of the newest records
 * @param namedBy the option that names it, where others create it; empty for the coach's own
 */
public record TopicSpec(
        String name,
        int partitions,
        int replicas,
        Timestamps timestamps,
        long retentionMs,
        long leastRetentionMs,
        int leastMessageBytes,
        boolean compacted,
        String namedBy) {

    /** Whose time a record has. */
    public enum Timestamps {
        /** Either. */
        ANY,

        /** The broker's, when the record arrived: {@code LogAppendTime}. */
        OF_ARRIVAL,

        /** The producer's, however far from now: {@code CreateTime} without limits. */
        OF_RECORDING
    }

    static final long DAY_MS = 86_400_000L;

    /** Kafka's own default, and enough for a long weekend without the job. */
    static final long LIVE_RETENTION_MS = 7 * DAY_MS;

    /** As long as a person's state is kept: the posterior can be recomputed from these rows. */
    static final long AUDIT_RETENTION_MS = 400 * DAY_MS;

    static final long FOR_EVER = -1;

    /** The largest single result with room to spare. */
    static final int RESULT_BYTES = 128 << 10;

    /**
     * What surrounds the bytes that a dead letter holds, its reason for one, with room to spare.
     */
    private static final int AROUND_BYTES = 8 << 10;

    /** A model of 512 KiB with its manifest. */
    static final int CONTROL_BYTES = 768 << 10;

    /**
     * Checks what was given.
     *
     * @throws IllegalArgumentException when a number is out of its range
     */
    public TopicSpec {
        if (partitions < 0 || replicas < 0 || replicas > Short.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Topic "
                            + name
                            + " cannot have "
                            + partitions
                            + " partitions and "
                            + replicas
                            + " replicas; give 0 for the broker's choice, or more.");
        }
    }

    static TopicSpec live(String name, int partitions, int replicas) {
        return new TopicSpec(
                name,
                partitions,
                replicas,
                Timestamps.ANY,
                LIVE_RETENTION_MS,
                LIVE_RETENTION_MS,
                RESULT_BYTES,
                false,
                "");
    }

    static TopicSpec recorded(String name, int partitions) {
        return new TopicSpec(
                name,
                partitions,
                1,
                Timestamps.OF_RECORDING,
                FOR_EVER,
                FOR_EVER,
                RESULT_BYTES,
                false,
                "");
    }

    static TopicSpec control(String name, int replicas) {
        return new TopicSpec(
                name, 1, replicas, Timestamps.ANY, FOR_EVER, 0, CONTROL_BYTES, true, "");
    }

    /**
     * A topic that is read here and that others create and fill, as those of RADAR-base. It is
     * expected to keep its records as long as telemetry is kept.
     *
     * @param name of the topic
     * @param option that names it
     */
    public static TopicSpec ofOthers(String name, String option) {
        return new TopicSpec(
                name, 0, 0, Timestamps.ANY, LIVE_RETENTION_MS, LIVE_RETENTION_MS, 0, false, option);
    }

    /** The same with other timestamps. */
    public TopicSpec withTimestamps(Timestamps value) {
        return new TopicSpec(
                name,
                partitions,
                replicas,
                value,
                retentionMs,
                leastRetentionMs,
                leastMessageBytes,
                compacted,
                namedBy);
    }

    /** The same with another retention when it is created. */
    public TopicSpec withRetention(long ms) {
        return new TopicSpec(
                name,
                partitions,
                replicas,
                timestamps,
                ms,
                leastRetentionMs,
                leastMessageBytes,
                compacted,
                namedBy);
    }

    /** The same for messages that hold so many bytes of another record, where that is more. */
    TopicSpec holding(int bytes) {
        return new TopicSpec(
                name,
                partitions,
                replicas,
                timestamps,
                retentionMs,
                leastRetentionMs,
                Math.max(leastMessageBytes, bytes + AROUND_BYTES),
                compacted,
                namedBy);
    }

    /** The settings that the topic is created with. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (compacted) {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retentionMs));
        }
        switch (timestamps) {
            case OF_ARRIVAL ->
                    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
            case OF_RECORDING -> {
                settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
                String endless = Long.toString(Long.MAX_VALUE);
                settings.put(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, endless);
                settings.put(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, endless);
            }
            case ANY -> {
                // The broker's default is good enough.
            }
        }
        return settings;
    }
}
