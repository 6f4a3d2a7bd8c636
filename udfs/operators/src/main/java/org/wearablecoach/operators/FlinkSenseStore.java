package org.wearablecoach.operators;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
import org.wearablecoach.loop.sense.PersonClock;
import org.wearablecoach.loop.sense.Sample;
import org.wearablecoach.loop.sense.Sense;
import org.wearablecoach.loop.sense.SenseStore;
import org.wearablecoach.loop.sense.SignalClock;
import org.wearablecoach.loop.sense.SignalKey;
import org.wearablecoach.signals.DaytimeBaseline;

/**
 * What Sense keeps, as keyed state of Flink. The names of the states are persisted.
 *
 * <p>Samples are appended without reading, which RocksDB does without a lookup; the clocks are what
 * every record reads and writes.
 */
final class FlinkSenseStore implements SenseStore {

    private final ValueState<PersonClock> clock;
    private final ValueState<String> zone;
    private final MapState<DeviceKey, DeviceLog> devices;
    private final MapState<SignalKey, SignalClock> signals;
    private final Map<SignalKind, ListState<Sample>> samples = new EnumMap<>(SignalKind.class);
    private final MapState<Integer, DaytimeBaseline> baselines;
    private final MapState<String, DaytimeBaseline> sensorBaselines;

    private final Sense sense;
    private @Nullable TimerService timers;

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
    }

    /** Sets where the timers of the current person are. */
    void timers(TimerService current) {
        timers = current;
    }

    private void samples(RuntimeContext context, SignalKind signal, String name) {
        samples.put(
                signal,
                context.getListState(
                        new ListStateDescriptor<>(name, new CodecSerializer<>(Sample.Form.class))));
    }

    /** What Flink throws when state cannot be read or written: the job restarts. */
    private static FlinkRuntimeException failed(Exception cause) {
        return new FlinkRuntimeException("Keyed state of sense cannot be accessed.", cause);
    }

    @Override
    public @Nullable PersonClock clock() {
        try {
            return clock.value();
        } catch (Exception e) {
            throw failed(e);
        }
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
            clock.update(value);
        } catch (Exception e) {
            throw failed(e);
        }
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
        try {
            return devices.get(key);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void device(DeviceKey key, DeviceLog log) {
        try {
            devices.put(key, log);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public List<Map.Entry<DeviceKey, DeviceLog>> devices() {
        try {
            List<Map.Entry<DeviceKey, DeviceLog>> entries = new ArrayList<>();
            for (Map.Entry<DeviceKey, DeviceLog> entry : devices.entries()) {
                entries.add(Map.entry(entry.getKey(), entry.getValue()));
            }
            return entries;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void forgetDevice(DeviceKey key) {
        try {
            devices.remove(key);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public @Nullable SignalClock signal(SignalKey key) {
        try {
            return signals.get(key);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void signal(SignalKey key, SignalClock value) {
        try {
            signals.put(key, value);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void forgetSignal(SignalKey key) {
        try {
            signals.remove(key);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void append(SignalKind signal, Sample sample) {
        ListState<Sample> list = samples.get(signal);
        try {
            if (list != null) {
                list.add(sample);
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void samples(SignalKind signal, Consumer<Sample> consumer) {
        ListState<Sample> list = samples.get(signal);
        try {
            Iterable<Sample> kept = list == null ? null : list.get();
            if (kept != null) {
                kept.forEach(consumer);
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void replace(SignalKind signal, List<Sample> replacement) {
        ListState<Sample> list = samples.get(signal);
        try {
            if (list != null) {
                // The heap backend keeps the list it is given.
                list.update(new ArrayList<>(replacement));
            }
        } catch (Exception e) {
            throw failed(e);
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
        clock.clear();
        zone.clear();
        clearBuffers();
        baselines.clear();
        sensorBaselines.clear();
    }
}
