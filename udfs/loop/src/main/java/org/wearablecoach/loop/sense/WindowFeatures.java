package org.wearablecoach.loop.sense;

import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.SignalOptions;
import org.wearablecoach.loop.sensor.SensorWindow;
import org.wearablecoach.signals.AccelerationWindow;
import org.wearablecoach.signals.DaytimeBaseline;
import org.wearablecoach.signals.HrvWindow;
import org.wearablecoach.signals.LocalDay;
import org.wearablecoach.signals.MotionFeatures;
import org.wearablecoach.signals.Population;
import org.wearablecoach.signals.StepCounter;
import org.wearablecoach.signals.StepShare;

/**
 * The features of a closed window from its samples. One instance computes many windows, one after
 * the other; what it returns is read before the next call.
 */
public final class WindowFeatures {

    /** Index of the mean of a heart-rate window, in bpm; the others are minimum and maximum. */
    public static final int HEART_RATE_MEAN = 0;

    /** Index of RMSSD in a window of beat intervals, in ms. */
    public static final int RMSSD = 2;

    /** Index of all steps that a window of steps counts. */
    public static final int STEPS_COUNTED = 0;

    /** Index of those of them that were made before the window, in minutes without a reading. */
    public static final int STEPS_BEFORE = 1;

    /** Index of the seconds before the window in which those were made. */
    public static final int SECONDS_BEFORE = 2;

    private static final String[] HEART_RATE = {"meanBpm", "minBpm", "maxBpm"};
    private static final String[] BEATS = {
        "meanRrMs", "sdnnMs", "rmssdMs", "pnn50Percent", "correctedShare", "coverage"
    };
    private static final String[] STEPS = {"steps", "stepsBefore", "secondsBefore"};
    private static final String[] GLUCOSE = {"mgDl"};
    private static final String[] MOTION = MotionFeatures.names();
    private static final String[] NONE = {};

    /** A window of motion is scored when at least this share of it was measured. */
    private static final float LEAST_MOTION_COVERAGE = 0.8f;

    private static final long SLOT_MILLIS = 5_000;

    private final SignalOptions options;
    private final HrvWindow hrv = new HrvWindow();
    private final LocalDay day = new LocalDay();

    private long[] beatEnds = new long[512];
    private float[] beats = new float[512];
    private float[] xyz = new float[3 * 128 * 5];
    private float[] times = new float[128 * 5];

    private float[] values = {};
    private float[] input = Element.Window.NO_INPUT;
    private @Nullable String failure;
    private int samples;
    private float quality;
    private double leading;

    WindowFeatures(SignalOptions options) {
        this.options = options;
    }

    /** The names of the features of a signal, in their order; a sensor's module has its own. */
    public static String[] names(SignalKind signal) {
        return switch (signal) {
            case HEART_RATE -> HEART_RATE;
            case BEAT_INTERVALS -> BEATS;
            case ACCELERATION -> MOTION;
            case STEPS -> STEPS;
            case GLUCOSE -> GLUCOSE;
            case SENSOR, UNKNOWN -> NONE;
        };
    }

    /** Where the personal baseline of a signal starts: of the whole day, and of a part of it. */
    record Start(Population day, Population part) {

        Start(Population day) {
            this(day, DaytimeBaseline.ofPart(day));
        }
    }

    /** Where the personal baseline of a signal starts. */
    static Start start(SignalKind signal) {
        return switch (signal) {
            case BEAT_INTERVALS -> Starts.LOG_RMSSD;
            case ACCELERATION -> Starts.ENMO;
            case GLUCOSE -> Starts.GLUCOSE;
            case STEPS -> Starts.LOG_STEPS;
            default -> Starts.HEART_RATE;
        };
    }

    /** Populations are values; one of each is enough. */
    private static final class Starts {
        static final Start HEART_RATE = new Start(Population.heartRate());
        static final Start LOG_RMSSD = new Start(Population.logRmssd());
        static final Start ENMO = new Start(Population.enmo());
        static final Start GLUCOSE = new Start(Population.glucose());
        static final Start LOG_STEPS = new Start(Population.logStepsPerMinute());
    }

    /** The features in their order; a new array. */
    float[] values() {
        return values;
    }

    /** What models of the raw signal are given; a new array, empty where there is none. */
    float[] input() {
        return input;
    }

    /** Number of samples in the window. */
    int samples() {
        return samples;
    }

    /** Quality, 0 to 1. */
    float quality() {
        return quality;
    }

    /** What the module of a sensor did wrong with the window; null when nothing. */
    @Nullable String failure() {
        return failure;
    }

    /** What the personal baseline learns from; NaN when the window is not good enough. */
    double leading() {
        return leading;
    }

