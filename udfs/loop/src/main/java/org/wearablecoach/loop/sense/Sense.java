package org.wearablecoach.loop.sense;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Zones;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.SignalOptions;
import org.wearablecoach.loop.sensor.Sensors;
import org.wearablecoach.signals.DaytimeBaseline;
import org.wearablecoach.signals.GlucoseHistory;
import org.wearablecoach.signals.Plausible;
import org.wearablecoach.signals.StepShare;

/**
 * Turns the telemetry of a person, in its order, into one ordered stream: closed windows, events
 * and decision ticks. What comes out is a function of the records alone.
 *
 * <p>Each signal of each device has its own clock, so that a device that was offline loses nothing
 * and holds up nobody. The person's clock is the newest sensor time of all; decision points lie on
 * a grid of it.
 *
 * <p>One instance serves many persons, one after the other; all that belongs to a person is in the
 * {@link SenseStore}.
 */
public final class Sense {

    /** A run of backfill is taken to be over after this long without a further sample of it. */
    private static final long BACKFILL_QUIET_MILLIS = 60_000;

    /**
     * How long it is remembered that a person was forgotten: until Adapt, which saw the person a
     * little earlier, has freed its state too.
     */
    private static final long REMEMBER_FORGETTING = 4 * 86_400_000L;

    /** A sample that much newer than a run of backfill begins another one. */
    private static final long BACKFILL_HOLE_MILLIS = 600_000;

    /** Runs of device counters that are remembered for each device, on average. */
    private static final int BOOTS_PER_DEVICE = 2;

    /** Readings of glucose that are kept at most: two hours of one a minute. */
    private static final int MOST_READINGS = 150;

    /** Status names by which a person tells what they did; the value is for how many seconds. */
    private static final String WAS_STILL = "WAS_STILL";

    private static final String WAS_WALKING = "WAS_WALKING";
    private static final String WAS_RUNNING = "WAS_RUNNING";
    private static final String WAS_ON_STAIRS = "WAS_ON_STAIRS";

    /** Takes back all that was told. */
    private static final String WAS_FORGET = "WAS_FORGET";

    /** Nobody knows for longer what they did. */
    private static final double MOST_TOLD_SECONDS = 120;

    private static final String ON_WRIST = "ON_WRIST";
    private static final String NO_READING = "NO_READING";
    private static final String DRIVING = "DRIVING";

    /** A report of driving holds for this long. */
    private static final long DRIVING_MILLIS = 10 * 60_000L;

    private final SignalOptions options;
    private final long interval;
    private final long disorder;
    private final @Nullable String topic;
    private final WindowFeatures features;
    private final Zones zones = new Zones();

    /** Sensors that modules bring. */
    private final Signal[] sensors;

    private long severalPartitions;
    private long refusedParts;

    /** Samples of the device and signal that a window of is computed. */
    private final Samples sorted = new Samples();

    /** Samples of other devices and sensors that are kept with them. */
    private final Samples others = new Samples();

    private final List<Element.Window> closed = new ArrayList<>();

    /** What modules of sensors did wrong with those windows. */
    private final List<Element.Refused> failed = new ArrayList<>();

    private long[] paneStarts = new long[64];
    private int panes;
    private long[] readingTimes = new long[32];
    private float[] readingValues = new float[32];
    private int readings;

    /**
     * @param config of the loop
     * @param topic where the telemetry is, named in dead letters; null when it comes from a file
     */
    public Sense(LoopConfig config, @Nullable String topic) {
        this(config, topic, Sensors.installed());
    }

    /**
     * @param config of the loop
     * @param topic where the telemetry is, named in dead letters; null when it comes from a file
     * @param sensors that modules bring
     */
    public Sense(LoopConfig config, @Nullable String topic, Sensors sensors) {
        this.options = config.signals();
        this.interval = config.decision().interval().toMillis();
        this.disorder = options.disorder().toMillis();
        this.topic = topic;
        this.features = new WindowFeatures(options);
        this.sensors = new Signal[sensors.size()];
        for (int i = 0; i < this.sensors.length; i++) {
            this.sensors[i] = Signal.of(sensors.get(i));
        }
    }

    /** How often a person appeared on another partition than before. */
    public long severalPartitions() {
        return severalPartitions;
    }

    /** Parts of acceleration chunks that came too late, while the rest was used. */
    public long refusedParts() {
        return refusedParts;
    }

    /** Takes the next record of the person that the store belongs to. */
    public Disposition accept(Received received, SenseStore store, Element.Sink out) {
        Telemetry telemetry = received.telemetry();
        long ingest = received.ingestTime();
        PersonClock clock = store.clock();
        if (clock == null) {
            clock = new PersonClock();
        } else {
            clock = forgetIfSilent(telemetry.userId(), ingest, clock, store, out);
        }
        seeIngest(clock, received);
        Disposition disposition = judge(received, clock, store, out);
        if (!(telemetry.payload() instanceof Payload.Erase) || disposition != Disposition.USED) {
            store.clock(clock);
        }
        return disposition;
    }

