package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolingTest {

    private static final double NOISE = 0.5;

    private static Pooling pooling(double... between) {
        double[] wide = new double[between.length];
        java.util.Arrays.fill(wide, 100);
        return new Pooling(
                GaussianPrior.independent(new double[between.length], wide), between, NOISE);
    }

    private static List<Pooling.Person> persons(
            int count, int rows, double[] mean, double[] sd, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Pooling.Person> persons = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] theta = new double[mean.length];
            for (int j = 0; j < theta.length; j++) {
                theta[j] = mean[j] + sd[j] * random.nextGaussian();
            }
            double[] statistics = new double[LinearPosterior.length(mean.length)];
            for (int t = 0; t < rows; t++) {
                double[] x = new double[mean.length];
                double y = Math.sqrt(NOISE) * random.nextGaussian();
                for (int j = 0; j < x.length; j++) {
                    x[j] = j == 0 ? 1 : random.nextGaussian();
                    y += x[j] * theta[j];
                }
                LinearPosterior.add(statistics, 0, x, y);
            }
            persons.add(Pooling.Person.of(statistics, 0, mean.length));
        }
        return persons;
    }

    @Test
    void onePersonTellsWhatTheMarginalModelSays() {
        // One coefficient, x = 1: theta_pop has precision 1/(Sigma_u + s2/n) from one person.
        List<Pooling.Person> one =
                List.of(new Pooling.Person(new double[] {4}, new double[] {4 * 3.0}));
        Pooling.Prior prior = requireNonNull(pooling(0.2).newcomer(one));
        double precision = 1 / (0.2 + NOISE / 4);
        double variance = 1 / (precision + 0.01);
        assertThat(prior.mean()[0]).isCloseTo(variance * precision * 3, within(1e-12));
        assertThat(prior.covariance()[0]).isCloseTo(variance + 0.2, within(1e-12));
    }

    @Test
    void leavingOneOutIsTheSameAsNeverHavingSeenThem() {
        List<Pooling.Person> all =
                persons(6, 15, new double[] {1, -0.5, 0.2}, new double[] {0.5, 0.3, 0.4}, 3);
        Pooling pooling = pooling(0.25, 0.09, 0.16);
        @Nullable Pooling.Prior[] priors = pooling.leaveOneOut(all);
        for (int i = 0; i < all.size(); i++) {
            List<Pooling.Person> others = new ArrayList<>(all);
            others.remove(i);
            Pooling.Prior expected = requireNonNull(pooling.newcomer(others));
            Pooling.Prior actual = requireNonNull(priors[i]);
            assertThat(actual.mean()).containsExactly(expected.mean(), within(1e-9));
            assertThat(actual.covariance()).containsExactly(expected.covariance(), within(1e-9));
        }
    }

    @Test
    void aPersonWithBrokenNumbersIsLeftOut() {
        List<Pooling.Person> good = persons(5, 10, new double[] {1, 2}, new double[] {0.1, 0.1}, 5);
        List<Pooling.Person> withBad = new ArrayList<>(good);
        withBad.add(new Pooling.Person(new double[] {Double.NaN, 0, 1}, new double[] {1, 1}));
        Pooling pooling = pooling(0.1, 0.1);
        assertThat(requireNonNull(pooling.newcomer(withBad)).mean())
                .containsExactly(requireNonNull(pooling.newcomer(good)).mean());
    }

    @Test
    void empiricalBayesFindsTheVariancesBetweenPersons() {
        List<Pooling.Person> many =
                persons(400, 30, new double[] {1, -0.5}, new double[] {0.6, 0.2}, 11);
        double[] between = pooling(1, 1).empiricalBayes(many, 200).between();
        assertThat(between[0]).isCloseTo(0.36, within(0.06));
        assertThat(between[1]).isCloseTo(0.04, within(0.012));
    }

    @Test
    void empiricalBayesKeepsTheOldVariancesWhenTheNumbersAreBroken() {
        List<Pooling.Person> broken =
                List.of(
                        new Pooling.Person(new double[] {Double.NaN}, new double[] {1}),
                        new Pooling.Person(new double[] {1}, new double[] {1}));
        assertThat(pooling(0.3).empiricalBayes(broken, 5).between()).containsExactly(0.3);
    }
}
