package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Persons who get used to messages at paces of their own, around one pace of all of them. */
class DosePoolingTest {

    private static final Bounds BOUNDS = new Bounds(0.2, 0.8, 0.1);
    private static final long MINUTE = 60_000L;

    /** How habituation rises by a message, of the population; a person has it give or take 0.01. */
    private static final double RISE = 0.08;

    /** What a message earns of one who is not used to them. */
    private static final double WORTH = 1.5;

    private static final PolicySpec SPEC =
            new PolicySpec(
                    DoseModel.KIND,
                    1,
                    BOUNDS,
                    0.5,
                    Map.of("exploration", 0.0, "gapHours", 1.0),
                    Map.of("slow", new double[] {1, 0, 1}));

    private static final Policies.Shape SHAPE = new Policies.Shape(2, 2, List.of("walk"));

    private static DoseModel model() {
        return (DoseModel) Policies.create(SPEC, SHAPE);
    }

    private static DoseModel model(DosePooling.Priors priors) {
        Map<String, double[]> vectors =
                Map.of(
                        "slow", new double[] {1, 0, 1},
                        "priorMean", priors.mean(),
                        "priorCovariance", priors.covariance(),
                        "priorNoise", priors.noise());
        return (DoseModel)
                Policies.create(
                        new PolicySpec(DoseModel.KIND, 1, BOUNDS, 0.5, SPEC.numbers(), vectors),
                        SHAPE);
    }

    /** Statistics of a person after some decisions of a coin. */
    private static double[] lived(int person, int decisions) {
        SplittableRandom random = new SplittableRandom(person);
        DoseModel model = model();
        double[] statistics = model.newStatistics();
        double rise = RISE + 0.01 * random.nextGaussian();
        double worth = WORTH + 0.1 * random.nextGaussian();
        double used = 0.2;
        for (int t = 0; t < decisions; t++) {
            double[] f = {1, used};
            DecisionPoint point =
                    new DecisionPoint(t * MINUTE, f, f, 0, new boolean[] {true}, "c" + t);
            int chosen = random.nextBoolean() ? 0 : Choice.NONE;
            model.observe(statistics, point, true, chosen);
            double reward =
                    (chosen == 0 ? worth * (1 - used) - 0.4 : 0) + 0.2 * random.nextGaussian();
            model.learn(
                    statistics,
                    new LearningRow(
                            t * MINUTE, f, f, 0, true, chosen, 0.5, new double[] {1}, reward));
            used = chosen == 0 ? Math.min(1, used + rise) : 0.8 * used;
        }
        return statistics;
    }

    private static List<double[]> persons(int from, int to, int decisions) {
        List<double[]> persons = new ArrayList<>();
        for (int person = from; person < to; person++) {
            persons.add(lived(person, decisions));
        }
        return persons;
    }

