package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.policy.DecisionAudit;
import org.wearablecoach.policy.LocalClock;

/**
 * What may never happen, over many decisions of persons who do anything: probabilities outside of
 * the bounds, a broken cap, gap, quiet hour or safety rule, something learned from a row that must
 * not teach. The decisions are those of the job's own code.
 */
class DecisionPropertiesTest {

    private static final int SHORT = 100_000;
    private static final int LONG = 10_000_000;
    private static final int DAYS = 10;
    private static final int A_DAY = 288;

    private static final String[] KINDS = {
        "thompson-smooth", "dose", "fixed", "thompson-raw", "linucb", "epsilon-greedy"
    };
    private static final String[] ZONES = {"Europe/Berlin", "America/New_York", "Asia/Kolkata"};

    @Test
    void nothingForbiddenEverHappens() {
        hold(SHORT);
    }

    @Test
    @Tag("long")
    void nothingForbiddenEverHappensInTenMillionDecisions() {
        hold(LONG);
    }

    private static void hold(long decisions) {
        Checks all = new Checks();
        for (int person = 0; all.decisions < decisions; person++) {
            live(person, all);
        }
        assertThat(all.available).isGreaterThan(decisions / 50);
        assertThat(all.sent).isGreaterThan(decisions / 2000);
        assertThat(all.forced).isGreaterThan(decisions / 5000);
        assertThat(all.taught).isGreaterThan(decisions / 100);
        assertThat(all.fallbacks).isPositive();
    }

    private static LoopConfig config(int person) {
        String kind = KINDS[person % KINDS.length];
        double budget = person % 4 == 1 ? 1.5 : 0;
        LoopConfig base = LoopConfig.defaults();
        return Configs.with(
                base,
                new PolicyOptions(
                        kind,
                        "1",
                        person,
                        0.15,
                        Duration.ofDays(person % 3),
                        0.005,
                        0.2,
                        0.05,
                        budget,
                        7,
                        22,
                        "",
                        Map.of()));
    }

    private static void live(int number, Checks all) {
        SplittableRandom random = new SplittableRandom(number);
        LoopConfig config = config(number);
        Adapting person = new Adapting(config);
        String zone = ZONES[number % ZONES.length];
        boolean sensor = number % 5 == 0;
        person.profile(
                new Payload.Profile(zone, "de", true, 55f, number % 2 == 0 ? 185f : null, sensor));
        Checks.Person seen = new Checks.Person(config, ZoneId.of(zone));
        int steps = 0;
        double bpm = 70;
        double mgDl = 110;
        boolean consent = true;
        for (int tick = 0; tick < DAYS * A_DAY; tick++) {
            int minute = 5 * tick;
            if (random.nextInt(12) == 0) {
                steps = random.nextInt(4) == 0 ? random.nextInt(160) : 0;
                bpm = steps > 100 ? 120 + random.nextInt(65) : 60 + random.nextInt(30);
            }
            person.delay = random.nextInt(40) == 0 ? 700_000 : 0;
            if (random.nextInt(600) == 0) {
                consent = !consent;
                person.consent(consent, minute);
                seen.consent = consent;
            }
            for (int m = minute; m < minute + 5; m++) {
                person.steps(m, steps);
            }
            float z = (float) (random.nextInt(6) == 0 ? 3 : random.nextDouble() - 0.3);
            for (int m = minute; m < minute + 5; m++) {
                person.accept(
                        person.window(
                                org.wearablecoach.event.SignalKind.HEART_RATE,
                                "watch",
                                Adapting.at(m),
                                Adapting.at(m + 1),
                                1,
                                z,
                                (float) bpm,
                                (float) bpm,
                                (float) bpm));
            }
            seen.bpm = bpm;
            if (sensor || number % 7 == 0) {
                mgDl = Math.max(45, Math.min(250, mgDl + 12 * (random.nextDouble() - 0.51)));
                person.glucose(minute + 4.5, mgDl);
                seen.mgDl = mgDl;
            }
            if (tick == 5 * A_DAY && number % 9 == 0) {
                double[] statistics = person.store.policy().statistics;
                if (statistics.length > 0) {
                    java.util.Arrays.fill(statistics, Double.NaN); // a broken posterior
                    seen.broken = true;
                }
            }
            person.decide(person.tickAt(minute + 5));
            all.look(seen, person);
        }
        person.adapt.censor(Adapting.USER, Long.MAX_VALUE, person.store);
        all.look(seen, person);
        if (config.policy().kind().startsWith("thompson") && !seen.broken) {
            assertThat(person.store.policy().statistics[0]).isEqualTo((double) seen.taught);
        }
    }

    /** What was seen, and what must hold. */
    private static final class Checks {
        long decisions;
        long available;
        long sent;
        long forced;
        long taught;
        long fallbacks;

        static final class Person {
            final LoopConfig config;
            final ZoneId zone;
            final Map<Long, Decision> rows = new HashMap<>();
            final Map<Long, Integer> perDay = new HashMap<>();
            final Map<String, Integer> windDowns = new HashMap<>();
            boolean consent = true;
            boolean broken;
            double bpm;
            double mgDl = Double.NaN;
            long lastSent = Long.MIN_VALUE;
            final Map<String, Long> lastForced = new HashMap<>();
            long taught;
            int next;
            int nextReward;

