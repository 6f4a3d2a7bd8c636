package org.wearablecoach.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowRef;

/** One decision in words, from its row and the row of what came of it; nothing is computed anew. */
final class Explanation {

    private static final int WIDTH = 100;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE d MMMM uuuu 'at' HH:mm:ss", Locale.ENGLISH);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);

    private final Decision decision;
    private final ZoneId zone;
    private final StringBuilder out = new StringBuilder();

    private Explanation(Decision decision) {
        this.decision = decision;
        this.zone = zone(decision.zone());
    }

    /**
     * The words.
     *
     * @param reward what came of it, or null when it is not known
     * @param looked whether rewards were looked at, so that none means none yet
     */
    static String of(Decision decision, @Nullable Reward reward, boolean looked) {
        Explanation explanation = new Explanation(decision);
        explanation.when();
        explanation.seen();
        explanation.allowed();
        explanation.probabilities();
        explanation.draw();
        explanation.followed(reward, looked);
        explanation.versions();
        return wrapped(explanation.out.toString());
    }

    private void when() {
        say(
                "%s (%s), person %s, decision %d.",
                DAY.format(Instant.ofEpochMilli(decision.decisionTime()).atZone(zone)),
                decision.zone(),
                decision.userId(),
                decision.index());
        say(
                decision.trigger() == Trigger.WINDOW
                        ? "A reading that safety rules look at made this decision point."
                        : "It is a point of the person's decision grid.");
        if (decision.skippedTicks() > 0) {
            say(
                    "%d earlier points were passed over, because the person's time jumped.",
                    decision.skippedTicks());
        }
        long delay = decision.ingestTime() - decision.sensorTime();
        say(
                delay < 1000
                        ? "The record that made it had arrived at once."
                        : "The record that made it had arrived "
                                + duration(delay)
                                + " after it"
                                + " was measured.");
    }

    private void seen() {
        List<String> values = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (NamedValue value : decision.context()) {
            if (Double.isNaN(value.value())) {
                String name = ContextWords.name(value.name());
                if (!missing.contains(name)) {
                    missing.add(name);
                }
            } else {
                values.add(ContextWords.of(value.name(), value.value()));
            }
        }
        paragraph("Seen");
        say(values.isEmpty() ? "Nothing was known." : join(values) + ".");
        if (!missing.isEmpty()) {
            say("Missing: %s.", join(missing));
        }
        List<String> windows = new ArrayList<>();
        for (WindowRef window : decision.windows()) {
            windows.add(
                    String.format(
                            Locale.ROOT,
                            "%s %s to %s of device %s, quality %s%s",
                            window.sensor() == null ? words(window.signal()) : window.sensor(),
                            time(window.start()),
                            time(window.end()),
                            window.device(),
                            number(window.quality()),
                            window.model() == null ? "" : ", scored by " + window.model()));
        }
        if (!windows.isEmpty()) {
            say("From the windows: %s.", String.join("; ", windows));
        }
        say(
                "Messages of that day before: %d%s.",
                decision.messagesToday(),
                decision.lastMessageTime() == null
                        ? ""
                        : "; the last one "
                                + duration(decision.decisionTime() - decision.lastMessageTime())
                                + " earlier");
    }

    private void allowed() {
        paragraph("Allowed");
        Reason reason = decision.reason();
        if (!decision.available() && reason != null) {
            say("The person was not available (%s): %s.", reason.name(), why(reason));
        } else if (decision.available()) {
            say("The person was available.");
        }
        List<String> eligible = new ArrayList<>();
        List<String> not = new ArrayList<>();
        for (Candidate candidate : decision.candidates()) {
            Reason obstacle = candidate.reason();
            if (obstacle == null) {
                eligible.add(candidate.intervention());
            } else {
                not.add(
                        candidate.intervention()
                                + " ("
                                + obstacle.name()
                                + ": "
                                + why(obstacle)
                                + ")");
            }
        }
        if (!eligible.isEmpty()) {
            say("Eligible: %s.", join(eligible));
        }
        if (!not.isEmpty()) {
            say("Not eligible: %s.", join(not));
        }
    }

    private void probabilities() {
        paragraph("Probability");
        if (decision.type() == DecisionType.SAFETY) {
            say("A safety rule forced the message, so it was sent with probability 1.");
            say("Nothing is learned from it.");
            return;
        }
        if (!decision.available()) {
            say("0, because the person was not available; the policy was not asked.");
            return;
        }
        if (decision.type() == DecisionType.FALLBACK) {
            say("The policy failed, so the configured fallback probability was used.");
        } else if (decision.type() == DecisionType.WARM_UP) {
            say("In the warm-up a fixed probability is used.");
        }
        say(
                "%s of sending, given by policy %s, version %s, allocation %s.",
                percent(decision.probability()),
                decision.policy().name(),
                decision.policy().version(),
                decision.allocation());
        for (Advantage advantage : decision.advantages()) {
            say(
                    "It expected %s to change the reward by %s, with a standard deviation of %s.",
                    advantage.name().equals("send") ? "sending" : advantage.name(),
                    number(advantage.mean()),
                    number(Math.sqrt(advantage.variance())));
        }
        if (!Double.isNaN(decision.margin())) {
            say("To be worth it, it had to exceed %s.", number(decision.margin()));
        }
        List<String> shares = new ArrayList<>();
        for (Candidate candidate : decision.candidates()) {
            if (candidate.reason() == null && candidate.share() > 0) {
                shares.add(candidate.intervention() + " " + percent(candidate.share()));
            }
        }
        if (!shares.isEmpty()) {
            say("If sent: %s.", join(shares));
        }
    }

