package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Abramowitz and Stegun (1964), table 26.10, and closed forms for 1 and 2 degrees of freedom. */
class StudentTTest {

    @Test
    void agreesWithTheTable() {
        assertThat(StudentT.quantile(0.975, 5)).isCloseTo(2.571, within(5e-4));
        assertThat(StudentT.quantile(0.975, 26)).isCloseTo(2.056, within(5e-4));
        assertThat(StudentT.quantile(0.995, 10)).isCloseTo(3.169, within(5e-4));
        assertThat(StudentT.quantile(0.025, 30)).isCloseTo(-2.042, within(5e-4));
    }

    @Test
    void closedForms() {
        for (double t : new double[] {-3, -0.5, 0, 0.1, 1, 12}) {
            assertThat(StudentT.cdf(t, 1)).isCloseTo(0.5 + Math.atan(t) / Math.PI, within(1e-13));
            assertThat(StudentT.cdf(t, 2))
                    .isCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), within(1e-13));
        }
        assertThat(StudentT.logGamma(0.5)).isCloseTo(Math.log(Math.PI) / 2, within(1e-14));
        assertThat(StudentT.logGamma(11)).isCloseTo(Math.log(3628800), within(1e-13));
    }
}
