package org.wearablecoach.simulation.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.policy.Bounds;

/**
 * The agent of the job on StepCountJITAI in 140 episodes; published networks took 1,500. Judged by
 * the mean of the last 14 episodes, mean of 10 seeds.
 */
class CoachOnStepCountTest {

    private static final int EPISODES = 140;
    private static final int LAST = 14;
    private static final int SEEDS = 10;
    private static final Bounds WIDE = new Bounds(0.05, 0.95, 0.01);
    private static final Bounds NARROW = new Bounds(0.2, 0.8, 0.05);
    private static final StepCountJitai.Constants OTHER =
            new StepCountJitai.Constants(0.08, 0.85, 0.4, 0.9);

    private record Result(double mean, double least) {}

    private static Result play(
            double sigma, boolean stochastic, StepCountJitai.Constants constants, Bounds bounds) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int seed = 0; seed < SEEDS; seed++) {
            StepCountJitai person = new StepCountJitai(sigma, stochastic, constants);
            double[] returns = Trial.of(person, "coach", bounds, seed).episodes(EPISODES);
            double last = 0;
            for (int i = EPISODES - LAST; i < EPISODES; i++) {
                last += returns[i] / LAST;
            }
            sum += last;
            least = Math.min(least, last);
        }
        return new Result(sum / SEEDS, least);
    }

    @ParameterizedTest
    @CsvSource({"0, 3100", "0.4, 2980", "0.6, 2600", "0.8, 2150", "2, 1050"})
    void withinWideBounds(double sigma, double atLeast) {
        Result result = play(sigma, false, StepCountJitai.Constants.PUBLISHED, WIDE);
        assertThat(result.mean()).isGreaterThanOrEqualTo(atLeast);
        if (sigma == 0) {
            assertThat(result.least()).isGreaterThanOrEqualTo(2000);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 2650", "0.4, 2300", "0.6, 1800", "0.8, 1500", "2, 850"})
    void withinNarrowBounds(double sigma, double atLeast) {
        Result result = play(sigma, false, StepCountJitai.Constants.PUBLISHED, NARROW);
        assertThat(result.mean()).isGreaterThanOrEqualTo(atLeast);
    }

    @ParameterizedTest
    @CsvSource({"0", "0.6"})
    void onTheStochasticVariant(double sigma) {
        double plain = play(sigma, false, StepCountJitai.Constants.PUBLISHED, WIDE).mean();
        double noisy = play(sigma, true, StepCountJitai.Constants.PUBLISHED, WIDE).mean();
        assertThat(noisy / plain).isBetween(0.9, 1.1);
    }

    @ParameterizedTest
    @CsvSource({"0", "0.4"})
    void onAPersonThatNothingWasTunedOn(double sigma) {
        double ours =
                play(sigma, false, StepCountJitai.Constants.PUBLISHED, WIDE).mean()
                        / optimum(StepCountJitai.Constants.PUBLISHED, sigma);
        double there = play(sigma, false, OTHER, WIDE).mean() / optimum(OTHER, sigma);
        assertThat(there).isGreaterThanOrEqualTo(0.85 * ours);
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({"0", "0.4", "0.6", "0.8", "2"})
    void onEveryVariantOfThePersonInBothBounds(double sigma) {
        for (Bounds bounds : new Bounds[] {WIDE, NARROW}) {
            double plain = play(sigma, false, StepCountJitai.Constants.PUBLISHED, bounds).mean();
            double noisy = play(sigma, true, StepCountJitai.Constants.PUBLISHED, bounds).mean();
            double other = play(sigma, false, OTHER, bounds).mean();
            double share = plain / optimum(StepCountJitai.Constants.PUBLISHED, sigma, bounds);
            double there = other / optimum(OTHER, sigma, bounds);
            System.out.printf(
                    "stepcount-jitai coach %s sigma %.1f: plain %.0f, stochastic %.0f; share of the"
                            + " optimum %.3f, of the other person's %.3f%n",
                    bounds, sigma, plain, noisy, share, there);
            assertThat(noisy / plain).isBetween(0.9, 1.1);
            assertThat(there).isGreaterThanOrEqualTo(0.85 * share);
        }
    }

    private static double optimum(StepCountJitai.Constants constants, double sigma) {
        return optimum(constants, sigma, WIDE);
    }

    private static double optimum(StepCountJitai.Constants constants, double sigma, Bounds bounds) {
        return new StepCountOptimum(constants, sigma, bounds.low(), bounds.high(), bounds.floor())
                .value();
    }

    @Test
    void theSameSeedGivesTheSameReturns() {
        double[] once = trial(3).episodes(5);
        assertThat(trial(3).episodes(5)).containsExactly(once);
        assertThat(trial(4).episodes(5)).isNotEqualTo(once);
    }

    private static Trial trial(long seed) {
        return Trial.of(
                new StepCountJitai(0.4, false, StepCountJitai.Constants.PUBLISHED),
                "coach",
                WIDE,
                seed);
    }

    @Test
    @Tag("long")
    void printsTheTable() {
        for (Bounds bounds : new Bounds[] {WIDE, NARROW}) {
            for (double sigma : new double[] {0, 0.4, 0.6, 0.8, 2}) {
                Result result = play(sigma, false, StepCountJitai.Constants.PUBLISHED, bounds);
                System.out.printf(
                        "stepcount-jitai coach %s sigma %.1f: %.0f (least %.0f)%n",
                        bounds, sigma, result.mean(), result.least());
                assertThat(result.mean()).isPositive();
            }
        }
    }
}
