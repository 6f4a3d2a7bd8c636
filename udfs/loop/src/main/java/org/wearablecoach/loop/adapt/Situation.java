package org.wearablecoach.loop.adapt;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowRef;
import org.wearablecoach.loop.config.ContextWord;
import org.wearablecoach.loop.config.Eligibility;
import org.wearablecoach.loop.sensor.Sensors;
import org.wearablecoach.policy.Dosage;
import org.wearablecoach.policy.LocalClock;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.ActivityRule;
import org.wearablecoach.signals.Intensity;

/**
 * What is known about a person at one moment, as rules and features look at it. Missing values are
 * NaN.
 */
final class Situation implements Eligibility.Context {

    /** Messages answered longer ago than about this count little: the share is of 7 days. */
    private static final double ANSWER_DAYS = 7;

    private static final double DAY_MILLIS = 86_400_000.0;

    /** A person whose maximum heart rate is not known: 220 less an age of 40. */
    private static final double DEFAULT_MAXIMUM_BPM = 180;

    private static final double DEFAULT_RESTING_BPM = 62;

    /** Steps of a minute in which only a motion model saw walking or running. */
    private static final int WALK_STEPS = 80;

    private static final int RUN_STEPS = 150;

    /** Who had a reading this lately is known to watch glucose. */
    private static final long GLUCOSE_DAY_MILLIS = 86_400_000L;

    /** How far ahead the forecast of glucose looks. */
    private static final double FORECAST_MINUTES = 30;

    private static final int EXERCISE_MINUTES = 10;
    private static final int EXERCISE_LEAST = 5;

    /** The steps of a minute are told in so many minutes. */
    private static final int STEPS_TOLD_MINUTES = 4;

    private static final int AWAKE_MINUTES = 120;

    final long time;
    final ZoneId zone;

    /** Minutes since local midnight. */
    final int localMinute;

    /** Steps of the last 30 minutes; NaN when fewer than half of them were observed. */
    final double steps30;

    /** Minutes since the last one with a move; NaN when none is known. */
    final double minutesSinceMove;

    /** Whether there was a move in the last two hours. */
    final boolean movedLately;

    /** Whether the person runs or works hard in half of the last 10 minutes. */
    final boolean exercising;

    final double dosage;

    /** Share of answered messages that were accepted, of about 7 days; NaN without one. */
    final double acceptedShare;

    /** z-score of ln(0.5 + steps in 30 minutes); NaN when missing. */
    final double stepsZ;

    /** z-score of the newest motion window, without one of the newest minute of steps. */
    final double activityZ;

    /**
     * Arousal: the larger heart rate or the smaller RMSSD than usual for what the person does; NaN
     * when missing.
     */
    final double arousalZ;

    final double glucose;
    final double glucoseZ;

    /** Slope of the fresh readings, mg/dL a minute; NaN when missing. */
    final double glucoseTrend;

    /** The slope against what is usual for the person; NaN when missing. */
    final double glucoseTrendZ;

    /** The slope to a fresh reading's forecast, in the same unit; NaN without a forecast. */
    final double glucoseForecastZ;

    /** Newest glucose reading of the last 24 hours; NaN without one. */
    final double lastGlucose;

    /** What was expected of glucose with that reading. */
    final NewestWindows.Outlook glucoseOutlook;

    /** Age of that reading, ms. */
    final long lastGlucoseAge;

    /** Newest heart rate in bpm; NaN when missing. */
    final double bpm;

    /** Code of the newest activity; NaN when missing. */
    final double activityCode;

    final List<WindowRef> windows = new ArrayList<>();
    final List<VersionRef> models = new ArrayList<>();

    /** The last minutes. */
    final Minutes minutes;

    /** Sensors that modules bring, and what each last said; NaN when missing. */
    private final Sensors sensors;

    private final double[] sensorValues;
    private final double[] sensorZ;

    private final Arousal arousal;

    /** Whether the device was worn lately. */
    boolean worn;

    /** Whether it is within the quiet hours. */
    boolean quiet;

    /** Messages of the local day so far. */
    final int messagesToday;

    /** Minutes to the usual bedtime; below 0 for 12 hours after it. */
    final int minutesToBedtime;

    /** Whether {@link #arousalZ} comes from beat intervals. */
    final boolean arousalByBeats;

