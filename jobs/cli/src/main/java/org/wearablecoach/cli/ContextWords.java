package org.wearablecoach.cli;

import java.util.Locale;
import org.wearablecoach.signals.Activity;

/**
 * The observed values of a decision in words; one that this version does not know keeps its name.
 */
final class ContextWords {

    private ContextWords() {}

    /** A value that was known. */
    static String of(String name, double value) {
        return switch (name) {
            case "steps30" -> count(value, "step") + " in the last 30 minutes";
            case "minutesSinceMove" -> count(value, "minute") + " since the last move";
            case "observedMinutes40" -> whole(value) + " of the last 40 minutes observed";
            case "exercising" -> value > 0 ? "exercising" : "not exercising";
            case "heartRateBpm" -> "a heart rate of " + whole(value) + " bpm";
            case "activity" -> "activity \"" + Activity.of((int) value).label() + "\"";
            case "stepsZ" -> unusual(value, "more steps", "fewer steps");
            case "activityZ" -> unusual(value, "more active", "less active");
            case "arousalZ" -> unusual(value, "more aroused", "calmer");
            case "glucoseMgDl" -> "a glucose reading of " + whole(value) + " mg/dL";
            case "glucoseForecastMgDl" ->
                    "a glucose of " + whole(value) + " mg/dL expected in 30 minutes";
            case "glucoseTrend" -> "glucose moving by " + number(value) + " mg/dL a minute";
            case "glucoseTrendZ" ->
                    unusual(value, "a glucose that rises more", "a glucose that falls more");
            case "glucoseForecastZ" ->
                    unusual(value, "a glucose expected to rise", "a glucose expected to fall");
            case "glucoseLowRisk" ->
                    "a low glucose within 30 minutes with a probability of "
                            + whole(100 * value)
                            + "%";
            case "glucoseLowLimit" ->
                    "a low expected of this person from " + whole(100 * value) + "% on";
            case "glucoseZ" -> unusual(value, "a higher glucose", "a lower glucose");
            case "acceptedShare" ->
                    whole(100 * value) + "% of the answered messages of a week accepted";
            case "localMinute" ->
                    String.format(
                            Locale.ROOT,
                            "%02d:%02d local time",
                            (int) value / 60,
                            (int) value % 60);
            case "minutesToBedtime" ->
                    count(Math.abs(value), "minute")
                            + (value >= 0 ? " to" : " past")
                            + " the usual bedtime";
            default -> name + " " + number(value);
        };
    }

    /** The name of a value that was missing. */
    static String name(String name) {
        return switch (name) {
            case "steps30" -> "steps of the last 30 minutes";
            case "minutesSinceMove" -> "the last move";
            case "heartRateBpm" -> "heart rate";
            case "activity" -> "activity";
            case "stepsZ" -> "how many steps that is for the person";
            case "activityZ" -> "how active that is for the person";
            case "glucoseTrend" -> "the trend of glucose";
            case "glucoseTrendZ" -> "how usual that trend of glucose is";
            case "glucoseForecastZ" -> "how unusual the forecast of glucose is";
            case "arousalZ" -> "arousal";
            case "glucoseMgDl" -> "glucose";
            case "glucoseForecastMgDl", "glucoseLowRisk", "glucoseLowLimit" ->
                    "what glucose will be";
            case "glucoseZ" -> "how usual that glucose is";
            case "acceptedShare" -> "answers to messages";
            default -> name;
        };
    }

    private static String unusual(double z, String above, String below) {
        double size = Math.abs(z);
        if (size < 0.5) {
            return (z < 0 ? below : above) + " than usual by next to nothing";
        }
        return (z < 0 ? below : above) + " than usual by " + number(size) + " standard deviations";
    }

    private static String count(double value, String unit) {
        return whole(value) + " " + unit + (Math.round(value) == 1 ? "" : "s");
    }

    private static String whole(double value) {
        return Long.toString(Math.round(value));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