    /**
     * Computes one window.
     *
     * @param sorted samples of one device in order of time, from before the start on
     * @param start inclusive
     * @param end exclusive
     * @param clock holds the step counters, that of the live windows and that of the backfill
     */
    void compute(
            Signal series,
            Samples sorted,
            long start,
            long end,
            boolean backfill,
            SignalClock clock,
            ZoneId zone) {
        samples = 0;
        quality = 0;
        leading = Double.NaN;
        failure = null;
        input = Element.Window.NO_INPUT;
        switch (series.kind()) {
            case HEART_RATE -> heartRate(sorted, start, end);
            case BEAT_INTERVALS -> beats(sorted, start, end);
            case ACCELERATION -> motion(sorted, start, end);
            case STEPS -> steps(sorted, start, end, backfill, clock, zone);
            case SENSOR -> sensor(series, sorted, start, end);
            default -> values = new float[0];
        }
    }

    private void sensor(Signal series, Samples sorted, long start, long end) {
        SensorWindow window = new SensorWindow(end - start);
        for (int i = 0; i < sorted.size(); i++) {
            for (int j = 0; j < sorted.values(i); j++) {
                long time = sorted.timeOf(i, j);
                if (time >= start && time < end) {
                    window.add(sorted.value(i, j), time - start);
                }
            }
        }
        samples = window.size();
        values = new float[series.features()];
        quality = samples == 0 ? 0 : describe(series, window);
        leading = series.start() == null || quality == 0 ? Double.NaN : values[0];
    }

    /** No value of a person may stop a job: what the module throws makes the window useless. */
    private float describe(Signal series, SensorWindow window) {
        try {
            float described = series.describe(window, values);
            if (!Float.isNaN(described)) {
                return described;
            }
            failure = "gave no finite first feature";
        } catch (RuntimeException e) {
            Arrays.fill(values, Float.NaN);
            // Its message may hold a value of the person.
            failure = "failed with " + e.getClass().getSimpleName();
        }
        return 0;
    }

    private void heartRate(Samples sorted, long start, long end) {
        double sum = 0;
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        long slots = 0;
        for (int i = 0; i < sorted.size(); i++) {
            long time = sorted.time(i);
            if (time >= start && time < end) {
                samples++;
                float bpm = sorted.a(i);
                // Exact in any order: floats below 256 are multiples of 2^-16 and few.
                sum += bpm;
                least = Math.min(least, bpm);
                most = Math.max(most, bpm);
                slots |= sorted.b(i) == 1 ? -1L : 1L << ((time - start) / SLOT_MILLIS);
            }
        }
        double mean = sum / samples;
        long all = (end - start) / SLOT_MILLIS;
        quality = Math.min(1, Long.bitCount(slots) / (float) all);
        leading = mean;
        values = new float[] {(float) mean, least, most};
    }

    /**
     * Steps of a minute. The difference of two readings of a counter is shared over the time
     * between them, so a reading counts here for the minute before as well, and the first reading
     * behind the window counts for its end. What falls into minutes without a reading, which have
     * no window, goes with the window of the reading, with the time it was made in.
     */
    private void steps(
            Samples sorted,
            long start,
            long end,
            boolean backfill,
            SignalClock clock,
            ZoneId zone) {
        long within = 0;
        long before = 0;
        long beforeFrom = start;
        StepCounter counter = null;
        boolean newest = !backfill;
        // Steps of a silence that were counted when it was over are not counted from its backlog.
        boolean counted = backfill && clock.isCounted(start);
        for (int i = 0; i < sorted.size(); i++) {
            long time = sorted.time(i);
            boolean cumulative = sorted.b(i) == 1;
            if (time < start || (time >= end && !cumulative)) {
                continue;
            }
            if (time >= end) {
                if (counter != null && (newest || time < clock.emittedTo)) {
                    int reading = (int) sorted.a(i);
                    within += ahead(counter, time, reading, start, end, counted, zone);
                }
                break;
            }
            samples++;
            if (!cumulative) {
                within += (long) sorted.a(i);
                continue;
            }
            boolean first = counter == null;
            if (counter == null) {
                // A backlog that is here before the counter is heard again goes on where the
                // counter was; what is heard then goes on behind the backlog.
                newest |= time > clock.counterTime;
                counter = counter(clock, newest, time);
                counted &= !newest;
            }
            long last = counter.lastTime();
            int steps = increment(counter, time, (int) sorted.a(i), zone);
            if (steps == 0 || counted) {
                continue;
            }
            long begin = StepShare.begin(steps, counter.since(), time);
            within += StepShare.between(steps, begin, time, start, end);
            long silent = Math.floorDiv(last, end - start) * (end - start) + (end - start);
            if (first && silent < start) {
                before = StepShare.between(steps, begin, time, silent, start);
                beforeFrom = before > 0 ? Math.max(silent, begin) : start;
                if (newest) {
                    clock.count(last, time);
                }
            }
        }
        if (counter != null && backfill) {
            clock.runCounterTime = counter.lastTime();
            clock.runCounter = counter.lastCount();
        }
        if (counter != null && newest) {
            clock.counterTime = counter.lastTime();
            clock.counter = counter.lastCount();
        }
        quality = 1;
        leading = StrictMath.log(0.5 + within);
        values = new float[] {within + before, before, (start - beforeFrom) / 1000f};
    }

