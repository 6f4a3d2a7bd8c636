package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Reward;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.Element;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.policy.Choice;
import org.wearablecoach.policy.DecisionAudit;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.Draw;
import org.wearablecoach.policy.LearningRow;
import org.wearablecoach.policy.PersonalPolicy;
import org.wearablecoach.policy.PolicyRun;
import org.wearablecoach.policy.Randomised;

/** Every agent decides and learns in the job, and its log tells how. */
class AgentsTest {

    private static final int DAY_MINUTES = 1440;

    private static LoopConfig agent(String kind) {
        return Configs.agent(kind, Duration.ofDays(1), 0, Map.of());
    }

    /** Days of a person who sits, and walks three minutes of every hour; more after a message. */
    private static Adapting lived(LoopConfig config, int days, boolean reports) {
        Adapting person = new Adapting(config).enrol("Europe/Berlin");
        int walk = 0;
        for (int minute = 0; minute < days * DAY_MINUTES; minute++) {
            int steps = minute % 60 < 3 || walk-- > 0 ? 40 : 0;
            person.heart(minute, 70).steps(minute, steps);
            if ((minute + 1) % 5 == 0) {
                Decision row = person.tick(minute + 1);
                if (row.chosen() != null) {
                    walk = row.index() % 3 == 0 ? 3 : 0;
                    if (reports && row.index() % 2 == 0) {
                        person.accept(
                                new Element.Reaction(
                                        Adapting.USER,
                                        Adapting.at(minute + 1),
                                        Adapting.at(minute + 1),
                                        row.decisionId(),
                                        InteractionKind.DELIVERED));
                    }
                }
            }
        }
        return person;
    }

    private static boolean[] eligible(Decision row) {
        return new boolean[] {row.candidates().get(0).reason() == null};
    }

    /** Decides and learns again from nothing but the rows, and compares every posterior. */
    private static int replayed(LoopConfig config, Adapting person) {
        PolicyRun run = PolicyVersion.configured(config, AdaptModels.NO_NETWORKS).of(Adapting.USER);
        PersonalPolicy own = new PersonalPolicy();
        Map<Long, Decision> rows = new HashMap<>();
        int next = 0;
        int compared = 0;
        List<Reward> rewards = person.out.rewards;
        for (Decision row : person.out.decisions) {
            rows.put(row.index(), row);
            while (next < rewards.size() && rewards.get(next).lastIndex() < row.index()) {
                learn(run, own, rows, rewards.get(next++));
            }
            if (row.type() == DecisionType.SAFETY) {
                continue;
            }
            Randomised again =
                    run.decide(
                            own,
                            new DecisionPoint(
                                    row.decisionTime(),
                                    row.baselineFeatures(),
                                    row.advantageFeatures(),
                                    row.dosage(),
                                    eligible(row),
                                    Draw.counter(
                                            1, Adapting.USER, row.decisionTime(), row.trigger())),
                            ZoneId.of(row.zone()),
                            row.available());
            assertThat(again.type()).isEqualTo(row.type());
            assertThat(again.probability()).isEqualTo(row.probability());
            assertThat(again.advantages()).isEqualTo(row.advantages());
            assertThat(again.allocation()).isEqualTo(row.allocation());
            compared += row.advantages().isEmpty() ? 0 : 1;
        }
        return compared;
    }

    private static void learn(
            PolicyRun run, PersonalPolicy own, Map<Long, Decision> rows, Reward reward) {
        Decision row = rows.get(reward.index());
        boolean delivered = reward.deliveredAt() != null;
        if (row == null || !reward.learnable()) {
            own.reportsDelivery |= delivered;
            return;
        }
        run.learn(
                own,
                new LearningRow(
                        row.decisionTime(),
                        row.baselineFeatures(),
                        row.advantageFeatures(),
                        row.dosage(),
                        true,
                        row.chosen() == null ? Choice.NONE : 0,
                        row.probability(),
                        new double[] {row.candidates().get(0).share()},
                        reward.reward()),
                delivered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixed",
                "thompson-raw",
                "thompson-smooth",
                "dose",
                "linucb",
                "epsilon-greedy"
            })
    void decidesLearnsAndIsComputedAgainFromItsRows(String kind) {
        LoopConfig config = agent(kind);
        Adapting person = lived(config, 4, true);
        int policy = 0;
        for (Decision row : person.out.decisions) {
            assertThat(DecisionAudit.differences(row)).as("row %d", row.index()).isEmpty();
            if (row.available()) {
                boolean early = row.decisionTime() < Adapting.at(DAY_MINUTES);
                assertThat(row.type())
                        .isEqualTo(
                                early && !kind.equals("fixed")
                                        ? DecisionType.WARM_UP
                                        : DecisionType.POLICY);
                policy += row.type() == DecisionType.POLICY ? 1 : 0;
            }
        }
        assertThat(policy).isGreaterThan(100);
        assertThat(person.out.rewards).filteredOn(Reward::learnable).hasSizeGreaterThan(100);
        int compared = replayed(config, person);
        assertThat(compared > 100).isEqualTo(!kind.equals("fixed"));
    }

