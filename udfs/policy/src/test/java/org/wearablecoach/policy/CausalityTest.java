package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whether the log of an agent that learns is good enough for science: 30 persons, 100 decisions, a
 * pooled agent, a baseline that is not linear and fitted as if it were, noise that depends on the
 * state; effect 0.3 - 0.2 s, and none.
 */
class CausalityTest {

    private static final int TRIALS = 1000;
    private static final int PERSONS = 30;
    private static final int DECISIONS = 100;

    @Test
    void theLogTellsTheEffect() {
        Result result = analyse(TRIALS, 0.3, -0.2, true);
        result.print("effect .3 - .2 s");
        for (int i = 0; i < 2; i++) {
            assertThat(Math.abs(result.bias[i])).isLessThan(3 * result.biasError[i]);
            assertThat(result.coverage[i]).isBetween(0.93, 0.97);
        }
    }

    @Test
    void theLogTellsThatThereIsNone() {
        Result result = analyse(TRIALS, 0, 0, true);
        result.print("no effect");
        for (int i = 0; i < 2; i++) {
            assertThat(Math.abs(result.bias[i])).isLessThan(3 * result.biasError[i]);
            assertThat(result.coverage[i]).isBetween(0.93, 0.97);
        }
    }

    @Test
    void withoutCentringTheSameLogMisleads() {
        Result result = analyse(TRIALS / 5, 0.3, -0.2, false);
        result.print("without centring");
        assertThat(Math.min(result.coverage[0], result.coverage[1])).isLessThan(0.9);
    }

    private static final class Result {
        final double[] bias = new double[2];
        final double[] biasError = new double[2];
        final double[] coverage = new double[2];

        void print(String what) {
            System.out.printf(
                    "causality, %s: bias %.4f (se %.4f), %.4f (se %.4f); coverage %.3f, %.3f%n",
                    what, bias[0], biasError[0], bias[1], biasError[1], coverage[0], coverage[1]);
        }
    }

    private static Result analyse(int trials, double effect, double slope, boolean centred) {
        double[] truth = {effect, slope};
        double[] sum = new double[2];
        double[] squares = new double[2];
        int[] covered = new int[2];
        for (int trial = 0; trial < trials; trial++) {
            CentredLeastSquares.Fit fit =
                    requireNonNull(trial(trial, effect, slope, centred).fit());
            for (int i = 0; i < 2; i++) {
                double error = fit.effect()[i] - truth[i];
                sum[i] += error;
                squares[i] += error * error;
                covered[i] += Math.abs(error) <= fit.halfWidth(i, 0.95) ? 1 : 0;
            }
        }
        Result result = new Result();
        for (int i = 0; i < 2; i++) {
            result.bias[i] = sum[i] / trials;
            double variance = squares[i] / trials - result.bias[i] * result.bias[i];
            result.biasError[i] = Math.sqrt(variance / trials);
            result.coverage[i] = covered[i] / (double) trials;
        }
        return result;
    }

    private static CentredLeastSquares trial(
            long seed, double effect, double slope, boolean centred) {
        SplittableRandom random = new SplittableRandom(seed);
        ThompsonSampling agent =
                new ThompsonSampling(
                        new ThompsonSampling.Model(2, 2, List.of("message"), 0),
                        GaussianPrior.independent(new double[6], new double[] {1, 1, 1, 1, 1, 1}),
                        1,
                        Allocation.Raw.clipped(0.2, 0.8),
                        null);
        double[] pooled = agent.newStatistics();
        CentredLeastSquares analysis = new CentredLeastSquares(2, 2, 0.5, centred);
        CentredLeastSquares.Person[] persons = new CentredLeastSquares.Person[PERSONS];
        double[] level = new double[PERSONS];
        for (int i = 0; i < PERSONS; i++) {
            persons[i] = analysis.person();
            level[i] = 0.5 * random.nextGaussian();
        }
        for (int t = 0; t < DECISIONS; t++) {
            LearningRow[] rows = new LearningRow[PERSONS];
            for (int i = 0; i < PERSONS; i++) {
                double s = 2 * random.nextDouble() - 1;
                double[] features = {1, s};
                Proposal proposal =
                        agent.propose(
                                new DecisionPoint(
                                        t, features, features, 0, new boolean[] {true}, ""),
                                pooled);
                boolean sent = random.nextDouble() < proposal.probability();
                double baseline = level[i] + 2 * s * s * (1 + s) + Math.sin(3 * s);
                double noise = (0.5 + Math.abs(s)) * random.nextGaussian();
                double outcome = baseline + (sent ? effect + slope * s : 0) + noise;
                rows[i] =
                        new LearningRow(
                                t,
                                features,
                                features,
                                0,
                                true,
                                sent ? 0 : Choice.NONE,
                                proposal.probability(),
                                new double[] {1},
                                outcome);
                persons[i].add(features, features, sent, proposal.probability(), outcome);
            }
            for (LearningRow row : rows) {
                agent.learn(pooled, row);
            }
        }
        return analysis;
    }
}
