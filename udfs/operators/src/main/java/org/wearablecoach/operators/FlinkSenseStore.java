package org.wearablecoach.operators;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.sense.BaselineForm;
import org.wearablecoach.loop.sense.DeviceKey;
import org.wearablecoach.loop.sense.DeviceLog;
import org.wearablecoach.loop.sense.Heard;
import org.wearablecoach.loop.sense.PersonClock;
import org.wearablecoach.loop.sense.Sample;
import org.wearablecoach.loop.sense.SampleChunk;
import org.wearablecoach.loop.sense.Samples;
import org.wearablecoach.loop.sense.Sense;
import org.wearablecoach.loop.sense.SenseStore;
import org.wearablecoach.loop.sense.SignalClock;
import org.wearablecoach.loop.sense.SignalKey;
import org.wearablecoach.loop.sense.Tail;
import org.wearablecoach.signals.DaytimeBaseline;

/**
 * What Sense keeps, as keyed state of Flink. The names of the states are persisted.
 *
 * <p>Samples are appended without reading, which RocksDB does without a lookup, and some at a time.
 * What every record reads and writes is one value: the person's clocks, the device heard last, and
 * on disk the samples that wait to be appended. When another device is heard, the one before goes
 * to {@code devices} and {@code signals}; what those two say of the device heard last is out of
 * date.
 *
 * <p>The heap backend hands out the objects that it keeps. There a record looks up that one value
 * only, and finds the person's samples through it ({@link Found}): most of a lookup is waiting for
 * memory. A snapshot that is being written shares those objects, until they are looked up again and
 * copied by the backend; so what was found before the last snapshot counts no more ({@link
 * #snapshot}), and no object is in two states at once.
 */
final class FlinkSenseStore implements SenseStore {

    private final ValueState<PersonClock> clock;
    private final ValueState<String> zone;
    private final MapState<DeviceKey, DeviceLog> devices;
    private final MapState<SignalKey, SignalClock> signals;
    private final Map<SignalKind, ListState<SampleChunk>> samples = new EnumMap<>(SignalKind.class);
    private final MapState<Integer, DaytimeBaseline> baselines;
    private final MapState<String, DaytimeBaseline> sensorBaselines;

    private final Sense sense;
    private final boolean keepsObjects;
    private @Nullable TimerService timers;

    /** Snapshots so far. */
    private int epoch;

    /** The clock of the current person as it was handed out; null where objects are not kept. */
    private @Nullable PersonClock current;

    /** The device that the current person's records came from last. */
    private @Nullable Heard heard;

    /** The samples of the current person that wait beside the clocks. */
    private @Nullable Tail tail;

    /** What was found for the current person; null where objects are not kept. */
    private @Nullable Found found;

    /** Lists of one person that the backend keeps, as they were found in one epoch. */
    private static final class Found {
        int epoch;
        final @Nullable List<SampleChunk>[] samples = lists();

        /** The last chunk of each list, where samples are appended. */
        final @Nullable SampleChunk[] ends = new SampleChunk[KINDS.length];

        @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays know no type parameters.
        private static @Nullable List<SampleChunk>[] lists() {
            return new List[KINDS.length];
        }

        void forget() {
            Arrays.fill(samples, null);
            Arrays.fill(ends, null);
        }
    }

    private static final DeviceLog.Form LOGS = new DeviceLog.Form();
    private static final SignalClock.Form CLOCKS = new SignalClock.Form();

    private static final SignalKind[] KINDS = SignalKind.values();

    /** The one backend of which it is known that it keeps objects and needs no word of changes. */
    private static final String HEAP = "org.apache.flink.runtime.state.heap.HeapValueState";