    /**
     * Whether state is to be freed at a moment of the ingest clock, when nothing came from the
     * person; only frees what the next record would forget anyway.
     *
     * @return when to look again, ms; {@link PersonClock#NEVER} when nothing is left
     */
    public long free(long now, SenseStore store) {
        PersonClock clock = store.clock();
        if (clock == null) {
            return PersonClock.NEVER;
        }
        long silent = now - clock.ingestTime;
        long person = options.forgetPersonAfter().toMillis();
        if (silent > person + REMEMBER_FORGETTING) {
            store.clear();
            return PersonClock.NEVER;
        }
        if (silent > person) {
            // The clock stays a little, so that a record that comes now still tells those behind.
            store.clear();
            clock.timer = clock.ingestTime + person + REMEMBER_FORGETTING + 1;
        } else if (silent > options.forgetBuffersAfter().toMillis()) {
            store.clearBuffers();
            clock.timer = clock.ingestTime + options.forgetPersonAfter().toMillis() + 1;
        } else {
            clock.timer = clock.ingestTime + options.forgetBuffersAfter().toMillis() + 1;
        }
        store.clock(clock);
        return clock.timer;
    }

    /** When {@link #free} is to be called first for a person who was just seen. */
    public long firstTimer(long ingestTime) {
        return ingestTime + options.forgetBuffersAfter().toMillis() + 1;
    }

    private PersonClock forgetIfSilent(
            String userId, long ingest, PersonClock clock, SenseStore store, Element.Sink out) {
        long silent = ingest - clock.ingestTime;
        if (clock.ingestTime == PersonClock.NEVER
                || silent <= options.forgetBuffersAfter().toMillis()) {
            return clock;
        }
        boolean person = silent > options.forgetPersonAfter().toMillis();
        out.emit(new Element.Expired(userId, ingest, clock.ingestTime, person));
        if (person) {
            store.clear();
            return new PersonClock();
        }
        store.clearBuffers();
        return clock;
    }

    private void seeIngest(PersonClock clock, Received received) {
        long ingest = received.ingestTime();
        clock.ingestTime = Math.max(clock.ingestTime, ingest);
        int minute = (int) Math.floorDiv(ingest, 60_000L);
        if (minute != clock.minute) {
            clock.minute = minute;
            clock.records = 0;
        }
        clock.records++;
        // Those of RADAR-base are many topics by nature.
        if (received.partition() >= 0 && RadarTopic.at(received.partition()) == null) {
            if (clock.partition >= 0 && clock.partition != received.partition()) {
                severalPartitions++;
            }
            clock.partition = received.partition();
        }
    }

    private Disposition judge(
            Received received, PersonClock clock, SenseStore store, Element.Sink out) {
        Telemetry telemetry = received.telemetry();
        boolean heard = isAlwaysHeard(telemetry.payload());
        if (clock.records > options.maxRecordsPerMinute() && !heard) {
            return refuse(
                    received,
                    Cause.RATE,
                    "more records in a minute of ingest time than signals.maxRecordsPerMinute allows",
                    out);
        }
        String impossible = impossible(telemetry);
        if (impossible != null) {
            return refuse(received, Cause.IMPOSSIBLE, impossible, out);
        }
        long ingest = received.ingestTime();
        if (!heard && lastTime(telemetry) > later(ingest, options.futureLimit().toMillis())) {
            return refuse(
                    received,
                    Cause.FUTURE,
                    "the sensor time is after the ingest time by more than signals.futureLimit; correct the device's clock",
                    out);
        }
        if (!heard
                && telemetry.sensorTime() < later(ingest, -options.oldestAccepted().toMillis())) {
            return refuse(
                    received,
                    Cause.TOO_OLD,
                    "the sensor time is before the ingest time by more than signals.oldestAccepted; correct the device's clock",
                    out);
        }
        DeviceKey key = new DeviceKey(telemetry.device(), telemetry.boot());
        DeviceLog log = store.device(key);
        if (log == null) {
            log = newDevice(key, store);
        }
        DeviceLog.Verdict verdict = log.see(telemetry.sequence(), Digest.of(telemetry));
        log.ingestTime = received.ingestTime();
        store.device(key, log);
        if (verdict == DeviceLog.Verdict.DUPLICATE) {
            return Disposition.DUPLICATE;
        }
        if (verdict == DeviceLog.Verdict.CONFLICT) {
            return refuse(
                    received,
                    Cause.CONFLICT,
                    "a sequence number that is known with another body; number each record of a boot once",
                    out);
        }
        return use(received, log.slot, clock, store, out);
    }

    /** Who withdraws or wants to be forgotten is heard, whatever the device's clock says. */
    private static boolean isAlwaysHeard(Payload payload) {
        return payload instanceof Payload.Erase
                || (payload instanceof Payload.Consent consent && !consent.granted());
    }

    /** When the last value of a record was measured. */
    private static long lastTime(Telemetry telemetry) {
        long time = telemetry.sensorTime();
        if (telemetry.payload() instanceof Payload.Acceleration p) {
            return later(time, Sample.offset(p.samples() - 1, p.hertz()));
        }
        if (telemetry.payload() instanceof Payload.SensorValues p) {
            return later(time, Sample.offset(p.values().length - 1, p.hertz()));
        }
        return time;
    }

