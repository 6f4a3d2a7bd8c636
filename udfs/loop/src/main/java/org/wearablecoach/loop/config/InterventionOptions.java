package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One thing that can be recommended. */
public record InterventionOptions(
        @Option("Stable id; lower case.") String id,
        @Option("Only a safety rule may choose it.") boolean safetyOnly,
        @Option(
                        "When it may be chosen: conditions over what is known of the person, such as `awake and not exercising and sedentary(40)`; docs/policy.md lists the words. Empty: always.")
                String eligible,
        @Option(
                        "Whether it asks for exertion: safety rules about glucose and heart rate forbid it then.")
                boolean exertion,
        @Option("Its proximal outcome: steps, arousal, zone or still.") OutcomeKind outcome,
        @Option("Length of the window of its proximal outcome.") Duration outcomeWindow,
        @Option("What sending it costs in units of the reward, beyond the burden of the graph.")
                double cost,
        @Option("Most messages of it in one local day; 0 for no limit of its own.") int cap,
        @Option("Shortest time between two messages of it; PT0S for none of its own.")
                Duration coolDown,
        @Option(
                        "Until when it may be sent in the quiet hours: a local time such as 23:00, `bedtime` for the usual one, or empty for never.")
                String quietUntil,
        @Option("Not to be shown after this long.") Duration expiresAfter,
        @Option(
                        "The message by BCP 47 language; `en` must be there. Wellness wording. {minutesSinceMove|a few} is a number that is known, or else the text behind the bar.")
                Map<String, String> text)
        implements Serializable {

    /** Stands for the usual bedtime. */
    public static final String BEDTIME = "bedtime";

    /** What the glucose rule sends. */
    public static final String CHECK_GLUCOSE = "check-glucose";

    /** What the heart rate rule sends. */
    public static final String CHECK_HEART_RATE = "check-heart-rate";

    /** Checks the ranges. */
    public InterventionOptions {
        String path = "interventions." + id;
        Rules.check(
                id.matches("[a-z][a-z0-9-]{0,31}"),
                "interventions.id",
                id,
                "use lower-case letters, digits and hyphens, at most 32");
        try {
            Eligibility.parse(eligible);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(
                    path + ".eligible: " + message + (message.endsWith("?") ? "" : "."), e);
        }
        Rules.check(
                outcomeWindow.compareTo(Duration.ofMinutes(1)) >= 0
                        && outcomeWindow.compareTo(Duration.ofMinutes(60)) <= 0
                        && outcomeWindow.toSeconds() % 60 == 0,
                path + ".outcomeWindow",
                outcomeWindow,
                "whole minutes between PT1M and PT60M");
        Rules.check(
                outcome != OutcomeKind.STILL
                        || outcomeWindow.compareTo(Duration.ofMinutes(10)) >= 0,
                path + ".outcomeWindow",
                outcomeWindow,
                "whether a person settles takes PT10M or more");
        Rules.check(cost >= 0 && cost <= 100, path + ".cost", cost, "set it between 0 and 100");
        Rules.check(cap >= 0 && cap <= 1000, path + ".cap", cap, "set it between 0 and 1000");
        Rules.check(
                !coolDown.isNegative() && coolDown.compareTo(Duration.ofDays(30)) <= 0,
                path + ".coolDown",
                coolDown,
                "set it between PT0S and P30D");
        if (!quietUntil.isEmpty() && !quietUntil.equals(BEDTIME)) {
            try {
                LocalTime.parse(quietUntil);
            } catch (DateTimeParseException e) {
                Rules.check(
                        false,
                        path + ".quietUntil",
                        quietUntil,
                        "write a local time such as 23:00, bedtime, or leave it empty");
            }
        }
        Rules.atLeast(expiresAfter, Duration.ofMinutes(1), path + ".expiresAfter");
        Rules.check(text.containsKey("en"), path + ".text", text.keySet(), "add the language en");
        text = new TreeMap<>(text);
        text.forEach((language, message) -> MessageText.parse(path + ".text." + language, message));
    }

    /** The language of the message: the given one, else that without its region, else English. */
    public String language(String wanted) {
        if (text.containsKey(wanted)) {
            return wanted;
        }
        int hyphen = wanted.indexOf('-');
        String general = hyphen > 0 ? wanted.substring(0, hyphen) : wanted;
        return text.containsKey(general) ? general : "en";
    }

    /** The message in a language, see {@link #language}, with its parameters still in it. */
    public String message(String wanted) {
        return text.getOrDefault(language(wanted), "");
    }

    private static InterventionOptions usual(
            String id,
            String eligible,
            boolean exertion,
            OutcomeKind outcome,
            int minutes,
            int cap,
            String quietUntil,
            String en,
            String de) {
        return new InterventionOptions(
                id,
                false,
                eligible,
                exertion,
                outcome,
                Duration.ofMinutes(minutes),
                0,
                cap,
                Duration.ZERO,
                quietUntil,
                Duration.ofMinutes(15),
                Map.of("en", en, "de", de));
    }

    private static InterventionOptions safety(String id, String en, String de) {
        return new InterventionOptions(
                id,
                true,
                "",
                false,
                OutcomeKind.STEPS,
                Duration.ofMinutes(30),
                0,
                0,
                Duration.ZERO,
                "",
                Duration.ofMinutes(15),
                Map.of("en", en, "de", de));
    }

    static List<InterventionOptions> defaults() {
        return List.of(
                usual(
                        "move",
                        "awake and not exercising and sedentary(40)",
                        true,
                        OutcomeKind.STEPS,
                        30,
                        0,
                        "",
                        "You have been sitting for a while. A few minutes on your feet?",
                        "Du sitzt schon eine Weile. Ein paar Minuten auf die Beine?"),
                usual(
                        "breathe",
                        "aroused(2, 10) and still and not exercising",
                        false,
                        OutcomeKind.AROUSAL,
                        20,
                        0,
                        "",
                        "Your body seems tense. A minute of slow breathing?",
                        "Dein Körper wirkt angespannt. Eine Minute ruhig atmen?"),
                usual(
                        "ease-off",
                        "exercising and aboveZone",
                        false,
                        OutcomeKind.ZONE,
                        5,
                        0,
                        "",
                        "You are above your zone. A little slower?",
                        "Du bist über deinem Bereich. Etwas langsamer?"),
                usual(
                        "push",
                        "exercising and belowZone",
                        true,
                        OutcomeKind.ZONE,
                        5,
                        0,
                        "",
                        "There is room up to your zone. A little faster?",
                        "Bis zu deinem Bereich ist noch Luft. Etwas schneller?"),
                usual(
                        "wind-down",
                        "minutesToBedtime >= 0 and minutesToBedtime <= 60 and not exercising",
                        false,
                        OutcomeKind.STILL,
                        30,
                        1,
                        BEDTIME,
                        "Your usual bedtime is near. Time to wind down?",
                        "Deine übliche Schlafenszeit ist nah. Zeit, zur Ruhe zu kommen?"),
                safety(
                        CHECK_GLUCOSE,
                        "Your glucose is low or may be soon. Please check how you are doing.",
                        "Dein Glukosewert ist niedrig oder könnte es bald sein. Bitte schau, wie es dir"
                                + " geht."),
                safety(
                        CHECK_HEART_RATE,
                        "Your heart rate is near your personal limit. Perhaps a short rest?",
                        "Dein Puls ist nah an deiner Grenze. Vielleicht eine kurze Pause?"));
    }
}
