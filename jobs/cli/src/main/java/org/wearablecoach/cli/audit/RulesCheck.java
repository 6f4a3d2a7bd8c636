package org.wearablecoach.cli.audit;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.config.ContextWord;
import org.wearablecoach.loop.config.DecisionTimes;
import org.wearablecoach.loop.config.Eligibility;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.policy.Availability;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.Budget;
import org.wearablecoach.policy.DecisionAudit;
import org.wearablecoach.policy.FixedProbability;
import org.wearablecoach.policy.LocalClock;
import org.wearablecoach.policy.MessageCount;
import org.wearablecoach.policy.QuietHours;
import org.wearablecoach.policy.QuietTime;

/**
 * Compares rows with the rules of their configuration: trial days, late data, quiet hours, gap,
 * caps, cool-downs, safety, bounds, texts, and what a reward cost. What was sent before comes from
 * the person's earlier rows, whatever the configuration.
 */
public final class RulesCheck implements Audit.Check {

    /** Reasons before the draw that a row itself shows, in the documented order. */
    private static final Set<Reason> SHOWN =
            EnumSet.of(
                    Reason.LATE_SYNC,
                    Reason.QUIET_HOURS,
                    Reason.GAP,
                    Reason.CAP,
                    Reason.NO_CANDIDATE);

    /** Words of eligibility rules whose values a row holds. */
    private static final Set<ContextWord> KNOWN =
            EnumSet.of(
                    ContextWord.AWAKE,
                    ContextWord.EXERCISING,
                    ContextWord.WEEKEND,
                    ContextWord.STEPS,
                    ContextWord.MINUTES_SINCE_MOVE,
                    ContextWord.HEART_RATE,
                    ContextWord.AROUSAL,
                    ContextWord.GLUCOSE,
                    ContextWord.MINUTES_TO_BEDTIME,
                    ContextWord.HOUR,
                    ContextWord.DOSAGE,
                    ContextWord.MESSAGES_TODAY);

    private static final double AWAKE_MINUTES = 120;

    private final LoopConfig config;
    private final String configHash;
    private final Availability availability;
    private final QuietTime withoutBlock;
    private final QuietTime withBlock;
    private final Map<String, InterventionOptions> interventions = new HashMap<>();
    private final Map<String, Eligibility> rules = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, SentBefore> persons = new HashMap<>();
    private final DecisionTimes times;
    private final long firstDay;
    private final long lastDay;
    private long checked;
    private long other;
    private long behindGaps;

    /**
     * A check.
     *
     * @param config as it is given
     * @param configHash of it; rows that hold another are compared with their earlier rows only
     */
    public RulesCheck(LoopConfig config, String configHash) {
        this.config = config;
        this.configHash = configHash;
        var decision = config.decision();
        availability =
                new Availability(
                        decision.lateSync().toMillis(),
                        decision.freshness().toMillis(),
                        new QuietHours(decision.quietFrom(), decision.quietUntil()),
                        decision.gap().toMillis(),
                        decision.cap());
        withoutBlock = new QuietTime(availability.quietHours(), null);
        withBlock =
                new QuietTime(
                        availability.quietHours(),
                        new Budget(
                                1,
                                config.policy().budgetFrom(),
                                config.policy().budgetUntil(),
                                config.policy().lowerBound(),
                                config.policy().upperBound(),
                                0));
        times = new DecisionTimes(decision);
        firstDay = decision.firstEpochDay();
        lastDay = decision.lastEpochDay();
        for (InterventionOptions intervention : config.interventions()) {
            names.add(intervention.id());
            interventions.put(intervention.id(), intervention);
            rules.put(intervention.id(), Eligibility.parse(intervention.eligible()));
        }
    }

