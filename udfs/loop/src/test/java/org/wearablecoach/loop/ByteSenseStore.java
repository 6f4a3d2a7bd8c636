package org.wearablecoach.loop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.sense.BaselineForm;
import org.wearablecoach.loop.sense.DeviceKey;
import org.wearablecoach.loop.sense.DeviceLog;
import org.wearablecoach.loop.sense.PersonClock;
import org.wearablecoach.loop.sense.Sample;
import org.wearablecoach.loop.sense.SampleChunk;
import org.wearablecoach.loop.sense.Samples;
import org.wearablecoach.loop.sense.SenseStore;
import org.wearablecoach.loop.sense.SignalClock;
import org.wearablecoach.loop.sense.SignalKey;
import org.wearablecoach.signals.DaytimeBaseline;

/**
 * State as bytes, as a store on disk keeps it: what was not put back is lost, and every read and
 * write is counted.
 */
public final class ByteSenseStore implements SenseStore {

    /** Names of what was read and written, in order, since it was last emptied. */
    public final List<String> touched = new ArrayList<>();

    /** Bytes read and written so far. */
    public long bytes;

    private byte @Nullable [] clock;
    private @Nullable String zone;
    private final Map<DeviceKey, byte[]> devices = new LinkedHashMap<>();
    private final Map<SignalKey, byte[]> signals = new HashMap<>();
    private final Map<SignalKind, List<byte[]>> samples = new EnumMap<>(SignalKind.class);
    private final Map<SignalKind, byte[]> baselines = new EnumMap<>(SignalKind.class);
    private final Map<String, byte[]> sensorBaselines = new HashMap<>();

    /** Size of everything kept. */
    public long size() {
        long[] size = {clock == null ? 0 : clock.length, zone == null ? 0 : zone.length()};
        long sum = size[0] + size[1];
        for (byte[] value : devices.values()) {
            sum += value.length;
        }
        for (byte[] value : signals.values()) {
            sum += value.length;
        }
        for (byte[] value : baselines.values()) {
            sum += value.length;
        }
        for (byte[] value : sensorBaselines.values()) {
            sum += value.length;
        }
        for (List<byte[]> list : samples.values()) {
            for (byte[] value : list) {
                sum += value.length;
            }
        }
        return sum;
    }

    /** Number of samples of a signal. */
    public int kept(SignalKind signal) {
        Samples kept = new Samples();
        for (byte[] form : samples.getOrDefault(signal, List.of())) {
            kept.add(Bytes.read(new SampleChunk.Form(), form));
        }
        return kept.size();
    }

    private <T> byte[] write(String what, Codec<T> codec, T value) {
        byte[] form = Bytes.write(codec, value);
        touched.add("write " + what);
        bytes += form.length;
        return form;
    }

    private <T> @Nullable T read(String what, Codec<T> codec, byte @Nullable [] form) {
        touched.add("read " + what);
        if (form == null) {
            return null;
        }
        bytes += form.length;
        return Bytes.read(codec, form);
    }

    @Override
    public @Nullable PersonClock clock() {
        return read("person clock", new PersonClock.Form(), clock);
    }

    @Override
    public void clock(PersonClock value) {
        clock = write("person clock", new PersonClock.Form(), value);
    }

    @Override
    public @Nullable String zone() {
        touched.add("read zone");
        return zone;
    }

    @Override
    public void zone(String value) {
        touched.add("write zone");
        zone = value;
    }

    @Override
    public @Nullable DeviceLog device(DeviceKey key) {
        return read("device", new DeviceLog.Form(), devices.get(key));
    }

    @Override
    public void device(DeviceKey key, DeviceLog log) {
        devices.put(key, write("device", new DeviceLog.Form(), log));
    }

    @Override
    public List<Map.Entry<DeviceKey, DeviceLog>> devices() {
        List<Map.Entry<DeviceKey, DeviceLog>> all = new ArrayList<>();
        touched.add("read devices");
        devices.forEach((key, form) -> all.add(Map.entry(key, read(form))));
        return all;
    }

    private static DeviceLog read(byte[] form) {
        return Bytes.read(new DeviceLog.Form(), form);
    }

    @Override
    public void forgetDevice(DeviceKey key) {
        devices.remove(key);
    }

    @Override
    public @Nullable SignalClock signal(SignalKey key) {
        return read("signal", new SignalClock.Form(), signals.get(key));
    }

    @Override
    public void signal(SignalKey key, SignalClock value) {
        signals.put(key, write("signal", new SignalClock.Form(), value));
    }

    @Override
    public void forgetSignal(SignalKey key) {
        signals.remove(key);
    }

    @Override
    public void append(SignalKind signal, Sample sample) {
        samples.computeIfAbsent(signal, kind -> new ArrayList<>())
                .add(write("one sample", new SampleChunk.Form(), SampleChunk.of(sample)));
    }

    @Override
    public void samples(SignalKind signal, Samples into) {
        touched.add("read samples");
        for (byte[] form : samples.getOrDefault(signal, List.of())) {
            bytes += form.length;
            into.add(Bytes.read(new SampleChunk.Form(), form));
        }
    }

    @Override
    public void replace(SignalKind signal, SampleChunk replacement) {
        samples.remove(signal);
        byte[] form = write("samples", new SampleChunk.Form(), replacement);
        if (!replacement.isEmpty()) {
            samples.put(signal, new ArrayList<>(List.of(form)));
        }
    }

    @Override
    public @Nullable DaytimeBaseline baseline(SignalKind signal) {
        return read("baseline", new BaselineForm(), baselines.get(signal));
    }

    @Override
    public void baseline(SignalKind signal, DaytimeBaseline baseline) {
        baselines.put(signal, write("baseline", new BaselineForm(), baseline));
    }

    @Override
    public @Nullable DaytimeBaseline sensorBaseline(String sensor) {
        return read("baseline", new BaselineForm(), sensorBaselines.get(sensor));
    }

    @Override
    public void sensorBaseline(String sensor, DaytimeBaseline baseline) {
        sensorBaselines.put(sensor, write("baseline", new BaselineForm(), baseline));
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
}