    /** The personal zone: 50 to 80 percent of the heart rate reserve, bpm. */
    final double zoneLow;

    final double zoneHigh;

    /** The zone as shares of the heart rate reserve. */
    private static final double ZONE_LOW = 0.5;

    private static final double ZONE_HIGH = 0.8;
    private static final int STILL_MINUTES = 5;

    Situation(
            long time,
            ZoneId zone,
            long freshness,
            PersonState person,
            Minutes minutes,
            NewestWindows newest,
            Sensors sensors,
            Arousal arousal) {
        this.arousal = arousal;
        this.time = time;
        this.sensors = sensors;
        this.zone = zone;
        this.minutes = minutes;
        long now = Minutes.minute(time);
        localMinute = LocalClock.time(zone, time).toSecondOfDay() / 60;
        steps30 = observedMinutes(30) >= 15 ? steps(30) : Double.NaN;
        long move = minutes.newestMove();
        minutesSinceMove =
                move == Long.MIN_VALUE ? Double.NaN : (double) Math.max(0, now - 1 - move);
        movedLately = minutesSinceMove <= AWAKE_MINUTES;
        dosage =
                person.dosageTime == PersonState.NEVER
                        ? 0
                        : Dosage.decayed(person.dosage, time - person.dosageTime);
        acceptedShare = person.answered > 0 ? person.accepted / person.answered : Double.NaN;
        stepsZ = Double.isNaN(steps30) ? Double.NaN : person.logSteps.z(StepOutcome.value(steps30));

        long after = time - freshness;
        NewestWindows.Entry heart = look(newest, SignalKind.HEART_RATE, after);
        NewestWindows.Entry beats = look(newest, SignalKind.BEAT_INTERVALS, after);
        NewestWindows.Entry motion = look(newest, SignalKind.ACCELERATION, after);
        NewestWindows.Entry counted = look(newest, SignalKind.STEPS, after);
        NewestWindows.Entry sugar = look(newest, SignalKind.GLUCOSE, after);
        sensorValues = new double[sensors.size()];
        sensorZ = new double[sensors.size()];
        for (int i = 0; i < sensorValues.length; i++) {
            String name = sensors.get(i).spec().name();
            NewestWindows.Entry entry = look(newest, SignalKind.SENSOR, name, after);
            sensorValues[i] = entry == null ? Double.NaN : entry.value();
            sensorZ[i] = entry == null ? Double.NaN : entry.z();
        }
        bpm = heart == null ? Double.NaN : heart.value();
        // Short-term variability falls with arousal; where it is known it says more than the rate.
        arousalByBeats = beats != null && !Float.isNaN(beats.z());
        arousalZ =
                beats != null && arousalByBeats
                        ? arousal.given(minutes, lastMinute(beats), -beats.z(), true)
                        : heart != null
                                ? arousal.given(minutes, lastMinute(heart), heart.z(), false)
                                : Double.NaN;
        zoneLow = zoneBpm(person, ZONE_LOW);
        zoneHigh = zoneBpm(person, ZONE_HIGH);
        minutesToBedtime = person.bedtime.minutesTo(localMinute);
        messagesToday = person.messages.today(zone, time);
        glucose = sugar == null ? Double.NaN : sugar.value();
        glucoseZ = sugar == null ? Double.NaN : sugar.z();
        glucoseTrend = sugar == null ? Double.NaN : GlucoseTrend.slope(sugar.trail());
        glucoseTrendZ =
                Double.isNaN(glucoseTrend) ? Double.NaN : person.glucoseTrend.z(glucoseTrend);
        glucoseForecastZ =
                sugar == null || Float.isNaN(sugar.outlook().forecast())
                        ? Double.NaN
                        : person.glucoseTrend.z(
                                (sugar.outlook().forecast() - sugar.value()) / FORECAST_MINUTES);
        activityZ = motion != null ? motion.z() : counted != null ? counted.z() : Double.NaN;
        NewestWindows.Entry last = newest.newest(SignalKind.GLUCOSE, time - GLUCOSE_DAY_MILLIS);
        lastGlucose = last == null ? Double.NaN : last.value();
        glucoseOutlook = last == null ? NewestWindows.Outlook.NONE : last.outlook();
        lastGlucoseAge = last == null ? Long.MAX_VALUE : time - last.ref().start();
        Activity lately = lastActivity(now);
        activityCode =
                motion != null
                        ? motion.value()
                        : lately == Activity.UNKNOWN ? Double.NaN : lately.code();
        exercising = countExercise(now, person) >= EXERCISE_LEAST;
    }

