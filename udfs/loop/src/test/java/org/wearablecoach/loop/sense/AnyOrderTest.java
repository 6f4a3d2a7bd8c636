package org.wearablecoach.loop.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.loop.Device.DAY;
import static org.wearablecoach.loop.Device.HOUR;
import static org.wearablecoach.loop.Device.MINUTE;
import static org.wearablecoach.loop.Device.SECOND;
import static org.wearablecoach.loop.Device.START;
import static org.wearablecoach.loop.Device.beats;
import static org.wearablecoach.loop.Device.counter;
import static org.wearablecoach.loop.Device.enrolled;
import static org.wearablecoach.loop.Device.glucose;
import static org.wearablecoach.loop.Device.heartRate;
import static org.wearablecoach.loop.Device.motion;
import static org.wearablecoach.loop.Device.steps;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Device;
import org.wearablecoach.loop.Element;

/**
 * However the records of a device arrive, with disorder, repetitions and a backlog in pieces, the
 * windows are those of the sorted records without repetitions.
 */
class AnyOrderTest {

    private static final long AWAY = START + 20 * MINUTE;
    private static final long BACK = START + 80 * MINUTE;
    private static final long END = START + 100 * MINUTE;

    /** One device of one signal, at most an hour of it sent afterwards. */
    private static List<Received> records(SignalKind kind, Random random, Device watch) {
        List<Received> records = new ArrayList<>();
        long time = START;
        while (time < END) {
            if (random.nextInt(40) > 0) {
                records.add(watch.at(time, payload(kind, random)));
            }
            time +=
                    switch (kind) {
                        case BEAT_INTERVALS -> 700 + random.nextInt(300);
                        case ACCELERATION -> 4 * 1280L;
                        case STEPS -> 20 * SECOND + random.nextInt(1000);
                        default -> 5 * SECOND + random.nextInt(900);
                    };
        }
        return records;
    }

    private static Payload payload(SignalKind kind, Random random) {
        return switch (kind) {
            case BEAT_INTERVALS -> beats((float) (700 + random.nextInt(300)));
            case ACCELERATION -> motion(25, 32, random.nextDouble());
            case STEPS -> steps(random.nextInt(60));
            default -> heartRate(50 + random.nextInt(100));
        };
    }

    private record Arrival(long at, Received record) {}

