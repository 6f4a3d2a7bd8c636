package org.wearablecoach.simulation.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wearablecoach.policy.Bounds;

/**
 * Returns of simple policies and optima, from a reference implementation of the published model.
 */
class StepCountJitaiTest {

    private static final int EPISODES = 2000;

    private static double mean(boolean stochastic, ToIntFunction<double[]> policy) {
        StepCountJitai person =
                new StepCountJitai(0, stochastic, StepCountJitai.Constants.PUBLISHED);
        double sum = 0;
        for (int i = 0; i < EPISODES; i++) {
            double[] seen = person.reset(i);
            boolean first = true;
            Environment.Step step;
            do {
                // At first the probability is one half and the situation is 0.
                if (first) {
                    seen[0] = 0;
                }
                first = false;
                step = person.step(policy.applyAsInt(seen));
                seen = step.observation();
                sum += step.reward();
            } while (!step.ended());
        }
        return sum / EPISODES;
    }

    @Test
    void simplePoliciesReturnWhatTheReferenceReturns() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(mean(false, seen -> 0)).isCloseTo(5.00, within(1e-6));
        assertThat(mean(false, seen -> 1)).isCloseTo(387.5, within(1e-6));
        assertThat(mean(false, seen -> seen[0] > 0.5 ? 3 : 2)).isCloseTo(1535.0, within(1e-6));
        double resting = mean(false, seen -> seen[1] > 0.4 ? 0 : seen[0] > 0.5 ? 3 : 2);
        assertThat(resting).isCloseTo(3143.52, within(0.01));
        // Standard error of 3,000 and 2,000 episodes with sd 330 and 282: three of them.
        assertThat(mean(false, seen -> random.nextInt(4))).isCloseTo(512.48, within(28.0));
        assertThat(mean(false, seen -> 2)).isCloseTo(560.98, within(25.0));
    }

    @Test
    void theStochasticVariantReturnsWhatTheReferenceReturns() {
        assertThat(mean(true, seen -> 0)).isCloseTo(4.68, within(6.0));
        assertThat(mean(true, seen -> 1)).isCloseTo(385.50, within(5.0));
        assertThat(mean(true, seen -> seen[0] > 0.5 ? 3 : 2)).isCloseTo(1535.74, within(6.5));
        double resting = mean(true, seen -> seen[1] > 0.4 ? 0 : seen[0] > 0.5 ? 3 : 2);
        assertThat(resting).isCloseTo(3157.61, within(6.5));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 0, 3370",
        "0.4, 0, 1, 0, 3207",
        "0.8, 0, 1, 0, 2445",
        "2, 0, 1, 0, 1584",
        "0, 0.05, 0.95, 0.01, 3290",
        "0.4, 0.05, 0.95, 0.01, 3097",
        "0.8, 0.05, 0.95, 0.01, 2305",
        "2, 0.05, 0.95, 0.01, 1496",
        "0, 0.2, 0.8, 0.05, 2941",
        "0.4, 0.2, 0.8, 0.05, 2625",
        "0.8, 0.2, 0.8, 0.05, 1865",
        "2, 0.2, 0.8, 0.05, 1272"
    })
    void theOptimumIsTheReferenceOptimum(
            double sigma, double low, double high, double floor, double reference) {
        double optimum =
                new StepCountOptimum(StepCountJitai.Constants.PUBLISHED, sigma, low, high, floor)
                        .value();
        assertThat(optimum / reference).isCloseTo(1, within(0.01));
    }

    @Test
    void theNoiseDoesNotDependOnTheAgent() {
        StepCountJitai one = new StepCountJitai(0.4, true, StepCountJitai.Constants.PUBLISHED);
        StepCountJitai other = new StepCountJitai(0.4, true, StepCountJitai.Constants.PUBLISHED);
        one.reset(5);
        other.reset(5);
        for (int t = 0; t < 20; t++) {
            double seen = one.step(0).observation()[0];
            assertThat(other.step(1).observation()[0]).isEqualTo(seen);
        }
    }

    @Test
    void anEpisodeThatHasEndedSaysSo() {
        StepCountJitai person = new StepCountJitai(0, false, StepCountJitai.Constants.PUBLISHED);
        assertThatThrownBy(() -> person.step(0)).hasMessageContaining("reset");
        assertThatThrownBy(() -> new StepCountJitai(-1, false, StepCountJitai.Constants.PUBLISHED))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Trial.of(person, "magic", Bounds.TRIAL, 1))
                .hasMessageContaining("magic");
        assertThatThrownBy(() -> Trial.of(person, "constant:4", Bounds.TRIAL, 1))
                .hasMessageContaining("0 to 3");
    }
}
