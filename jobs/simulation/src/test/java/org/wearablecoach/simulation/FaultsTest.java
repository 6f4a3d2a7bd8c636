package org.wearablecoach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.simulation.Fixtures.HOUR;
import static org.wearablecoach.simulation.Fixtures.MANY;
import static org.wearablecoach.simulation.Fixtures.MINUTE;
import static org.wearablecoach.simulation.Fixtures.PLAIN;
import static org.wearablecoach.simulation.Fixtures.START;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Telemetry;

class FaultsTest {
    private static final long DAY = 24 * HOUR;

    /** Finds the faults in the records alone. */
    private static final class Observer implements Consumer<Timed> {
        private final Map<String, TreeMap<Long, Telemetry>> bySequence = new HashMap<>();
        private final Map<String, Long> highest = new HashMap<>();
        private final Map<String, Long> late = new HashMap<>();
        private final Map<String, Long> boots = new HashMap<>();
        long records;
        long duplicates;
        long disordered;
        long backlog;
        long offlinePeriods;
        long impossible;
        long future;
        long tooOld;
        long reboots;
        long mostDisorder;

        @Override
        public void accept(Timed timed) {
            records++;
            Telemetry t = timed.telemetry();
            String source = t.userId() + "/" + t.device();
            String counter = source + "/" + t.boot();
            Telemetry before =
                    bySequence
                            .computeIfAbsent(counter, k -> new TreeMap<>())
                            .putIfAbsent(t.sequence(), t);
            long age = timed.ingestTime() - t.sensorTime();
            if (before != null) {
                assertThat(before).isEqualTo(t);
                duplicates++;
                return;
            }
            Long boot = boots.put(source, t.boot());
            if (boot != null && boot != t.boot()) {
                assertThat(t.boot()).isGreaterThan(boot);
                reboots++;
            }
            long top = highest.getOrDefault(counter, -1L);
            if (t.sequence() < top) {
                disordered++;
                mostDisorder = Math.max(mostDisorder, age);
            }
            highest.put(counter, Math.max(top, t.sequence()));
            if (impossible(t.payload())) {
                impossible++;
            } else if (age < -10 * MINUTE) {
                future++;
            } else if (age > 31 * DAY) {
                tooOld++;
            } else if (age > 10 * MINUTE) {
                backlog++;
                // Records of one sync arrive within seconds of each other.
                Long lastLate = late.put(source, timed.ingestTime());
                if (lastLate == null || timed.ingestTime() - lastLate > 5 * MINUTE) {
                    offlinePeriods++;
                }
            }
        }

        private static boolean impossible(Payload payload) {
            return (payload instanceof Payload.HeartRate h && !(h.bpm() > 0 && h.bpm() < 300))
                    || (payload instanceof Payload.Steps s && s.count() < 0);
        }

        long lost() {
            long sum = 0;
            for (TreeMap<Long, Telemetry> sequences : bySequence.values()) {
                sum += sequences.lastKey() + 1 - sequences.size();
            }
            return sum;
        }

        long gaps() {
            long sum = 0;
            for (TreeMap<Long, Telemetry> sequences : bySequence.values()) {
                long expected = 0;
                for (long sequence : sequences.keySet()) {
                    sum += sequence == expected ? 0 : 1;
                    expected = sequence + 1;
                }
            }
            return sum;
        }
    }

    @Test
    void countsWhatAReaderOfTheRecordsFinds() {
        SimulatedPopulation population =
                new SimulatedPopulation(8, START, 5, SimulationOptions.defaults().withFaults(MANY));
        Observer found = new Observer();
        population.advanceTo(START + DAY, found);
        population.drain(found);

        Counts said = population.counts();
        assertThat(said.records()).isEqualTo(found.records);
        assertThat(said.lost()).isEqualTo(found.lost()).isPositive();
        assertThat(said.gaps()).isEqualTo(found.gaps()).isPositive();
        assertThat(said.duplicates()).isEqualTo(found.duplicates).isPositive();
        assertThat(said.disordered()).isEqualTo(found.disordered).isPositive();
        assertThat(said.backlog()).isEqualTo(found.backlog).isPositive();
        assertThat(said.offlinePeriods()).isEqualTo(found.offlinePeriods).isPositive();
        assertThat(said.impossible()).isEqualTo(found.impossible).isPositive();
        assertThat(said.future()).isEqualTo(found.future).isPositive();
        assertThat(said.tooOld()).isEqualTo(found.tooOld).isPositive();
        assertThat(said.reboots()).isEqualTo(found.reboots).isPositive();
        assertThat(found.mostDisorder).isBetween(2_000L, 6_000L);
    }