    @Test
    void findsWhatThePersonsHaveInCommon() {
        DosePooling.Priors priors =
                requireNonNull(new DosePooling(model(), persons(0, 20, 150), 20).newcomer());
        // Of silence: the step (0, 0.8), the reward (0, 0). Of a message: (RISE, 1), (1.1, -1.5).
        double[] expected = {0, 0.8, 0, 0, RISE, 1, WORTH - 0.4, -WORTH};
        assertThat(priors.mean()).hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat(priors.mean()[i]).as("coefficient " + i).isCloseTo(expected[i], within(0.1));
        }
        assertThat(priors.mean()[4]).isCloseTo(RISE, within(0.01));
        // Noise of a reward, sd 0.2, and of a step that has none.
        assertThat(priors.noise()[3]).isCloseTo(0.04, within(0.005));
        assertThat(priors.noise()[2]).isLessThan(1e-4);
    }

    /** What a person knows on this prior is what all rows together know, without counting twice. */
    @Test
    void leavesThePersonOut() {
        DoseModel model = model();
        List<double[]> persons = persons(0, 4, 60);
        DosePooling pooling = new DosePooling(model, persons, 0);
        List<DosePooling.Priors> own = new ArrayList<>();
        for (DosePooling.Priors priors : pooling.leaveOneOut()) {
            own.add(requireNonNull(priors));
        }
        double[] noise = own.get(0).noise();
        for (int left = 0; left < 4; left++) {
            int mean = 0;
            for (int r = 0; r < model.regressions(); r++) {
                List<Pooling.Person> others = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    if (i != left) {
                        others.add(model.rows(r).sums(persons.get(i), model.target(r)));
                    }
                }
                double[] ridge = model.ridge(r);
                double[] start = new double[ridge.length];
                double[] variances = new double[ridge.length];
                double[] between = new double[ridge.length];
                if (model.persistent(r) >= 0) {
                    start[model.persistent(r)] = 1;
                }
                for (int i = 0; i < ridge.length; i++) {
                    variances[i] = noise[r] / ridge[i];
                    between[i] = variances[i] / 2;
                }
                Pooling.Prior expected =
                        requireNonNull(
                                new Pooling(
                                                GaussianPrior.independent(start, variances),
                                                between,
                                                noise[r])
                                        .newcomer(others));
                for (double value : expected.mean()) {
                    assertThat(own.get(left).mean()[mean++]).isCloseTo(value, within(1e-9));
                }
            }
        }
        assertThat(own.get(0).mean()).isNotEqualTo(own.get(1).mean());
    }

    @Test
    void aNewcomerPlansFromTheFirstDayOnByWhatTheOthersTold() {
        DosePooling.Priors priors =
                requireNonNull(new DosePooling(model(), persons(0, 20, 150), 20).newcomer());
        DoseModel informed = model(priors);
        DoseModel plain = model();
        assertThat(informed.statisticsSchema()).isEqualTo(plain.statisticsSchema());
        double[] first = informed.newStatistics();
        double[] nothing = plain.newStatistics();
        informed.plan(first, "plan");
        plain.plan(nothing, "plan");
        for (double used : new double[] {0.05, 0.95}) {
            double[] f = {1, used};
            DecisionPoint point = new DecisionPoint(0, f, f, 0, new boolean[] {true}, "c");
            double worth = informed.propose(point, first).advantages().get(0).mean();
            // A message pays to one who is fresh, and costs one who is used to them.
            assertThat(Math.signum(worth)).as("at " + used).isEqualTo(used < 0.5 ? 1.0 : -1.0);
            assertThat(plain.propose(point, nothing).advantages().get(0).mean())
                    .isCloseTo(0, within(1e-9));
        }
    }

    /** The posterior of a person on the prior is one regression over the rows of both. */
    @Test
    void aPersonsOwnRowsOutweighThePriorInTime() {
        DosePooling.Priors priors =
                requireNonNull(new DosePooling(model(), persons(0, 10, 100), 20).newcomer());
        DoseModel informed = model(priors);
        double[] own = lived(99, 4000);
        double[] alone = own.clone();
        informed.plan(own, "plan");
        model().plan(alone, "plan");
        double[] f = {1, 0.3};
        DecisionPoint point = new DecisionPoint(0, f, f, 0, new boolean[] {true}, "c");
        assertThat(informed.propose(point, own).advantages().get(0).mean())
                .isCloseTo(model().propose(point, alone).advantages().get(0).mean(), within(0.05));
    }

    @Test
    void refusesPriorsThatAreNone() {
        DosePooling.Priors good =
                requireNonNull(new DosePooling(model(), persons(0, 3, 40), 0).newcomer());
        double[] short7 = java.util.Arrays.copyOf(good.mean(), 7);
        assertThatThrownBy(
                        () ->
                                model(
                                        new DosePooling.Priors(
                                                short7, good.covariance(), good.noise())))
                .hasMessageContaining("priorMean has 7 numbers, this dose model needs 8");
        double[] negative = good.covariance().clone();
        negative[0] = -1;
        assertThatThrownBy(() -> model(new DosePooling.Priors(good.mean(), negative, good.noise())))
                .hasMessageContaining("not positive definite");
        double[] silent = good.noise().clone();
        silent[1] = 0;
        assertThatThrownBy(
                        () -> model(new DosePooling.Priors(good.mean(), good.covariance(), silent)))
                .hasMessageContaining("prior noise is 0.0");
        assertThatThrownBy(
                        () ->
                                Policies.create(
                                        new PolicySpec(
                                                DoseModel.KIND,
                                                1,
                                                BOUNDS,
                                                0.5,
                                                SPEC.numbers(),
                                                Map.of(
                                                        "slow",
                                                        new double[] {1, 0, 1},
                                                        "priorMean",
                                                        good.mean())),
                                        SHAPE))
                .hasMessageContaining("give all three or none");
    }

    /** Somebody whose statistics are broken takes the priors from nobody. */
    @Test
    void leavesOutAPersonWhoseNumbersAreBroken() {
        List<double[]> persons = persons(0, 6, 60);
        double[] broken = persons.get(2).clone();
        java.util.Arrays.fill(broken, Double.NaN);
        List<double[]> with = new ArrayList<>(persons);
        with.set(2, broken);
        DosePooling.Priors priors = new DosePooling(model(), with, 0).newcomer();
        assertThat(requireNonNull(priors).mean()).doesNotContain(Double.NaN);
    }
}
