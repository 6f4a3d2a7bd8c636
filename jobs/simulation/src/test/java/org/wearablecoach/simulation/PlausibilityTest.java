package org.wearablecoach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wearablecoach.simulation.Fixtures.BERLIN;
import static org.wearablecoach.simulation.Fixtures.HOUR;
import static org.wearablecoach.simulation.Fixtures.MINUTE;
import static org.wearablecoach.simulation.Fixtures.PLAIN;
import static org.wearablecoach.simulation.Fixtures.START;
import static org.wearablecoach.simulation.Fixtures.TUESDAY;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Telemetry;

class PlausibilityTest {
    private static final long MIDNIGHT = TUESDAY.atStartOfDay(BERLIN).toInstant().toEpochMilli();
    private static final long DAY = 24 * HOUR;

    /** Steps of each minute of one person, by minute since the epoch. */
    private static Map<String, NavigableMap<Long, Integer>> stepsPerMinute(
            SimulatedPopulation population, long until) {
        Map<String, NavigableMap<Long, Integer>> steps = new HashMap<>();
        population.advanceTo(
                until,
                t -> {
                    Telemetry r = t.telemetry();
                    if (r.device().equals("watch") && r.payload() instanceof Payload.Steps s) {
                        steps.computeIfAbsent(r.userId(), k -> new TreeMap<>())
                                .put(r.sensorTime() / MINUTE, s.count());
                    }
                });
        return steps;
    }

    private static int localHour(long minute) {
        return Instant.ofEpochMilli(minute * MINUTE).atZone(BERLIN).getHour();
    }

    /** Minutes of a working day at whose end the last 40 held under 150 steps. */
    private static long sedentaryMinutes(NavigableMap<Long, Integer> steps) {
        long count = 0;
        for (long minute : steps.keySet()) {
            int hour = localHour(minute);
            if (hour < 9 || hour >= 18 || !steps.containsKey(minute - 39)) {
                continue;
            }
            int sum = 0;
            for (int s : steps.subMap(minute - 39, true, minute, true).values()) {
                sum += s;
            }
            count += sum < 150 ? 1 : 0;
        }
        return count;
    }

    private static List<Long> sedentaryMinutes(Map<String, NavigableMap<Long, Integer>> steps) {
        List<Long> minutes = new ArrayList<>();
        for (NavigableMap<Long, Integer> day : steps.values()) {
            minutes.add(sedentaryMinutes(day));
        }
        return minutes;
    }

    @Test
    void walksAsMuchAsPeopleDo() {
        SimulationOptions oneWeek = PLAIN.withWarmUp(Duration.ZERO).withSeatedAtStart(false);
        SimulatedPopulation population = new SimulatedPopulation(30, MIDNIGHT, 1, oneWeek);
        double sum = 0;
        int days = 0;
        Map<String, NavigableMap<Long, Integer>> steps =
                stepsPerMinute(population, MIDNIGHT + 5 * DAY);
        for (NavigableMap<Long, Integer> minutes : steps.values()) {
            for (int day = 0; day < 5; day++) {
                long from = (MIDNIGHT + day * DAY) / MINUTE;
                int total = 0;
                for (int s : minutes.subMap(from, from + 1440).values()) {
                    assertThat(s).isBetween(0, 200);
                    total += s;
                }
                assertThat(total).isBetween(2_000, 20_000);
                sum += total;
                days++;
            }
        }
        assertThat(sum / days).isBetween(5_000.0, 10_000.0);
    }

    @Test
    void sitsForHoursAtWorkAndNotAtAllWithoutSedentaryHours() {
        SimulationOptions sitting = PLAIN.withWarmUp(Duration.ZERO);
        SimulationOptions moving = sitting.withWithoutSedentaryHours(true);
        Map<String, NavigableMap<Long, Integer>> seated =
                stepsPerMinute(new SimulatedPopulation(30, MIDNIGHT, 4, sitting), MIDNIGHT + DAY);
        Map<String, NavigableMap<Long, Integer>> restless =
                stepsPerMinute(new SimulatedPopulation(30, MIDNIGHT, 4, moving), MIDNIGHT + DAY);

        assertThat(sedentaryMinutes(seated)).hasSize(30).allMatch(minutes -> minutes > 30);
        assertThat(sedentaryMinutes(restless)).hasSize(30).containsOnly(0L);
    }