    /** A sum that stays at the end of time instead of starting again: devices send any number. */
    private static long later(long time, long millis) {
        long sum = time + millis;
        if (((time ^ sum) & (millis ^ sum)) < 0) {
            return millis < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }

    private Disposition use(
            Received received, byte slot, PersonClock clock, SenseStore store, Element.Sink out) {
        Telemetry t = received.telemetry();
        Payload payload = t.payload();
        long ingest = received.ingestTime();
        if (payload instanceof Payload.HeartRate p) {
            Sample sample =
                    new Sample(
                            slot,
                            t.sensorTime(),
                            (int) t.sequence(),
                            p.bpm(),
                            p.minuteMean() ? 1 : 0,
                            Sample.NO_VALUES,
                            Sample.NO_COUNTS);
            clock.newestWorn = Math.max(clock.newestWorn, t.sensorTime());
            return sample(received, Signal.HEART_RATE, sample, clock, store, out);
        }
        if (payload instanceof Payload.BeatIntervals p) {
            Sample sample =
                    new Sample(
                            slot,
                            t.sensorTime(),
                            (int) t.sequence(),
                            0,
                            0,
                            p.milliseconds(),
                            Sample.NO_COUNTS);
            clock.newestWorn = Math.max(clock.newestWorn, t.sensorTime());
            return sample(received, Signal.BEAT_INTERVALS, sample, clock, store, out);
        }
        if (payload instanceof Payload.Acceleration p) {
            Sample sample =
                    new Sample(
                            slot,
                            t.sensorTime(),
                            (int) t.sequence(),
                            p.hertz(),
                            p.gPerCount(),
                            Sample.NO_VALUES,
                            p.xyz());
            return sample(received, Signal.ACCELERATION, sample, clock, store, out);
        }
        if (payload instanceof Payload.Steps p) {
            Sample sample =
                    new Sample(
                            slot,
                            t.sensorTime(),
                            (int) t.sequence(),
                            p.count(),
                            p.cumulative() ? 1 : 0,
                            Sample.NO_VALUES,
                            Sample.NO_COUNTS);
            return sample(received, Signal.STEPS, sample, clock, store, out);
        }
        if (payload instanceof Payload.Glucose p) {
            return glucose(received, p, slot, clock, store, out);
        }
        if (payload instanceof Payload.DeviceStatus p) {
            return status(received, p, clock, out);
        }
        if (payload instanceof Payload.SensorValues p) {
            Signal series = find(p.sensor());
            return series == null
                    ? Disposition.IGNORED
                    : sample(received, series, values(t, p, slot, series), clock, store, out);
        }
        if (payload instanceof Payload.Interaction p) {
            out.emit(
                    new Element.Reaction(
                            t.userId(), ingest, t.sensorTime(), p.decisionId(), p.what()));
        } else if (payload instanceof Payload.Profile p) {
            store.zone(p.zone());
            out.emit(new Element.ProfileChange(t.userId(), ingest, t.sensorTime(), p));
        } else if (payload instanceof Payload.Consent p) {
            out.emit(new Element.ConsentChange(t.userId(), ingest, t.sensorTime(), p.granted()));
        } else if (payload instanceof Payload.Erase) {
            store.clear();
            out.emit(new Element.Erasure(t.userId(), ingest));
            return Disposition.USED;
        } else {
            return Disposition.IGNORED;
        }
        long reached = Math.min(t.sensorTime(), later(ingest, options.futureLimit().toMillis()));
        advance(received, reached, clock, out);
        return Disposition.USED;
    }

    /** A sensor that a module brings; null when none does. */
    private @Nullable Signal find(String sensor) {
        for (int i = 0; i < sensors.length; i++) {
            if (sensor.equals(sensors[i].name())) {
                return sensors[i];
            }
        }
        return null;
    }

    private static Sample values(Telemetry t, Payload.SensorValues p, byte slot, Signal series) {
        return new Sample(
                slot,
                t.sensorTime(),
                (int) t.sequence(),
                p.hertz(),
                0,
                p.values(),
                Sample.NO_COUNTS,
                series.code());
    }

    private Disposition status(
            Received received, Payload.DeviceStatus status, PersonClock clock, Element.Sink out) {
        long time = received.telemetry().sensorTime();
        switch (status.name()) {
            case ON_WRIST -> {
                if (status.value() > 0) {
                    clock.newestWorn = Math.max(clock.newestWorn, time);
                }
            }
            case DRIVING ->
                    clock.drivingUntil =
                            status.value() > 0
                                    ? Math.max(clock.drivingUntil, time + DRIVING_MILLIS)
                                    : endOfDriving(clock.drivingUntil, time);
            case NO_READING -> {}
            case WAS_STILL, WAS_WALKING, WAS_RUNNING, WAS_ON_STAIRS, WAS_FORGET -> {
                advance(received, time, clock, out);
                out.emit(told(received, status));
                return Disposition.USED;
            }
            default -> {
                return Disposition.IGNORED;
            }
        }
        advance(received, time, clock, out);
        return Disposition.USED;
    }

    /** "I was walking": the activity of so many seconds before the record. */
    private static Element told(Received received, Payload.DeviceStatus status) {
        Telemetry t = received.telemetry();
        int activity =
                switch (status.name()) {
                    case WAS_STILL -> 0;
                    case WAS_WALKING -> 1;
                    case WAS_RUNNING -> 2;
                    case WAS_ON_STAIRS -> 3;
                    default -> Element.Told.FORGET;
                };
        long seconds = (long) Math.max(0, Math.min(MOST_TOLD_SECONDS, status.value()));
        return new Element.Told(
                t.userId(),
                received.ingestTime(),
                t.sensorTime(),
                activity,
                t.sensorTime() - 1000 * seconds,
                t.sensorTime());
    }

    /** A drive ends when its device says so, unless a newer report says that it goes on. */
    private static long endOfDriving(long until, long time) {
        boolean older = until != PersonClock.NEVER && time < until - DRIVING_MILLIS;
        return older ? until : Math.min(until, time);
    }

    /** A reading is a window of its own, at once: a low one must not wait. */
    private Disposition glucose(
            Received received,
            Payload.Glucose glucose,
            byte slot,
            PersonClock clock,
            SenseStore store,
            Element.Sink out) {
        Telemetry t = received.telemetry();
        SignalKey key = new SignalKey(SignalKind.GLUCOSE, t.device());
        SignalClock signal = store.signal(key);
        if (signal == null) {
            signal = new SignalClock();
        }
        boolean backfill = signal.newest != SignalClock.NEVER && t.sensorTime() < signal.newest;
        if (backfill && t.sensorTime() < signal.newest - options.backfillHorizon().toMillis()) {
            return late(received, out);
        }
        signal.newest = Math.max(signal.newest, t.sensorTime());
        store.signal(key, signal);
        clock.newestSignal = Math.max(clock.newestSignal, t.sensorTime());
        ZoneId zone = zones.of(store.zone());
        float z = z(Signal.GLUCOSE, glucose.mgDl(), t.sensorTime(), zone, store);
        closed.add(
                new Element.Window(
                        t.userId(),
                        received.ingestTime(),
                        SignalKind.GLUCOSE,
                        t.device(),
                        t.sensorTime(),
                        t.sensorTime() + 1,
                        signal.newest,
                        1,
                        1,
                        backfill,
                        new float[] {glucose.mgDl()},
                        z,
                        history(t, glucose.mgDl(), slot, backfill, store),
                        List.of()));
        advance(received, t.sensorTime(), clock, out);
        return Disposition.USED;
    }

    /**
     * Adds a reading to the two hours that are kept, and makes of them what a forecast is made
     * from; empty for a reading that came behind a newer one, and where too little is known.
     */
    private float[] history(
            Telemetry t, float mgDl, byte slot, boolean backfill, SenseStore store) {
        sorted.clear(slot, Signal.GLUCOSE.code(), others);
        sorted.add(
                new Sample(
                        slot,
                        t.sensorTime(),
                        (int) t.sequence(),
                        mgDl,
                        0,
                        Sample.NO_VALUES,
                        Sample.NO_COUNTS));
        store.samples(SignalKind.GLUCOSE, sorted);
        sorted.sort();
        long oldest = sorted.time(sorted.size() - 1) - GlucoseHistory.SPAN_MILLIS;
        SampleChunk kept = sorted.room();
        others.packSince(oldest, kept);
        readings = 0;
        for (int i = 0; i < sorted.size(); i++) {
            long time = sorted.time(i);
            if (time < oldest) {
                continue;
            }
            sorted.pack(i, kept);
            // Of readings with one time the last one counts.
            if (readings > 0 && readingTimes[readings - 1] == time) {
                readings--;
            }
            if (readings == readingTimes.length) {
                readingTimes = Arrays.copyOf(readingTimes, 2 * readings);
                readingValues = Arrays.copyOf(readingValues, 2 * readings);
            }
            readingTimes[readings] = time;
            readingValues[readings++] = sorted.a(i);
        }
        if (kept.size() > MOST_READINGS) {
            // A sensor that floods: the newest ones say enough.
            others.clear();
            others.add(kept);
            others.sort();
            kept = others.room();
            for (int i = others.size() - MOST_READINGS; i < others.size(); i++) {
                others.pack(i, kept);
            }
        }
        store.replace(SignalKind.GLUCOSE, kept);
        if (backfill) {
            return Element.Window.NO_INPUT;
        }
        float[] row = new float[GlucoseHistory.WIDTH];
        int known = GlucoseHistory.compute(readingTimes, readingValues, readings - 1, row, 0);
        return known < GlucoseHistory.LEAST_KNOWN ? Element.Window.NO_INPUT : row;
    }

    private Disposition late(Received received, Element.Sink out) {
        out.emit(
                refused(
                        received,
                        Cause.LATE,
                        "every window of the record was already emitted; the device sent it too far out of order"));
        return Disposition.LATE;
    }

    private Disposition sample(
            Received received,
            Signal series,
            Sample sample,
            PersonClock clock,
            SenseStore store,
            Element.Sink out) {
        Telemetry t = received.telemetry();
        Windowing windowing = series.windowing();
        SignalKey key = series.key(t.device());
        SignalClock signal = store.signal(key);
        if (signal == null) {
            signal = new SignalClock();
        }
        long last = sample.lastTime();
        if (signal.newest == SignalClock.NEVER) {
            signal.emittedTo = windowing.pane(sample.time() - disorder);
            signal.addGap(
                    windowing.pane(signal.emittedTo - options.backfillHorizon().toMillis()),
                    signal.emittedTo);
            signal.knownTo = signal.emittedTo;
        }
        boolean behind = last < signal.emittedTo;
        if (behind && !signal.inGap(last) && !signal.inGap(sample.time())) {
            return late(received, out);
        }
        // Gaps lie before what is emitted, so that most samples need not look for them.
        boolean startsBehind = sample.time() < signal.emittedTo;
        boolean startsInGap = startsBehind && signal.inGap(sample.time());
        if (startsBehind && !startsInGap) {
            refusedParts++;
        }
        store.append(series.kind(), sample);
        clock.newestSignal = Math.max(clock.newestSignal, last);
        if (behind) {
            backfill(received, series, windowing, sample, signal, store);
        } else {
            endOfRun(received, series, windowing, sample.slot(), signal, store);
            if (startsInGap) {
                joinRun(received, windowing, sample.time(), signal.emittedTo - 1, signal);
            }
            signal.newest = Math.max(signal.newest, last);
            long until = windowing.pane(signal.newest - disorder);
            if (until > signal.emittedTo) {
                close(
                        received,
                        series,
                        windowing,
                        sample.slot(),
                        signal,
                        signal.emittedTo,
                        until,
                        false,
                        store);
            }
        }
        if (series.kind() == SignalKind.STEPS && signal.newest != SignalClock.NEVER) {
            clock.stepsClock = Math.max(clock.stepsClock, signal.knownTo);
        }
        store.signal(key, signal);
        advance(received, last, clock, out);
        return Disposition.USED;
    }

    /**
     * A sample in a gap. What it fills is emitted behind the run of backfill that it belongs to: a
     * window of which nothing more is expected, because the run passed its end, and because its
     * beginning and all that it looks back to lie inside the run or were emitted. What waits at the
     * ends of a run is emitted when the backfill goes quiet, so that a backlog may come in any
     * order, the newest first or in chunks.
     */
    private void backfill(
            Received received,
            Signal series,
            Windowing windowing,
            Sample sample,
            SignalClock signal,
            SenseStore store) {
        joinRun(received, windowing, sample.time(), sample.lastTime(), signal);
        long until = windowing.pane(signal.runTo - disorder);
        if (until > signal.runOpen) {
            signal.runOpen =
                    close(
                            received,
                            series,
                            windowing,
                            sample.slot(),
                            signal,
                            signal.runOpen,
                            until,
                            true,
                            store);
        }
    }

    private void joinRun(
            Received received, Windowing windowing, long time, long last, SignalClock signal) {
        signal.runIngest = received.ingestTime();
        if (signal.runFrom == SignalClock.NEVER
                || time < signal.runFrom - disorder
                || time > signal.runTo + BACKFILL_HOLE_MILLIS) {
            signal.runFrom = time;
            signal.runTo = last;
            long pane = windowing.pane(time);
            // Where a gap begins nothing older can come.
            boolean gapBegins = time - pane <= disorder && !signal.inGap(pane - 1);
            signal.runOpen = gapBegins ? pane : firstComplete(windowing, time);
            return;
        }
        signal.runTo = Math.max(signal.runTo, last);
        if (time < signal.runFrom) {
            long before = firstComplete(windowing, signal.runFrom);
            signal.runFrom = time;
            long now = firstComplete(windowing, time);
            if (now < before) {
                signal.runOpen = Math.min(signal.runOpen, now);
            }
        }
    }

    /** The first pane of which no sample is missing in a run that goes back to a time. */
    private long firstComplete(Windowing windowing, long from) {
        return windowing.pane(from + disorder + windowing.lookback() + windowing.stride() - 1);
    }

    /** A run of backfill that went quiet is over: what it filled is emitted, complete or not. */
    private void endOfRun(
            Received received,
            Signal series,
            Windowing windowing,
            byte slot,
            SignalClock signal,
            SenseStore store) {
        if (signal.runFrom == SignalClock.NEVER
                || received.ingestTime() - signal.runIngest < BACKFILL_QUIET_MILLIS) {
            return;
        }
        signal.runFrom = SignalClock.NEVER;
        close(
                received,
                series,
                windowing,
                slot,
                signal,
                Long.MIN_VALUE,
                signal.emittedTo,
                true,
                store);
    }

    /**
     * Emits the windows that end in a range of panes and have a sample in their last pane, and
     * drops samples that no open window can use.
     *
     * @return the end of the range that was closed: a counter's panes stay open until the reading
     *     behind them is settled
     */
    private long close(
            Received received,
            Signal series,
            Windowing windowing,
            byte slot,
            SignalClock signal,
            long from,
            long passed,
            boolean backfill,
            SenseStore store) {
        sorted.clear(slot, series.code(), others);
        store.samples(series.kind(), sorted);
        sorted.sort();
        sorted.dropRepeated();
        long until = passed;
        if (series.kind() == SignalKind.STEPS && from != Long.MIN_VALUE) {
            long settled = (backfill ? signal.runTo : signal.newest) - disorder;
            until = Math.min(passed, counterUntil(windowing, from, settled));
            if (until <= from) {
                return from;
            }
        }
        findPanes(windowing, signal, from, until, backfill);
        // Read once, and only where a window closes: the time of day is the person's.
        ZoneId zone = panes == 0 ? ZoneOffset.UTC : zones.of(store.zone());
        long done = from;
        for (int i = 0; i < panes; i++) {
            long pane = paneStarts[i];
            if (!backfill) {
                signal.addGap(done, pane);
            } else if (from != Long.MIN_VALUE
                    && !signal.hasRoomToEmit(pane, pane + windowing.stride())) {
                break; // what stays in its gap is emitted when the run is over
            }
            done = pane + windowing.stride();
            features.compute(
                    series, sorted, done - windowing.length(), done, backfill, signal, zone);
            if (backfill) {
                signal.emittedInGap(pane, done);
            }
            // Behind one that is not the last, more windows of this very moment follow.
            long known =
                    i < panes - 1 && !backfill
                            ? done
                            : knownTo(series, windowing, signal, until, backfill);
            emitWindow(received, series, windowing, done, known, backfill, zone, store);
        }
        if (!backfill) {
            signal.addGap(done, until);
            signal.emittedTo = until;
            signal.knownTo = knownTo(series, windowing, signal, until, false);
            signal.forgetGapsBefore(
                    windowing.pane(signal.newest - options.backfillHorizon().toMillis()));
        }
        dropClosed(series, windowing, signal, store);
        return until;
    }

    /** Drops the samples that no open window can use. */
    private void dropClosed(
            Signal series, Windowing windowing, SignalClock signal, SenseStore store) {
        int n = sorted.size();
        int first = 0;
        while (first < n && !isOpen(first, windowing, signal)) {
            first++;
        }
        int end = first;
        while (end < n && isOpen(end, windowing, signal)) {
            end++;
        }
        SampleChunk packed = sorted.only();
        if (packed != null && first < n && end == n) {
            // As nearly always: what stays is the end of what there was.
            if (first > 0) {
                packed.dropFirst(first);
                store.replace(series.kind(), packed);
            }
            return;
        }
        packed = sorted.room();
        others.packSince(Long.MIN_VALUE, packed);
        for (int i = first; i < n; i++) {
            if (i < end || isOpen(i, windowing, signal)) {
                sorted.pack(i, packed);
            }
        }
        store.replace(series.kind(), packed);
    }

    /** Whether a window that is still open can use a sample. */
    private boolean isOpen(int i, Windowing windowing, SignalClock signal) {
        long time = sorted.time(i);
        long last = sorted.lastTime(i);
        return last >= signal.emittedTo - windowing.lookback()
                || signal.inGap(time)
                || signal.inGap(last)
                || signal.gapStartsWithin(time, windowing.lookback());
    }

    /**
     * The end of the panes of a counter that can close: the reading behind a pane says what was
     * walked at its end, so it must be settled, or so far away that it says nothing of it.
     *
     * @param from first pane that is open
     * @param settled readings up to this time are all there
     */
    private long counterUntil(Windowing windowing, long from, long settled) {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < sorted.size(); i++) {
            long time = sorted.time(i);
            if (sorted.b(i) == 1 && time >= from && time <= settled) {
                last = time;
            }
        }
        return last == Long.MIN_VALUE || settled - last > StepShare.LONGEST_SILENCE_MILLIS
                ? Long.MAX_VALUE
                : windowing.pane(last);
    }

