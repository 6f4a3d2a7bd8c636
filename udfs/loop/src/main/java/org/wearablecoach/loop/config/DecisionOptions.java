package org.wearablecoach.loop.config;

import java.io.Serializable;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** When a decision is made, and when a person is available. */
public record DecisionOptions(
        @Option(
                        "Name of this deployment; part of every decision id. Change it when the job starts again from empty state.")
                String deployment,
        @Option("Distance of decision points on the person clock.") Duration interval,
        @Option(
                        "Local times of day at which a decision is made instead of on the whole grid, separated by commas, such as 09:00, 12:30, 17:00; each on the grid. Empty: every point of it.")
                String times,
        @Option(
                        "First local day of the trial, such as 2026-03-01; before it nobody is enrolled. Empty: no such day.")
                String firstDay,
        @Option("Last local day of the trial; after it nobody is enrolled. Empty: no such day.")
                String lastDay,
        @Option(
                        "A decision point whose record arrived this long after it was measured is not acted on (LATE_SYNC).")
                Duration lateSync,
        @Option(
                        "A person without a signal younger than this is not available (STALE); worn is judged over the same time.")
                Duration freshness,
        @Option("Begin of the quiet hours, local time.") LocalTime quietFrom,
        @Option("End of the quiet hours, local time. Equal to the begin: no quiet hours.")
                LocalTime quietUntil,
        @Option("Shortest time between two messages.") Duration gap,
        @Option("Most messages of one local day.") int cap,
        @Option("Probability of sending when the policy fails; the row is logged as FALLBACK.")
                double fallbackProbability)
        implements Serializable {

    /** Checks the ranges. */
    public DecisionOptions {
        Rules.check(
                !deployment.isBlank(), "decision.deployment", deployment, "name the deployment");
        Rules.atLeast(interval, Duration.ofMinutes(1), "decision.interval");
        Rules.check(
                interval.compareTo(Duration.ofDays(1)) <= 0,
                "decision.interval",
                interval,
                "set it to P1D or less");
        for (LocalTime time : parseTimes(times)) {
            Rules.check(
                    time.toSecondOfDay() % Math.max(60, interval.toSeconds()) == 0,
                    "decision.times",
                    time,
                    "it lies on the grid of decision.interval "
                            + interval
                            + ", counted from 00:00");
        }
        Rules.check(
                dayOf(firstDay, "decision.firstDay", Long.MIN_VALUE)
                        <= dayOf(lastDay, "decision.lastDay", Long.MAX_VALUE),
                "decision.lastDay",
                lastDay,
                "it is not before decision.firstDay " + firstDay);
        Rules.atLeast(lateSync, Duration.ofSeconds(10), "decision.lateSync");
        Rules.atLeast(freshness, Duration.ofMinutes(1), "decision.freshness");
        Rules.atLeast(gap, Duration.ZERO, "decision.gap");
        Rules.check(cap >= 0 && cap <= 1000, "decision.cap", cap, "set it between 0 and 1000");
        Rules.probability(fallbackProbability, "decision.fallbackProbability");
    }

    private static List<LocalTime> parseTimes(String times) {
        List<LocalTime> parsed = new ArrayList<>();
        if (times.isBlank()) {
            return parsed;
        }
        for (String part : times.split(",", -1)) {
            try {
                parsed.add(LocalTime.parse(part.trim()));
            } catch (DateTimeParseException e) {
                Rules.check(
                        false,
                        "decision.times",
                        times,
                        "write local times separated by commas, such as 09:00, 12:30, 17:00");
            }
        }
        parsed.sort(null);
        for (int i = 1; i < parsed.size(); i++) {
            Rules.check(
                    !parsed.get(i).equals(parsed.get(i - 1)),
                    "decision.times",
                    times,
                    "name " + parsed.get(i) + " once");
        }
        return parsed;
    }

    private static long dayOf(String day, String option, long otherwise) {
        if (day.isBlank()) {
            return otherwise;
        }
        try {
            return LocalDate.parse(day).toEpochDay();
        } catch (DateTimeParseException e) {
            Rules.check(false, option, day, "write a day, such as 2026-03-01, or leave it empty");
            return otherwise;
        }
    }

    /** Decision times in seconds of the local day, ascending; empty when the grid decides. */
    public int[] secondsOfDay() {
        return parseTimes(times).stream().mapToInt(LocalTime::toSecondOfDay).toArray();
    }

    /** First day of the trial, days since 1970-01-01; {@code Long.MIN_VALUE} without one. */
    public long firstEpochDay() {
        return dayOf(firstDay, "decision.firstDay", Long.MIN_VALUE);
    }

    /** Last day of the trial, days since 1970-01-01; {@code Long.MAX_VALUE} without one. */
    public long lastEpochDay() {
        return dayOf(lastDay, "decision.lastDay", Long.MAX_VALUE);
    }

    /** About how many hours lie between two decision points of a day. */
    public double hoursApart() {
        int times = secondsOfDay().length;
        return times == 0 ? interval.toSeconds() / 3600.0 : AWAKE_HOURS / times;
    }

    /** A day's decision times are spread over about so long. */
    private static final double AWAKE_HOURS = 14;

    static DecisionOptions defaults() {
        return new DecisionOptions(
                "default",
                Duration.ofMinutes(5),
                "",
                "",
                "",
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                LocalTime.of(22, 0),
                LocalTime.of(7, 0),
                Duration.ofMinutes(60),
                5,
                0.1);
    }
}