    @Test
    void hasPeopleSittingAtTheStart() {
        Map<String, NavigableMap<Long, Integer>> steps =
                stepsPerMinute(new SimulatedPopulation(40, START, 6, PLAIN), START);
        long seated = 0;
        long upBefore = 0;
        for (NavigableMap<Long, Integer> minutes : steps.values()) {
            long now = START / MINUTE;
            int last25 = 0;
            for (int s : minutes.subMap(now - 25, now).values()) {
                last25 += s;
            }
            int all = 0;
            for (int s : minutes.values()) {
                all += s;
            }
            seated += last25 < 100 ? 1 : 0;
            upBefore += all > 300 ? 1 : 0;
        }
        assertThat(seated).isGreaterThan(28);
        assertThat(upBefore).as("moved within the last 75 minutes").isGreaterThan(30);
    }

    @Test
    void hasAHeartThatFollowsTheBody() {
        SimulatedPopulation population =
                new SimulatedPopulation(12, MIDNIGHT, 2, PLAIN.withWarmUp(Duration.ZERO));
        Map<String, double[]> night = new HashMap<>();
        Map<String, NavigableMap<Long, Integer>> steps = new HashMap<>();
        Map<String, TreeMap<Long, List<Float>>> rates = new HashMap<>();
        population.advanceTo(
                MIDNIGHT + DAY,
                t -> {
                    Telemetry r = t.telemetry();
                    if (r.payload() instanceof Payload.HeartRate h) {
                        assertThat(h.bpm()).isBetween(35f, 205f);
                        assertThat(h.minuteMean()).isFalse();
                        rates.computeIfAbsent(r.userId(), k -> new TreeMap<>())
                                .computeIfAbsent(r.sensorTime() / MINUTE, k -> new ArrayList<>())
                                .add(h.bpm());
                        if (localHour(r.sensorTime() / MINUTE) == 3) {
                            double[] sum = night.computeIfAbsent(r.userId(), k -> new double[2]);
                            sum[0] += h.bpm();
                            sum[1]++;
                        }
                    } else if (r.device().equals("watch")
                            && r.payload() instanceof Payload.Steps s) {
                        steps.computeIfAbsent(r.userId(), k -> new TreeMap<>())
                                .put(r.sensorTime() / MINUTE, s.count());
                    }
                });

        Set<Long> resting = new HashSet<>();
        for (SimulatedWearer wearer : population.wearers()) {
            double[] sum = Fixtures.get(night, wearer.userId());
            assertThat(sum[0] / sum[1]).isBetween(wearer.restingBpm() - 8, wearer.restingBpm() + 5);
            resting.add(Math.round(wearer.restingBpm()));
            double walking = 0;
            double still = 0;
            int walks = 0;
            int stills = 0;
            NavigableMap<Long, Integer> minutes = Fixtures.get(steps, wearer.userId());
            TreeMap<Long, List<Float>> beats = Fixtures.get(rates, wearer.userId());
            for (Map.Entry<Long, Integer> e : minutes.entrySet()) {
                List<Float> of = beats.get(e.getKey());
                if (of == null || localHour(e.getKey()) < 9) {
                    continue;
                }
                for (float bpm : of) {
                    if (e.getValue() > 90) {
                        walking += bpm;
                        walks++;
                    } else if (e.getValue() == 0) {
                        still += bpm;
                        stills++;
                    }
                }
            }
            assertThat(walking / walks - still / stills).isBetween(10.0, 90.0);
        }
        assertThat(resting).as("resting heart rate differs by person").hasSizeGreaterThan(5);
    }