    /** Up to when all is known of a signal when the panes before a time are emitted. */
    private long knownTo(
            Signal series, Windowing windowing, SignalClock signal, long until, boolean backfill) {
        if (series.kind() != SignalKind.STEPS) {
            return windowing.pane(signal.newest - disorder);
        }
        if (backfill) {
            return signal.knownTo;
        }
        long counted = windowing.pane(signal.counterTime) + windowing.stride();
        if (signal.counterTime != SignalClock.NEVER && counted < until) {
            for (int i = sorted.size() - 1; i >= 0 && sorted.time(i) >= until; i--) {
                if (sorted.b(i) == 1) {
                    return counted; // what was walked in the silence goes with that reading
                }
            }
        }
        return until;
    }

    /**
     * Lists the panes of a range that have a sample and are not emitted. They are found before any
     * is emitted, because taking one out of its gap may close another gap.
     */
    private void findPanes(
            Windowing windowing, SignalClock signal, long from, long until, boolean backfill) {
        panes = 0;
        long done = from;
        for (int i = 0; i < sorted.size(); i++) {
            long time = sorted.time(i);
            long last = sorted.lastTime(i);
            if (last < done || time >= until) {
                continue; // the most: what windows look back to
            }
            long lastPane = windowing.pane(last);
            for (long pane = Math.max(windowing.pane(time), done);
                    pane <= lastPane && pane < until;
                    pane += windowing.stride()) {
                done = pane + windowing.stride();
                if (backfill ? signal.inGap(pane) : pane >= signal.emittedTo) {
                    if (panes == paneStarts.length) {
                        paneStarts = Arrays.copyOf(paneStarts, 2 * panes);
                    }
                    paneStarts[panes++] = pane;
                }
            }
        }
    }