            Person(LoopConfig config, ZoneId zone) {
                this.config = config;
                this.zone = zone;
            }
        }

        void look(Person p, Adapting person) {
            List<Decision> rows = person.out.decisions;
            while (p.next < rows.size()) {
                row(p, rows.get(p.next++));
            }
            List<Reward> rewards = person.out.rewards;
            while (p.nextReward < rewards.size()) {
                reward(p, rewards.get(p.nextReward++));
            }
        }

        private void row(Person p, Decision row) {
            decisions++;
            p.rows.put(row.index(), row);
            assertThat(DecisionAudit.differences(row)).isEmpty();
            if (row.type() == DecisionType.SAFETY) {
                forced++;
                assertThat(p.consent).isTrue();
                Long before = p.lastForced.put(String.valueOf(row.chosen()), row.decisionTime());
                if (before != null) {
                    assertThat(row.decisionTime() - before).isGreaterThanOrEqualTo(30 * 60_000L);
                }
                assertThat(row.ingestTime() - row.sensorTime()).isLessThanOrEqualTo(600_000);
                return;
            }
            if (!row.available()) {
                assertThat(row.probability()).isZero();
                assertThat(row.chosen()).isNull();
                return;
            }
            available++;
            fallbacks += row.type() == DecisionType.FALLBACK ? 1 : 0;
            assertThat(p.consent).isTrue();
            assertThat(row.ingestTime() - row.sensorTime()).isLessThanOrEqualTo(600_000);
            assertThat(row.probability()).isBetween(0.005, 0.2);
            long eligible = row.candidates().stream().filter(c -> c.reason() == null).count();
            for (Candidate candidate : row.candidates()) {
                if (candidate.reason() == null) {
                    assertThat(candidate.share())
                            .isGreaterThanOrEqualTo(Math.min(0.05, 1.0 / eligible) - 1e-12);
                } else {
                    assertThat(candidate.share()).isZero();
                }
            }
            exertion(p, row);
            if (row.chosen() != null) {
                sent(p, row);
            }
        }

        private static void exertion(Person p, Decision row) {
            boolean unsafe = p.mgDl < 70 || (row.candidates().isEmpty() && p.bpm < 0);
            for (int i = 0; i < row.candidates().size() && unsafe; i++) {
                InterventionOptions of = p.config.interventions().get(i);
                @Nullable Reason reason = row.candidates().get(i).reason();
                if (of.exertion()) {
                    assertThat(reason).as(of.id()).isEqualTo(Reason.SAFETY);
                }
            }
        }

        private void sent(Person p, Decision row) {
            sent++;
            long time = row.decisionTime();
            if (p.lastSent != Long.MIN_VALUE) {
                assertThat(time - p.lastSent).isGreaterThanOrEqualTo(3_600_000L);
            }
            p.lastSent = time;
            long day = LocalClock.day(p.zone, time);
            assertThat(p.perDay.merge(day, 1, Integer::sum)).isLessThanOrEqualTo(5);
            int hour = LocalClock.time(p.zone, time).getHour();
            if ("wind-down".equals(row.chosen())) {
                assertThat(p.windDowns.merge("" + day, 1, Integer::sum)).isEqualTo(1);
            } else {
                assertThat(hour).as("quiet hours").isBetween(7, 21);
            }
        }

        private void reward(Person p, Reward reward) {
            Decision row = p.rows.get(reward.index());
            assertThat(row).isNotNull();
            if (row != null && reward.learnable()) {
                assertThat(row.available()).isTrue();
                assertThat(row.type()).isIn(DecisionType.POLICY, DecisionType.WARM_UP);
                assertThat(reward.closedBy()).isEqualTo(ClosedBy.DATA);
                assertThat(reward.reward()).isFinite();
                taught++;
                p.taught++;
            }
        }
    }

    /** Messages a day that the probabilities add up to, once the person's days are known. */
    @Test
    void theBudgetIsSpentOnAverage() {
        for (String kind : new String[] {"fixed", "thompson-smooth"}) {
            assertThat(spent(kind, 20, 30)).as(kind).isCloseTo(1.5, within(0.1));
        }
    }

    private static double spent(String kind, int persons, int days) {
        double sum = 0;
        int counted = 0;
        for (int number = 0; number < persons; number++) {
            LoopConfig config =
                    Configs.with(
                            Configs.usual(),
                            new PolicyOptions(
                                    kind,
                                    "1",
                                    number,
                                    0.1,
                                    Duration.ZERO,
                                    0.005,
                                    0.2,
                                    0.05,
                                    1.5,
                                    9,
                                    21,
                                    "",
                                    Map.of()));
            SplittableRandom random = new SplittableRandom(number);
            Adapting person = new Adapting(config).enrol("UTC");
            for (int tick = 0; tick < days * A_DAY; tick++) {
                int minute = 5 * tick;
                int steps = random.nextInt(20) == 0 ? 60 : 0;
                for (int m = minute; m < minute + 5; m++) {
                    person.steps(m, steps);
                }
                person.heart(minute + 4, 70);
                Decision row = person.decide(person.tickAt(minute + 5));
                int hour = LocalClock.time(ZoneId.of("UTC"), row.decisionTime()).getHour();
                if (minute >= 15 * 1440 && row.available() && hour >= 9 && hour < 21) {
                    sum += row.probability();
                }
            }
            counted += days - 15;
        }
        return sum / counted;
    }
}
