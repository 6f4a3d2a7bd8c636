package org.wearablecoach.kafka;

import java.util.List;

/**
 * The names of the topics, all with the same prefix.
 *
 * @param prefix before each name; may be empty
 */
public record Topics(String prefix) {

    private static final int NAME_LIMIT = 249;

    /**
     * Checks the prefix.
     *
     * @throws IllegalArgumentException when no topic can have a name that begins so
     */
    public Topics {
        if (prefix.length() > NAME_LIMIT - 30) {
            throw new IllegalArgumentException(
                    "topics.prefix has " + prefix.length() + " characters; 219 are allowed.");
        }
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '.'
                            || c == '_'
                            || c == '-';
            if (!allowed) {
                throw new IllegalArgumentException(
                        "topics.prefix \""
                                + prefix
                                + "\" has a character that no topic may have; use a-z, A-Z, 0-9,"
                                + " '.', '_' and '-'.");
            }
        }
    }

    /** The names with a prefix; the empty one leaves them as they are. */
    public static Topics withPrefix(String prefix) {
        return new Topics(prefix);
    }

    /** What devices report. */
    public String telemetry() {
        return prefix + "telemetry";
    }

    /** What could not be used. */
    public String deadLetters() {
        return prefix + "dead-letters";
    }

    /** Closed windows with their scores. */
    public String windowScores() {
        return prefix + "window-scores";
    }

    /** Every decision point. */
    public String decisions() {
        return prefix + "decisions";
    }

    /** What to show now. */
    public String recommendations() {
        return prefix + "recommendations";
    }

    /** What came of the decisions. */
    public String rewards() {
        return prefix + "rewards";
    }

    /** Which subtask uses which model and policy. */
    public String controlStatus() {
        return prefix + "control-status";
    }

    /** Model updates; compacted. */
    public String models() {
        return prefix + "models";
    }

    /** Policy updates; compacted. */
    public String policies() {
        return prefix + "policies";
    }

    /**
     * How the topics are set up for live telemetry: Kafka stamps telemetry when it arrives, and
     * what is kept outlasts a week's outage. Decisions and rewards, the audit log, are created with
     * 400 days, as long as the coach itself remembers a person.
     *
     * @param partitions of telemetry and of each result; 0 leaves it to the broker and accepts any
     * @param replicas of each topic; 0 leaves it to the broker
     */
    public List<TopicSpec> live(int partitions, int replicas) {
        return live(partitions, replicas, 0);
    }

    /**
     * How the topics are set up for live telemetry, as {@link #live(int, int)}, where dead letters
     * hold so many bytes of a record.
     *
     * @param partitions of telemetry and of each result; 0 leaves it to the broker and accepts any
     * @param replicas of each topic; 0 leaves it to the broker
     * @param rawLimit bytes of an unreadable record in its dead letter, as sources have it
     */
    public List<TopicSpec> live(int partitions, int replicas, int rawLimit) {
        return List.of(
                TopicSpec.live(telemetry(), partitions, replicas)
                        .withTimestamps(TopicSpec.Timestamps.OF_ARRIVAL),
                TopicSpec.live(deadLetters(), partitions, replicas).holding(rawLimit),
                TopicSpec.live(windowScores(), partitions, replicas),
                TopicSpec.live(decisions(), partitions, replicas)
                        .withRetention(TopicSpec.AUDIT_RETENTION_MS),
                TopicSpec.live(recommendations(), partitions, replicas),
                TopicSpec.live(rewards(), partitions, replicas)
                        .withRetention(TopicSpec.AUDIT_RETENTION_MS),
                TopicSpec.live(controlStatus(), 1, replicas),
                TopicSpec.control(models(), replicas),
                TopicSpec.control(policies(), replicas));
    }

    /**
     * How the topics are set up for recordings and simulations: records keep the time of the
     * recording, none is too old to be kept or too far in the future.
     *
     * @param partitions of telemetry and of each result
     */
    public List<TopicSpec> recorded(int partitions) {
        return List.of(
                TopicSpec.recorded(telemetry(), partitions),
                TopicSpec.recorded(deadLetters(), partitions),
                TopicSpec.recorded(windowScores(), partitions),
                TopicSpec.recorded(decisions(), partitions),
                TopicSpec.recorded(recommendations(), partitions),
                TopicSpec.recorded(rewards(), partitions),
                TopicSpec.recorded(controlStatus(), 1),
                TopicSpec.control(models(), 1),
                TopicSpec.control(policies(), 1));
    }
}