    private void emitWindow(
            Received received,
            Signal series,
            Windowing windowing,
            long end,
            long known,
            boolean backfill,
            ZoneId zone,
            SenseStore store) {
        Telemetry t = received.telemetry();
        long start = end - windowing.length();
        if (features.failure() != null) {
            failed.add(failed(received, series, end));
        }
        float z =
                Double.isNaN(features.leading())
                        ? Float.NaN
                        : z(
                                series,
                                features.leading(),
                                start + windowing.length() / 2,
                                zone,
                                store);
        closed.add(
                new Element.Window(
                        t.userId(),
                        received.ingestTime(),
                        series.kind(),
                        t.device(),
                        start,
                        end,
                        known,
                        features.samples(),
                        features.quality(),
                        backfill,
                        features.values(),
                        z,
                        features.input(),
                        List.of(),
                        series.name()));
    }

    /**
     * How unusual a value is for the person so far at that time of day; the baseline then learns
     * from it.
     */
    private float z(Signal series, double value, long time, ZoneId zone, SenseStore store) {
        WindowFeatures.Start start = series.start();
        if (start == null) {
            return Float.NaN;
        }
        DaytimeBaseline baseline = series.baseline(store);
        if (baseline == null) {
            baseline = new DaytimeBaseline(start.day());
        }
        int minute = zones.minuteOfDay(time, zone);
        float z = (float) baseline.z(value, minute);
        baseline.update(value, minute, start.day(), start.part());
        series.baseline(store, baseline);
        return z;
    }

