package org.wearablecoach.job.config;

import java.io.Serializable;
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
                int replication)
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
    }

    static TopicOptions defaults() {
        return new TopicOptions("", false, 8, -1);
    }
}