    private void draw() {
        paragraph("Draw");
        double draw = decision.draw();
        if (Double.isNaN(draw)) {
            say("Nothing was drawn.");
        } else if (draw >= decision.probability()) {
            say(
                    "The number %s, not below %s: nothing was sent.",
                    number(draw), number(decision.probability()));
        } else {
            say(
                    "The number %s, below %s: a message was sent.",
                    number(draw), number(decision.probability()));
        }
        if (decision.chosen() != null) {
            say(
                    "It was %s%s.",
                    decision.chosen(),
                    decision.template() == null ? "" : ", with the text " + decision.template());
        }
    }

    private void followed(@Nullable Reward reward, boolean looked) {
        paragraph("What followed");
        if (reward == null) {
            say(
                    looked
                            ? "The decision has no row among the rewards: it is still open."
                            : "Name the rewards with --rewards to see it.");
            return;
        }
        if (decision.chosen() != null) {
            List<String> reported = new ArrayList<>();
            report(reported, "delivered", reward.deliveredAt());
            report(reported, "opened", reward.openedAt());
            report(
                    reported,
                    reward.answer() == null ? "answered" : words(reward.answer()),
                    reward.answeredAt());
            say(
                    reported.isEmpty()
                            ? "The device reported nothing about the message."
                            : "The message was " + join(reported) + ".");
        }
        if (reward.outcome().isEmpty()) {
            say("No outcome is measured.");
        } else if (Double.isNaN(reward.outcomeValue())) {
            say(
                    "The outcome %s up to %s is missing%s; it is never guessed.",
                    reward.outcome(),
                    time(reward.outcomeTime()),
                    reward.closedBy() == ClosedBy.CENSORED
                            ? ", because the data did not come in time"
                            : "");
        } else {
            say(
                    "The outcome %s up to %s was %s.",
                    reward.outcome(), time(reward.outcomeTime()), number(reward.outcomeValue()));
        }
        if (!Double.isNaN(reward.reward())) {
            say("That is a reward of %s.", number(reward.reward()));
        }
        say(
                reward.learnable()
                        ? "The policy may learn from it."
                        : "The policy does not learn from it.");
    }

    private void versions() {
        List<String> models = new ArrayList<>();
        for (VersionRef model : decision.models()) {
            models.add(model.name() + " " + model.version());
        }
        paragraph("In force");
        say(
                "Policy %s %s%s, build %s, configuration %s.",
                decision.policy().name(),
                decision.policy().version(),
                models.isEmpty() ? "" : ", models " + join(models),
                decision.build(),
                shortened(decision.configHash()));
    }

    /** Why a person was not available, or an intervention not eligible. */
    static String why(Reason reason) {
        return switch (reason) {
            case UNKNOWN -> "a reason of a later version";
            case NOT_ENROLLED -> "not enrolled, or without consent";
            case LATE_SYNC -> "the data came too late to act on";
            case STALE -> "no signal is recent enough";
            case NOT_WORN -> "the device is not worn";
            case DRIVING -> "driving";
            case QUIET_HOURS -> "quiet hours, or outside of the block of the budget";
            case GAP -> "too soon after the previous message";
            case CAP -> "enough messages on this day";
            case NO_CANDIDATE -> "nothing suits the moment";
            case SAFETY -> "a safety rule forbids it";
            case NOT_SEDENTARY -> "not sitting for long enough";
            case NOT_AWAKE -> "no sign of being awake";
            case EXERCISING -> "in a workout";
            case SAFETY_ONLY -> "only a safety rule may choose it";
            case COOL_DOWN -> "too soon after the same message";
            case CONTEXT -> "its rule does not hold";
        };
    }

    private void report(List<String> reported, String what, @Nullable Long at) {
        if (at != null) {
            reported.add(what + " at " + time(at));
        }
    }

    private void paragraph(String title) {
        out.append('\n').append(title).append(':');
    }

    private void say(String format, Object... values) {
        if (out.length() > 0) {
            out.append(' ');
        }
        out.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    }

    private String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            // A zone of another time zone database: the row still is to be explained.
            return ZoneOffset.UTC;
        }
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String duration(long millis) {
        long seconds = millis / 1000;
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : size >= 1e-4 ? "%.4f" : "%.2e";
        return String.format(Locale.ROOT, format, value);
    }

    private static String percent(double share) {
        return number(share * 100) + "%";
    }

    private static String shortened(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }

    private static String join(List<String> parts) {
        int last = parts.size() - 1;
        return last < 1
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }

    private static String wrapped(String text) {
        StringBuilder wrapped = new StringBuilder();
        for (String paragraph : text.split("\n", -1)) {
            int column = 0;
            for (String word : paragraph.split(" ", -1)) {
                if (column > 0 && column + 1 + word.length() > WIDTH) {
                    wrapped.append('\n');
                    column = 0;
                }
                if (column > 0) {
                    wrapped.append(' ');
                    column++;
                }
                wrapped.append(word);
                column += word.length();
            }
            wrapped.append('\n');
        }
        return wrapped.toString().stripTrailing();
    }
}