    /**
     * Moves the person's clock and emits what the record closed, with the decision tick in its
     * place: after the windows that end at it or before, a reading at that very moment included,
     * and before those that end later.
     */
    private void advance(Received received, long reached, PersonClock clock, Element.Sink out) {
        clock.sensorTime = Math.max(clock.sensorTime, reached);
        long grid = Math.floorDiv(clock.sensorTime, interval) * interval;
        boolean tick = clock.grid != PersonClock.NEVER && grid > clock.grid;
        long skipped = tick ? (grid - clock.grid) / interval - 1 : 0;
        clock.grid = Math.max(clock.grid, grid);
        int next = 0;
        while (next < closed.size() && (!tick || closed.get(next).end() - 1 <= grid)) {
            out.emit(closed.get(next++));
        }
        if (tick) {
            Telemetry t = received.telemetry();
            out.emit(
                    new Element.Tick(
                            t.userId(),
                            received.ingestTime(),
                            t.sensorTime(),
                            grid,
                            skipped,
                            clock.newestSignal,
                            clock.newestWorn,
                            clock.drivingUntil,
                            clock.stepsClock));
        }
        while (next < closed.size()) {
            out.emit(closed.get(next++));
        }
        closed.clear();
        if (!failed.isEmpty()) {
            failed.forEach(out::emit);
            failed.clear();
        }
    }