    @Test
    void beatsWithTheVariabilityOfAHeart() {
        SimulatedPopulation population =
                new SimulatedPopulation(12, MIDNIGHT, 3, PLAIN.withWarmUp(Duration.ZERO));
        Map<String, TreeMap<Long, List<Float>>> windows = new HashMap<>();
        long[] beats = {0};
        population.advanceTo(
                MIDNIGHT + 20 * HOUR,
                t -> {
                    if (t.telemetry().payload() instanceof Payload.BeatIntervals b) {
                        List<Float> window =
                                windows.computeIfAbsent(
                                                t.telemetry().userId(), k -> new TreeMap<>())
                                        .computeIfAbsent(
                                                t.telemetry().sensorTime() / (5 * MINUTE),
                                                k -> new ArrayList<>());
                        for (float ms : b.milliseconds()) {
                            assertThat(ms).isBetween(300f, 2_990f);
                            window.add(ms);
                            beats[0]++;
                        }
                    }
                });

        assertThat(beats[0] / (12 * 20 * 60.0)).as("beats a minute").isBetween(50.0, 80.0);
        for (TreeMap<Long, List<Float>> person : windows.values()) {
            double lowest = Double.MAX_VALUE;
            double highest = 0;
            for (List<Float> window : person.values()) {
                if (window.size() < 150) {
                    continue;
                }
                double squares = 0;
                int n = 0;
                for (int i = 1; i < window.size(); i++) {
                    double difference = window.get(i) - window.get(i - 1);
                    // Malik's rule, so that a missed beat does not count as variability.
                    if (Math.abs(difference) <= 0.2 * window.get(i - 1)) {
                        squares += difference * difference;
                        n++;
                    }
                }
                assertThat((double) n / window.size()).isGreaterThan(0.9);
                double rmssd = Math.sqrt(squares / n);
                assertThat(rmssd).isBetween(7.0, 150.0);
                lowest = Math.min(lowest, rmssd);
                highest = Math.max(highest, rmssd);
            }
            assertThat(highest / lowest).isGreaterThan(1.5);
        }
    }

    @Test
    void swingsTheArmAsPeopleDo() {
        SimulatedPopulation population =
                new SimulatedPopulation(
                        10, MIDNIGHT, 2, PLAIN.withWarmUp(Duration.ZERO).withAcceleration(1, 60));
        Map<String, Map<Long, double[]>> spread = new HashMap<>();
        Map<String, NavigableMap<Long, Integer>> steps = new HashMap<>();
        population.advanceTo(
                MIDNIGHT + 20 * HOUR,
                t -> {
                    Telemetry r = t.telemetry();
                    if (r.payload() instanceof Payload.Acceleration a) {
                        assertThat(a.samples()).isEqualTo(25);
                        assertThat(a.millis()).isEqualTo(1000.0);
                        double[] sums =
                                spread.computeIfAbsent(r.userId(), k -> new HashMap<>())
                                        .computeIfAbsent(
                                                r.sensorTime() / MINUTE, k -> new double[3]);
                        for (int i = 0; i < a.samples(); i++) {
                            double g =
                                    Math.sqrt(
                                            a.g(i, 0) * a.g(i, 0)
                                                    + a.g(i, 1) * a.g(i, 1)
                                                    + a.g(i, 2) * a.g(i, 2));
                            sums[0] += g;
                            sums[1] += g * g;
                            sums[2]++;
                        }
                    } else if (r.device().equals("watch")
                            && r.payload() instanceof Payload.Steps s) {
                        steps.computeIfAbsent(r.userId(), k -> new TreeMap<>())
                                .put(r.sensorTime() / MINUTE, s.count());
                    }
                });

        List<Double> still = new ArrayList<>();
        List<Double> walk = new ArrayList<>();
        List<Double> run = new ArrayList<>();
        spread.forEach(
                (user, minutes) ->
                        minutes.forEach(
                                (minute, sums) -> {
                                    Map<Long, Integer> counts = Fixtures.get(steps, user);
                                    int cadence = counts.getOrDefault(minute, -1);
                                    double mean = sums[0] / sums[2];
                                    double sd = Math.sqrt(sums[1] / sums[2] - mean * mean);
                                    if (cadence == 0) {
                                        still.add(sd);
                                    } else if (cadence >= 150) {
                                        run.add(sd);
                                    } else if (cadence >= 95 && cadence < 130) {
                                        walk.add(sd);
                                    }
                                }));
        // Medians of the WISDM watch recordings: sitting 0.007, walking 0.26, jogging 0.69 g.
        assertThat(median(still)).isBetween(0.003, 0.03);
        assertThat(median(walk)).isBetween(0.18, 0.32);
        assertThat(median(run)).isBetween(0.57, 0.85);
    }

