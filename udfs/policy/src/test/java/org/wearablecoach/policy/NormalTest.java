package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Values from tables with more digits than a double: Abramowitz and Stegun (1964), 26.1. */
class NormalTest {

    @Test
    void agreesWithTheTables() {
        assertThat(Normal.cdf(0)).isEqualTo(0.5);
        assertThat(Normal.cdf(1)).isCloseTo(0.841344746068543, within(1e-15));
        assertThat(Normal.cdf(2)).isCloseTo(0.977249868051821, within(1e-15));
        assertThat(Normal.cdf(-3)).isCloseTo(0.00134989803163009, within(1e-17));
        assertThat(Normal.cdf(-6)).isCloseTo(9.86587645037698e-10, within(1e-23));
        assertThat(Normal.density(1)).isCloseTo(0.241970724519143, within(1e-15));
    }

    @Test
    void isContinuousWhereTheSeriesMeetsTheFraction() {
        double edge = 2 * StrictMath.sqrt(2);
        double below = Normal.cdf(-Math.nextDown(edge));
        assertThat(Normal.cdf(-Math.nextUp(edge))).isCloseTo(below, within(5e-16));
    }

    @Test
    void quantileInvertsTheCdf() {
        for (double p = 0.0005; p < 1; p += 0.0005) {
            assertThat(Normal.cdf(Normal.quantile(p))).isCloseTo(p, within(2e-15));
        }
        assertThat(Normal.quantile(0.975)).isCloseTo(1.959963984540054, within(1e-14));
        assertThat(Normal.quantile(1e-300)).isCloseTo(-37.0471, within(1e-4));
        assertThat(Normal.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Normal.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Normal.quantile(Double.NaN)).isNaN();
    }
}
