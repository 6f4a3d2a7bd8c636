package org.wearablecoach.cli.timeline;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.signals.Activity;
import org.wearablecoach.signals.ActivityRule;
import org.wearablecoach.signals.HrvWindow;
import org.wearablecoach.signals.LocalDay;
import org.wearablecoach.signals.MotionSummary;
import org.wearablecoach.signals.Plausible;
import org.wearablecoach.signals.StepCounter;
import org.wearablecoach.signals.StepShare;

/** What is shown of one person, gathered record by record and row by row. */
final class PersonTimeline {

    private static final long MINUTE = 60_000;
    private static final long WINDOW = 5 * MINUTE;

    /** What a motion model tells apart, in the order of {@link ActivityRule#most}. */
    private static final List<Activity> SEEN =
            List.of(Activity.STILL, Activity.WALK, Activity.STAIRS, Activity.RUN);

    /**
     * A decision in short.
     *
     * @param id of the decision
     * @param time of the decision, ms
     * @param forced by a safety rule
     * @param reason why nothing could be sent; null when something could
     * @param chosen what was sent; null for nothing
     */
    record Point(
            String id,
            long time,
            boolean forced,
            @Nullable Reason reason,
            @Nullable String chosen) {}

    /**
     * A stretch of time in which a person did one thing.
     *
     * @param from inclusive, ms
     * @param to exclusive, ms
     * @param activity what it was
     */
    record Stretch(long from, long to, Activity activity) {}

    /** Beat intervals of one device. */
    private static final class Beats {
        long[] ends = new long[1024];
        float[] ms = new float[1024];
        int count;

        void add(long end, float interval) {
            if (count == ms.length) {
                ends = Arrays.copyOf(ends, 2 * count);
                ms = Arrays.copyOf(ms, 2 * count);
            }
            ends[count] = end;
            ms[count++] = interval;
        }
    }

    final String name;
    final Series heart = new Series();

    /** Steps by minute; of several devices the largest number, as in the loop. */
    final Series steps = new Series();

    final Series motion = new Series();
    final TreeMap<Long, Float> glucose = new TreeMap<>();
    final List<Point> decisions = new ArrayList<>();
    final Map<String, Double> rewards = new HashMap<>();
    ZoneId zone = ZoneOffset.UTC;

    private final Map<String, Series> stepsOf = new TreeMap<>();
    private final Map<String, TreeSet<Long>> minutesOf = new HashMap<>();
    private final TreeMap<Long, int[]> labels = new TreeMap<>();
    private final Map<String, StepCounter> counters = new HashMap<>();
    private final Map<String, Beats> beats = new HashMap<>();
    private final LocalDay day = new LocalDay();
    private final MotionSummary summary = new MotionSummary();
    private float[] xyz = {};
    private boolean zoned;

    PersonTimeline(String name) {
        this.name = name;
    }

    /** What a clock on the person's wall is ahead of UTC when the timeline begins, ms. */
    long offset() {
        return zone.getRules().getOffset(Instant.ofEpochMilli(first())).getTotalSeconds() * 1000L;
    }

    void add(Telemetry telemetry) {
        Payload payload = telemetry.payload();
        long time = telemetry.sensorTime();
        if (isMeasured(payload)) {
            minutesOf
                    .computeIfAbsent(telemetry.device(), device -> new TreeSet<>())
                    .add(Math.floorDiv(time, MINUTE));
        }
        if (payload instanceof Payload.HeartRate p) {
            if (Plausible.heartRate(p.bpm()) == null) {
                heart.add(time, p.bpm());
            }
        } else if (payload instanceof Payload.Steps p) {
            addSteps(telemetry, p);
        } else if (payload instanceof Payload.Glucose p) {
            if (Plausible.glucose(p.mgDl()) == null) {
                glucose.put(time, p.mgDl());
            }
        } else if (payload instanceof Payload.BeatIntervals p) {
            addBeats(telemetry, p.milliseconds());
        } else if (payload instanceof Payload.Acceleration p) {
            addMotion(time, p);
        } else if (payload instanceof Payload.Profile p && !zoned) {
            zone = ZoneId.of(p.zone());
            zoned = true;
        }
    }

