package org.wearablecoach.loop.sense;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.signals.DaytimeBaseline;

/**
 * What Sense keeps of the current person, split by how often it changes. What is got may be changed
 * and must then be put back within the same call; it is never kept.
 */
public interface SenseStore {

    /** The person's clocks; null for a person who is not known. */
    @Nullable PersonClock clock();

    /** Stores the person's clocks. */
    void clock(PersonClock clock);

    /** The person's time zone id; null before the first profile. */
    @Nullable String zone();

    /** Stores the person's time zone id. */
    void zone(String zone);

    /** The log of one run of a device; null when it is not known. */
    @Nullable DeviceLog device(DeviceKey key);

    /** Stores the log of one run of a device. */
    void device(DeviceKey key, DeviceLog log);

    /** All runs of devices. Read only when a new one appears. */
    List<Map.Entry<DeviceKey, DeviceLog>> devices();

    /** Forgets one run of a device. */
    void forgetDevice(DeviceKey key);

    /** The clock of a signal; null when it is not known. */
    @Nullable SignalClock signal(SignalKey key);

    /** Stores the clock of a signal. */
    void signal(SignalKey key, SignalClock clock);

    /** Forgets the clock of a signal. */
    void forgetSignal(SignalKey key);

    /** Appends a sample, without reading. */
    void append(SignalKind signal, Sample sample);

    /** Adds every kept chunk of a signal, in any order. */
    void samples(SignalKind signal, Samples into);

    /**
     * Replaces the kept samples of a signal.
     *
     * @param samples may be a chunk that was handed out before in this call, and changed since
     */
    void replace(SignalKind signal, SampleChunk samples);

    /** The person's baseline of a signal; null before the first window. */
    @Nullable DaytimeBaseline baseline(SignalKind signal);

    /** Stores the person's baseline of a signal. */
    void baseline(SignalKind signal, DaytimeBaseline baseline);

    /** The person's baseline of a sensor that a module brings; null before the first window. */
    @Nullable DaytimeBaseline sensorBaseline(String sensor);

    /** Stores the person's baseline of a sensor that a module brings. */
    void sensorBaseline(String sensor, DaytimeBaseline baseline);

    /** Forgets devices, signal clocks and samples. */
    void clearBuffers();

    /** Forgets everything. */
    void clear();
}