    @Override
    public List<String> differences(Decision row) {
        List<String> found = new ArrayList<>();
        SentBefore before = persons.computeIfAbsent(row.userId(), id -> new SentBefore());
        if (before.follows(row)) {
            String difference = before.difference(row);
            if (difference != null) {
                found.add(difference);
            }
        } else {
            behindGaps++;
        }
        if (row.configHash().equals(configHash)) {
            checked++;
            if (row.type() == DecisionType.SAFETY) {
                forced(row, before, found);
            } else {
                available(row, found);
                candidates(row, before, found);
                policy(row, found);
            }
            template(row, found);
        } else {
            other++;
        }
        before.add(row);
        return found;
    }

    private static void expect(List<String> found, boolean holds, String difference) {
        if (!holds && !found.contains(difference)) {
            found.add(difference);
        }
    }

    private boolean inTrial(ZoneId zone, long time) {
        long day = LocalClock.day(zone, time);
        return day >= firstDay && day <= lastDay;
    }

    /** The first failing reason of those that the row shows must be the one that it names. */
    private void available(Decision row, List<String> found) {
        ZoneId zone = SentBefore.zone(row);
        long time = row.decisionTime();
        expect(
                found,
                row.deployment().equals(config.decision().deployment()),
                "deployment: not that of the configuration");
        expect(
                found,
                Math.floorMod(time, config.decision().interval().toMillis()) == 0,
                "decisionTime: not on the grid of decision.interval");
        // The tick before is in no row where it was no decision point; how many were skipped is.
        long step = (row.skippedTicks() + 1) * config.decision().interval().toMillis();
        expect(
                found,
                times.isDue(LocalClock.time(zone, time).toSecondOfDay(), step),
                "decisionTime: none of decision.times");
        if (!inTrial(zone, time)) {
            expect(
                    found,
                    row.reason() == Reason.NOT_ENROLLED,
                    "reason: outside of the days of the trial nobody is enrolled");
            return;
        }
        int eligible = 0;
        for (Candidate candidate : row.candidates()) {
            eligible += candidate.reason() == null ? 1 : 0;
        }
        Reason first = first(row, zone, eligible, quiet(row));
        boolean fits = fits(row, first);
        fits |= fits(row, first(row, zone, eligible, perhapsQuiet(row)));
        expect(
                found,
                fits,
                "reason: not the first that fails by decision."
                        + (first == null ? option(row.reason()) : option(first)));
    }

    /** The first of the reasons that a row shows, of those that fail. */
    private @Nullable Reason first(Decision row, ZoneId zone, int eligible, QuietTime quiet) {
        long time = row.decisionTime();
        LocalTime local = LocalClock.time(zone, time);
        Long last = row.lastMessageTime();
        return availability.firstFailing(
                new Availability.Context(
                        true,
                        true,
                        time,
                        row.sensorTime(),
                        row.ingestTime(),
                        time,
                        true,
                        false,
                        zone,
                        quiet.outsideBlock(local),
                        eligible > 0 && quiet.contains(local),
                        new MessageCount(
                                last == null ? MessageCount.NEVER : last,
                                LocalClock.day(zone, time),
                                row.messagesToday()),
                        eligible));
    }

    private static boolean fits(Decision row, @Nullable Reason first) {
        Reason logged = row.reason();
        if (logged != null && !SHOWN.contains(logged)) {
            // One that the row does not show must not come behind one that it does.
            return first == null || first.code() > logged.code();
        }
        return logged == first;
    }

    /** Whether the configured policy was in force. */
    private boolean configured(Decision row) {
        return row.policy().name().equals(config.policy().kind())
                && row.policy().version().equals(config.policy().version());
    }

    /** When a person is left in peace; of an update's own budget nothing is known. */
    private QuietTime quiet(Decision row) {
        return configured(row) && config.policy().budget() > 0 ? withBlock : withoutBlock;
    }

    /** The same, with the block where it cannot be known whether there is one. */
    private QuietTime perhapsQuiet(Decision row) {
        return configured(row) ? quiet(row) : withBlock;
    }

    private static String option(@Nullable Reason reason) {
        return switch (reason == null ? Reason.UNKNOWN : reason) {
            case LATE_SYNC -> "lateSync";
            case QUIET_HOURS ->
                    "quietFrom and decision.quietUntil, or by the block of policy.budget";
            case GAP -> "gap";
            case CAP -> "cap";
            default -> "*";
        };
    }

