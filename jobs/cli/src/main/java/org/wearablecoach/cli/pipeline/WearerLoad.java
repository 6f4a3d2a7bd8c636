package org.wearablecoach.cli.pipeline;

import java.util.SplittableRandom;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Telemetry;

/**
 * Telemetry of many persons at once, in the order of time, from one seed. Kinds of a person are
 * spread over each second, so that records of a person do not follow each other.
 *
 * <p>Each person's clock lags by another part of five minutes. So decision points and windows,
 * which lie on a grid of the person's clock, come evenly instead of all at once; the lag stays
 * below the limit at which data is too late to act on.
 */
final class WearerLoad {

    /** Takes a record with the time at which it is sent, ms. */
    @FunctionalInterface
    interface Sink {
        void send(Telemetry telemetry, long time);
    }

    /** The most that a person's clock lags. */
    static final long LAG_MILLIS = 300_000;

    private static final String DEVICE = "watch-1";
    private static final float HERTZ = 25;
    private static final float G_PER_COUNT = 1f / 4096;

    /** 2 to the 32 over the golden ratio: spreads consecutive numbers. */
    private static final long GOLDEN = 2_654_435_761L;

    private final Mix mix;
    private final long base;
    private final String[] users;
    private final long[] sequences;
    private final SplittableRandom random;
    private long second;
    private int slot;

    /**
     * @param persons how many
     * @param mix what each sends
     * @param base the time at which the first second begins, ms
     * @param seed of their hearts and steps
     */
    WearerLoad(int persons, Mix mix, long base, long seed) {
        this.mix = mix;
        this.base = base;
        this.users = new String[persons];
        this.sequences = new long[persons];
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < persons; i++) {
            users[i] = String.format("%08x", (int) (i * GOLDEN));
        }
    }

    int persons() {
        return users.length;
    }

    /** One profile of each person; a person without one is not enrolled. */
    void profiles(Sink sink) {
        Payload profile = new Payload.Profile("Europe/Berlin", "en", true, 62f, 180f, true);
        for (int i = 0; i < users.length; i++) {
            send(i, base - 1, base - lag(i) - 1, profile, sink);
        }
    }

    /** When the next records are sent, ms. */
    long next() {
        return base + second * 1000 + (long) slot * 1000 / users.length;
    }

    /** Sends what the next slot has: what one person after the other does in a second. */
    void advance(Sink sink) {
        int n = users.length;
        heartRate(slot, sink);
        intervals(other(1, n), sink);
        steps(other(2, n), sink);
        glucose(other(3, n), sink);
        acceleration(other(4, n), sink);
        if (++slot == n) {
            slot = 0;
            second++;
        }
    }

    /** Another person, as far away in the round as may be. */
    private int other(int kind, int n) {
        return (int) ((slot + (long) kind * n / 5) % n);
    }

    private void heartRate(int person, Sink sink) {
        for (int k = due(person, mix.heartRate()); k > 0; k--) {
            float bpm = 66 + person % 16 + random.nextInt(5);
            send(person, new Payload.HeartRate(bpm, false), sink);
        }
    }

    private void intervals(int person, Sink sink) {
        for (int k = due(person, mix.intervals()); k > 0; k--) {
            float ms = 60_000f / (66 + person % 16) + random.nextInt(60) - 30;
            send(person, new Payload.BeatIntervals(new float[] {ms}), sink);
        }
    }

    private void steps(int person, Sink sink) {
        for (int k = due(person, mix.steps()); k > 0; k--) {
            int count = random.nextInt(10) == 0 ? random.nextInt(60) : 0;
            send(person, new Payload.Steps(count, false), sink);
        }
    }

    private void glucose(int person, Sink sink) {
        for (int k = due(person, mix.glucose()); k > 0; k--) {
            send(person, new Payload.Glucose(100 + person % 40 + random.nextInt(9)), sink);
        }
    }

    private void acceleration(int person, Sink sink) {
        for (int k = due(person, mix.acceleration()); k > 0; k--) {
            byte[] xyz = new byte[6 * (int) HERTZ];
            for (int at = 0; at < xyz.length; at += 6) {
                xyz[at] = (byte) random.nextInt(100);
                xyz[at + 2] = (byte) random.nextInt(100);
                xyz[at + 5] = 0x10; // about 1 g along the third axis
            }
            send(person, new Payload.Acceleration(HERTZ, G_PER_COUNT, xyz), sink);
        }
    }

    /** How many records of a kind a person sends in this second of their own clock. */
    private int due(int person, double perMinute) {
        long own = second - lag(person) / 1000;
        return (int) (Math.floor((own + 1) * perMinute / 60) - Math.floor(own * perMinute / 60));
    }

    private void send(int person, Payload payload, Sink sink) {
        long now = next();
        send(person, now, now - lag(person), payload, sink);
    }

    private void send(int person, long now, long sensorTime, Payload payload, Sink sink) {
        sink.send(
                new Telemetry(users[person], DEVICE, 0, sequences[person]++, sensorTime, payload),
                now);
    }

    private static long lag(int person) {
        return ((person * GOLDEN & 0xFFFF_FFFFL) * LAG_MILLIS) >>> 32;
    }
}
