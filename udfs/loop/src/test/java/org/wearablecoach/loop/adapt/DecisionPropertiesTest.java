package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.Score;
import org.wearablecoach.loop.config.InterventionOptions;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.config.PolicyOptions;
import org.wearablecoach.loop.infer.ModelSlot;
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
    private static final long COOL_DOWN = 30 * 60_000L;
    private static final VersionRef GLUCOSE_MODEL = new VersionRef("outlook", "1", "ab".repeat(32));

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
        assertThat(all.lows).isGreaterThan(decisions / 2000);
        assertThat(all.soonLows).isGreaterThan(decisions / 5000);
        assertThat(all.overLimit).isGreaterThan(decisions / 1000);
        assertThat(all.forbidden).isGreaterThan(decisions / 100);
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
        seen.sensor = sensor;
        seen.limit = number % 2 == 0 ? 0.95 * 185 : Double.NaN;
        int steps = 0;
        int silent = 0;
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
                                SignalKind.HEART_RATE,
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
            seen.late = person.delay > 0;
            // Sensors fall silent now and then, for an hour and more.
            silent = silent > 0 ? silent - 1 : random.nextInt(150) == 0 ? random.nextInt(20) : 0;
            if ((sensor || number % 7 == 0) && silent == 0) {
                mgDl = Math.max(45, Math.min(250, mgDl + 12 * (random.nextDouble() - 0.51)));
                Element.Window reading =
                        person.window(
                                SignalKind.GLUCOSE,
                                "cgm",
                                Adapting.at(minute + 4.5),
                                Adapting.at(minute + 4.5) + 1,
                                1,
                                -1,
                                (float) mgDl);
                float forecast = Float.NaN;
                if (number % 2 == 0) {
                    forecast = (float) (mgDl + 60 * (random.nextDouble() - 0.5));
                    reading =
                            reading.scored(
                                    List.of(
                                            new Score(
                                                    ModelSlot.GLUCOSE,
                                                    false,
                                                    GLUCOSE_MODEL,
                                                    new float[] {forecast})));
                }
                seen.reading(minute + 4.5, (float) mgDl, forecast);
                person.accept(reading);
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
            all.mustHaveForced(seen, minute);
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
        long lows;
        long soonLows;
        long overLimit;
        long forbidden;

        static final class Person {
            final LoopConfig config;
            final ZoneId zone;
            final Map<Long, Decision> rows = new HashMap<>();
            final Map<Long, Integer> perDay = new HashMap<>();
            final Map<String, Integer> windDowns = new HashMap<>();
            boolean consent = true;
            boolean broken;
            boolean sensor;
            boolean late;
            double bpm;

            /** What the maximum of the profile allows; NaN for a person without one. */
            double limit = Double.NaN;

            double mgDl = Double.NaN;
            double forecast = Double.NaN;
            long readingTime = Long.MIN_VALUE;

            /** A reading of this tick that had to be answered by a message, if it may be. */
            boolean low;

            long lastSent = Long.MIN_VALUE;
            final Map<String, Long> lastForced = new HashMap<>();
            long taught;
            int next;
            int nextReward;

            Person(LoopConfig config, ZoneId zone) {
                this.config = config;
                this.zone = zone;
            }

            void reading(double minute, double value, double forecastValue) {
                mgDl = value;
                forecast = forecastValue;
                readingTime = Adapting.at(minute);
                low =
                        (mgDl < 70 || forecast < 70)
                                && consent
                                && !late
                                && isOver(InterventionOptions.CHECK_GLUCOSE, readingTime);
            }

            boolean isOver(String forced, long now) {
                Long last = lastForced.get(forced);
                return last == null || now - last >= COOL_DOWN;
            }

            /** Glucose low, soon low, low a moment ago, or not known of one who watches it. */
            boolean isGlucoseUnsafe(long now) {
                if (!isOver(InterventionOptions.CHECK_GLUCOSE, now)) {
                    return true;
                }
                if (readingTime == Long.MIN_VALUE || now - readingTime > 24 * 3_600_000L) {
                    return sensor;
                }
                return mgDl < 70 || forecast < 70 || now - readingTime > 15 * 60_000L;
            }
        }

        /** What safety must say, it says at once. */
        void mustHaveForced(Person p, int minute) {
            if (p.low) {
                assertThat(p.lastForced)
                        .containsEntry(InterventionOptions.CHECK_GLUCOSE, p.readingTime);
                lows++;
                soonLows += p.mgDl >= 70 ? 1 : 0;
            }
            p.low = false;
            if (p.bpm >= p.limit && p.consent && !p.late) {
                Long last = p.lastForced.get(InterventionOptions.CHECK_HEART_RATE);
                assertThat(last == null ? Long.MAX_VALUE : Adapting.at(minute + 5) - last)
                        .isLessThanOrEqualTo(COOL_DOWN);
                overLimit++;
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
                if (InterventionOptions.CHECK_GLUCOSE.equals(row.chosen())) {
                    assertThat(p.mgDl < 70 || p.forecast < 70).isTrue();
                } else {
                    assertThat(row.chosen()).isEqualTo(InterventionOptions.CHECK_HEART_RATE);
                    assertThat(p.bpm).isGreaterThanOrEqualTo(p.limit);
                }
                Long before = p.lastForced.put(String.valueOf(row.chosen()), row.decisionTime());
                if (before != null) {
                    assertThat(row.decisionTime() - before).isGreaterThanOrEqualTo(30 * 60_000L);
                }
                assertThat(row.ingestTime() - row.sensorTime()).isLessThanOrEqualTo(600_000);
                return;
            }
            exertion(p, row);
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
            if (row.chosen() != null) {
                sent(p, row);
            }
        }

        /** Whether what asks for exertion is forbidden when it must be, and only then. */
        private void exertion(Person p, Decision row) {
            boolean glucose = p.isGlucoseUnsafe(row.decisionTime());
            boolean heart = p.bpm >= p.limit;
            for (int i = 0; i < row.candidates().size(); i++) {
                InterventionOptions of = p.config.interventions().get(i);
                @Nullable Reason reason = row.candidates().get(i).reason();
                if (of.exertion()) {
                    assertThat(reason == Reason.SAFETY).as(of.id()).isEqualTo(glucose || heart);
                    forbidden += glucose || heart ? 1 : 0;
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

    /**
     * Messages that the probabilities add up to, once the person's days are known: of the block, as
     * the target says, and of the whole day, which is not to be more.
     *
     * @param block a day
     * @param day a day, the block included
     */
    private record Spent(double block, double day) {

        void isNear(double target) {
            assertThat(block).as("in the block").isCloseTo(target, within(0.1));
            assertThat(day).as("in the day").isCloseTo(target, within(0.1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "thompson-smooth", "linucb", "dose"})
    void theBudgetIsSpentOnAverage(String kind) {
        spent(kind, 1.5, 10, 30, Configs.usual()).isNear(1.5);
    }

    @Test
    void outsideOfTheBlockALearningPolicyDrawsWithTheLeastProbability() {
        spent("linucb", 1.5, 2, 20, LoopConfig.defaults());
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "fixed, 1.5",
        "fixed, 3",
        "thompson-smooth, 1.5",
        "thompson-raw, 1",
        "thompson-raw, 1.5",
        "dose, 1.5",
        "dose, 2",
        "linucb, 1",
        "linucb, 1.5",
        "epsilon-greedy, 1.5",
        "epsilon-greedy, 2"
    })
    void theBudgetIsSpentOnAverageWhateverTheAgentAndTheTarget(String kind, double target) {
        for (LoopConfig base : List.of(Configs.usual(), LoopConfig.defaults())) {
            Spent spent = spent(kind, target, 40, 45, base);
            System.out.printf(
                    "budget of %.1f, %s, %d interventions: %.3f in the block, %.3f in the day%n",
                    target, kind, base.interventions().size(), spent.block(), spent.day());
            spent.isNear(target);
        }
    }

    private static Spent spent(String kind, double target, int persons, int days, LoopConfig base) {
        double block = 0;
        double day = 0;
        for (int number = 0; number < persons; number++) {
            LoopConfig config =
                    Configs.with(
                            base,
                            new PolicyOptions(
                                    kind,
                                    "1",
                                    number,
                                    0.1,
                                    Duration.ZERO,
                                    0.005,
                                    0.2,
                                    0.05,
                                    target,
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
                int hour = LocalClock.time(ZoneOffset.UTC, row.decisionTime()).getHour();
                boolean inBlock = hour >= 9 && hour < 21;
                if (!inBlock && row.available()) {
                    assertThat(row.probability()).isEqualTo(0.005);
                    assertThat(row.candidates())
                            .filteredOn(candidate -> candidate.reason() == null)
                            .allMatch(candidate -> candidate.intervention().equals("wind-down"));
                }
                if (minute >= 15 * 1440 && row.available()) {
                    block += inBlock ? row.probability() : 0;
                    day += row.probability();
                }
            }
        }
        int counted = persons * (days - 15);
        return new Spent(block / counted, day / counted);
    }
}