    private void candidates(Decision row, SentBefore before, List<String> found) {
        List<Candidate> candidates = row.candidates();
        boolean same = candidates.size() == names.size();
        for (int i = 0; same && i < names.size(); i++) {
            same = candidates.get(i).intervention().equals(names.get(i));
        }
        expect(found, same, "candidates: not the interventions of the configuration");
        if (!same) {
            return;
        }
        Map<String, Double> context = context(row);
        ZoneId zone = SentBefore.zone(row);
        LocalTime local = LocalClock.time(zone, row.decisionTime());
        boolean night = availability.quiet(zone, row.decisionTime());
        QuietTime quiet = quiet(row);
        for (Candidate candidate : candidates) {
            InterventionOptions option =
                    Objects.requireNonNull(interventions.get(candidate.intervention()));
            Reason reason = candidate.reason();
            String path = "candidates: " + option.id() + " ";
            expect(
                    found,
                    option.safetyOnly() == (reason == Reason.SAFETY_ONLY),
                    path + "against its safetyOnly");
            boolean low = isLow(context);
            MessageCount sent = before.of(option.id());
            boolean cooling =
                    sent.lastTime() != MessageCount.NEVER
                            && row.decisionTime() - sent.lastTime() < option.coolDown().toMillis();
            boolean capped =
                    option.cap() > 0 && sent.today(zone, row.decisionTime()) >= option.cap();
            if (reason == null) {
                expect(
                        found,
                        !(option.exertion() && (low || asked(row, before))),
                        path + "eligible though safety forbids exertion");
                expect(found, !cooling, path + "eligible within its coolDown");
                expect(found, !capped, path + "eligible over its cap");
                expect(
                        found,
                        !quiet.contains(local) || mayDisturb(option, context, quiet, local),
                        path + "eligible in the quiet hours, or outside of the budget's block");
                Eligibility rule = Objects.requireNonNull(rules.get(option.id()));
                expect(
                        found,
                        rule.failing(new Logged(row, context, night), KNOWN) == null,
                        path + "eligible though its rule does not hold");
            } else if (before.whole()) {
                expect(
                        found,
                        reason != Reason.COOL_DOWN || cooling,
                        path + "COOL_DOWN though it has passed");
                expect(
                        found,
                        reason != Reason.CAP || capped,
                        path + "CAP though it is not reached");
                expect(
                        found,
                        reason != Reason.QUIET_HOURS || perhapsQuiet(row).contains(local),
                        path + "QUIET_HOURS outside of them");
            }
        }
    }

    private static Map<String, Double> context(Decision row) {
        Map<String, Double> context = new HashMap<>();
        for (NamedValue value : row.context()) {
            context.put(value.name(), value.value());
        }
        return context;
    }

    private static double of(Map<String, Double> context, String name) {
        return context.getOrDefault(name, Double.NaN);
    }

    private boolean isLow(Map<String, Double> context) {
        return config.safety().glucoseEnabled() && low(context);
    }

    private boolean low(Map<String, Double> context) {
        return of(context, "glucoseMgDl") < config.safety().glucoseLow()
                || of(context, "glucoseForecastMgDl") < config.safety().glucoseForecastLow();
    }

    /** Whether the person was just asked to check their glucose, after which exertion waits. */
    private boolean asked(Decision row, SentBefore before) {
        long last = before.forced(InterventionOptions.CHECK_GLUCOSE);
        return config.safety().glucoseEnabled()
                && last != MessageCount.NEVER
                && row.decisionTime() - last < config.safety().glucoseCoolDown().toMillis();
    }

    private static boolean mayDisturb(
            InterventionOptions option,
            Map<String, Double> context,
            QuietTime quiet,
            LocalTime local) {
        if (option.quietUntil().isEmpty()) {
            return false;
        }
        return option.quietUntil().equals(InterventionOptions.BEDTIME)
                ? of(context, "minutesToBedtime") > 0
                : quiet.isBefore(LocalTime.parse(option.quietUntil()), local);
    }

