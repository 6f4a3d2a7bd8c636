package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Trigger;

/**
 * Whole days of decisions of many persons, with every agent, under the rules: what may never happen
 * does not. A hundred thousand decisions; ten million under the profile for long proofs.
 */
class DecisionRulesTest {

    private static final long TICK = 300_000L;
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    private static final String[] KINDS = {
        "fixed", "thompson-raw", "thompson-smooth", "linucb", "epsilon-greedy", "dose"
    };

    @Test
    void noRuleIsBrokenInAHundredThousandDecisions() {
        simulate(100_000);
    }

    @Test
    @Tag("long")
    void noRuleIsBrokenInTenMillionDecisions() {
        simulate(10_000_000);
    }

    private static void simulate(long decisions) {
        int person = 0;
        long done = 0;
        double sent = 0;
        double days = 0;
        while (done < decisions) {
            Person simulated = new Person(person);
            done += simulated.play(28);
            sent += simulated.sentWithBudget;
            days += simulated.daysWithBudget;
            person++;
        }
        assertThat(sent / days).isCloseTo(1.5, within(decisions > 1_000_000 ? 0.1 : 0.2));
    }

    /** One person; nothing but the rules themselves is asserted about what is decided. */
    private static final class Person {

        final SplittableRandom random;
        final ZoneId zone;
        final Policy policy;
        final Randomiser randomiser;
        final double[] statistics;
        final double[] budgetState;
        final boolean budgeted;
        final String name;
        final Availability rules = Availability.DEFAULT;
        double sentWithBudget;
        double daysWithBudget;

        Person(int number) {
            random = new SplittableRandom(number);
            name = "person-" + number;
            zone = ZoneId.of(ZONES.get(number % ZONES.size()));
            Bounds bounds = new Bounds(0.005, 0.2, 0.05);
            budgeted = number % 2 == 0;
            PolicySpec spec =
                    new PolicySpec(
                            KINDS[number / 2 % KINDS.length],
                            number,
                            bounds,
                            0.1,
                            java.util.Map.of(),
                            java.util.Map.of("slow", new double[] {1, 0, 1}));
            policy =
                    Policies.create(
                            spec, new Policies.Shape(2, 2, List.of("move", "breathe", "rest")));
            randomiser = new Randomiser(bounds, 0.1);
            statistics = policy.newStatistics();
            budgetState = Budget.HEARTSTEPS.newState();
        }

        long play(int days) {
            MessageCount messages = MessageCount.NONE;
            double dosage = 0;
            boolean sitting = false;
            // Two weeks around a change of the clocks in most of the zones.
            long start = 1_711_000_000_000L / TICK * TICK;
            long decisions = 0;
            long lastSent = Long.MIN_VALUE;
            int[] perDay = new int[days + 3];
            long firstDay = LocalClock.day(zone, start);
            int arrived = 0;
            long plannedDay = Long.MIN_VALUE;
            for (long time = start; time < start + days * 86_400_000L; time += TICK) {
                sitting = random.nextDouble() < (sitting ? 0.9 : 0.1);
                long day = LocalClock.day(zone, time);
                LocalTime clock = LocalClock.time(zone, time);
                dosage = Dosage.next(dosage, TICK, arrived);
                arrived = 0;
                boolean late = random.nextInt(50) == 0;
                boolean[] eligible = {
                    sitting, sitting && random.nextInt(3) == 0, sitting && random.nextInt(5) == 0
                };
                int count = 0;
                for (boolean one : eligible) {
                    count += one ? 1 : 0;
                }
                Reason reason =
                        rules.firstFailing(
                                new Availability.Context(
                                        true,
                                        true,
                                        time,
                                        time,
                                        late ? time + 700_000 : time,
                                        time,
                                        random.nextInt(20) > 0,
                                        false,
                                        zone,
                                        false,
                                        false,
                                        messages,
                                        count));
                double[] f = {1, Math.min(1, 0.05 * dosage)};
                DecisionPoint point =
                        new DecisionPoint(
                                time,
                                f,
                                f,
                                dosage,
                                eligible,
                                Draw.counter(1, name, time, Trigger.GRID));
                if (day != plannedDay) {
                    policy.plan(statistics, point.counter());
                    plannedDay = day;
                }
                if (budgeted) {
                    Budget.HEARTSTEPS.advance(budgetState, day, clock.getHour());
                }
                if (reason != null) {
                    double[] before = statistics.clone();
                    policy.learn(
                            statistics,
                            new LearningRow(
                                    time, f, f, dosage, false, Choice.NONE, 0, new double[0], 1));
                    assertThat(statistics).isEqualTo(before);
                    policy.observe(statistics, point, false, Choice.NONE);
                    continue;
                }
                decisions++;
                Randomised row =
                        budgeted
                                ? randomiser.decide(
                                        policy,
                                        point,
                                        statistics,
                                        Budget.HEARTSTEPS.at(budgetState, clock.getHour()))
                                : randomiser.decide(policy, point, statistics);
                check(row, eligible);
                if (budgeted) {
                    double wanted = policy.propose(point, statistics).probability();
                    Budget.HEARTSTEPS.spend(
                            budgetState,
                            clock.getHour(),
                            randomiser.bounds().clip(wanted),
                            row.probability());
                }
                policy.observe(statistics, point, true, row.chosen());
                if (row.chosen() != Choice.NONE) {
                    assertThat(late).isFalse();
                    assertThat(eligible[row.chosen()]).isTrue();
                    assertThat(clock.isBefore(LocalTime.of(7, 0))).isFalse();
                    assertThat(clock.isBefore(LocalTime.of(22, 0))).isTrue();
                    if (lastSent != Long.MIN_VALUE) {
                        assertThat(time - lastSent).isGreaterThanOrEqualTo(3_600_000L);
                    }
                    lastSent = time;
                    int today = (int) (day - firstDay);
                    perDay[today]++;
                    assertThat(perDay[today]).isLessThanOrEqualTo(5);
                    messages = messages.sent(zone, time);
                    arrived = 1;
                    if (budgeted && today >= 14) {
                        sentWithBudget++;
                    }
                }
                policy.learn(
                        statistics,
                        new LearningRow(
                                time,
                                f,
                                f,
                                dosage,
                                true,
                                row.chosen(),
                                row.probability(),
                                row.shares(),
                                random.nextGaussian() + (row.chosen() == 0 ? 0.3 : 0)));
            }
            if (budgeted) {
                daysWithBudget = days - 14;
            }
            return decisions;
        }

        private void check(Randomised row, boolean[] eligible) {
            assertThat(row.type()).isEqualTo(DecisionType.POLICY);
            assertThat(row.probability()).isBetween(0.005, 0.2);
            double sum = 0;
            for (int k = 0; k < eligible.length; k++) {
                sum += row.shares()[k];
                if (eligible[k]) {
                    assertThat(row.shares()[k]).isGreaterThanOrEqualTo(0.05);
                } else {
                    assertThat(row.shares()[k]).isZero();
                }
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
            assertThat(Choice.of(Draw.uniform(row.counter()), row.probability(), row.shares()))
                    .isEqualTo(row.chosen());
        }
    }
}
