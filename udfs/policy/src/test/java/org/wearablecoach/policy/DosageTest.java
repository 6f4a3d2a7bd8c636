package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DosageTest {

    @Test
    void isThePublishedRecursionOnTheGridOfTheTrial() {
        double x = 0;
        int[] arrived = {1, 0, 1, 1, 0};
        double expected = 0;
        for (int a : arrived) {
            x = Dosage.next(x, Dosage.PERIOD_MILLIS, a);
            expected = 0.95 * expected + a;
        }
        assertThat(x).isEqualTo(expected);
    }

    @Test
    void decaysByElapsedTimeWhateverTheGrid() {
        double x = 3;
        for (int i = 0; i < 30; i++) {
            x = Dosage.next(x, 300_000L, 0);
        }
        assertThat(x).isCloseTo(3 * 0.95, within(1e-12));
        assertThat(Dosage.decayed(3, 0)).isEqualTo(3);
        assertThat(Dosage.decayed(3, -5)).isEqualTo(3);
    }
}