    /** What a row says was known; of sensors that modules bring it holds value and z-score. */
    private record Logged(Decision row, Map<String, Double> context, boolean quiet)
            implements Eligibility.Context {

        @Override
        public double value(ContextWord word, double first, double second) {
            return RulesCheck.value(word, row, context, quiet);
        }

        @Override
        public double sensor(String name, boolean z) {
            return context.getOrDefault(z ? name + "Z" : name, Double.NaN);
        }
    }

    private static double value(
            ContextWord word, Decision row, Map<String, Double> context, boolean quiet) {
        return switch (word) {
            case AWAKE -> of(context, "minutesSinceMove") <= AWAKE_MINUTES && !quiet ? 1 : 0;
            case EXERCISING -> of(context, "exercising");
            case WEEKEND -> LocalClock.weekend(SentBefore.zone(row), row.decisionTime()) ? 1 : 0;
            case STEPS -> of(context, "steps30");
            case MINUTES_SINCE_MOVE -> of(context, "minutesSinceMove");
            case HEART_RATE -> of(context, "heartRateBpm");
            case AROUSAL -> of(context, "arousalZ");
            case GLUCOSE -> of(context, "glucoseMgDl");
            case MINUTES_TO_BEDTIME -> of(context, "minutesToBedtime");
            case HOUR -> of(context, "localMinute") / 60;
            case DOSAGE -> row.dosage();
            case MESSAGES_TODAY -> row.messagesToday();
            default -> Double.NaN;
        };
    }

    /** Bounds and kind of the configured policy; an update has its own. */
    private void policy(Decision row, List<String> found) {
        if (!row.available() || !configured(row)) {
            return;
        }
        Bounds bounds = DecisionAudit.bounds(row);
        if (bounds != null) {
            expect(
                    found,
                    bounds.low() == config.policy().lowerBound()
                            && bounds.high() == config.policy().upperBound()
                            && bounds.floor() == config.policy().floor(),
                    "allocation: bounds that are not those of policy.lowerBound, policy.upperBound"
                            + " and policy.floor");
            expect(
                    found,
                    row.probability() >= bounds.low() && row.probability() <= bounds.high(),
                    "probability: outside of its bounds");
            given(row, bounds, found);
        }
    }

    /** Probabilities that the configuration gives by a number of its own. */
    private void given(Decision row, Bounds bounds, List<String> found) {
        boolean spread = config.policy().budget() > 0;
        switch (row.type()) {
            case FALLBACK ->
                    expect(
                            found,
                            row.probability() == config.decision().fallbackProbability(),
                            "probability: a fallback that is not decision.fallbackProbability");
            case WARM_UP -> {
                expect(
                        found,
                        config.policy().warmUpMillis() > 0,
                        "type: WARM_UP though policy.warmUp has none");
                expect(
                        found,
                        row.probability() == bounds.clip(config.policy().probability()),
                        "probability: a warm-up that is not policy.probability");
            }
            case POLICY -> {
                expect(
                        found,
                        row.allocation().contains(" budget(") == spread,
                        "allocation: a budget that is not that of policy.budget");
                expect(
                        found,
                        spread
                                || !config.policy().kind().equals(FixedProbability.KIND)
                                || row.probability() == bounds.clip(fixedProbability()),
                        "probability: fixed, and not policy.probability");
            }
            default -> {}
        }
    }

    private double fixedProbability() {
        String set = config.policy().settings().get("probability");
        return set == null ? config.policy().probability() : Double.parseDouble(set);
    }

    private void template(Decision row, List<String> found) {
        String chosen = row.chosen();
        InterventionOptions option = chosen == null ? null : interventions.get(chosen);
        if (chosen == null) {
            return;
        }
        String template = String.valueOf(row.template());
        expect(
                found,
                option != null
                        && template.startsWith(chosen + "/")
                        && option.text().containsKey(template.substring(chosen.length() + 1)),
                "template: none of the configuration");
    }

