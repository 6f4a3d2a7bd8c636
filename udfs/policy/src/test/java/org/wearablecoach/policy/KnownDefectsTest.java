package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.DecisionType;

/** Defects that were found in the code of fielded trials, and what keeps them out of ours. */
class KnownDefectsTest {

    private static final double[] F = {1, 0.5};

    private static ThompsonSampling agent(double[] mean, double[] variances) {
        return new ThompsonSampling(
                new ThompsonSampling.Model(2, 2, List.of("a", "b"), 0),
                GaussianPrior.independent(mean, variances),
                1,
                Allocation.Raw.clipped(0.2, 0.8),
                null);
    }

    private static DecisionPoint point(double... f) {
        return new DecisionPoint(0, f, f, 0, new boolean[] {true, true}, "c");
    }

    private static LearningRow row(double probability, int chosen, double reward) {
        return new LearningRow(
                0, F, F, 0, true, chosen, probability, new double[] {0.5, 0.5}, reward);
    }

    private static double[] filled(double value) {
        double[] values = new double[6];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void thePriorMeanDoesNotComeFromTheVariances() {
        double[] mean = {1, 2, 3, 4, 5, 6};
        for (double variance : new double[] {0.1, 7}) {
            ThompsonSampling agent = agent(mean, filled(variance));
            double[] posterior = requireNonNull(agent.posterior(agent.newStatistics())).means();
            assertThat(posterior).containsExactly(mean, within(1e-12));
        }
    }

    @Test
    void theUpdateUsesTheProbabilityOfTheDrawAndNotTheOneBeforeTheBounds() {
        // This posterior wants 0.98 and is held to 0.8.
        ThompsonSampling agent = agent(new double[] {0, 0, 0, 0, 2, 0}, filled(1));
        double[] statistics = agent.newStatistics();
        Randomised row =
                new Randomiser(new Bounds(0.3, 0.6, 0.1), 0.5).decide(agent, point(F), statistics);
        assertThat(row.probability()).isEqualTo(0.6);
        agent.learn(statistics, row(row.probability(), 0, 1));
        // x = (g, p f, (1 - p) f): entry (2, 0) of X'X is p times f_0 g_0.
        int xx = agent.normalOffset();
        assertThat(statistics[xx + Packed.at(2, 0)]).isEqualTo(0.6);
        assertThat(statistics[xx + Packed.at(4, 0)]).isEqualTo(0.4);
    }

    @Test
    void whatWasNotDeliveredIsLearnedAsNotSentWithoutCentring() {
        ThompsonSampling agent = agent(filled(0), filled(1));
        double[] statistics = agent.newStatistics();
        LearningRow delivered = row(0.6, 0, 1).delivered(Choice.NONE);
        agent.learn(statistics, delivered);
        int xx = agent.normalOffset();
        assertThat(statistics[xx + Packed.at(2, 2)]).isZero();
        assertThat(statistics[xx + Packed.at(4, 4)]).isZero();
        assertThat(row(0.6, 0, 1).delivered(0).probability()).isEqualTo(0.6);
        assertThat(row(0.6, Choice.NONE, 1).delivered(1).shares()).containsExactly(0, 1);
    }

    @Test
    void aPosteriorThatIsNotANumberOrNotPositiveDefiniteDoesNotDecide() {
        ThompsonSampling agent = agent(filled(0), filled(1));
        Randomiser randomiser = new Randomiser(Bounds.TRIAL, 0.3);
        double[] notANumber = agent.newStatistics();
        notANumber[5] = Double.NaN;
        double[] indefinite = agent.newStatistics();
        indefinite[agent.normalOffset()] = -50;
        double[] infinite = agent.newStatistics();
        Arrays.fill(infinite, Double.POSITIVE_INFINITY);
        double[] productNotANumber = agent.newStatistics();
        productNotANumber[agent.normalOffset() + Packed.length(6)] = Double.NaN;
        for (double[] broken :
                List.of(notANumber, indefinite, infinite, productNotANumber, new double[3])) {
            Randomised row = randomiser.decide(agent, point(F), broken);
            assertThat(row.type()).isEqualTo(DecisionType.FALLBACK);
            assertThat(row.probability()).isEqualTo(0.3);
        }
        assertThat(randomiser.decide(agent, point(1, Double.NaN), agent.newStatistics()).type())
                .isEqualTo(DecisionType.FALLBACK);
    }

    @Test
    void aRowWithAMissingFeatureNeverReachesTheStatistics() {
        ThompsonSampling agent = agent(filled(0), filled(1));
        double[] statistics = agent.newStatistics();
        double[] missing = {1, Double.NaN};
        agent.learn(
                statistics,
                new LearningRow(0, F, missing, 0, true, 0, 0.5, new double[] {0.5, 0.5}, 1));
        assertThat(statistics).containsOnly(0);
    }

    @Test
    void anUnavailableRowTeachesNothingAboutTheEffect() {
        ThompsonSampling agent = agent(filled(0), filled(1));
        double[] statistics = agent.newStatistics();
        agent.learn(
                statistics, new LearningRow(0, F, F, 0, false, Choice.NONE, 0, new double[0], 4));
        assertThat(statistics).containsOnly(0);
    }

    @Test
    void theChoiceAmongInterventionsLeavesTheEffectOfSendingAlone() {
        // Which intervention matters by +-2, sending by 1: b must still be near 1.
        ThompsonSampling agent =
                new ThompsonSampling(
                        new ThompsonSampling.Model(1, 1, List.of("good", "bad"), 1),
                        GaussianPrior.independent(
                                new double[5], new double[] {100, 100, 100, 100, 100}),
                        0.25,
                        Allocation.Raw.clipped(0.2, 0.8),
                        null);
        SplittableRandom random = new SplittableRandom(8);
        double[] statistics = agent.newStatistics();
        double[] one = {1};
        double[] shares = {0.7, 0.3};
        for (int i = 0; i < 4000; i++) {
            double p = 0.2 + 0.6 * random.nextDouble();
            int chosen = Choice.of(random.nextDouble(), p, shares);
            double contrast = chosen == 0 ? 0.6 : chosen == 1 ? -1.4 : 0;
            double reward =
                    3 + (chosen == Choice.NONE ? 0 : 1) + contrast + 0.5 * random.nextGaussian();
            agent.learn(
                    statistics, new LearningRow(i, one, one, 0, true, chosen, p, shares, reward));
        }
        LinearPosterior posterior = requireNonNull(agent.posterior(statistics));
        assertThat(posterior.mean(2)).isCloseTo(1, within(0.08));
        assertThat(posterior.mean(3) - posterior.mean(4)).isCloseTo(2, within(0.1));
        Proposal proposal = agent.propose(point2(one), statistics);
        assertThat(proposal.weights()[0]).isGreaterThan(0.99);
        assertThat(proposal.advantages()).hasSize(3);
    }

    private static DecisionPoint point2(double[] f) {
        return new DecisionPoint(0, f, f, 0, new boolean[] {true, true}, "c");
    }

    @Test
    void theIntervalOfAPosteriorCoversUnderACorrectLikelihood() {
        SplittableRandom random = new SplittableRandom(4);
        double[] mean = {0.5, 0, 0.1, 0, 0.3, -0.2};
        double[] variances = {1, 0.5, 0.25, 0.25, 0.25, 0.25};
        ThompsonSampling agent = agent(mean, variances);
        int covered = 0;
        int draws = 10_000;
        for (int draw = 0; draw < draws; draw++) {
            double[] truth = new double[6];
            for (int i = 0; i < 6; i++) {
                truth[i] = mean[i] + Math.sqrt(variances[i]) * random.nextGaussian();
            }
            double[] statistics = agent.newStatistics();
            for (int t = 0; t < 25; t++) {
                double[] f = {1, 2 * random.nextDouble() - 1};
                double p = agent.propose(point(f), statistics).probability();
                int chosen = random.nextDouble() < p ? 0 : Choice.NONE;
                double a = chosen == 0 ? 1 : 0;
                double reward = random.nextGaussian();
                for (int i = 0; i < 2; i++) {
                    reward += f[i] * (truth[i] + p * truth[2 + i] + (a - p) * truth[4 + i]);
                }
                agent.learn(
                        statistics,
                        new LearningRow(t, f, f, 0, true, chosen, p, new double[] {1, 0}, reward));
            }
            double[] x = {0, 0, 0, 0, 1, 0.7};
            LinearPosterior posterior = requireNonNull(agent.posterior(statistics));
            double error = posterior.mean(x) - (truth[4] + 0.7 * truth[5]);
            covered += Math.abs(error) <= 1.959964 * Math.sqrt(posterior.variance(x)) ? 1 : 0;
        }
        System.out.printf("posterior: 95%% interval covers %.4f%n", covered / (double) draws);
        assertThat(covered / (double) draws).isBetween(0.94, 0.96);
    }
}
