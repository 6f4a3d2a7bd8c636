package org.wearablecoach.operators;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.Telemetry;

/**
 * A simulated person with a watch and a glucose sensor. Sits, walks for ten minutes of each hour,
 * runs for the last five. The same seed makes the same records.
 */
final class Wearer {

    /** A Tuesday morning. */
    static final long START = Instant.parse("2026-03-10T08:00:00Z").toEpochMilli();

    static final long SECOND = 1_000;
    static final long MINUTE = 60_000;
    static final long HOUR = 3_600_000;
    static final long DAY = 24 * HOUR;

    private final String userId;
    private final SplittableRandom random;
    private final List<Received> records = new ArrayList<>();
    private long watch;
    private long sensor;

    Wearer(String userId, long seed) {
        this.userId = userId;
        this.random = new SplittableRandom(seed);
    }

    /** All records of a few persons in the order of their arrival. */
    static List<Received> merge(List<List<Received>> persons) {
        List<Received> all = new ArrayList<>();
        persons.forEach(all::addAll);
        all.sort(Comparator.comparingLong(Received::ingestTime));
        return all;
    }

    /** Takes part and agrees. */
    Wearer enrolled() {
        watch(START, START, new Payload.Profile("Europe/Berlin", "en", true, 58f, 185f, false));
        watch(START, START, new Payload.Consent(true));
        return this;
    }

    /** A record of the watch. */
    Wearer watch(long sensorTime, long ingestTime, Payload payload) {
        records.add(
                new Received(
                        new Telemetry(userId, "watch", 7, watch++, sensorTime, payload),
                        ingestTime,
                        0,
                        records.size()));
        return this;
    }

    /** The record that was added last. */
    Received last() {
        return records.get(records.size() - 1);
    }

    /** The last record once more, as a device that got no answer sends it. */
    Wearer again(long later) {
        Received last = records.get(records.size() - 1);
        records.add(
                new Received(
                        last.telemetry(),
                        last.ingestTime() + later,
                        last.partition(),
                        records.size()));
        return this;
    }

    /**
     * Wears everything.
     *
     * @param heartEvery seconds between heart rates
     * @param motionSeconds chunks of acceleration in each minute, of a second at 25 Hz
     * @param offline seconds without a connection, half an hour after the start; what was measured
     *     comes a minute after what is new; 0 for none
     */
    Wearer wears(long from, long until, int heartEvery, int motionSeconds, long offline) {
        long leaves = from + 30 * MINUTE;
        long returns = leaves + offline * SECOND;
        long sitting = 5;
        for (long t = from; t < until; t += SECOND) {
            long delay =
                    t >= leaves && t < returns ? returns + MINUTE - t : 1 + random.nextInt(900);
            long second = Math.floorDiv(t, SECOND);
            int minuteOfHour = (int) Math.floorMod(Math.floorDiv(t, MINUTE), 60L);
            boolean runs = minuteOfHour >= 55;
            boolean walks = minuteOfHour >= 45 && !runs;
            double bpm = (runs ? 140 : walks ? 95 : 66) + 4 * random.nextDouble();
            if (second % heartEvery == 0) {
                watch(t, t + delay, new Payload.HeartRate((float) bpm, false));
                if (random.nextInt(50) == 0) {
                    again(2);
                }
            }
            if (second % 60 < motionSeconds) {
                watch(t, t + delay, chunk(runs ? 900 : walks ? 300 : 10));
            }
            int beats = (int) Math.floor(bpm / 60 + random.nextDouble());
            float[] intervals = new float[Math.max(1, beats)];
            for (int i = 0; i < intervals.length; i++) {
                intervals[i] = (float) (60_000 / bpm + 20 * random.nextDouble());
            }
            if (second % heartEvery == 0) {
                watch(t, t + delay, new Payload.BeatIntervals(intervals));
            }
            if (second % 60 == 59) {
                int steps = runs ? 155 : walks ? 100 : (int) (random.nextInt(50) / 45 * sitting);
                watch(t, t + delay, new Payload.Steps(steps, false));
            }
            if (second % 300 == 7) {
                records.add(
                        new Received(
                                new Telemetry(
                                        userId,
                                        "cgm",
                                        1,
                                        sensor++,
                                        t,
                                        new Payload.Glucose(95 + random.nextInt(20))),
                                t + 5,
                                0,
                                records.size()));
            }
        }
        return this;
    }

    private Payload.Acceleration chunk(int amplitude) {
        byte[] xyz = new byte[6 * 25];
        for (int i = 0; i < 25; i++) {
            put(xyz, 6 * i, random.nextInt(2 * amplitude + 1) - amplitude);
            put(xyz, 6 * i + 2, random.nextInt(2 * amplitude + 1) - amplitude);
            put(xyz, 6 * i + 4, 1000 + random.nextInt(2 * amplitude + 1) - amplitude);
        }
        return new Payload.Acceleration(25, 0.001f, xyz);
    }

    private static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    /** The records in the order of their arrival. */
    List<Received> records() {
        records.sort(Comparator.comparingLong(Received::ingestTime));
        return records;
    }
}