    FlinkSenseStore(RuntimeContext context, Sense sense) {
        this.sense = sense;
        clock =
                context.getState(
                        new ValueStateDescriptor<>(
                                "person-clock", new CodecSerializer<>(PersonClock.Form.class)));
        zone = context.getState(new ValueStateDescriptor<>("zone", StringSerializer.INSTANCE));
        devices =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "devices",
                                new CodecSerializer<>(DeviceKey.Form.class),
                                new CodecSerializer<>(DeviceLog.Form.class)));
        signals =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "signals",
                                new CodecSerializer<>(SignalKey.Form.class),
                                new CodecSerializer<>(SignalClock.Form.class)));
        samples(context, SignalKind.HEART_RATE, "samples-heart-rate");
        samples(context, SignalKind.BEAT_INTERVALS, "samples-beat-intervals");
        samples(context, SignalKind.ACCELERATION, "samples-acceleration");
        samples(context, SignalKind.STEPS, "samples-steps");
        samples(context, SignalKind.GLUCOSE, "samples-glucose");
        // One list for all sensors that modules bring, so that erasure also reaches those whose
        // module is gone.
        samples(context, SignalKind.SENSOR, "samples-sensor");
        baselines =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "baselines",
                                IntSerializer.INSTANCE,
                                new CodecSerializer<>(BaselineForm.class)));
        sensorBaselines =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "sensor-baselines",
                                StringSerializer.INSTANCE,
                                new CodecSerializer<>(BaselineForm.class)));
        keepsObjects = clock.getClass().getName().equals(HEAP);
    }

    /** A snapshot is taken: until its objects are looked up again, they belong to it. */
    void snapshot() {
        epoch++;
        leave();
    }

    /** Called before another person's record. */
    private void leave() {
        current = null;
        heard = null;
        tail = null;
        found = null;
    }

    /** Sets where the timers of the current person are. */
    void timers(TimerService current) {
        timers = current;
    }

    private void samples(RuntimeContext context, SignalKind signal, String name) {
        samples.put(
                signal,
                context.getListState(
                        new ListStateDescriptor<>(
                                name, new CodecSerializer<>(SampleChunk.Form.class))));
    }

    /** What Flink throws when state cannot be read or written: the job restarts. */
    private static FlinkRuntimeException failed(Exception cause) {
        return new FlinkRuntimeException("Keyed state of sense cannot be accessed.", cause);
    }

    @Override
    public @Nullable PersonClock clock() {
        PersonClock known;
        try {
            known = clock.value();
        } catch (Exception e) {
            throw failed(e);
        }
        leave();
        if (known != null) {
            heard = known.heard();
            tail = known.tail();
        }
        if (keepsObjects && known != null) {
            current = known;
            found = found(known);
        }
        return known;
    }

    private Found found(PersonClock known) {
        Found before = known.found() instanceof Found there ? there : null;
        if (before == null) {
            before = new Found();
            before.epoch = epoch;
            known.found(before);
        } else if (before.epoch != epoch) {
            before.forget();
            before.epoch = epoch;
        }
        return before;
    }

    @Override
    public void clock(PersonClock value) {
        try {
            if (value.timer() == PersonClock.NEVER && timers != null) {
                // One timer a person, set once and moved only when it fires.
                long first = sense.firstTimer(value.ingestTime());
                value.timer(first);
                timers.registerEventTimeTimer(first);
            }
            value.heard(heard);
            value.tail(tail == null || tail.isEmpty() ? null : tail);
            if (!isCurrent(value)) {
                clock.update(value);
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Whether the backend keeps this very object for the current person. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isCurrent(PersonClock value) {
        return value == current;
    }

    @Override
    public @Nullable String zone() {
        try {
            return zone.value();
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void zone(String value) {
        try {
            zone.update(value);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public @Nullable DeviceLog device(DeviceKey key) {
        Heard last = heard;
        if (last != null && last.run().equals(key)) {
            return last.log();
        }
        try {
            DeviceLog log = devices.get(key);
            // It moves to the value of the person; what stays behind may be in a snapshot.
            return log == null || !keepsObjects ? log : LOGS.copy(log);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void device(DeviceKey key, DeviceLog log) {
        Heard last = heard;
        if (last == null) {
            heard = new Heard(key, log);
            return;
        }
        if (!last.run().equals(key)) {
            putBack(last, key.device());
            last.run(key, log);
        }
    }

    /**
     * Puts a device back among the others.
     *
     * @param next whose signals stay, as another run of a device has the same
     */
    private void putBack(Heard last, String next) {
        try {
            devices.put(last.run(), last.log());
            if (!last.run().device().equals(next)) {
                for (SignalKind kind : KINDS) {
                    SignalClock value = last.signal(kind);
                    if (value != null) {
                        signals.put(new SignalKey(kind, last.run().device()), value);
                    }
                }
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public List<Map.Entry<DeviceKey, DeviceLog>> devices() {
        Heard last = heard;
        try {
            List<Map.Entry<DeviceKey, DeviceLog>> entries = new ArrayList<>();
            for (Map.Entry<DeviceKey, DeviceLog> entry : devices.entries()) {
                if (last == null || !last.run().equals(entry.getKey())) {
                    entries.add(Map.entry(entry.getKey(), entry.getValue()));
                }
            }
            if (last != null) {
                entries.add(Map.entry(last.run(), last.log()));
            }
            return entries;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void forgetDevice(DeviceKey key) {
        Heard last = heard;
        if (last != null && last.run().equals(key)) {
            // Its signals may be needed by another run of the device.
            putBack(last, "");
            heard = null;
        }
        try {
            devices.remove(key);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** The device heard last, where the clock of a signal has its place with it. */
    private @Nullable Heard of(SignalKey key) {
        Heard last = heard;
        return last != null && last.has(key) ? last : null;
    }

    @Override
    public @Nullable SignalClock signal(SignalKey key) {
        Heard last = of(key);
        if (last != null) {
            SignalClock there = last.signal(key.signal());
            if (there != null) {
                return there;
            }
        }
        try {
            SignalClock there = signals.get(key);
            return there == null || last == null || !keepsObjects ? there : CLOCKS.copy(there);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void signal(SignalKey key, SignalClock value) {
        Heard last = of(key);
        if (last != null) {
            last.signal(key.signal(), value);
            return;
        }
        try {
            signals.put(key, value);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void forgetSignal(SignalKey key) {
        Heard last = of(key);
        if (last != null) {
            last.signal(key.signal(), null);
        }
        try {
            signals.remove(key);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void append(SignalKind signal, Sample sample) {
        SampleChunk end = end(signal);
        if (end != null) {
            end.add(sample);
            return;
        }
        SampleChunk chunk = keepsObjects ? SampleChunk.of(sample) : tail().add(signal, sample);
        ListState<SampleChunk> list = samples.get(signal);
        try {
            if (list != null && chunk != null) {
                list.add(chunk);
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private Tail tail() {
        Tail waiting = tail;
        if (waiting == null) {
            waiting = new Tail();
            tail = waiting;
        }
        return waiting;
    }

    /** The last chunk that the backend keeps; null where there is none, or none is handed out. */
    private @Nullable SampleChunk end(SignalKind signal) {
        Found known = found;
        if (known == null) {
            return null;
        }
        SampleChunk end = known.ends[signal.code()];
        if (end == null) {
            List<SampleChunk> there = kept(signal);
            if (there != null) {
                end = there.get(there.size() - 1);
                known.ends[signal.code()] = end;
            }
        }
        return end;
    }

    /**
     * The very list that the backend keeps; null where there is none yet, or none is handed out.
     */
    private @Nullable List<SampleChunk> kept(SignalKind signal) {
        Found known = found;
        if (known == null) {
            return null;
        }
        List<SampleChunk> there = known.samples[signal.code()];
        if (there != null) {
            return there;
        }
        ListState<SampleChunk> list = samples.get(signal);
        try {
            // An absent list looks like an empty one, which belongs to nobody.
            if (list != null && list.get() instanceof List<SampleChunk> now && !now.isEmpty()) {
                known.samples[signal.code()] = now;
                return now;
            }
            return null;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void samples(SignalKind signal, Samples into) {
        SampleChunk waiting = tail == null ? null : tail.of(signal);
        if (waiting != null) {
            into.add(waiting);
        }
        List<SampleChunk> there = kept(signal);
        if (there != null) {
            there.forEach(into::add);
            return;
        }
        ListState<SampleChunk> list = samples.get(signal);
        try {
            Iterable<SampleChunk> kept = list == null ? null : list.get();
            if (kept != null) {
                kept.forEach(into::add);
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void replace(SignalKind signal, SampleChunk replacement) {
        if (tail != null) {
            tail.forget(signal);
        }
        List<SampleChunk> there = kept(signal);
        if (there != null && !replacement.isEmpty()) {
            if (there.size() > 1 || !isEnd(replacement, signal)) {
                there.clear();
                there.add(replacement);
                forgetEnd(signal);
            }
            return;
        }
        if (found != null) {
            found.samples[signal.code()] = null;
            forgetEnd(signal);
        }
        ListState<SampleChunk> list = samples.get(signal);
        try {
            if (list != null) {
                // The heap backend keeps the list it is given.
                list.update(
                        replacement.isEmpty() ? List.of() : new ArrayList<>(List.of(replacement)));
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Whether it is the very chunk that the backend keeps as the last one. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isEnd(SampleChunk chunk, SignalKind signal) {
        return chunk == end(signal);
    }

    private void forgetEnd(SignalKind signal) {
        if (found != null) {
            found.ends[signal.code()] = null;
        }
    }

    @Override
    public @Nullable DaytimeBaseline baseline(SignalKind signal) {
        try {
            return baselines.get(signal.code());
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void baseline(SignalKind signal, DaytimeBaseline baseline) {
        try {
            baselines.put(signal.code(), baseline);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public @Nullable DaytimeBaseline sensorBaseline(String sensor) {
        try {
            return sensorBaselines.get(sensor);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void sensorBaseline(String sensor, DaytimeBaseline baseline) {
        try {
            sensorBaselines.put(sensor, baseline);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void clearBuffers() {
        heard = null;
        tail = null;
        if (found != null) {
            found.forget();
        }
        devices.clear();
        signals.clear();
        samples.values().forEach(ListState::clear);
    }

    @Override
    public void clear() {
        PersonClock known = clock();
        if (known != null && known.timer() != PersonClock.NEVER && timers != null) {
            timers.deleteEventTimeTimer(known.timer());
        }
        clearBuffers();
        leave();
        clock.clear();
        zone.clear();
        baselines.clear();
        sensorBaselines.clear();
    }
}