    private static void equalsTheBatch(SignalKind kind, long seed) {
        Random random = new Random(seed);
        Device watch = new Device("p", "watch");
        List<Received> all = records(kind, random, watch);
        List<Received> backlog = new ArrayList<>();
        List<Arrival> arrivals = new ArrayList<>();
        for (Received record : all) {
            long time = record.telemetry().sensorTime();
            if (time >= AWAY && time < BACK) {
                backlog.add(record);
                continue;
            }
            long last = Batch.sample(record).lastTime();
            long most = 10 * SECOND - (last - time);
            arrivals.add(new Arrival(last + random.nextLong(most), record));
            if (random.nextInt(6) == 0) {
                arrivals.add(new Arrival(last + random.nextLong(30 * MINUTE), record));
            }
        }
        // The backlog comes in pieces in any order while live records go on. A hole of more than
        // ten minutes tells that a piece is still to come; a shorter one is taken for silence.
        List<List<Received>> pieces = new ArrayList<>();
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            int from = backlog.size() * i / parts;
            pieces.add(backlog.subList(from, backlog.size() * (i + 1) / parts));
        }
        Collections.shuffle(pieces, random);
        long at = BACK + 3 * MINUTE;
        for (List<Received> piece : pieces) {
            for (Received record : piece) {
                at += 2;
                arrivals.add(new Arrival(at, record));
                if (random.nextInt(6) == 0) {
                    arrivals.add(new Arrival(at + random.nextInt(2000), record));
                }
            }
        }
        arrivals.sort(java.util.Comparator.comparingLong(Arrival::at));
        Sensing sensing = new Sensing();
        Set<Long> used = new HashSet<>();
        for (Arrival arrival : arrivals) {
            Received received = new Received(arrival.record().telemetry(), arrival.at(), -1, 0);
            boolean first = used.add(received.telemetry().sequence());
            Disposition disposition = sensing.accept(received);
            // What comes again is known by its number, or its window has been emitted.
            assertThat(disposition == Disposition.USED || !first)
                    .as("%s of a record that came once", disposition)
                    .isTrue();
        }
        sensing.accept(watch.at(END + HOUR, payload(kind, random)));
        sensing.accept(watch.at(END + 2 * HOUR, payload(kind, random)));
        TreeMap<Long, String> windows = new TreeMap<>(Batch.windows(sensing.windows(kind)));
        TreeMap<Long, String> expected = new TreeMap<>(Batch.windows(kind, all));
        // What was emitted live is final: windows that look back to before the return were made of
        // what was there when they ended.
        long lookback = Windowing.of(kind).lookback();
        if (lookback > 0) {
            windows.subMap(BACK + 1, BACK + lookback + MINUTE).clear();
            expected.subMap(BACK + 1, BACK + lookback + MINUTE).clear();
        }
        assertThat(windows.headMap(END + 30 * MINUTE)).isEqualTo(expected);
        assertThat(sensing.windows(kind).stream().filter(Element.Window::backfill)).isNotEmpty();
    }

    @Property(tries = 30, seed = "1")
    void heartRateEqualsTheBatch(@ForAll long seed) {
        equalsTheBatch(SignalKind.HEART_RATE, seed);
    }

    @Property(tries = 30, seed = "1")
    void beatsEqualTheBatch(@ForAll long seed) {
        equalsTheBatch(SignalKind.BEAT_INTERVALS, seed);
    }

    @Property(tries = 30, seed = "1")
    void motionEqualsTheBatch(@ForAll long seed) {
        equalsTheBatch(SignalKind.ACCELERATION, seed);
    }

    @Property(tries = 30, seed = "1")
    void stepsEqualTheBatch(@ForAll long seed) {
        equalsTheBatch(SignalKind.STEPS, seed);
    }

    /** A reading is a window of its own: each once, whatever the order. */
    @Property(tries = 50, seed = "1")
    void everyGlucoseReadingIsOneWindow(@ForAll long seed) {
        Random random = new Random(seed);
        Device sensor = new Device("p", "sensor");
        List<Received> sent = new ArrayList<>();
        TreeMap<Long, Float> expected = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            float mgDl = 60 + random.nextInt(200);
            long time = START + 5 * MINUTE * i;
            expected.put(time, mgDl);
            sent.add(sensor.at(time, END + DAY, glucose(mgDl)));
        }
        for (int i = 0; i < 40; i++) {
            sent.add(sent.get(random.nextInt(200)));
        }
        Collections.shuffle(sent, random);
        Sensing sensing = new Sensing();
        sensing.acceptAll(sent);
        TreeMap<Long, Float> windows = new TreeMap<>();
        for (Element.Window window : sensing.windows(SignalKind.GLUCOSE)) {
            assertThat(windows.put(window.start(), window.features()[0])).isNull();
        }
        assertThat(windows).isEqualTo(expected);
    }

    private static long local(String zone, int month, int day, int hour, int minute) {
        return ZonedDateTime.of(2024, month, day, hour, minute, 0, 0, ZoneId.of(zone))
                .toInstant()
                .toEpochMilli();
    }

    /** Steps of each window of a counter that starts again at each local midnight. */
    private static List<Integer> counted(Sensing sensing) {
        return sensing.windows(SignalKind.STEPS).stream().map(w -> (int) w.features()[0]).toList();
    }

    @Test
    void aStepCounterStartsAgainAtMidnightOfDaysOf23And25Hours() {
        for (int[] date : new int[][] {{3, 31}, {10, 27}}) {
            Sensing sensing = new Sensing();
            Device watch = new Device("p", "watch");
            long evening = local("Europe/Berlin", date[0], date[1], 23, 58) + 30 * SECOND;
            sensing.accept(new Device("p", "profile").at(evening - DAY, enrolled("Europe/Berlin")));
            // The clocks change between the two midnights.
            sensing.accept(watch.at(evening - DAY, counter(9000)));
            sensing.accept(watch.at(evening, counter(5000)));
            sensing.accept(watch.at(evening + MINUTE, counter(5020)));
            sensing.accept(watch.at(evening + 3 * MINUTE, counter(30)));
            sensing.accept(watch.at(evening + 4 * MINUTE, counter(70)));
            sensing.accept(watch.at(evening + 6 * MINUTE, counter(70)));
            sensing.accept(watch.at(evening + 7 * MINUTE, counter(70)));
            assertThat(counted(sensing)).containsExactly(0, 0, 20, 30, 40);
        }
    }

    @Test
    void aTravellersCounterKeepsCountingUntilItStartsAgain() {
        Sensing sensing = new Sensing();
        Device watch = new Device("p", "watch");
        Device profile = new Device("p", "profile");
        long noon = local("Europe/Berlin", 5, 15, 12, 0) + 30 * SECOND;
        sensing.accept(profile.at(noon - HOUR, enrolled("Europe/Berlin")));
        sensing.accept(watch.at(noon, counter(4000)));
        // Landed in Tokyo, where it is another day before the watch has noticed.
        long landed = noon + 7 * HOUR;
        sensing.accept(profile.at(landed, enrolled("Asia/Tokyo")));
        sensing.accept(watch.at(landed, counter(4100)));
        sensing.accept(watch.at(landed + MINUTE, counter(4130)));
        sensing.accept(watch.at(landed + 2 * MINUTE, counter(25)));
        sensing.accept(watch.at(landed + 4 * MINUTE, counter(25)));
        sensing.accept(watch.at(landed + 5 * MINUTE, counter(25)));
        List<Integer> steps = counted(sensing);
        assertThat(steps.subList(2, 4)).containsExactly(30, 25);
        assertThat(steps).allMatch(count -> count >= 0 && count <= 240);
    }

    @Test
    void aClockThatIsSetBackAnHourGivesNoSecondWindow() {
        Sensing sensing = new Sensing();
        Device watch = new Device("p", "watch");
        for (long t = START; t < START + 2 * HOUR; t += 10 * SECOND) {
            sensing.accept(watch.at(t, heartRate(60)));
        }
        int before = sensing.windows(SignalKind.HEART_RATE).size();
        int refused = 0;
        for (long t = START + HOUR; t < START + 2 * HOUR; t += 10 * SECOND) {
            refused +=
                    sensing.accept(watch.at(t, t + HOUR, heartRate(90))) == Disposition.LATE
                            ? 1
                            : 0;
        }
        assertThat(refused).as("counted by cause").isGreaterThan(350);
        assertThat(sensing.causes()).hasSize(refused);
        assertThat(Batch.windows(sensing.windows(SignalKind.HEART_RATE))).hasSize(before);
    }
}
