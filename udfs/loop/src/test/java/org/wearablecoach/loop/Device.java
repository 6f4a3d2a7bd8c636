package org.wearablecoach.loop;

import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;

/** A device of a person: numbers its records and says when they arrive. */
public final class Device {

    /** Wednesday 2024-05-15, 10:00 UTC. */
    public static final long START = 1_715_767_200_000L;

    public static final long SECOND = 1_000L;
    public static final long MINUTE = 60_000L;
    public static final long HOUR = 3_600_000L;
    public static final long DAY = 86_400_000L;

    private final String user;
    private final String name;
    private long boot;
    private long sequence;

    public Device(String user, String name) {
        this.user = user;
        this.name = name;
    }

    /** Starts its counter again. */
    public void reboot() {
        boot++;
        sequence = 0;
    }

    /** A record that arrives when it was measured. */
    public Received at(long time, Payload payload) {
        return at(time, time, payload);
    }

    /** A record that arrives later. */
    public Received at(long time, long ingest, Payload payload) {
        return numbered(sequence++, time, ingest, payload);
    }

    /** A record with a number of its own. */
    public Received numbered(long number, long time, long ingest, Payload payload) {
        return new Received(
                new Telemetry(user, name, boot, number, time, payload), ingest, -1, number);
    }

    public static Payload heartRate(double bpm) {
        return new Payload.HeartRate((float) bpm, false);
    }

    public static Payload steps(int count) {
        return new Payload.Steps(count, false);
    }

    public static Payload counter(int count) {
        return new Payload.Steps(count, true);
    }

    public static Payload glucose(double mgDl) {
        return new Payload.Glucose((float) mgDl);
    }

    public static Payload status(String status, double value) {
        return new Payload.DeviceStatus(status, value);
    }

    public static Payload beats(float... milliseconds) {
        return new Payload.BeatIntervals(milliseconds);
    }

    public static Payload enrolled(String zone) {
        return new Payload.Profile(zone, "en", true, null, null, false);
    }

    /** A chunk at rest or in a swing: gravity on z, a sine of an amplitude in g on x. */
    public static Payload motion(double hertz, int samples, double amplitude) {
        byte[] xyz = new byte[6 * samples];
        for (int i = 0; i < samples; i++) {
            put(xyz, 6 * i, 1000 * amplitude * StrictMath.sin(2 * StrictMath.PI * 2 * i / hertz));
            put(xyz, 6 * i + 4, 1000 * (1 + amplitude * (i % 2)));
        }
        return new Payload.Acceleration((float) hertz, 0.001f, xyz);
    }

    private static void put(byte[] xyz, int at, double count) {
        int value = (int) StrictMath.round(count);
        xyz[at] = (byte) value;
        xyz[at + 1] = (byte) (value >> 8);
    }
}