    private static boolean isMeasured(Payload payload) {
        return payload instanceof Payload.HeartRate
                || payload instanceof Payload.BeatIntervals
                || payload instanceof Payload.Acceleration
                || payload instanceof Payload.Steps;
    }

    /** Notes what the motion model saw in a window, smoothed as the loop does it. */
    void add(WindowScore row) {
        String label = row.label();
        int kind = label == null ? -1 : SEEN.indexOf(Activity.ofLabel(label));
        if (row.signal() == SignalKind.ACCELERATION && kind >= 0) {
            labels.computeIfAbsent(
                            Math.floorDiv(row.end() - 1, MINUTE), minute -> new int[SEEN.size()])[
                    kind]++;
        }
    }

    /** To be called when all records were added. */
    void complete() {
        for (Series one : stepsOf.values()) {
            steps.raise(one);
        }
    }

    /**
     * What the person did, minute by minute, as the loop sees it: what the motion model saw most,
     * else by the rule from the steps of the minute. Neighbours of one kind are one stretch.
     */
    List<Stretch> activity() {
        TreeSet<Long> minutes = new TreeSet<>(labels.keySet());
        for (String device : stepsOf.keySet()) {
            minutes.addAll(minutesOf.getOrDefault(device, new TreeSet<>()));
        }
        for (long minute : steps.minutes()) {
            minutes.add(minute);
        }
        List<Stretch> stretches = new ArrayList<>();
        for (long minute : minutes) {
            int[] seen = labels.get(minute);
            double count = steps.sumOf(minute);
            Activity activity =
                    seen == null
                            ? ActivityRule.activity(Double.isNaN(count) ? 0 : count)
                            : ActivityRule.most(seen[0], seen[1], seen[2], seen[3]);
            long start = minute * MINUTE;
            Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            if (last != null && last.to() == start && last.activity() == activity) {
                stretches.set(
                        stretches.size() - 1, new Stretch(last.from(), start + MINUTE, activity));
            } else {
                stretches.add(new Stretch(start, start + MINUTE, activity));
            }
        }
        return stretches;
    }

    private void addSteps(Telemetry telemetry, Payload.Steps payload) {
        long time = telemetry.sensorTime();
        if (Plausible.steps(payload.count(), payload.cumulative()) != null) {
            return;
        }
        int count = payload.count();
        Series of = stepsOf.computeIfAbsent(telemetry.device(), device -> new Series());
        if (payload.cumulative()) {
            StepCounter counter =
                    counters.computeIfAbsent(telemetry.device(), device -> new StepCounter());
            long last = counter.lastTime();
            count = counter.increment(time, count, day.startOf(time, zone));
            if (!StepShare.isKnown(count, time - last)) {
                count = 0; // nobody knows in which minutes
            }
            addShared(of, count, StepShare.begin(count, counter.since(), time), time);
            return;
        }
        of.add(time, count);
    }

    /** Shows the steps between two readings of a counter in the minutes they were made in. */
    private static void addShared(Series of, int count, long begin, long time) {
        long start = Math.floorDiv(begin, MINUTE) * MINUTE;
        for (long at = start; at <= time; at += MINUTE) {
            double shared = (double) StepShare.between(count, begin, time, at, at + MINUTE);
            of.add(at, shared);
        }
    }

    private void addBeats(Telemetry telemetry, float[] intervals) {
        if (Plausible.intervals(intervals) != null) {
            return;
        }
        Beats of = beats.computeIfAbsent(telemetry.device(), device -> new Beats());
        double end = telemetry.sensorTime();
        for (float ms : intervals) {
            end -= ms;
        }
        for (float ms : intervals) {
            end += ms;
            of.add((long) end, ms);
        }
    }

