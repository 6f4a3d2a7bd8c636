package org.wearablecoach.kafka.sink;

import org.wearablecoach.kafka.Topics;

/** What is written, each to a topic of its own. */
public enum Result {
    /** Every decision point. */
    DECISIONS,
    /** What to show now. */
    RECOMMENDATIONS,
    /** What came of the decisions. */
    REWARDS,
    /** Closed windows with their scores. */
    WINDOW_SCORES,
    /** What subtasks say of control records. */
    CONTROL_STATUS,
    /** What could not be used. */
    DEAD_LETTERS,
    /** Telemetry, for jobs that make it of something else. */
    TELEMETRY;

    /** The topic that it is written to. */
    public String topic(Topics topics) {
        return switch (this) {
            case DECISIONS -> topics.decisions();
            case RECOMMENDATIONS -> topics.recommendations();
            case REWARDS -> topics.rewards();
            case WINDOW_SCORES -> topics.windowScores();
            case CONTROL_STATUS -> topics.controlStatus();
            case DEAD_LETTERS -> topics.deadLetters();
            case TELEMETRY -> topics.telemetry();
        };
    }
}
