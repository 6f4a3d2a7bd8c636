package org.wearablecoach.loop.sense;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.signals.DaytimeBaseline;

/** The state of one person on the heap, for the edge and for tests. */
public final class HeapSenseStore implements SenseStore {

    private @Nullable PersonClock clock;
    private @Nullable String zone;
    private final Map<DeviceKey, DeviceLog> devices = new HashMap<>();
    private final Map<SignalKey, SignalClock> signals = new HashMap<>();
    private final Map<SignalKind, SampleChunk> samples = new EnumMap<>(SignalKind.class);
    private final Map<SignalKind, DaytimeBaseline> baselines = new EnumMap<>(SignalKind.class);
    private final Map<String, DaytimeBaseline> sensorBaselines = new HashMap<>();

    @Override
    public @Nullable PersonClock clock() {
        return clock;
    }

    @Override
    public void clock(PersonClock value) {
        clock = value;
    }

    @Override
    public @Nullable String zone() {
        return zone;
    }

    @Override
    public void zone(String value) {
        zone = value;
    }

    @Override
    public @Nullable DeviceLog device(DeviceKey key) {
        return devices.get(key);
    }

    @Override
    public void device(DeviceKey key, DeviceLog log) {
        devices.put(key, log);
    }

    @Override
    public List<Map.Entry<DeviceKey, DeviceLog>> devices() {
        return new ArrayList<>(devices.entrySet());
    }

    @Override
    public void forgetDevice(DeviceKey key) {
        devices.remove(key);
    }

    @Override
    public @Nullable SignalClock signal(SignalKey key) {
        return signals.get(key);
    }

    @Override
    public void signal(SignalKey key, SignalClock value) {
        signals.put(key, value);
    }

    @Override
    public void forgetSignal(SignalKey key) {
        signals.remove(key);
    }

    @Override
    public void append(SignalKind signal, Sample sample) {
        SampleChunk chunk = samples.get(signal);
        if (chunk == null) {
            chunk = new SampleChunk();
            samples.put(signal, chunk);
        }
        chunk.add(sample);
    }

    @Override
    public void samples(SignalKind signal, Samples into) {
        SampleChunk chunk = samples.get(signal);
        if (chunk != null) {
            into.add(chunk);
        }
    }

    @Override
    public void replace(SignalKind signal, SampleChunk replacement) {
        if (replacement.isEmpty()) {
            samples.remove(signal);
        } else {
            samples.put(signal, replacement);
        }
    }

    @Override
    public @Nullable DaytimeBaseline baseline(SignalKind signal) {
        return baselines.get(signal);
    }

    @Override
    public void baseline(SignalKind signal, DaytimeBaseline baseline) {
        baselines.put(signal, baseline);
    }

    @Override
    public @Nullable DaytimeBaseline sensorBaseline(String sensor) {
        return sensorBaselines.get(sensor);
    }

    @Override
    public void sensorBaseline(String sensor, DaytimeBaseline baseline) {
        sensorBaselines.put(sensor, baseline);
    }

    @Override
    public void clearBuffers() {
        devices.clear();
        signals.clear();
        samples.clear();
    }

    @Override
    public void clear() {
        clock = null;
        zone = null;
        clearBuffers();
        baselines.clear();
        sensorBaselines.clear();
    }

    /** Number of entries of any kind: zero for a person who was forgotten. */
    public int entries() {
        int kept = 0;
        for (SampleChunk chunk : samples.values()) {
            kept += chunk.size();
        }
        return (clock == null ? 0 : 1)
                + (zone == null ? 0 : 1)
                + devices.size()
                + signals.size()
                + kept
                + baselines.size()
                + sensorBaselines.size();
    }
}