    private void forced(Decision row, SentBefore before, List<String> found) {
        ZoneId zone = SentBefore.zone(row);
        long time = row.decisionTime();
        String chosen = String.valueOf(row.chosen());
        boolean glucose = chosen.equals(InterventionOptions.CHECK_GLUCOSE);
        boolean heart = chosen.equals(InterventionOptions.CHECK_HEART_RATE);
        boolean enabled =
                glucose
                        ? config.safety().glucoseEnabled()
                        : heart && config.safety().heartRateEnabled();
        expect(found, enabled, "chosen: none that a safety rule of the configuration sends");
        expect(found, row.trigger() == Trigger.WINDOW, "trigger: safety rules follow a reading");
        expect(found, inTrial(zone, time), "type: SAFETY outside of the days of the trial");
        expect(
                found,
                !availability.lateSync(row.sensorTime(), row.ingestTime()),
                "type: SAFETY on data that came too late (decision.lateSync)");
        long last = before.forced(chosen);
        long coolDown =
                (glucose ? config.safety().glucoseCoolDown() : config.safety().heartRateCoolDown())
                        .toMillis();
        expect(
                found,
                last == MessageCount.NEVER || time - last >= coolDown,
                "type: SAFETY within its cool-down");
        if (glucose) {
            Map<String, Double> context = context(row);
            expect(
                    found,
                    low(context) || Double.isNaN(of(context, "glucoseMgDl")),
                    "type: SAFETY though glucose is not low by safety.glucoseLow");
        }
    }

    @Override
    public List<String> differences(Decision decision, Reward reward) {
        if (!decision.configHash().equals(configHash)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        String chosen = decision.chosen();
        InterventionOptions option = chosen == null ? null : interventions.get(chosen);
        double cost = 0;
        for (NamedValue part : reward.parts()) {
            cost = part.name().equals("cost") ? part.value() : cost;
        }
        if (!reward.parts().isEmpty()) {
            expect(
                    found,
                    cost == (option == null ? 0 : option.cost()),
                    "reward: a cost that is not that of the intervention");
        }
        // Without a message the outcome is that of any of them.
        boolean fits = false;
        long window = reward.outcomeTime() - decision.decisionTime();
        for (InterventionOptions any : option == null ? config.interventions() : List.of(option)) {
            fits |=
                    ProximalOutcome.of(any.outcome()).label().equals(reward.outcome())
                            && any.outcomeWindow().toMillis() == window;
        }
        expect(
                found,
                fits,
                "reward: outcome and outcomeTime are not those of an intervention of the"
                        + " configuration");
        long censored = decision.ingestTime() + window + config.reward().censorAfter().toMillis();
        expect(
                found,
                reward.closedBy() != ClosedBy.CENSORED || reward.closedAt() <= censored,
                "reward: closedAt after reward.censorAfter");
        expect(
                found,
                reward.closedBy() != ClosedBy.DATA || reward.closedAt() <= censored,
                "reward: closed by data after reward.censorAfter");
        return found;
    }

    /** Rows of another configuration than the given one. */
    public long others() {
        return other;
    }

    /** Rows that were compared with the rules. */
    public long checked() {
        return checked;
    }

    /** What was done and what cannot be, for the report. */
    public String sentence() {
        if (checked == 0) {
            return "The rules of the configuration were not compared: "
                    + (other == 0
                            ? "there are no rows."
                            : "the log was decided by another one; name it with --config and"
                                    + " options.");
        }
        return String.format(
                Locale.ROOT,
                "%,d decisions were compared with the rules of their configuration%s%s."
                        + " What no row holds cannot be compared: consent, whether the device was"
                        + " worn, driving, how fresh signals were, personal heart rate limits, and"
                        + " the words worn, still, sedentary, aroused and the zones.",
                checked,
                other == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "; %,d rows are of another configuration", other),
                behindGaps == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %,d rows stand behind missing ones, so that counts were taken"
                                        + " over there",
                                behindGaps));
    }
}