    /** Steps of a window that the first reading behind it tells of. */
    private long ahead(
            StepCounter counter,
            long time,
            int reading,
            long start,
            long end,
            boolean counted,
            ZoneId zone) {
        StepCounter onward = new StepCounter(counter.lastTime(), counter.lastCount());
        int steps = counted ? 0 : increment(onward, time, reading, zone);
        long begin = StepShare.begin(steps, onward.since(), time);
        return StepShare.between(steps, begin, time, start, end);
    }

    private int increment(StepCounter counter, long time, int reading, ZoneId zone) {
        long silence = time - counter.lastTime();
        int steps = counter.increment(time, reading, day.startOf(time, zone));
        return StepShare.isKnown(steps, silence) ? steps : 0;
    }

    /** The counter as the window before left it; backfill of older times has its own. */
    private static StepCounter counter(SignalClock clock, boolean newest, long time) {
        if (newest) {
            return new StepCounter(clock.counterTime, clock.counter);
        }
        return time < clock.runCounterTime
                ? new StepCounter()
                : new StepCounter(clock.runCounterTime, clock.runCounter);
    }

    private void beats(Samples sorted, long start, long end) {
        int count = 0;
        for (int i = 0; i < sorted.size(); i++) {
            long time = sorted.time(i);
            if (time >= start - HrvWindow.WARM_UP_MILLIS && time < end) {
                samples += time >= start ? 1 : 0;
                count = addBeats(sorted, i, count);
            }
        }
        hrv.compute(beatEnds, beats, 0, count, start, end);
        quality = (float) hrv.quality();
        values =
                new float[] {
                    (float) hrv.timeDomain().meanRrMs(),
                    (float) hrv.timeDomain().sdnnMs(),
                    (float) hrv.timeDomain().rmssdMs(),
                    (float) hrv.timeDomain().pnn50Percent(),
                    (float) hrv.correctedShare(),
                    (float) hrv.coverage()
                };
        boolean usable =
                hrv.timeDomain().differences() >= 2
                        && hrv.coverage() >= options.minimumCoverage()
                        && hrv.correctedShare() <= options.maximumArtefacts();
        if (usable && hrv.timeDomain().rmssdMs() > 0) {
            leading = StrictMath.log(hrv.timeDomain().rmssdMs());
        } else {
            quality = 0;
        }
    }

    /** Adds the beats of a record, whose last beat ends at its time; their ends stay ascending. */
    private int addBeats(Samples sorted, int sample, int count) {
        int added = sorted.values(sample);
        if (count + added > beats.length) {
            int size = Math.max(count + added, 2 * beats.length);
            beats = Arrays.copyOf(beats, size);
            beatEnds = Arrays.copyOf(beatEnds, size);
        }
        double end = sorted.time(sample);
        for (int i = added - 1; i >= 0; i--) {
            float ms = sorted.value(sample, i);
            beats[count + i] = ms;
            beatEnds[count + i] = (long) StrictMath.floor(end);
            end -= ms;
        }
        long previous = count > 0 ? beatEnds[count - 1] : Long.MIN_VALUE;
        for (int i = count; i < count + added && beatEnds[i] < previous; i++) {
            beatEnds[i] = previous;
        }
        return count + added;
    }

    private void motion(Samples sorted, long start, long end) {
        float hertz = 0;
        long expected = 0;
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.lastTime(i) < start || sorted.time(i) >= end) {
                continue;
            }
            if (hertz == 0) {
                hertz = sorted.a(i);
                expected = (long) StrictMath.ceil((end - start) * (double) hertz / 1000);
                if (xyz.length < 3 * expected) {
                    xyz = new float[(int) (3 * expected)];
                    times = new float[(int) expected];
                }
            }
            if (sorted.a(i) == hertz) {
                addMotion(sorted, i, start, end, (int) expected);
            }
        }
        quality = Math.min(1, samples / (float) expected);
        if (quality < LEAST_MOTION_COVERAGE || samples < 3) {
            values = new float[0];
            return;
        }
        values = new float[MotionFeatures.WIDTH];
        MotionFeatures.compute(xyz, samples, hertz, values, 0);
        input = new float[AccelerationWindow.WIDTH];
        AccelerationWindow.compute(xyz, times, samples, hertz, input, 0);
        leading = values[MotionFeatures.ENMO] * 1000.0;
    }

    private void addMotion(Samples sorted, int sample, long start, long end, int expected) {
        float gPerCount = sorted.b(sample);
        int chunk = sorted.countBytes(sample) / 6;
        for (int i = 0; i < chunk && samples < expected; i++) {
            long time = sorted.timeOf(sample, i);
            if (time >= start && time < end) {
                for (int axis = 0; axis < 3; axis++) {
                    xyz[3 * samples + axis] = sorted.count(sample, 3 * i + axis) * gPerCount;
                }
                times[samples] = time - start;
                samples++;
            }
        }
    }
}
