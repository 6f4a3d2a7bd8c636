package org.wearablecoach.loop.adapt;

import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.START;

import java.util.List;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.FakeScorer;
import org.wearablecoach.loop.RecordingOutput;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.infer.ModelSlot;

/** Adapt with the store of one person, fed by the minute; minute 0 starts at {@code START}. */
final class Adapting {

    static final String USER = "person-7";

    final RecordingOutput out = new RecordingOutput();
    final HeapAdaptStore store = new HeapAdaptStore();
    final Adapt adapt;

    /** Added to the sensor time of everything that arrives. */
    long delay;

    Adapting(LoopConfig config) {
        adapt =
                new Adapt(
                        config,
                        "c0".repeat(32),
                        FakeScorer.LABELS,
                        FakeScorer.decisions(),
                        true,
                        0,
                        1,
                        out);
    }

    static long at(double minute) {
        return START + (long) (minute * MINUTE);
    }

    Adapting accept(Element element) {
        adapt.accept(element, store);
        return this;
    }

    Adapting enrol(String zone) {
        return profile(new Payload.Profile(zone, "en", true, null, null, false));
    }

    Adapting profile(Payload.Profile profile) {
        return accept(new Element.ProfileChange(USER, at(-1000), at(-1000), profile));
    }

    Adapting consent(boolean granted, double minute) {
        return accept(new Element.ConsentChange(USER, at(minute), at(minute), granted));
    }

    Element.Window window(
            SignalKind signal,
            String device,
            long start,
            long end,
            float quality,
            float z,
            float... features) {
        return new Element.Window(
                USER,
                end + delay,
                signal,
                device,
                start,
                end,
                end,
                60,
                quality,
                false,
                features,
                z);
    }

    /** The same window of another person. */
    Element.Window named(Element.Window w, String user) {
        return new Element.Window(
                user,
                w.ingestTime(),
                w.signal(),
                w.device(),
                w.start(),
                w.end(),
                w.clock(),
                w.samples(),
                w.quality(),
                w.backfill(),
                w.features(),
                w.z(),
                w.input(),
                w.scored());
    }

    /** Steps of one minute. */
    Adapting steps(int minute, int count) {
        return steps(minute, count, "watch");
    }

    Adapting steps(int minute, int count, String device) {
        return accept(
                window(SignalKind.STEPS, device, at(minute), at(minute + 1), 1, Float.NaN, count));
    }

    /** Mean heart rate of one minute. */
    Adapting heart(int minute, double bpm) {
        return accept(
                window(
                        SignalKind.HEART_RATE,
                        "watch",
                        at(minute),
                        at(minute + 1),
                        1,
                        .5f,
                        (float) bpm,
                        (float) bpm,
                        (float) bpm));
    }

    /** A glucose reading. */
    Adapting glucose(double minute, double mgDl) {
        long time = at(minute);
        return accept(window(SignalKind.GLUCOSE, "cgm", time, time + 1, 1, -1, (float) mgDl));
    }

    /** A scored window of motion, by the index of its class. */
    Adapting motion(double minute, int label) {
        float[] scores = new float[FakeScorer.LABELS.size()];
        scores[label] = 1;
        Element.Window raw =
                window(
                        SignalKind.ACCELERATION,
                        "watch",
                        at(minute),
                        at(minute) + 5000,
                        1,
                        0,
                        new float[22]);
        return accept(
                raw.scored(
                        List.of(
                                new Score(
                                        ModelSlot.ACTIVITY,
                                        false,
                                        new VersionRef("activity", "1", "aa".repeat(32)),
                                        scores))));
    }

    /** Minutes of steps and a quiet heart. */
    Adapting minutes(int from, int to, int stepsEach) {
        for (int minute = from; minute < to; minute++) {
            heart(minute, 70);
            steps(minute, stepsEach);
        }
        return this;
    }

    Element.Tick tickAt(double minute) {
        long time = at(minute);
        return new Element.Tick(
                USER, time + delay, time, time, 0, time, time, Long.MIN_VALUE, time - MINUTE);
    }

    /** A decision point of a person who wears a live device. */
    Decision tick(double minute) {
        return decide(tickAt(minute));
    }

    Decision decide(Element.Tick tick) {
        accept(tick);
        return out.decisions.get(out.decisions.size() - 1);
    }

    /** A person who walked a little and then sat long enough to be asked to move. */
    Adapting seated() {
        return enrol("UTC").minutes(0, 5, 60).minutes(5, 60, 0);
    }
}