    @Test
    void aBudgetIsPartOfTheDecisionAndIsComputedAgain() {
        LoopConfig config = Configs.agent("thompson-smooth", Duration.ofHours(12), 3, Map.of());
        Adapting person = lived(config, 3, false);
        assertThat(person.out.decisions)
                .filteredOn(d -> d.available() && d.type() == DecisionType.POLICY)
                .hasSizeGreaterThan(50)
                .allMatch(d -> d.allocation().contains("budget("))
                .allMatch(d -> DecisionAudit.differences(d).isEmpty());
        replayed(config, person);
    }

    /** The posterior by the equations as written, without a line of the agent's code. */
    @Test
    void thePosteriorIsThatOfTheRowsAndTheirRewards() {
        Adapting person = lived(agent("thompson-smooth"), 3, true);
        int g = 20;
        int f = 5;
        int n = g + 2 * f + 1;
        double[][] precision = new double[n][n];
        double[] right = new double[n];
        for (int i = 0; i < n; i++) {
            precision[i][i] = i < g ? 1 : 1 / 0.25;
        }
        Map<Long, Decision> rows = new HashMap<>();
        boolean reported = false;
        int next = 0;
        int checked = 0;
        for (Decision row : person.out.decisions) {
            rows.put(row.index(), row);
            while (next < person.out.rewards.size()
                    && person.out.rewards.get(next).lastIndex() < row.index()) {
                Reward reward = person.out.rewards.get(next++);
                reported |= reward.deliveredAt() != null;
                Decision of = rows.get(reward.index());
                if (of == null || !reward.learnable()) {
                    continue;
                }
                boolean drawn = of.chosen() != null;
                boolean lost = drawn && reported && reward.deliveredAt() == null;
                double a = drawn && !lost ? 1 : 0;
                double p = lost ? 0 : of.probability();
                double[] x = new double[n];
                for (int i = 0; i < g; i++) {
                    x[i] = of.baselineFeatures()[i];
                }
                for (int i = 0; i < f; i++) {
                    x[g + i] = p * of.advantageFeatures()[i];
                    x[g + f + i] = (a - p) * of.advantageFeatures()[i];
                }
                for (int i = 0; i < n; i++) {
                    right[i] += x[i] * reward.reward() / 6.25;
                    for (int j = 0; j < n; j++) {
                        precision[i][j] += x[i] * x[j] / 6.25;
                    }
                }
            }
            if (row.type() != DecisionType.POLICY || row.advantages().isEmpty()) {
                continue;
            }
            double[] at = new double[n];
            System.arraycopy(row.advantageFeatures(), 0, at, g + f, f);
            double[] solved = solve(precision, at);
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < n; i++) {
                mean += solved[i] * right[i];
                variance += solved[i] * at[i];
            }
            Advantage send = row.advantages().get(0);
            assertThat(send.mean()).isCloseTo(mean, within(1e-9));
            assertThat(send.variance()).isCloseTo(variance, within(1e-9));
            checked++;
        }
        assertThat(checked).isGreaterThan(50);
        assertThat(reported).isTrue();
    }

    /** Gaussian elimination with pivots. */
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = java.util.Arrays.copyOf(matrix[i], n + 1);
            a[i][n] = right[i];
        }
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            double[] swap = a[c];
            a[c] = a[pivot];
            a[pivot] = swap;
            for (int r = 0; r < n; r++) {
                if (r != c) {
                    double factor = a[r][c] / a[c][c];
                    for (int k = c; k <= n; k++) {
                        a[r][k] -= factor * a[c][k];
                    }
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = a[i][n] / a[i][i];
        }
        return x;
    }

    @Test
    void aPosteriorThatIsBrokenFallsBackAndIsNotLearnedFrom() {
        Adapting person =
                lived(Configs.agent("thompson-raw", Duration.ZERO, 0, Map.of()), 1, false);
        person.store.policy().statistics[5] = Double.NaN;
        int from = person.out.decisions.size();
        List<Decision> after = new ArrayList<>();
        for (int minute = DAY_MINUTES; minute < DAY_MINUTES + 120; minute++) {
            person.heart(minute, 70).steps(minute, minute % 60 < 3 ? 40 : 0);
            if ((minute + 1) % 5 == 0) {
                after.add(person.tick(minute + 1));
            }
        }
        assertThat(after).filteredOn(Decision::available).isNotEmpty();
        for (Decision row : after) {
            assertThat(DecisionAudit.differences(row)).isEmpty();
            if (row.available()) {
                assertThat(row.type()).isEqualTo(DecisionType.FALLBACK);
                assertThat(row.probability()).isEqualTo(0.1);
            }
        }
        person.adapt.censor(Adapting.USER, Long.MAX_VALUE, person.store);
        assertThat(person.out.rewards)
                .filteredOn(r -> r.index() >= from)
                .isNotEmpty()
                .noneMatch(Reward::learnable);
    }

    /** A state that says that the last action was one that there is not makes observing throw. */
    @Test
    void anAgentThatCannotObserveIsToldOfAndGoesOnWithWhatItKnew() {
        Adapting person = lived(Configs.agent("dose", Duration.ZERO, 0, Map.of()), 1, false);
        double[] statistics = person.store.policy().statistics;
        statistics[3] = 99;
        double[] before = statistics.clone();
        int rows = person.out.decisions.size();
        Decision row = person.tick(DAY_MINUTES + 5);
        assertThat(person.out.decisions).hasSize(rows + 1);
        assertThat(DecisionAudit.differences(row)).isEmpty();
        assertThat(person.adapt.agentFailures()).isOne();
        assertThat(person.out.letters)
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.cause()).isEqualTo(Cause.MODEL_INPUT);
                            assertThat(letter.userId()).isEqualTo(Adapting.USER);
                            assertThat(letter.detail())
                                    .contains("policy dose 1 failed to observe at decision " + rows)
                                    .contains("ArrayIndexOutOfBoundsException");
                        });
        // A new day has a new plan, which comes before; what was learned is as it was.
        double[] after = person.store.policy().statistics;
        assertThat(after[3]).isEqualTo(99);
        assertThat(after).hasSameSizeAs(before);
        assertThat(after[person.store.policy().statistics.length - 1]).isFinite();
        assertThat(java.util.Arrays.copyOfRange(after, 9, 60))
                .containsExactly(java.util.Arrays.copyOfRange(before, 9, 60));
    }

    @Test
    void anAgentThatCannotLearnIsToldOfAndTheRewardRowIsThere() {
        LoopConfig all =
                Configs.with(
                        Configs.agent("linucb", Duration.ZERO, 0, Map.of()),
                        LoopConfig.defaults().interventions());
        Adapting person = lived(all, 1, false);
        double[] before = person.store.policy().statistics.clone();
        assertThat(before[0]).isPositive();
        // What is usual without a message is so far off that no difference to it is a number.
        java.util.Arrays.fill(person.store.policy().usual, 1, 2, -Double.MAX_VALUE);
        java.util.Arrays.fill(person.store.policy().usual, 0, 1, 1e300);
        int rewards = person.out.rewards.size();
        int minute = DAY_MINUTES;
        while (person.adapt.agentFailures() == 0 && minute < DAY_MINUTES + 300) {
            person.heart(minute, 70).steps(minute, minute % 60 < 3 ? 40 : 0);
            if (++minute % 5 == 0) {
                person.tick(minute);
            }
        }
        assertThat(person.adapt.agentFailures()).isPositive();
        assertThat(person.out.rewards).hasSizeGreaterThan(rewards);
        assertThat(person.out.letters)
                .allMatch(letter -> letter.detail().contains("failed to learn at decision"));
    }

    @Test
    void aPersonGoesOnWithWhatWasLearnedUnderANewVersionOfTheSamePolicy() {
        Adapting person = lived(agent("thompson-smooth"), 2, false);
        double rows = person.store.policy().statistics[0];
        assertThat(rows).isGreaterThan(50);
        String json = "{\"vectors\":{\"priorMean\":[" + "0,".repeat(30) + "0.5]}}";
        person.accept(
                new Element.Update(
                        0,
                        new org.wearablecoach.event.PolicyUpdate(
                                Adapt.POLICY,
                                "2",
                                PolicyVersion.sha256(json),
                                Adapting.at(2 * DAY_MINUTES),
                                json)));
        Decision row = person.tick(2 * DAY_MINUTES + 5);
        assertThat(row.policy().version()).isEqualTo("2");
        assertThat(person.store.policy().statistics[0]).isGreaterThanOrEqualTo(rows);
    }
}