    private DeviceLog newDevice(DeviceKey key, SenseStore store) {
        List<Map.Entry<DeviceKey, DeviceLog>> known = store.devices();
        byte slot = -1;
        boolean[] taken = new boolean[Sample.SLOTS];
        for (Map.Entry<DeviceKey, DeviceLog> entry : known) {
            taken[entry.getValue().slot] = true;
            if (entry.getKey().device().equals(key.device())) {
                slot = entry.getValue().slot;
            }
        }
        for (byte free = 0; slot < 0 && free < options.maxDevices(); free++) {
            slot = taken[free] ? -1 : free;
        }
        if (slot < 0) {
            slot = forgetSilentDevice(known, store);
        } else if (known.size() >= BOOTS_PER_DEVICE * options.maxDevices()) {
            store.forgetDevice(longestSilentRun(known).getKey());
        }
        return new DeviceLog(slot);
    }

    /** Makes room for a device: the one that was silent longest is forgotten with its signals. */
    private byte forgetSilentDevice(List<Map.Entry<DeviceKey, DeviceLog>> known, SenseStore store) {
        String device = longestSilentDevice(known);
        byte slot = 0;
        for (Map.Entry<DeviceKey, DeviceLog> entry : known) {
            if (entry.getKey().device().equals(device)) {
                slot = entry.getValue().slot;
                store.forgetDevice(entry.getKey());
            }
        }
        for (int i = 0; i < sensors.length; i++) {
            store.forgetSignal(sensors[i].key(device));
        }
        for (SignalKind kind : SignalKind.values()) {
            store.forgetSignal(new SignalKey(kind, device));
            sorted.clear();
            store.samples(kind, sorted);
            SampleChunk kept = sorted.room();
            for (int i = 0; i < sorted.size(); i++) {
                if (sorted.slot(i) != slot) {
                    sorted.pack(i, kept);
                }
            }
            store.replace(kind, kept);
        }
        return slot;
    }

    private static String longestSilentDevice(List<Map.Entry<DeviceKey, DeviceLog>> known) {
        String silent = "";
        long oldest = Long.MAX_VALUE;
        for (Map.Entry<DeviceKey, DeviceLog> entry : known) {
            String device = entry.getKey().device();
            long newest = Long.MIN_VALUE;
            for (Map.Entry<DeviceKey, DeviceLog> other : known) {
                if (other.getKey().device().equals(device)) {
                    newest = Math.max(newest, other.getValue().ingestTime);
                }
            }
            if (newest < oldest || (newest == oldest && device.compareTo(silent) < 0)) {
                oldest = newest;
                silent = device;
            }
        }
        return silent;
    }