    private static double median(List<Double> values) {
        double[] sorted = new double[values.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = values.get(i);
        }
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Test
    void keepsGlucoseInRangeButForRareLows() {
        SimulatedPopulation population =
                new SimulatedPopulation(
                        40, MIDNIGHT, 8, PLAIN.withWarmUp(Duration.ZERO).withGlucoseShare(1));
        List<Float> readings = new ArrayList<>();
        Map<String, Long> last = new HashMap<>();
        population.advanceTo(
                MIDNIGHT + 3 * DAY,
                t -> {
                    if (t.telemetry().payload() instanceof Payload.Glucose g) {
                        assertThat(g.mgDl()).isBetween(50f, 200f);
                        readings.add(g.mgDl());
                        Long before = last.put(t.telemetry().userId(), t.telemetry().sensorTime());
                        if (before != null) {
                            assertThat(t.telemetry().sensorTime() - before).isEqualTo(5 * MINUTE);
                        }
                    }
                });
        long low = readings.stream().filter(g -> g < 70).count();
        long inRange = readings.stream().filter(g -> g >= 70 && g <= 180).count();
        assertThat((double) low / readings.size()).isBetween(0.0005, 0.03);
        assertThat((double) inRange / readings.size()).isGreaterThan(0.96);
    }

    @Test
    void countsStepsSinceLocalMidnightWhereTheWatchDoes() {
        // The clocks go forward on the Sunday.
        long saturday = START + 11 * DAY;
        SimulatedPopulation population =
                new SimulatedPopulation(3, saturday, 2, PLAIN.withSteps(1, 0));
        Map<String, Integer> last = new HashMap<>();
        Map<String, Long> day = new HashMap<>();
        int[] resets = {0};
        population.advanceTo(
                saturday + 2 * DAY,
                t -> {
                    Telemetry r = t.telemetry();
                    if (!(r.payload() instanceof Payload.Steps s)) {
                        return;
                    }
                    assertThat(s.cumulative()).isTrue();
                    long local =
                            Instant.ofEpochMilli(r.sensorTime())
                                    .atZone(BERLIN)
                                    .toLocalDate()
                                    .toEpochDay();
                    Long known = day.put(r.userId(), local);
                    Integer count = last.put(r.userId(), s.count());
                    if (known != null && known == local && count != null) {
                        assertThat(s.count()).isGreaterThanOrEqualTo(count);
                    } else if (known != null) {
                        assertThat(s.count()).isLessThan(150);
                        resets[0]++;
                    }
                });
        assertThat(resets[0]).isEqualTo(3 * 2);
    }

    @Test
    void introducesEachPersonBeforeAnythingElseAndLeavesSomeOut() {
        SimulatedPopulation population =
                new SimulatedPopulation(30, START, 1, SimulationOptions.defaults());
        Map<String, List<Payload>> first = new HashMap<>();
        Set<String> zones = new HashSet<>();
        population.advanceTo(
                START,
                t -> {
                    List<Payload> seen =
                            first.computeIfAbsent(t.telemetry().userId(), k -> new ArrayList<>());
                    if (seen.size() < 2) {
                        seen.add(t.telemetry().payload());
                    }
                    if (t.telemetry().payload() instanceof Payload.Profile p) {
                        zones.add(p.zone());
                        assertThat(t.telemetry().device()).isEqualTo("profile");
                    }
                });

        int enrolled = 0;
        for (SimulatedWearer wearer : population.wearers()) {
            List<Payload> seen = Fixtures.get(first, wearer.userId());
            assertThat(seen.get(0)).isInstanceOf(Payload.Profile.class);
            assertThat(((Payload.Profile) seen.get(0)).enrolled()).isEqualTo(wearer.enrolled());
            assertThat(seen.get(1) instanceof Payload.Consent).isEqualTo(wearer.enrolled());
            enrolled += wearer.enrolled() ? 1 : 0;
        }
        assertThat(enrolled).isBetween(26, 28);
        assertThat(zones).hasSizeGreaterThan(5);
        assertThat(population.begin()).isEqualTo(START - 75 * MINUTE);
    }

    @Test
    void takesTheWatchOffNowAndThenAndSaysSo() {
        SimulatedPopulation population =
                new SimulatedPopulation(10, MIDNIGHT, 1, PLAIN.withWarmUp(Duration.ZERO));
        Set<String> taken = new HashSet<>();
        Set<String> offWrist = new HashSet<>();
        population.advanceTo(
                MIDNIGHT + DAY,
                t -> {
                    Telemetry r = t.telemetry();
                    if (r.payload() instanceof Payload.DeviceStatus s
                            && s.name().equals("ON_WRIST")) {
                        if (s.value() == 0) {
                            taken.add(r.userId());
                            offWrist.add(r.userId());
                        } else {
                            offWrist.remove(r.userId());
                        }
                    } else if (r.payload() instanceof Payload.HeartRate) {
                        assertThat(offWrist).doesNotContain(r.userId());
                    }
                });
        assertThat(taken).hasSize(10);
    }
}