    private static long lastMinute(NewestWindows.Entry entry) {
        return Minutes.minute(entry.ref().end() - 1);
    }

    /** Low and high of the personal zone of a person, bpm. */
    static double[] zoneOf(PersonState person) {
        return new double[] {zoneBpm(person, ZONE_LOW), zoneBpm(person, ZONE_HIGH)};
    }

    private static double zoneBpm(PersonState person, double share) {
        double resting = Float.isNaN(person.restingBpm) ? DEFAULT_RESTING_BPM : person.restingBpm;
        double maximum = Float.isNaN(person.maximumBpm) ? DEFAULT_MAXIMUM_BPM : person.maximumBpm;
        return resting + share * (maximum - resting);
    }

    @Override
    public double value(ContextWord word, double first, double second) {
        return switch (word) {
            case WORN -> truth(worn);
            case AWAKE -> truth(movedLately && !quiet);
            case EXERCISING -> truth(exercising);
            case STILL -> still();
            case SEDENTARY -> truth(sedentary((int) first));
            case AROUSED -> aroused(first, (int) second);
            case BELOW_ZONE -> Double.isNaN(bpm) ? bpm : truth(bpm < zoneLow);
            case IN_ZONE -> Double.isNaN(bpm) ? bpm : truth(bpm >= zoneLow && bpm <= zoneHigh);
            case ABOVE_ZONE -> Double.isNaN(bpm) ? bpm : truth(bpm > zoneHigh);
            case WEEKEND -> truth(LocalClock.weekend(zone, time));
            case STEPS -> steps30;
            case MINUTES_SINCE_MOVE -> minutesSinceMove;
            case HEART_RATE -> bpm;
            case AROUSAL -> arousalZ;
            case GLUCOSE -> glucose;
            case MINUTES_TO_BEDTIME -> minutesToBedtime;
            case HOUR -> localMinute / 60.0;
            case DOSAGE -> dosage;
            case MESSAGES_TODAY -> messagesToday;
        };
    }

    @Override
    public double sensor(String name, boolean z) {
        for (int i = 0; i < sensorValues.length; i++) {
            if (sensors.get(i).spec().name().equals(name)) {
                return z ? sensorZ[i] : sensorValues[i];
            }
        }
        return Double.NaN;
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }

    private double still() {
        if (Double.isNaN(minutesSinceMove)) {
            return observedMinutes(STILL_MINUTES) == 0 ? Double.NaN : 1;
        }
        return truth(minutesSinceMove >= STILL_MINUTES);
    }

    private double aroused(double z, int length) {
        long now = Minutes.minute(time);
        int known = 0;
        for (long minute = now - length; minute < now; minute++) {
            double is =
                    arousal.given(
                            minutes,
                            minute,
                            minutes.arousalAt(minute),
                            minutes.arousalByBeats(minute));
            if (is < z) {
                return 0;
            }
            known += Double.isNaN(is) ? 0 : 1;
        }
        return 2 * known >= length ? 1 : Double.NaN;
    }

    /** Whether so little was walked in the minutes before that they count as sedentary. */
    boolean sedentary(int length) {
        // 150 steps in 40 minutes, scaled; what was not observed is not known to be sedentary.
        return observedMinutes(length) * 2 >= length && steps(length) * 40L < 150L * length;
    }

    /** Decayed shares are read after they were brought to a time. */
    static void decayAnswers(PersonState person, long time) {
        if (person.answeredTime != PersonState.NEVER && time > person.answeredTime) {
            double left =
                    StrictMath.exp(-(time - person.answeredTime) / (ANSWER_DAYS * DAY_MILLIS));
            person.answered *= left;
            person.accepted *= left;
        }
        person.answeredTime = Math.max(person.answeredTime, time);
    }

    /** What the features look at. */
    Features.Seen seen() {
        return new Features.Seen(
                localMinute,
                dosage,
                stepsZ,
                minutesSinceMove,
                activityZ,
                arousalZ,
                glucoseZ,
                glucoseTrendZ,
                glucoseForecastZ,
                acceptedShare);
    }