    /**
     * The run that was silent longest, of those devices that have several: the last one of a device
     * holds its place, which its samples name. Ties go to the first device by name, then boot.
     */
    private static Map.Entry<DeviceKey, DeviceLog> longestSilentRun(
            List<Map.Entry<DeviceKey, DeviceLog>> known) {
        Map.Entry<DeviceKey, DeviceLog> silent = known.get(0);
        boolean any = false;
        for (Map.Entry<DeviceKey, DeviceLog> entry : known) {
            if (runs(known, entry.getKey().device()) > 1
                    && (!any || isLongerSilent(entry, silent))) {
                silent = entry;
                any = true;
            }
        }
        return silent;
    }

    private static int runs(List<Map.Entry<DeviceKey, DeviceLog>> known, String device) {
        int runs = 0;
        for (Map.Entry<DeviceKey, DeviceLog> entry : known) {
            runs += entry.getKey().device().equals(device) ? 1 : 0;
        }
        return runs;
    }

    private static boolean isLongerSilent(
            Map.Entry<DeviceKey, DeviceLog> one, Map.Entry<DeviceKey, DeviceLog> other) {
        int order = Long.compare(one.getValue().ingestTime, other.getValue().ingestTime);
        order = order != 0 ? order : one.getKey().device().compareTo(other.getKey().device());
        order = order != 0 ? order : Long.compare(one.getKey().boot(), other.getKey().boot());
        return order < 0;
    }

    private @Nullable String impossible(Telemetry t) {
        Payload payload = t.payload();
        if (t.userId().isEmpty() || t.userId().length() > 128) {
            return "the user id has 1 to 128 characters";
        }
        if (t.device().isEmpty() || t.device().length() > 64) {
            return "the device has 1 to 64 characters";
        }
        if (payload instanceof Payload.HeartRate p) {
            return Plausible.heartRate(p.bpm());
        }
        if (payload instanceof Payload.BeatIntervals p) {
            return Plausible.intervals(p.milliseconds());
        }
        if (payload instanceof Payload.Acceleration p) {
            return Plausible.acceleration(p.hertz(), p.gPerCount(), p.xyz());
        }
        if (payload instanceof Payload.Glucose p) {
            return Plausible.glucose(p.mgDl());
        }
        if (payload instanceof Payload.Steps p) {
            return Plausible.steps(p.count(), p.cumulative());
        }
        if (payload instanceof Payload.DeviceStatus p) {
            return Plausible.status(p.name(), p.value());
        }
        if (payload instanceof Payload.SensorValues p) {
            return impossible(p);
        }
        if (payload instanceof Payload.Interaction p) {
            int length = p.decisionId().length();
            return length >= 1 && length <= 64 ? null : "a decision id has 1 to 64 characters";
        }
        return payload instanceof Payload.Profile p ? impossible(p) : null;
    }

    private @Nullable String impossible(Payload.SensorValues p) {
        if (p.sensor().isEmpty() || p.sensor().length() > 32) {
            return "the name of a sensor has 1 to 32 characters";
        }
        String rule = Plausible.values(p.hertz(), p.values());
        Signal series = rule == null ? find(p.sensor()) : null;
        return series == null ? rule : series.impossible(p);
    }

    private @Nullable String impossible(Payload.Profile p) {
        if (!zones.known(p.zone())) {
            return "the time zone of a profile is an IANA id as Europe/Berlin";
        }
        if (p.language().isEmpty() || p.language().length() > 35) {
            return "the language of a profile is a BCP 47 tag of 1 to 35 characters";
        }
        Float resting = p.restingBpm();
        Float maximum = p.maximumBpm();
        if (resting != null && !(resting >= 25 && resting <= 150)) {
            return "the resting heart rate of a profile lies between 25 and 150 bpm";
        }
        if (maximum != null && !(maximum >= 80 && maximum <= 250)) {
            return "the maximum heart rate of a profile lies between 80 and 250 bpm";
        }
        return resting != null && maximum != null && resting >= maximum
                ? "the maximum heart rate of a profile is above the resting one"
                : null;
    }

    private Element.Refused failed(Received received, Signal series, long end) {
        String detail =
                String.format(
                        Locale.ROOT,
                        "the module of the sensor %s %s, for the window that ends at %d; mend the"
                                + " module",
                        series.name(),
                        features.failure(),
                        end);
        String userId = received.telemetry().userId();
        long ingestTime = received.ingestTime();
        // Of a window, not of the record that closed it: there is nothing to publish again.
        return new Element.Refused(
                userId,
                ingestTime,
                new DeadLetter(
                        Cause.MODEL_INPUT,
                        detail,
                        null,
                        -1,
                        -1,
                        ingestTime,
                        userId,
                        0,
                        null,
                        null));
    }

    private Disposition refuse(Received received, Cause cause, String detail, Element.Sink out) {
        out.emit(refused(received, cause, detail));
        return Disposition.DEAD_LETTER;
    }

    private Element.Refused refused(Received received, Cause cause, String detail) {
        String userId = received.telemetry().userId();
        RadarTopic radar = RadarTopic.at(received.partition());
        return new Element.Refused(
                userId,
                received.ingestTime(),
                new DeadLetter(
                        cause,
                        detail,
                        radar == null ? topic : radar.topic(),
                        RadarTopic.partition(received.partition()),
                        received.offset(),
                        received.ingestTime(),
                        userId,
                        0,
                        null,
                        null));
    }
}
