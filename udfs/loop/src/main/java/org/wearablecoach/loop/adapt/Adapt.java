package org.wearablecoach.loop.adapt;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.ModelScore;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowRef;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.loop.Build;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.Zones;
import org.wearablecoach.loop.config.DecisionTimes;
import org.wearablecoach.loop.config.Eligibility;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.MessageText;
import org.wearablecoach.loop.infer.Infer;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.loop.infer.Timeline;
import org.wearablecoach.loop.sense.WindowFeatures;
import org.wearablecoach.loop.sensor.Sensors;
import org.wearablecoach.onnx.ScoringException;
import org.wearablecoach.policy.Availability;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionAudit;
import org.wearablecoach.policy.DecisionId;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.Draw;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.LocalClock;
import org.wearablecoach.policy.MessageCount;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.QuietHours;
import org.wearablecoach.policy.QuietTime;
import org.wearablecoach.policy.Randomised;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.GlucoseHistory;
import org.wearablecoach.signals.LowAlarm;
import org.wearablecoach.signals.PersonalActivity;
import org.wearablecoach.signals.StepShare;

/**
 * Turns the ordered stream of a person into decisions, recommendations and rewards. It reads no
 * clock: it reacts to what arrives, in order.
 *
 * <p>At a decision point: context, safety, availability, policy, bounds, draw. One instance serves
 * many persons, one after the other; all that belongs to a person is in the {@link AdaptStore}.
 */
public final class Adapt {

    /** The name under which updates address the policy. */
    public static final String POLICY = "coach";

    private static final String OPERATOR = "adapt";

    /** Which version of the code made a row. */
    private static final String BUILD = Build.version();

    /** A change of the zone rules can change what a local hour is, so rows name their version. */
    private static final String TZ_VERSION =
            ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();

    private final LoopConfig config;
    private final String configHash;
    private final boolean windowScores;
    private final Availability availability;
    private final LowAlarm.Rule lowAlarm;
    private final Timeline<PolicyVersion> policies;
    private final Map<ProximalOutcome, RewardGraph> rewardGraphs;
    private final List<InterventionOptions> interventions;

    /** Indexes in the configuration of the interventions that the policy chooses among. */
    private final int[] arms;

    /** Whether any outcome is made of the heart. */
    private final boolean heartOutcomes;

    /** Index of the intervention whose outcome is observed where none could be sent. */
    private final int usual;

    private final AdaptModels.Networks networks;
    private final Eligibility[] rules;

    private final DecisionTimes times;

    private final long firstDay;
    private final long lastDay;
    private final String[] labels;
    private final boolean adaptable;
    private final int subtask;
    private final int parallelism;
    private final Output out;
    private final Zones zones = new Zones();
    private final Sensors sensors = Sensors.installed();
    private final JsonFormat<Decision> json = JsonFormat.decision();
    private final JsonFormat<Reward> rewardJson = JsonFormat.reward();
    private long agentFailures;
    private long fallbacks;

