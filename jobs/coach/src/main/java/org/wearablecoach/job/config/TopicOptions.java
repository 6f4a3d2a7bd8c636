package org.wearablecoach.job.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.loop.config.Option;

/** What the topics are called, and how missing ones are created. */
public record TopicOptions(
        @Option("Put before the name of every topic, for instance `pilot-`.") String prefix,
        @Option(
                        "Whether every scored window is written to the topic window-scores. Off: it"
                                + " is the largest output, and no decision needs it.")
                boolean windowScores,
        @Option(
                        "Partitions of a topic that is created; the most subtasks that can read it."
                                + " Changing it later moves persons to other partitions.")
                int partitions,
        @Option("Copies of a topic that is created; -1 takes the broker's default.")
                int replication,
        @Option(
                        "Topics of RADAR-base to read beside telemetry, separated by commas, such as"
                                + " `android_empatica_e4_inter_beat_interval`; docs/connectors.md"
                                + " lists them. Needs kafka.registry.url, the registry of"
                                + " RADAR-base.")
                String radar)
        implements Serializable {

    /** Checks the ranges. */
    public TopicOptions {
        Options.check(
                prefix.matches("[A-Za-z0-9._-]{0,100}"),
                "topics.prefix",
                prefix,
                "use letters, digits, dots, underscores and hyphens, at most 100");
        Options.check(
                partitions >= 1 && partitions <= 10_000,
                "topics.partitions",
                partitions,
                "set it between 1 and 10000");
        Options.check(
                replication == -1 || (replication >= 1 && replication <= 16),
                "topics.replication",
                replication,
                "set it to -1, or between 1 and 16");
        try {
            topics(radar);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("topics.radar: " + e.getMessage() + ".", e);
        }
    }

    private static List<RadarTopic> topics(String radar) {
        List<RadarTopic> topics = new ArrayList<>();
        if (!radar.isBlank()) {
            for (String topic : radar.strip().split("\\s*,\\s*", -1)) {
                topics.add(RadarTopic.of(topic));
            }
        }
        return topics;
    }

    /** The topics of RADAR-base that are read; empty for none. */
    public List<RadarTopic> radarTopics() {
        return topics(radar);
    }

    static TopicOptions defaults() {
        return new TopicOptions("", false, 8, -1, "");
    }
}