    private void addMotion(long time, Payload.Acceleration chunk) {
        if (Plausible.acceleration(chunk.hertz(), chunk.gPerCount(), chunk.xyz()) != null) {
            return;
        }
        int samples = chunk.samples();
        if (xyz.length < 3 * samples) {
            xyz = new float[3 * samples];
        }
        for (int i = 0; i < 3 * samples; i++) {
            xyz[i] = chunk.g(i / 3, i % 3);
        }
        summary.compute(xyz, 0, samples);
        motion.add(time, summary.enmoMg());
    }

    void add(Decision row) {
        decisions.add(
                new Point(
                        row.decisionId(),
                        row.decisionTime(),
                        row.type() == DecisionType.SAFETY,
                        row.available()
                                ? null
                                : row.reason() == null ? Reason.UNKNOWN : row.reason(),
                        row.chosen()));
    }

    /**
     * RMSSD in ms of every usable window of five minutes, a window a minute, by its end; of several
     * devices that of the best window.
     */
    Map<Long, Double> rmssd() {
        TreeMap<Long, Double> values = new TreeMap<>();
        Map<Long, Double> quality = new HashMap<>();
        HrvWindow window = new HrvWindow();
        for (Beats of : beats.values()) {
            sort(of);
            int from = 0;
            int to = 0;
            long lastEnd = of.count == 0 ? 0 : of.ends[of.count - 1];
            long end = of.count == 0 ? 1 : Math.floorDiv(of.ends[0], MINUTE) * MINUTE + MINUTE;
            while (end <= lastEnd + MINUTE) {
                long start = end - WINDOW;
                while (from < of.count && of.ends[from] < start - HrvWindow.WARM_UP_MILLIS) {
                    from++;
                }
                while (to < of.count && of.ends[to] < end) {
                    to++;
                }
                if (from == to && to < of.count) {
                    end = Math.floorDiv(of.ends[to], MINUTE) * MINUTE + MINUTE;
                    continue;
                }
                window.compute(of.ends, of.ms, from, to, start, end);
                if (window.usable() && window.quality() > quality.getOrDefault(end, 0.0)) {
                    quality.put(end, window.quality());
                    values.put(end, window.timeDomain().rmssdMs());
                }
                end += MINUTE;
            }
        }
        return values;
    }

    /** By time; beats of one time stay as they came. */
    private static void sort(Beats of) {
        Integer[] order = new Integer[of.count];
        for (int i = 0; i < of.count; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> Long.compare(of.ends[a], of.ends[b]));
        long[] ends = new long[of.count];
        float[] ms = new float[of.count];
        for (int i = 0; i < of.count; i++) {
            ends[i] = of.ends[order[i]];
            ms[i] = of.ms[order[i]];
        }
        of.ends = ends;
        of.ms = ms;
    }

    boolean hasBeats() {
        return !beats.isEmpty();
    }

    /** When the first of anything was, ms. */
    long first() {
        long first = Long.MAX_VALUE;
        for (Series series : List.of(heart, steps, motion)) {
            first = series.isEmpty() ? first : Math.min(first, series.first());
        }
        first = glucose.isEmpty() ? first : Math.min(first, glucose.firstKey());
        for (Point point : decisions) {
            first = Math.min(first, point.time());
        }
        return first == Long.MAX_VALUE ? 0 : first;
    }

    /** When the last of anything was, ms. */
    long last() {
        long last = Long.MIN_VALUE;
        for (Series series : List.of(heart, steps, motion)) {
            last = series.isEmpty() ? last : Math.max(last, series.last());
        }
        last = glucose.isEmpty() ? last : Math.max(last, glucose.lastKey());
        for (Point point : decisions) {
            last = Math.max(last, point.time());
        }
        return last == Long.MIN_VALUE ? 0 : last;
    }
}
