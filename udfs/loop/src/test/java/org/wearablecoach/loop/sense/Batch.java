package org.wearablecoach.loop.sense;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;

/**
 * The windows of a signal computed at once from all its samples: what the stream must agree with.
 */
final class Batch {

    private Batch() {}

    static Sample sample(Received received) {
        Telemetry t = received.telemetry();
        int number = (int) t.sequence();
        float[] none = Sample.NO_VALUES;
        byte[] nothing = Sample.NO_COUNTS;
        byte slot = 0;
        long time = t.sensorTime();
        if (t.payload() instanceof Payload.HeartRate p) {
            return new Sample(slot, time, number, p.bpm(), 0, none, nothing);
        }
        if (t.payload() instanceof Payload.Steps p) {
            return new Sample(slot, time, number, p.count(), p.cumulative() ? 1 : 0, none, nothing);
        }
        if (t.payload() instanceof Payload.BeatIntervals p) {
            return new Sample(slot, time, number, 0, 0, p.milliseconds(), nothing);
        }
        Payload.Acceleration p = (Payload.Acceleration) t.payload();
        return new Sample(slot, time, number, p.hertz(), p.gPerCount(), none, p.xyz());
    }

    /** Windows by end, as text: every one whose last stride holds a sample. */
    static Map<Long, String> windows(SignalKind signal, Iterable<Received> records) {
        Windowing windowing = Windowing.of(signal);
        Samples sorted = new Samples();
        TreeSet<Long> ends = new TreeSet<>();
        for (Received received : records) {
            Sample sample = sample(received);
            sorted.add(sample);
            for (long pane = windowing.pane(sample.time());
                    pane <= windowing.pane(sample.lastTime());
                    pane += windowing.stride()) {
                ends.add(pane + windowing.stride());
            }
        }
        sorted.sort();
        WindowFeatures features = new WindowFeatures(LoopConfig.defaults().signals());
        SignalClock clock = new SignalClock();
        Map<Long, String> windows = new TreeMap<>();
        for (long end : ends) {
            long start = end - windowing.length();
            features.compute(series(signal), sorted, start, end, false, clock, ZoneOffset.UTC);
            windows.put(
                    end, text(features.samples(), features.quality(), features.values().clone()));
        }
        return windows;
    }

    private static Signal series(SignalKind signal) {
        return switch (signal) {
            case HEART_RATE -> Signal.HEART_RATE;
            case BEAT_INTERVALS -> Signal.BEAT_INTERVALS;
            case ACCELERATION -> Signal.ACCELERATION;
            case STEPS -> Signal.STEPS;
            default -> throw new IllegalArgumentException(signal + " is not computed in batches");
        };
    }

    /** Windows of the stream by end; fails when one came twice. */
    static Map<Long, String> windows(List<Element.Window> windows) {
        Map<Long, String> byEnd = new TreeMap<>();
        for (Element.Window w : windows) {
            if (byEnd.put(w.end(), text(w.samples(), w.quality(), w.features())) != null) {
                throw new AssertionError("the window that ends at " + w.end() + " came twice");
            }
        }
        return byEnd;
    }

    private static String text(int samples, float quality, float[] features) {
        return samples
                + " samples, quality "
                + quality
                + ", "
                + java.util.Arrays.toString(features);
    }
}