    /** The observed values by name, for the decision row. */
    List<NamedValue> named() {
        List<NamedValue> known =
                List.of(
                        new NamedValue("steps30", steps30),
                        new NamedValue("minutesSinceMove", minutesSinceMove),
                        new NamedValue("observedMinutes40", observedMinutes(40)),
                        new NamedValue("exercising", exercising ? 1 : 0),
                        new NamedValue("heartRateBpm", bpm),
                        new NamedValue("activity", activityCode),
                        new NamedValue("stepsZ", stepsZ),
                        new NamedValue("activityZ", activityZ),
                        new NamedValue("arousalZ", arousalZ),
                        new NamedValue("glucoseMgDl", glucose),
                        new NamedValue("glucoseZ", glucoseZ),
                        new NamedValue("glucoseTrend", glucoseTrend),
                        new NamedValue("glucoseTrendZ", glucoseTrendZ),
                        new NamedValue("glucoseForecastMgDl", glucoseOutlook.forecast()),
                        new NamedValue("glucoseLowRisk", glucoseOutlook.risk()),
                        new NamedValue("glucoseLowLimit", glucoseOutlook.limit()),
                        new NamedValue("glucoseForecastZ", glucoseForecastZ),
                        new NamedValue("acceptedShare", acceptedShare),
                        new NamedValue("localMinute", localMinute),
                        new NamedValue("minutesToBedtime", minutesToBedtime));
        if (sensorValues.length == 0) {
            return known;
        }
        List<NamedValue> all = new ArrayList<>(known);
        for (int i = 0; i < sensorValues.length; i++) {
            all.add(new NamedValue(sensors.get(i).spec().name(), sensorValues[i]));
            all.add(new NamedValue(sensors.get(i).spec().name() + "Z", sensorZ[i]));
        }
        return all;
    }

    private NewestWindows.@Nullable Entry look(
            NewestWindows newest, SignalKind signal, long after) {
        return look(newest, signal, null, after);
    }

    private NewestWindows.@Nullable Entry look(
            NewestWindows newest, SignalKind signal, @Nullable String sensor, long after) {
        NewestWindows.Entry entry = newest.best(signal, sensor, after);
        if (entry != null) {
            windows.add(entry.ref());
            VersionRef model = entry.model();
            if (model != null && !models.contains(model)) {
                models.add(model);
            }
        }
        return entry;
    }

    private int observedMinutes(int length) {
        long now = Minutes.minute(time);
        int observed = 0;
        for (long minute = now - length; minute < now; minute++) {
            observed += minutes.observed(minute) ? 1 : 0;
        }
        return observed;
    }

    private int steps(int length) {
        long now = Minutes.minute(time);
        int sum = 0;
        for (long minute = now - length; minute < now; minute++) {
            int count = minutes.stepsAt(minute);
            if (count == Minutes.UNKNOWN) {
                count =
                        switch (minutes.activity(minute)) {
                            case WALK, STAIRS -> WALK_STEPS;
                            case RUN -> RUN_STEPS;
                            default -> 0;
                        };
            }
            sum += count;
        }
        return sum;
    }

    private Activity lastActivity(long now) {
        for (long minute = now; minute > now - EXERCISE_MINUTES; minute--) {
            Activity activity = minutes.activity(minute);
            if (activity != Activity.UNKNOWN) {
                return activity;
            }
            // A counter that was there and told nothing counted nothing, once it had time to tell.
            if (minute <= now - STEPS_TOLD_MINUTES && minutes.watched(minute)) {
                return Activity.STILL;
            }
        }
        return Activity.UNKNOWN;
    }

    private int countExercise(long now, PersonState person) {
        double resting = Float.isNaN(person.restingBpm) ? DEFAULT_RESTING_BPM : person.restingBpm;
        double maximum = Float.isNaN(person.maximumBpm) ? DEFAULT_MAXIMUM_BPM : person.maximumBpm;
        int count = 0;
        for (long minute = now - EXERCISE_MINUTES; minute < now; minute++) {
            int beats = minutes.bpmAt(minute);
            boolean vigorous =
                    beats > 0
                            && ActivityRule.intensity(
                                            ActivityRule.heartRateReserve(beats, resting, maximum),
                                            Double.NaN)
                                    == Intensity.VIGOROUS;
            count += vigorous || minutes.activity(minute) == Activity.RUN ? 1 : 0;
        }
        return count;
    }
}
