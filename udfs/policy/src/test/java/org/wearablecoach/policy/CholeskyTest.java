package org.wearablecoach.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class CholeskyTest {

    @Example
    void hasNoFactorForWhatIsNotPositiveDefinite() {
        assertThat(Cholesky.of(new double[] {0}, 1)).isNull();
        assertThat(Cholesky.of(new double[] {Double.NaN}, 1)).isNull();
        assertThat(Cholesky.of(new double[] {Double.POSITIVE_INFINITY}, 1)).isNull();
        assertThat(Cholesky.of(new double[] {1, 2, 1}, 2)).isNull();
        assertThat(Cholesky.of(new double[] {1, Double.NaN, 1}, 2)).isNull();
    }

    @Property(seed = "1")
    void solvesInvertsAndSamples(@ForAll @Size(5) double[] raw, @ForAll @Size(5) double[] other) {
        double[] x = bounded(raw);
        double[] y = bounded(other);
        double[] matrix = Packed.diagonal(new double[] {1, 1, 1, 1, 1});
        Packed.addOuter(matrix, 0, x, 1);
        Packed.addOuter(matrix, 0, y, 0.5);
        Cholesky factor = requireNonNull(Cholesky.of(matrix, 5));
        double[] back = Packed.times(matrix, factor.solve(y));
        assertThat(back).containsExactly(y, within(1e-9));
        double[] inverse = factor.inverse();
        double form = 0;
        double[] product = Packed.times(inverse, x);
        for (int i = 0; i < 5; i++) {
            form += x[i] * product[i];
        }
        assertThat(factor.inverseForm(x)).isCloseTo(form, within(1e-9));
        // L'^-1 z has covariance A^-1: its form under A is that of z.
        double[] sample = factor.inverseUpper(y);
        double under = 0;
        double of = 0;
        double[] times = Packed.times(matrix, sample);
        for (int i = 0; i < 5; i++) {
            under += sample[i] * times[i];
            of += y[i] * y[i];
        }
        assertThat(under).isCloseTo(of, within(1e-8 * (1 + of)));
    }

    @Property(seed = "1")
    void theLogisticExpectationStaysBetweenItsBounds(
            @ForAll @DoubleRange(min = -1e4, max = 1e4) double mean,
            @ForAll @DoubleRange(min = 0, max = 1e8) double variance) {
        assertThat(Allocation.MIWAVES.probability(mean, variance, 0))
                .isBetween(0.2 - 1e-11, 0.8 + 1e-11);
        assertThat(Allocation.HEARTSTEPS.probability(mean, variance, 0)).isBetween(0.2, 0.8);
    }

    private static double[] bounded(double[] raw) {
        double[] x = new double[raw.length];
        for (int i = 0; i < raw.length; i++) {
            x[i] = raw[i] % 10;
        }
        return x;
    }
}
