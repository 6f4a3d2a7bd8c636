package org.wearablecoach.loop.config;

import org.wearablecoach.event.Reason;

/**
 * A word that rules and message texts may use for what is known of a person at a decision. The
 * table in docs/policy.md is made of these.
 */
public enum ContextWord {
    /** Heart rate above 0 or an on-wrist status in the last 10 minutes. */
    WORN("worn", Kind.TRUTH, 0, Reason.NOT_WORN, "worn in the last 10 minutes"),

    /** A move in the last two hours, outside the quiet hours. */
    AWAKE(
            "awake",
            Kind.TRUTH,
            0,
            Reason.NOT_AWAKE,
            "a move in the last 2 hours, outside the quiet hours"),

    /** Running or vigorous in 5 of the last 10 minutes. */
    EXERCISING(
            "exercising",
            Kind.TRUTH,
            0,
            Reason.EXERCISING,
            "running or vigorous in 5 of the last 10 minutes"),

    /** Without a move in the last 5 minutes. */
    STILL("still", Kind.TRUTH, 0, Reason.CONTEXT, "no move in the last 5 minutes"),

    /** Little walked for so many minutes. */
    SEDENTARY(
            "sedentary",
            Kind.TRUTH,
            1,
            Reason.NOT_SEDENTARY,
            "sedentary(m): under 150 steps in 40 minutes, scaled to the last m minutes, 1 to 60"),

    /** Arousal at or above a z-score for so many minutes. */
    AROUSED(
            "aroused",
            Kind.TRUTH,
            2,
            Reason.CONTEXT,
            "aroused(z, m): arousal at least z in each known one of the last m minutes, 1 to 60, of"
                    + " which half are known"),

    /** Heart rate under the personal zone. */
    BELOW_ZONE("belowZone", Kind.TRUTH, 0, Reason.CONTEXT, "heart rate under the personal zone"),

    /** Heart rate in the personal zone. */
    IN_ZONE("inZone", Kind.TRUTH, 0, Reason.CONTEXT, "heart rate in the personal zone"),

    /** Heart rate over the personal zone. */
    ABOVE_ZONE("aboveZone", Kind.TRUTH, 0, Reason.CONTEXT, "heart rate over the personal zone"),

    /** Saturday or Sunday of the person's calendar. */
    WEEKEND("weekend", Kind.TRUTH, 0, Reason.CONTEXT, "Saturday or Sunday, local"),

    /** Steps of the last 30 minutes. */
    STEPS("steps", Kind.NUMBER, 0, Reason.CONTEXT, "steps in the last 30 minutes"),

    /** Minutes since the last move. */
    MINUTES_SINCE_MOVE(
            "minutesSinceMove", Kind.NUMBER, 0, Reason.CONTEXT, "minutes since the last move"),

    /** Newest heart rate. */
    HEART_RATE("heartRate", Kind.NUMBER, 0, Reason.CONTEXT, "newest heart rate, bpm"),

    /** Arousal as a personal z-score. */
    AROUSAL("arousal", Kind.NUMBER, 0, Reason.CONTEXT, "arousal, personal z-score"),

    /** Newest glucose. */
    GLUCOSE("glucose", Kind.NUMBER, 0, Reason.CONTEXT, "newest glucose, mg/dL"),

    /** Minutes until the usual bedtime. */
    MINUTES_TO_BEDTIME(
            "minutesToBedtime",
            Kind.NUMBER,
            0,
            Reason.CONTEXT,
            "minutes until the usual bedtime, below 0 for 12 hours after it"),

    /** Local hour. */
    HOUR("hour", Kind.NUMBER, 0, Reason.CONTEXT, "local hour, 0 to 23.98"),

    /** Dosage. */
    DOSAGE("dosage", Kind.NUMBER, 0, Reason.CONTEXT, "decayed number of messages"),

    /** Messages of the local day. */
    MESSAGES_TODAY(
            "messagesToday", Kind.NUMBER, 0, Reason.CONTEXT, "messages of the local day so far");

    /** What a word stands for. */
    public enum Kind {
        /** True, false or not known. */
        TRUTH,
        /** A number or not known. */
        NUMBER
    }

    private final String word;
    private final Kind kind;
    private final int arguments;
    private final Reason reason;
    private final String meaning;

    ContextWord(String word, Kind kind, int arguments, Reason reason, String meaning) {
        this.word = word;
        this.kind = kind;
        this.arguments = arguments;
        this.reason = reason;
        this.meaning = meaning;
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    /** What it stands for. */
    public Kind kind() {
        return kind;
    }

    /** Numbers that stand behind it in parentheses. */
    public int arguments() {
        return arguments;
    }

    /** Why an intervention is not eligible when a condition with this word does not hold. */
    public Reason reason() {
        return reason;
    }

    /** What it means, for documentation. */
    public String meaning() {
        return meaning;
    }
}