    @Test
    void keepsOrderAndEverySequenceNumberWithoutFaults() {
        SimulatedPopulation population = new SimulatedPopulation(10, START, 5, PLAIN);
        Observer found = new Observer();
        population.advanceTo(START + DAY, found);
        population.drain(found);

        Counts said = population.counts();
        assertThat(said)
                .isEqualTo(new Counts(found.records, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(found.lost()).isZero();
        assertThat(found.disordered).isZero();
        assertThat(found.backlog).isZero();
        assertThat(found.duplicates).isZero();
    }

    @Test
    void syncsTheBacklogOfAWatchThatWasOfflineWithoutLosingARecordWhileThePhoneStaysLive() {
        SimulatedPopulation population = new SimulatedPopulation(2, START, 9, PLAIN);
        SimulatedWearer wearer = population.wearers().get(0);
        long from = START + HOUR;
        long until = from + 6 * HOUR;
        wearer.takeOffline(from, until);
        List<Timed> records = new ArrayList<>();
        population.advanceTo(
                until + HOUR,
                t -> {
                    if (t.telemetry().userId().equals(wearer.userId())) {
                        records.add(t);
                    }
                });

        long expected = 0;
        long backlog = 0;
        long lastOfBacklog = 0;
        long phoneWhileOffline = 0;
        for (Timed t : records) {
            boolean during = t.ingestTime() > from + 1_000 && t.ingestTime() < until;
            if (t.telemetry().device().equals("watch")) {
                assertThat(during).as("watch is silent while it is off line").isFalse();
                assertThat(t.telemetry().sequence()).isEqualTo(expected);
                expected++;
                if (t.ingestTime() - t.telemetry().sensorTime() > 10 * MINUTE) {
                    backlog++;
                    lastOfBacklog = t.ingestTime();
                }
            } else if (t.telemetry().device().equals("phone")) {
                assertThat(t.ingestTime() - t.telemetry().sensorTime()).isLessThan(1_000);
                phoneWhileOffline += during ? 1 : 0;
            }
        }
        assertThat(phoneWhileOffline).isBetween(359L, 361L);
        assertThat(backlog).isGreaterThan(20_000).isEqualTo(wearer.counts().backlog());
        assertThat(lastOfBacklog - until).isLessThan(2 * MINUTE);
        assertThat(wearer.counts().offlinePeriods()).isEqualTo(1);
        assertThat(wearer.counts().lost()).isZero();
        assertThat(population.wearers().get(1).counts().backlog()).isZero();
    }

    @Test
    void startsAgainAtZeroWithTheNextBoot() {
        SimulatedPopulation population =
                new SimulatedPopulation(
                        3,
                        START,
                        1,
                        PLAIN.withFaults(
                                new Faults(
                                        0,
                                        0,
                                        0,
                                        0,
                                        Duration.ofHours(1),
                                        Duration.ofHours(2),
                                        12,
                                        0,
                                        0)));
        Map<String, Long> boot = new HashMap<>();
        Map<String, Long> sequence = new HashMap<>();
        population.advanceTo(
                START + DAY,
                t -> {
                    Telemetry r = t.telemetry();
                    if (!r.device().equals("watch")) {
                        return;
                    }
                    long known = boot.getOrDefault(r.userId(), 0L);
                    if (r.boot() == known) {
                        assertThat(r.sequence()).isEqualTo(Fixtures.get(sequence, r.userId()) + 1);
                    } else {
                        assertThat(r.boot()).isEqualTo(known + 1);
                        assertThat(r.sequence()).isZero();
                    }
                    boot.put(r.userId(), r.boot());
                    sequence.put(r.userId(), r.sequence());
                });

        assertThat(boot.values()).allMatch(last -> last > 4);
    }

    @Test
    void namesTheRateThatIsOutOfRange() {
        assertThatThrownBy(() -> Faults.typical().times(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gaps is -2.0")
                .hasMessageContaining("from 0 to 1000");
        assertThatThrownBy(() -> Faults.typical().times(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                new Faults(
                                        0,
                                        0,
                                        0,
                                        1,
                                        Duration.ofMinutes(1),
                                        Duration.ofHours(2),
                                        0,
                                        0,
                                        0))
                .hasMessageContaining("offlineAtLeast");
    }
}
