package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One thing that can be recommended. */
public record InterventionOptions(
        @Option("Stable id; lower case.") String id,
        @Option("Only a safety rule may choose it.") boolean safetyOnly,
        @Option(
                        "Eligible when the person has been sedentary for this long (under 150 steps in 40 min, scaled); PT0S: always.")
                Duration sedentary,
        @Option("Length of the window of its proximal outcome.") Duration outcomeWindow,
        @Option("Not to be shown after this long.") Duration expiresAfter,
        @Option("The message by BCP 47 language; `en` must be there. Wellness wording.")
                Map<String, String> text)
        implements Serializable {

    /** Checks the ranges. */
    public InterventionOptions {
        String path = "interventions." + id;
        Rules.check(
                id.matches("[a-z][a-z0-9-]{0,31}"),
                "interventions.id",
                id,
                "use lower-case letters, digits and hyphens, at most 32");
        Rules.check(!sedentary.isNegative(), path + ".sedentary", sedentary, "it is PT0S or more");
        Rules.check(
                sedentary.compareTo(Duration.ofMinutes(60)) <= 0,
                path + ".sedentary",
                sedentary,
                "it is at most PT60M, the length of the kept history");
        Rules.check(
                outcomeWindow.compareTo(Duration.ofMinutes(1)) >= 0
                        && outcomeWindow.compareTo(Duration.ofMinutes(60)) <= 0
                        && outcomeWindow.toSeconds() % 60 == 0,
                path + ".outcomeWindow",
                outcomeWindow,
                "whole minutes between PT1M and PT60M");
        Rules.atLeast(expiresAfter, Duration.ofMinutes(1), path + ".expiresAfter");
        Rules.check(text.containsKey("en"), path + ".text", text.keySet(), "add the language en");
        text = new TreeMap<>(text);
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

    /** The message in a language, see {@link #language}. */
    public String message(String wanted) {
        return text.getOrDefault(language(wanted), "");
    }

    static List<InterventionOptions> defaults() {
        return List.of(
                new InterventionOptions(
                        "move",
                        false,
                        Duration.ofMinutes(40),
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(15),
                        Map.of(
                                "en",
                                        "You have been sitting for a while. A few minutes on your feet?",
                                "de",
                                        "Du sitzt schon eine Weile. Ein paar Minuten auf die Beine?")),
                new InterventionOptions(
                        "check-glucose",
                        true,
                        Duration.ZERO,
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(15),
                        Map.of(
                                "en",
                                        "Your glucose reading is on the low side. Please check how you are doing.",
                                "de",
                                        "Dein Glukosewert ist eher niedrig. Bitte schau, wie es dir geht.")));
    }
}