    /**
     * @param config of the loop
     * @param configHash SHA-256 of its canonical JSON
     * @param activityLabels classes of the activity model in the order of its scores
     * @param models reward graphs and policies; closed by whoever opened them
     * @param windowScores whether closed windows are put out
     * @param subtask index, for acknowledgements
     * @param parallelism number of subtasks, for acknowledgements
     * @param out takes what leaves the loop
     */
    public Adapt(
            LoopConfig config,
            String configHash,
            List<String> activityLabels,
            AdaptModels models,
            boolean windowScores,
            int subtask,
            int parallelism,
            Output out) {
        this.config = config;
        this.configHash = configHash;
        this.windowScores = windowScores;
        this.lowAlarm = config.safety().lowAlarm();
        this.availability =
                new Availability(
                        config.decision().lateSync().toMillis(),
                        config.decision().freshness().toMillis(),
                        new QuietHours(
                                config.decision().quietFrom(), config.decision().quietUntil()),
                        config.decision().gap().toMillis(),
                        config.decision().cap());
        this.networks = models.networks();
        this.policies = new Timeline<>(PolicyVersion.configured(config, networks));
        this.rewardGraphs = new EnumMap<>(ProximalOutcome.class);
        for (ProximalOutcome outcome : ProximalOutcome.inUse(config)) {
            rewardGraphs.put(outcome, new RewardGraph(models.reward(outcome), outcome));
        }
        this.interventions = config.interventions();
        this.rules = new Eligibility[interventions.size()];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = Eligibility.parse(interventions.get(i).eligible());
        }
        this.times = new DecisionTimes(config.decision());
        this.firstDay = config.decision().firstEpochDay();
        this.lastDay = config.decision().lastEpochDay();
        this.heartOutcomes =
                rewardGraphs.containsKey(ProximalOutcome.AROUSAL)
                        || rewardGraphs.containsKey(ProximalOutcome.ZONE);
        this.arms = arms(interventions);
        this.usual = arms[0];
        this.labels = activityLabels.toArray(new String[0]);
        this.adaptable = activityLabels.equals(ADAPTABLE);
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.out = out;
    }

    /** Takes the next element of the person that the store belongs to; control records too. */
    public void accept(Element element, AdaptStore store) {
        if (element instanceof Element.Update update) {
            update(update);
            return;
        }
        if (element instanceof Element.Acknowledgement acknowledgement) {
            out.controlStatus(acknowledgement.status());
            return;
        }
        if (element instanceof Element.Refused refused) {
            out.deadLetter(refused.letter());
            return;
        }
        if (element instanceof Element.Erasure) {
            store.clear();
            return;
        }
        if (element instanceof Element.Window window) {
            window(window, store);
            return;
        }
        censor(element.userId(), element.ingestTime() - 1, store);
        if (element instanceof Element.Tick tick) {
            tick(tick, store);
        } else if (element instanceof Element.Expired expired) {
            expired(expired, store);
        } else {
            PersonState person = store.person();
            person.ingestTime = Math.max(person.ingestTime, element.ingestTime());
            if (element instanceof Element.ProfileChange change) {
                profile(change, person);
            } else if (element instanceof Element.ConsentChange change) {
                person.withdrawn = !change.granted();
            } else if (element instanceof Element.Told told) {
                Calibration calibration = store.calibration();
                calibration.told(told, store.recent());
                store.calibration(calibration);
            } else if (element instanceof Element.Reaction reaction) {
                reaction(reaction, person, store);
            }
            store.person(person);
        }
    }

    /**
     * Closes every pending decision whose time has passed on the ingest clock: its outcome is
     * missing. The row is the same whether the person's next record, the watermark or the end of
     * input shows it.
     *
     * @param now the moment that has passed, ms
     */
    public void censor(String userId, long now, AdaptStore store) {
        Pending.Queue pending = store.pending();
        if (censor(userId, now, pending, store)) {
            store.pending(pending);
        }
    }

    private boolean censor(String userId, long now, Pending.Queue pending, AdaptStore store) {
        @Nullable PersonState person = null;
        // In the order of their times, whoever shows how many of them at once: reward rows are a
        // chain.
        for (int i = nextCensored(now, pending); i >= 0; i = nextCensored(now, pending)) {
            Pending decision = pending.decisions.remove(i);
            person = person == null ? store.person() : person;
            close(userId, decision, ClosedBy.CENSORED, censorAt(decision), person, store);
        }
        if (person != null) {
            store.person(person);
        }
        return person != null;
    }

    /** The pending decision that is censored first, if its time has passed; else -1. */
    private int nextCensored(long now, Pending.Queue pending) {
        int next = -1;
        long first = now;
        for (int i = 0; i < pending.decisions.size(); i++) {
            long at = censorAt(pending.decisions.get(i));
            if (at < first || (at == first && next < 0)) {
                next = i;
                first = at;
            }
        }
        return next;
    }

    /**
     * When to call {@link #onTimer} next for the person, on the ingest clock; {@code
     * Long.MIN_VALUE} when nothing is kept of the person.
     */
    public long nextTimer(AdaptStore store) {
        PersonState person = store.person();
        if (person.ingestTime == PersonState.NEVER) {
            return PersonState.NEVER;
        }
        Pending.Queue pending = store.pending();
        long next =
                person.ingestTime + config.signals().forgetPersonAfter().toMillis() + FORGET_SLACK;
        for (Pending decision : pending.decisions) {
            next = Math.min(next, censorAt(decision));
        }
        return next;
    }

    /**
     * Sense decides when a person is forgotten and says so in the stream; the timer only frees, so
     * it waits a little longer than the newest record can be newer than the newest element.
     */
    private static final long FORGET_SLACK = 2 * 86_400_000L;

    /** Closes or frees what is due at a moment of the ingest clock. */
    public void onTimer(String userId, long now, AdaptStore store) {
        censor(userId, now, store);
        PersonState person = store.person();
        if (person.ingestTime != PersonState.NEVER
                && now - person.ingestTime
                        >= config.signals().forgetPersonAfter().toMillis() + FORGET_SLACK) {
            store.clear();
        }
    }

    /** Puts an update in force that was in force before, without acknowledging it again. */
    public void restore(Element.Update update) {
        add(update, (PolicyUpdate) update.control());
    }

    /** Updates in force or scheduled, in order of time. */
    public List<Element.Update> updates() {
        List<Element.Update> updates = new ArrayList<>();
        for (Timeline.Entry<PolicyVersion> entry : policies.entries()) {
            Element.Update update = entry.version().update;
            if (update != null) {
                updates.add(update);
            }
        }
        return updates;
    }

    /** Frees the networks of the policies. */
    public void close() {
        for (Timeline.Entry<PolicyVersion> entry : policies.entries()) {
            entry.version().close();
        }
    }

    private long censorAt(Pending decision) {
        return decision.ingestTime
                + decision.minutes * 60_000L
                + config.reward().censorAfter().toMillis();
    }

    // --- what arrives ---------------------------------------------------------------------------

    private void window(Element.Window window, AdaptStore store) {
        NewestWindows windows = store.windows();
        if (window.signal() == SignalKind.SENSOR) {
            sensor(window, windows, store);
            return;
        }
        float[] before = trail(window, windows);
        float[] trail = activityTrail(window, before, store);
        String label =
                trail.length == 0
                        ? null
                        : labels[ActivityTrail.largest(before, trail, labels.length)];
        if (windowScores) {
            out.windowScore(scoreRow(window, label));
        }
        long minute = Minutes.minute(window.end() - 1);
        Minutes minutes = store.minutes();
        float value = Float.NaN;
        NewestWindows.Outlook outlook = NewestWindows.Outlook.NONE;
        boolean usable = window.quality() > 0;
        boolean kept = true;
        switch (window.signal()) {
            case HEART_RATE -> {
                value = window.features()[WindowFeatures.HEART_RATE_MEAN];
                minutes.heartRate(minute, value, window.quality(), window.device());
                if (usable) {
                    minutes.arousal(minute, window.z(), false);
                    learnArousal(window, minute, minutes, store);
                }
            }
            case STEPS -> {
                value = window.features()[WindowFeatures.STEPS_COUNTED];
                for (long m = firstMinute(window); m <= minute; m++) {
                    minutes.steps(m, stepsOf(window, m));
                }
            }
            case BEAT_INTERVALS -> {
                value = window.features()[WindowFeatures.RMSSD];
                // Variability falls with arousal.
                if (usable) {
                    minutes.arousal(minute, -window.z(), true);
                    learnArousal(window, minute, minutes, store);
                }
            }
            case ACCELERATION -> {
                usable = label != null;
                if (label != null) {
                    Activity activity = Activity.ofLabel(label);
                    value = activity.code();
                    minutes.motion(minute, activity, window.device());
                }
            }
            case GLUCOSE -> {
                value = window.features()[0];
                trail = glucoseTrail(window, value, windows);
                outlook = outlook(window, value, store);
                kept = false;
            }
            default -> {
                value = window.features()[0];
                kept = false;
            }
        }
        boolean counts = window.signal() == SignalKind.STEPS;
        boolean first = usable && minutes.watch(minute, window.device(), counts);
        for (long m = counts ? firstMinute(window) : minute; m < minute; m++) {
            minutes.watch(m, window.device(), true);
        }
        if (kept || first) {
            store.minutes(minutes);
        }
        if (usable) {
            remember(window, value, trail, outlook, windows);
            store.windows(windows);
        }
        // A minute that was watched before says nothing new, unless its own signal does.
        boolean heart =
                heartOutcomes
                        && usable
                        && (window.signal() == SignalKind.HEART_RATE
                                || window.signal() == SignalKind.BEAT_INTERVALS);
        if (first || counts || heart) {
            evidence(window, minute, first || counts, minutes, store);
        }
        if (window.signal() == SignalKind.GLUCOSE) {
            glucose(window, value, outlook, store);
        } else if (window.signal() == SignalKind.HEART_RATE && usable) {
            heartRate(window, value, store);
        }
    }

    /** A window of a sensor that a module brings: it is there for rules, and proves no minute. */
    private void sensor(Element.Window window, NewestWindows windows, AdaptStore store) {
        if (windowScores) {
            out.windowScore(scoreRow(window, null));
        }
        if (window.quality() > 0) {
            remember(
                    window,
                    window.features()[0],
                    ActivityTrail.NONE,
                    NewestWindows.Outlook.NONE,
                    windows);
            store.windows(windows);
        }
    }

    /** What the heart does when the person moves; a backlog teaches nothing of it. */
    private static void learnArousal(
            Element.Window window, long minute, Minutes minutes, AdaptStore store) {
        if (window.backfill()) {
            return;
        }
        Arousal arousal = store.arousal();
        if (arousal.learn(minutes, minute, window.signal() == SignalKind.BEAT_INTERVALS)) {
            store.arousal(arousal);
        }
    }

    private static void remember(
            Element.Window window,
            float value,
            float[] trail,
            NewestWindows.Outlook outlook,
            NewestWindows windows) {
        Score score = window.score();
        VersionRef model = score == null ? null : score.model();
        windows.add(
                new NewestWindows.Entry(
                        new WindowRef(
                                window.signal(),
                                window.device(),
                                window.start(),
                                window.end(),
                                window.quality(),
                                model == null ? null : model.name() + ":" + model.version(),
                                window.sensor()),
                        value,
                        window.z(),
                        model,
                        trail,
                        outlook));
    }

    /** What the activity model said of the windows before, if this one follows them at once. */
    private static float[] trail(Element.Window window, NewestWindows windows) {
        if (window.signal() != SignalKind.ACCELERATION) {
            return ActivityTrail.NONE;
        }
        NewestWindows.Entry last = windows.of(SignalKind.ACCELERATION, window.device());
        Score score = window.score(ModelSlot.ACTIVITY);
        // What another version said is of another kind.
        return last != null
                        && score != null
                        && last.ref().end() == window.start()
                        && score.model().equals(last.model())
                ? last.trail()
                : ActivityTrail.NONE;
    }

    /** The readings of the same sensor that lead to this one; this one alone after a gap. */
    private static float[] glucoseTrail(Element.Window window, float mgDl, NewestWindows windows) {
        NewestWindows.Entry last = windows.of(SignalKind.GLUCOSE, window.device());
        return last == null
                ? GlucoseTrend.with(ActivityTrail.NONE, 0, mgDl)
                : GlucoseTrend.with(last.trail(), window.start() - last.ref().start(), mgDl);
    }

    /** The trail with this window; empty when no model said what the person does. */
    private float[] activityTrail(Element.Window window, float[] before, AdaptStore store) {
        Score score = window.score(ModelSlot.ACTIVITY);
        if (score == null || labels.length == 0 || score.outputs().length < labels.length) {
            return ActivityTrail.NONE;
        }
        float[] scores = adaptable ? personal(window, score, store) : score.outputs();
        return ActivityTrail.with(before, scores, labels.length);
    }

    /** The probabilities as they are for this person, by what the person told. */
    private static float[] personal(Element.Window window, Score score, AdaptStore store) {
        float[] outputs = score.outputs();
        if (outputs.length != ADAPTABLE.size() + PersonalActivity.EMBEDDING) {
            return outputs;
        }
        long model = Calibration.model(score.model().sha256());
        float[] row = PersonalActivity.row(outputs);
        Calibration calibration = store.calibration();
        if (calibration.window(model, window.start(), window.end(), row)) {
            store.calibration(calibration);
        }
        Calibration.Recent recent = store.recent();
        recent.add(model, window.start(), window.end(), row);
        store.recent(recent);
        return calibration.apply(model, outputs);
    }

    /** Classes of a model that can be adapted to a person, if it gives its embedding too. */
    private static final List<String> ADAPTABLE =
            List.of("still", "walk", "run", "stairs", "other");

    /**
     * What the model expects of glucose, corrected by what the person's readings taught, and from
     * which probability on a low is expected of this person.
     */
    private NewestWindows.Outlook outlook(Element.Window window, float mgDl, AdaptStore store) {
        if (window.backfill()) {
            return NewestWindows.Outlook.NONE;
        }
        Score score = window.score(ModelSlot.GLUCOSE);
        PersonalGlucose glucose = store.glucose();
        float[] outputs = score == null ? NOTHING_SCORED : score.outputs();
        if (window.input().length != GlucoseHistory.WIDTH || outputs.length <= GLUCOSE_HIGH) {
            if (glucose.waits()) {
                glucose.forecasts().reading(window.start(), mgDl);
                glucose.alarm().reading(lowAlarm, window.start(), mgDl, Float.NaN, false);
                store.glucose(glucose);
            }
            // A model of another kind is taken at its word.
            return outputs.length == 0
                    ? NewestWindows.Outlook.NONE
                    : new NewestWindows.Outlook(outputs[GLUCOSE_FORECAST], Float.NaN, Float.NaN);
        }
        ForecastCorrection forecasts = glucose.forecasts();
        forecasts.reading(
                window.start(),
                window.input(),
                0,
                outputs[GLUCOSE_FORECAST],
                outputs[GLUCOSE_LOW],
                outputs[GLUCOSE_HIGH]);
        float risk = outputs.length > GLUCOSE_RISK ? outputs[GLUCOSE_RISK] : Float.NaN;
        boolean forecastLow = forecasts.forecast() < config.safety().glucoseForecastLow();
        glucose.alarm().reading(lowAlarm, window.start(), mgDl, risk, forecastLow);
        store.glucose(glucose);
        return new NewestWindows.Outlook(
                forecasts.forecast(), risk, glucose.alarm().limit(lowAlarm));
    }

    private static final float[] NOTHING_SCORED = {};

    /**
     * Places among the outputs of a glucose model: the forecast, the ends of its interval, the
     * probability of a low.
     */
    private static final int GLUCOSE_FORECAST = 0;

    private static final int GLUCOSE_LOW = 1;
    private static final int GLUCOSE_HIGH = 2;
    private static final int GLUCOSE_RISK = 3;

    /**
     * Adds what a window says to the decisions that wait for it, and closes those that are known.
     */
    private void evidence(
            Element.Window window, long minute, boolean steps, Minutes minutes, AdaptStore store) {
        Pending.Queue pending = store.pending();
        if (pending.decisions.isEmpty()) {
            return;
        }
        boolean changed = censor(window.userId(), window.ingestTime() - 1, pending, store);
        boolean counts = window.signal() == SignalKind.STEPS;
        for (long m = counts ? firstMinute(window) : minute; m <= minute; m++) {
            int count = minutes.stepsAt(m);
            if (count == Minutes.UNKNOWN && counts) {
                count = stepsOf(window, m); // older than the minutes that are kept
            }
            changed |= observe(window, m, steps, count, pending, minutes, store);
        }
        if (anyKnown(pending, window.signal(), window.clock(), window.ingestTime())) {
            PersonState person = store.person();
            closeKnown(
                    window.userId(),
                    window.signal(),
                    window.clock(),
                    window.ingestTime(),
                    pending,
                    person,
                    store);
            store.person(person);
            changed = true;
        }
        if (changed) {
            store.pending(pending);
        }
    }

    /** Adds what a window says of a minute to the decisions that wait for it. */
    private static boolean observe(
            Element.Window window,
            long minute,
            boolean steps,
            int count,
            Pending.Queue pending,
            Minutes minutes,
            AdaptStore store) {
        boolean changed = false;
        for (Pending decision : pending.decisions) {
            if (!decision.covers(minute)) {
                continue;
            }
            boolean noted;
            if (decision.outcome.ofSteps()) {
                noted = steps && decision.observe(minute, count);
            } else {
                noted =
                        speaks(window.signal(), decision)
                                && observeHeart(decision, window, minute, minutes, store);
            }
            changed |= noted;
            if (window.backfill() && (noted || decision.outcome.ofSteps())) {
                decision.filled(window.ingestTime());
                changed = true;
            }
        }
        return changed;
    }

    /** First minute of which a window of steps tells: one without a window, or its own. */
    private static long firstMinute(Element.Window window) {
        return window.features().length <= WindowFeatures.SECONDS_BEFORE
                ? Minutes.minute(window.start())
                : Minutes.minute(window.start() - millisBefore(window.features()));
    }

    private static long millisBefore(float[] steps) {
        return Math.round(1000.0 * steps[WindowFeatures.SECONDS_BEFORE]);
    }

    /** Steps of a minute by a window of steps: its own, or one before it that has no window. */
    private static int stepsOf(Element.Window window, long minute) {
        float[] steps = window.features();
        if (steps.length <= WindowFeatures.SECONDS_BEFORE) {
            return (int) steps[WindowFeatures.STEPS_COUNTED];
        }
        long before = (long) steps[WindowFeatures.STEPS_BEFORE];
        if (minute == Minutes.minute(window.start())) {
            return (int) (steps[WindowFeatures.STEPS_COUNTED] - before);
        }
        long begin = window.start() - millisBefore(steps);
        return (int)
                StepShare.between(
                        before, begin, window.start(), 60_000 * minute, 60_000 * (minute + 1));
    }

    private static boolean observeHeart(
            Pending decision,
            Element.Window window,
            long minute,
            Minutes minutes,
            AdaptStore store) {
        if (decision.outcome == ProximalOutcome.ZONE) {
            return decision.observe(
                    minute, Math.round(window.features()[WindowFeatures.HEART_RATE_MEAN]));
        }
        if (Float.isNaN(window.z())) {
            return false;
        }
        double z =
                store.arousal()
                        .given(
                                minutes,
                                minute,
                                decision.byBeats ? -window.z() : window.z(),
                                decision.byBeats);
        if (Double.isNaN(z)) {
            return false;
        }
        return decision.observe(minute, (int) Math.round(Pending.AROUSAL_UNIT * z));
    }

    /** Whether the outcome of a decision is made of a signal, so that its clock closes it. */
    private static boolean speaks(SignalKind signal, Pending decision) {
        if (decision.outcome.ofSteps()) {
            return signal == SignalKind.STEPS;
        }
        return signal
                == (decision.outcome == ProximalOutcome.AROUSAL && decision.byBeats
                        ? SignalKind.BEAT_INTERVALS
                        : SignalKind.HEART_RATE);
    }

    private static boolean anyKnown(
            Pending.Queue pending, SignalKind signal, long clock, long ingest) {
        for (Pending decision : pending.decisions) {
            if (speaks(signal, decision) && decision.isKnown(clock, ingest)) {
                return true;
            }
        }
        return false;
    }

    private boolean closeKnown(
            String userId,
            SignalKind signal,
            long clock,
            long ingest,
            Pending.Queue pending,
            PersonState person,
            AdaptStore store) {
        boolean any = false;
        for (int i = 0; i < pending.decisions.size(); ) {
            Pending decision = pending.decisions.get(i);
            if (speaks(signal, decision) && decision.isKnown(clock, ingest)) {
                pending.decisions.remove(i);
                close(userId, decision, ClosedBy.DATA, ingest, person, store);
                any = true;
            } else {
                i++;
            }
        }
        return any;
    }

    private void tick(Element.Tick tick, AdaptStore store) {
        PersonState person = store.person();
        Pending.Queue pending = store.pending();
        // Windows that end after the tick come behind it, so evidence is complete up to the tick.
        long known = Math.min(tick.stepsClock(), tick.decisionTime());
        if (closeKnown(
                tick.userId(),
                SignalKind.STEPS,
                known,
                tick.ingestTime(),
                pending,
                person,
                store)) {
            store.pending(pending);
        }
        person.ingestTime = Math.max(person.ingestTime, tick.ingestTime());
        ZoneId zone = zones.of(person.zone);
        Minutes minutes = store.minutes();
        person.bedtime.update(minutes.newestMove(), zone);
        boolean due = isDecisionTime(person, zone, tick.decisionTime());
        person.tickTime = tick.decisionTime();
        if (!due) {
            store.person(person);
            return;
        }
        Situation.decayAnswers(person, tick.decisionTime());
        Situation situation =
                new Situation(
                        tick.decisionTime(),
                        zone,
                        config.decision().freshness().toMillis(),
                        person,
                        minutes,
                        store.windows(),
                        sensors,
                        store.arousal());
        situation.worn =
                tick.newestWorn() != PersonState.NEVER
                        && tick.decisionTime() - tick.newestWorn()
                                < config.decision().freshness().toMillis();
        situation.quiet = availability.quiet(zone, tick.decisionTime());
        QuietTime quiet =
                new QuietTime(
                        availability.quietHours(),
                        policies.at(tick.decisionTime()).of(tick.userId()).budget());
        LocalTime local = LocalClock.time(zone, tick.decisionTime());
        Reason[] reasons = new Reason[interventions.size()];
        int eligible = 0;
        for (int i = 0; i < reasons.length; i++) {
            reasons[i] = ineligible(i, situation, quiet, local, person);
            eligible += reasons[i] == null ? 1 : 0;
        }
        Reason reason =
                availability.firstFailing(
                        new Availability.Context(
                                person.enrolled && inTrial(zone, tick.decisionTime()),
                                !person.withdrawn,
                                tick.decisionTime(),
                                tick.sensorTime(),
                                tick.ingestTime(),
                                tick.newestSignal(),
                                situation.worn,
                                tick.decisionTime() < tick.drivingUntil(),
                                zone,
                                quiet.outsideBlock(local),
                                eligible > 0 && quiet.contains(local),
                                person.messages,
                                eligible));
        decide(tick, situation, reasons, reason, person, store);
        if (!Double.isNaN(situation.steps30)) {
            person.logSteps.update(StepOutcome.value(situation.steps30), PersonState.LOG_STEPS);
        }
        if (!Double.isNaN(situation.glucoseTrend)) {
            person.glucoseTrend.update(situation.glucoseTrend, PersonState.GLUCOSE_TREND);
        }
        store.person(person);
    }

    /** Whether a tick is a decision point: one of the configured times lies in its step. */
    private boolean isDecisionTime(PersonState person, ZoneId zone, long time) {
        long step =
                person.tickTime == PersonState.NEVER
                        ? config.decision().interval().toMillis()
                        : time - person.tickTime;
        return times.isDue(LocalClock.time(zone, time).toSecondOfDay(), step);
    }

    /** Whether a moment lies in the days of the trial. */
    private boolean inTrial(ZoneId zone, long time) {
        long day = LocalClock.day(zone, time);
        return day >= firstDay && day <= lastDay;
    }

    private @Nullable Reason ineligible(
            int index, Situation situation, QuietTime quiet, LocalTime local, PersonState person) {
        InterventionOptions intervention = interventions.get(index);
        if (intervention.safetyOnly()) {
            return Reason.SAFETY_ONLY;
        }
        if (intervention.exertion()
                && (isGlucoseUnsafe(situation, person) || isHeartRateUnsafe(situation, person))) {
            return Reason.SAFETY;
        }
        Reason rule = rules[index].failing(situation);
        if (rule != null) {
            return rule;
        }
        if (quiet.contains(local) && !mayDisturb(intervention, situation, quiet, local)) {
            return Reason.QUIET_HOURS;
        }
        MessageCount sent = person.sent.of(intervention.id());
        if (sent.lastTime() != MessageCount.NEVER
                && situation.time - sent.lastTime() < intervention.coolDown().toMillis()) {
            return Reason.COOL_DOWN;
        }
        boolean capped =
                intervention.cap() > 0
                        && sent.today(situation.zone, situation.time) >= intervention.cap();
        return capped ? Reason.CAP : null;
    }

    /** Whether an intervention may still be sent in quiet time: until its time of the night. */
    private static boolean mayDisturb(
            InterventionOptions intervention,
            Situation situation,
            QuietTime quiet,
            LocalTime local) {
        String until = intervention.quietUntil();
        if (until.isEmpty()) {
            return false;
        }
        return until.equals(InterventionOptions.BEDTIME)
                ? situation.minutesToBedtime > 0
                : quiet.isBefore(LocalTime.parse(until), local);
    }

    /** A fresh heart rate at or over the limit of a person whose maximum is known. */
    private boolean isHeartRateUnsafe(Situation situation, PersonState person) {
        return config.safety().heartRateEnabled() && situation.bpm >= limit(person);
    }

    private double limit(PersonState person) {
        return config.safety().heartRateShare() * person.maximumBpm;
    }

    /** A heart rate over the personal limit is a decision point of its own. */
    private void heartRate(Element.Window window, float bpm, AdaptStore store) {
        if (!config.safety().heartRateEnabled() || window.backfill()) {
            return;
        }
        PersonState person = store.person();
        long time = window.end() - 1;
        if (bpm >= limit(person)
                && mayForce(
                        person,
                        time,
                        window.ingestTime(),
                        person.heartRateAsked,
                        config.safety().heartRateCoolDown().toMillis())) {
            person = censored(window, store);
            person.heartRateAsked = time;
            force(window, time, indexOf(InterventionOptions.CHECK_HEART_RATE), person, store);
        }
    }

    /** What closed before a decision point that is no tick, closes before it is numbered. */
    private PersonState censored(Element.Window window, AdaptStore store) {
        censor(window.userId(), window.ingestTime() - 1, store);
        return store.person();
    }

    private boolean mayForce(
            PersonState person, long time, long ingestTime, long asked, long coolDown) {
        return person.enrolled
                && !person.withdrawn
                && inTrial(zones.of(person.zone), time)
                && !availability.lateSync(time, ingestTime)
                && (asked == PersonState.NEVER || time - asked >= coolDown);
    }

    /**
     * Low, soon low, or not known now in a person who is known to watch it: by a reading of the
     * last day, or by the profile.
     */
    private boolean isGlucoseUnsafe(Situation situation, PersonState person) {
        if (!config.safety().glucoseEnabled()) {
            return false;
        }
        if (person.glucoseAsked != PersonState.NEVER
                && situation.time - person.glucoseAsked
                        < config.safety().glucoseCoolDown().toMillis()) {
            return true;
        }
        if (Double.isNaN(situation.lastGlucose)) {
            return person.glucoseSensor;
        }
        return isLow(situation.lastGlucose, situation.glucoseOutlook)
                || situation.lastGlucoseAge > config.safety().glucoseFreshness().toMillis();
    }

    /** A reading that is low, or tells of a low, is a decision point: the message is forced. */
    private void glucose(
            Element.Window window, float mgDl, NewestWindows.Outlook outlook, AdaptStore store) {
        if (!config.safety().glucoseEnabled() || window.backfill() || !isLow(mgDl, outlook)) {
            return;
        }
        PersonState person = store.person();
        if (mayForce(
                person,
                window.start(),
                window.ingestTime(),
                person.glucoseAsked,
                config.safety().glucoseCoolDown().toMillis())) {
            person = censored(window, store);
            person.glucoseAsked = window.start();
            force(
                    window,
                    window.start(),
                    indexOf(InterventionOptions.CHECK_GLUCOSE),
                    person,
                    store);
        }
    }

    private boolean isLow(double mgDl, NewestWindows.Outlook outlook) {
        return mgDl < config.safety().glucoseLow()
                || outlook.forecast() < config.safety().glucoseForecastLow()
                || outlook.risk() >= outlook.limit();
    }

    /** What a safety rule forces: outside of gap, cap, quiet hours and learning. */
    private void force(
            Element.Window window, long time, int index, PersonState person, AdaptStore store) {
        person.ingestTime = Math.max(person.ingestTime, window.ingestTime());
        Situation situation =
                new Situation(
                        time,
                        zones.of(person.zone),
                        config.decision().freshness().toMillis(),
                        person,
                        store.minutes(),
                        store.windows(),
                        sensors,
                        store.arousal());
        double[] shares = new double[interventions.size()];
        shares[index] = 1;
        log(
                new Point(window.userId(), Trigger.WINDOW, time, time, window.ingestTime(), 0),
                situation,
                notAsked(interventions.size(), index),
                null,
                new Randomised(
                        DecisionType.SAFETY,
                        1,
                        1,
                        shares,
                        index,
                        Double.NaN,
                        "",
                        List.of(),
                        Double.NaN,
                        DecisionAudit.SAFETY_ALLOCATION,
                        null),
                policies.at(time),
                Features.baseline(situation.seen()),
                Features.advantage(situation.seen()),
                NOTHING,
                person,
                store);
        store.person(person);
    }

    private void expired(Element.Expired expired, AdaptStore store) {
        if (expired.person()) {
            store.clear();
        } else {
            store.clearBuffers();
        }
    }

    private static void profile(Element.ProfileChange change, PersonState person) {
        person.zone = change.profile().zone();
        person.language = change.profile().language();
        person.enrolled = change.profile().enrolled();
        Float resting = change.profile().restingBpm();
        Float maximum = change.profile().maximumBpm();
        person.restingBpm = resting == null ? Float.NaN : resting;
        person.maximumBpm = maximum == null ? Float.NaN : maximum;
        person.glucoseSensor = change.profile().glucoseSensor();
    }

    private void reaction(Element.Reaction reaction, PersonState person, AdaptStore store) {
        Pending.Queue pending = store.pending();
        for (Pending decision : pending.decisions) {
            if (decision.sent && id(reaction.userId(), decision).equals(reaction.decisionId())) {
                note(reaction, decision, person);
                store.pending(pending);
                return;
            }
        }
    }

    private static void note(Element.Reaction reaction, Pending decision, PersonState person) {
        long at = reaction.sensorTime();
        switch (reaction.what()) {
            case DELIVERED -> decision.deliveredAt = at;
            case OPENED -> decision.openedAt = at;
            case ACCEPTED, DISMISSED, ANSWERED -> {
                boolean counted =
                        decision.answer == InteractionKind.ACCEPTED
                                || decision.answer == InteractionKind.DISMISSED;
                decision.answeredAt = at;
                decision.answer = reaction.what();
                if (!counted && reaction.what() != InteractionKind.ANSWERED) {
                    Situation.decayAnswers(person, at);
                    person.answered += 1;
                    person.accepted += reaction.what() == InteractionKind.ACCEPTED ? 1 : 0;
                }
            }
            default -> {}
        }
    }

    // --- deciding -------------------------------------------------------------------------------

    /** What made a decision point, and when. */
    private record Point(
            String userId,
            Trigger trigger,
            long decisionTime,
            long sensorTime,
            long ingestTime,
            long skipped) {}

    private void decide(
            Element.Tick tick,
            Situation situation,
            Reason[] reasons,
            @Nullable Reason reason,
            PersonState person,
            AdaptStore store) {
        PolicyVersion version = policies.at(tick.decisionTime());
        Features.Seen seen = situation.seen();
        double[] baseline = Features.baseline(seen);
        double[] advantage = Features.advantage(seen);
        boolean[] eligible = new boolean[arms.length];
        for (int arm = 0; arm < arms.length; arm++) {
            eligible[arm] = reasons[arms[arm]] == null;
        }
        String counter =
                Draw.counter(version.seed, tick.userId(), tick.decisionTime(), Trigger.GRID);
        DecisionPoint point =
                new DecisionPoint(
                        tick.decisionTime(),
                        baseline,
                        advantage,
                        situation.dosage,
                        eligible,
                        counter);
        PersonalPolicy own = store.policy();
        Randomised randomised =
                version.of(tick.userId())
                        .decide(
                                own,
                                point,
                                situation.zone,
                                reason == null,
                                (step, why) ->
                                        agentFailed(
                                                version,
                                                step,
                                                why,
                                                person.index,
                                                tick.userId(),
                                                tick.ingestTime()));
        store.policy(own);
        fallbacks += randomised.type() == DecisionType.FALLBACK ? 1 : 0;
        log(
                new Point(
                        tick.userId(),
                        Trigger.GRID,
                        tick.decisionTime(),
                        tick.sensorTime(),
                        tick.ingestTime(),
                        tick.skipped()),
                situation,
                reasons,
                reason,
                ofAll(randomised),
                version,
                baseline,
                advantage,
                randomised.shares(),
                person,
                store);
    }

    /** The same among all configured interventions, not only those that the policy chooses. */
    private Randomised ofAll(Randomised drawn) {
        double[] shares = new double[interventions.size()];
        for (int arm = 0; arm < arms.length; arm++) {
            shares[arms[arm]] = drawn.shares()[arm];
        }
        return new Randomised(
                drawn.type(),
                drawn.probability(),
                drawn.wanted(),
                shares,
                drawn.chosen() == Choice.NONE ? Choice.NONE : arms[drawn.chosen()],
                drawn.draw(),
                drawn.counter(),
                drawn.advantages(),
                drawn.margin(),
                drawn.allocation(),
                drawn.failure());
    }

    private void log(
            Point point,
            Situation situation,
            Reason[] reasons,
            @Nullable Reason reason,
            Randomised randomised,
            PolicyVersion policy,
            double[] baseline,
            double[] advantage,
            double[] armShares,
            PersonState person,
            AdaptStore store) {
        boolean sent = randomised.chosen() != Choice.NONE;
        @Nullable InterventionOptions chosen = sent ? interventions.get(randomised.chosen()) : null;
        String decisionId =
                DecisionId.of(
                        config.decision().deployment(),
                        point.userId(),
                        point.decisionTime(),
                        point.trigger());
        Decision row =
                new Decision(
                        decisionId,
                        config.decision().deployment(),
                        point.userId(),
                        person.index,
                        randomised.type(),
                        point.trigger(),
                        point.decisionTime(),
                        point.sensorTime(),
                        point.ingestTime(),
                        point.skipped(),
                        reason == null,
                        reason,
                        Features.SCHEMA,
                        situation.named(),
                        baseline,
                        advantage,
                        situation.windows,
                        candidates(reasons, randomised.shares()),
                        randomised.probability(),
                        chosen == null ? null : chosen.id(),
                        randomised.draw(),
                        randomised.counter(),
                        randomised.allocation(),
                        randomised.advantages(),
                        randomised.margin(),
                        policy.ref,
                        situation.models,
                        BUILD,
                        configHash,
                        situation.dosage,
                        person.messages.today(situation.zone, point.decisionTime()),
                        person.messages.lastTime() == PersonState.NEVER
                                ? null
                                : person.messages.lastTime(),
                        person.zone,
                        TZ_VERSION,
                        chosen == null ? null : template(chosen, person),
                        person.previousHash,
                        null);
        String hash = json.sha256(row);
        out.decision(row.withRowHash(hash));
        if (chosen != null) {
            recommend(row, chosen, situation, person);
            person.dosage = situation.dosage + 1;
            person.dosageTime = Math.max(person.dosageTime, point.decisionTime());
            if (randomised.type() != DecisionType.SAFETY) {
                person.messages = person.messages.sent(situation.zone, point.decisionTime());
                person.sent.put(
                        chosen.id(),
                        person.sent.of(chosen.id()).sent(situation.zone, point.decisionTime()));
            }
        }
        int aimed =
                randomised.type() == DecisionType.SAFETY
                        ? randomised.chosen()
                        : Choice.aimed(
                                randomised.draw(), randomised.probability(), randomised.shares());
        InterventionOptions observed = interventions.get(aimed == Choice.NONE ? usual : aimed);
        boolean learns =
                reason == null
                        && (randomised.type() == DecisionType.POLICY
                                || randomised.type() == DecisionType.WARM_UP)
                        && policy.of(point.userId()).policy().statisticsLength() > 0;
        Pending.Queue pending = store.pending();
        if (pending.decisions.size() == Pending.Queue.MOST) {
            Pending oldest = pending.decisions.remove(0);
            close(point.userId(), oldest, ClosedBy.CENSORED, point.ingestTime(), person, store);
        }
        Pending decision =
                new Pending(
                        person.index,
                        point.decisionTime(),
                        point.ingestTime(),
                        randomised.type(),
                        point.trigger(),
                        reason == null,
                        sent,
                        aimed,
                        situation.dosage,
                        ProximalOutcome.of(observed.outcome()),
                        (int) observed.outcomeWindow().toMinutes(),
                        randomised.probability(),
                        learns ? floats(baseline) : NO_FEATURES,
                        learns ? floats(advantage) : NO_FEATURES,
                        learns ? armShares : NOTHING,
                        HexFormat.of().parseHex(hash));
        if (decision.outcome == ProximalOutcome.AROUSAL) {
            decision.before = (float) situation.arousalZ;
            decision.byBeats = situation.arousalByBeats;
        }
        decision.observe(situation.minutes);
        pending.decisions.add(decision);
        store.pending(pending);
        person.previousHash = hash;
        person.index++;
    }

    private static final double[] NOTHING = {};
    private static final float[] NO_FEATURES = {};

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private List<Candidate> candidates(Reason[] reasons, double[] shares) {
        List<Candidate> candidates = new ArrayList<>(reasons.length);
        for (int i = 0; i < reasons.length; i++) {
            candidates.add(new Candidate(interventions.get(i).id(), reasons[i], shares[i]));
        }
        return candidates;
    }

    /** The text that is shown: the intervention and the language that there is one in. */
    private static String template(InterventionOptions chosen, PersonState person) {
        return chosen.id() + "/" + chosen.language(person.language);
    }

    private void recommend(
            Decision row, InterventionOptions chosen, Situation situation, PersonState person) {
        String language = chosen.language(person.language);
        String message = MessageText.parse(chosen.id(), chosen.message(language)).render(situation);
        out.recommendation(
                new Recommendation(
                        row.decisionId(),
                        row.userId(),
                        row.type(),
                        chosen.id(),
                        template(chosen, person),
                        language,
                        message,
                        row.decisionTime(),
                        row.ingestTime(),
                        row.decisionTime() + chosen.expiresAfter().toMillis()));
    }

    // --- what followed --------------------------------------------------------------------------

    private void close(
            String userId,
            Pending decision,
            ClosedBy by,
            long closedAt,
            PersonState person,
            AdaptStore store) {
        double outcome = Double.NaN;
        double reward = Double.NaN;
        List<NamedValue> parts = List.of();
        RewardGraph rewardGraph = rewardGraphs.get(decision.outcome);
        if (by == ClosedBy.DATA && rewardGraph != null) {
            try {
                double[] zone = Situation.zoneOf(person);
                rewardGraph.compute(
                        decision.input(zone[0], zone[1]), decision.sent, decision.dosage);
                double cost = decision.sent ? interventions.get(decision.aimed).cost() : 0;
                outcome = rewardGraph.outcome();
                reward = rewardGraph.reward() - cost;
                parts = rewardGraph.parts(cost);
            } catch (ScoringException e) {
                // The row says that the reward is missing; the person's next decisions go on.
                out.deadLetter(
                        new DeadLetter(
                                Cause.MODEL_INPUT,
                                "the reward graph failed on decision " + decision.index,
                                null,
                                -1,
                                -1,
                                closedAt,
                                userId,
                                0,
                                null,
                                null));
            }
        }
        boolean learnable =
                by == ClosedBy.DATA
                        && decision.available
                        && (decision.type == DecisionType.POLICY
                                || decision.type == DecisionType.WARM_UP)
                        && Double.isFinite(reward);
        Reward row =
                new Reward(
                        id(userId, decision),
                        userId,
                        decision.index,
                        person.index - 1,
                        known(decision.deliveredAt),
                        known(decision.openedAt),
                        known(decision.answeredAt),
                        decision.answer == InteractionKind.UNKNOWN ? null : decision.answer,
                        decision.outcome.label(),
                        outcome,
                        decision.outcomeTime(),
                        reward,
                        parts,
                        by == ClosedBy.DATA && rewardGraph != null ? rewardGraph.ref() : null,
                        learnable,
                        by,
                        closedAt,
                        HexFormat.of().formatHex(decision.hash),
                        person.rewards,
                        person.previousReward,
                        null);
        person.previousReward = rewardJson.sha256(row);
        person.rewards++;
        out.reward(row.withRowHash(person.previousReward));
        learn(userId, decision, learnable, reward, closedAt, store);
    }

    /** A closed row is told to the policy: what is to be learned, and that a delivery was named. */
    private void learn(
            String userId,
            Pending decision,
            boolean learnable,
            double reward,
            long closedAt,
            AdaptStore store) {
        boolean delivered = decision.deliveredAt != PersonState.NEVER;
        if (!delivered && (!learnable || decision.shares.length == 0)) {
            return;
        }
        PersonalPolicy own = store.policy();
        own.reportsDelivery |= delivered;
        if (learnable && decision.shares.length > 0) {
            PolicyVersion version = policies.at(decision.decisionTime);
            version.of(userId)
                    .learn(
                            own,
                            new LearningRow(
                                    decision.decisionTime,
                                    doubles(decision.baseline),
                                    doubles(decision.advantage),
                                    decision.dosage,
                                    true,
                                    arm(decision.chosen()),
                                    decision.probability,
                                    decision.shares,
                                    reward),
                            decision.outcome.code() - 1,
                            delivered,
                            (step, why) ->
                                    agentFailed(
                                            version, step, why, decision.index, userId, closedAt));
        }
        store.policy(own);
    }

    /** An agent that fails harms nobody: it goes on with what it knew, and that is told. */
    private void agentFailed(
            PolicyVersion version,
            PolicyRun.Step step,
            String why,
            long index,
            String userId,
            long ingestTime) {
        agentFailures++;
        out.deadLetter(
                new DeadLetter(
                        Cause.MODEL_INPUT,
                        "the policy "
                                + version.ref.name()
                                + ' '
                                + version.ref.version()
                                + " failed to "
                                + step.name().toLowerCase(Locale.ROOT)
                                + " at decision "
                                + index
                                + " ("
                                + why
                                + "); it goes on with what it knew before",
                        null,
                        -1,
                        -1,
                        ingestTime,
                        userId,
                        0,
                        null,
                        null));
    }

    /** Times that an agent failed to plan, observe or learn, of all persons. */
    public long agentFailures() {
        return agentFailures;
    }

    /** Decisions that the fallback probability took, of all persons. */
    public long fallbacks() {
        return fallbacks;
    }

    private int arm(int intervention) {
        for (int arm = 0; arm < arms.length; arm++) {
            if (arms[arm] == intervention) {
                return arm;
            }
        }
        return Choice.NONE;
    }

    private static @Nullable Long known(long time) {
        return time == PersonState.NEVER ? null : (Long) time;
    }

    private String id(String userId, Pending decision) {
        return DecisionId.of(
                config.decision().deployment(), userId, decision.decisionTime, decision.trigger);
    }

    // --- control --------------------------------------------------------------------------------

    private void update(Element.Update element) {
        if (!(element.control() instanceof PolicyUpdate update)) {
            return;
        }
        String refusal = null;
        try {
            add(element, update);
        } catch (RuntimeException e) {
            // Whatever is wrong with an update, the policies in force go on.
            refusal = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        out.controlStatus(
                new ControlStatus(
                        ControlKind.POLICY,
                        update.name(),
                        update.version(),
                        update.sha256(),
                        update.effectiveFrom(),
                        refusal == null,
                        refusal == null ? "" : refusal,
                        OPERATOR,
                        subtask,
                        parallelism));
        if (refusal != null
                && subtask == 0
                && Infer.refusedUpdate(
                                element.ingestTime(),
                                "policy " + update.name() + " " + update.version() + ": " + refusal)
                        instanceof Element.Refused refused) {
            out.deadLetter(refused.letter());
        }
    }

    private void add(Element.Update element, PolicyUpdate update) {
        if (!update.name().equals(POLICY)) {
            throw new IllegalArgumentException(
                    "no policy is configured as \""
                            + update.name()
                            + "\"; name the update \""
                            + POLICY
                            + "\"");
        }
        PolicyVersion gone =
                policies.add(
                        update.effectiveFrom(),
                        PolicyVersion.of(element, update, config, networks));
        if (gone != null) {
            gone.close();
        }
    }

    // --- small things ---------------------------------------------------------------------------

    private static final float[] NO_SCORES = {};

    @SuppressWarnings("ReferenceEquality") // the very score that is used
    private WindowScore scoreRow(Element.Window window, @Nullable String label) {
        String[] names = names(window);
        float[] values = window.features();
        List<NamedValue> features = new ArrayList<>(values.length + 1);
        for (int i = 0; i < values.length; i++) {
            features.add(new NamedValue(names[i], values[i]));
        }
        features.add(new NamedValue("z", window.z()));
        Score used = window.score();
        List<ModelScore> others = new ArrayList<>();
        for (Score score : window.scored()) {
            if (score != used) {
                others.add(
                        new ModelScore(
                                score.slot(), score.shadow(), score.model(), score.outputs()));
            }
        }
        return new WindowScore(
                window.userId(),
                window.signal(),
                window.device(),
                window.start(),
                window.end(),
                window.ingestTime(),
                window.samples(),
                window.quality(),
                window.backfill(),
                features,
                used == null ? null : used.model(),
                used == null ? NO_SCORES : used.outputs(),
                label,
                used == null ? null : used.slot(),
                others,
                window.sensor());
    }

    private String[] names(Element.Window window) {
        String sensor = window.sensor();
        Sensors.Installed module = sensor == null ? null : sensors.find(sensor);
        return module == null
                ? WindowFeatures.names(window.signal())
                : module.spec().features().toArray(new String[0]);
    }

    private int indexOf(String intervention) {
        for (int i = 0; i < interventions.size(); i++) {
            if (interventions.get(i).id().equals(intervention)) {
                return i;
            }
        }
        return -1;
    }

    private static int[] arms(List<InterventionOptions> interventions) {
        int[] arms = new int[interventions.size()];
        int count = 0;
        for (int i = 0; i < arms.length; i++) {
            if (!interventions.get(i).safetyOnly()) {
                arms[count++] = i;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "interventions: at least one is chosen by the policy.");
        }
        return Arrays.copyOf(arms, count);
    }

    /** Reasons by intervention of a forced decision: the others were not asked. */
    static Reason[] notAsked(int count, int forced) {
        Reason[] reasons = new Reason[count];
        Arrays.fill(reasons, Reason.SAFETY);
        reasons[forced] = null;
        return reasons;
    }
}
