package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MotionSummaryTest {

    private final MotionSummary summary = new MotionSummary();

    @Test
    void isZeroAtRest() {
        summary.compute(new float[] {0, 0, 1, 0, 1, 0, -1, 0, 0}, 0, 3);
        assertThat(summary.enmoMg()).isZero();
        assertThat(summary.madMg()).isZero();
        assertThat(summary.sdG()).isZero();
        assertThat(summary.meanG()).isEqualTo(1);
        assertThat(summary.samples()).isEqualTo(3);
    }

    @Test
    void followsTheDefinitions() {
        // Magnitudes 2, 0.5, 1, 1.5: above 1 g by 1, 0, 0, 0.5; mean 1.25.
        summary.compute(new float[] {9, 9, 9, 0, 0, 2, 0, .5f, 0, 1, 0, 0, 0, 0, -1.5f}, 1, 4);
        assertThat(summary.enmoMg()).isEqualTo(375);
        assertThat(summary.meanG()).isEqualTo(1.25);
        assertThat(summary.madMg()).isEqualTo(500);
        assertThat(summary.sdG()).isCloseTo(Math.sqrt(1.25 / 3), within(1e-12));
    }

    @Test
    void saysNothingAboutAnEmptyWindow() {
        summary.compute(new float[0], 0, 0);
        assertThat(summary.enmoMg()).isNaN();
        assertThat(summary.madMg()).isNaN();
        assertThat(summary.meanG()).isNaN();
        assertThat(summary.sdG()).isNaN();
    }
}
