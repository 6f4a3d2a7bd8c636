package org.wearablecoach.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Trigger;

class DrawTest {

    @Test
    void writesTheCounterAsDocumented() {
        assertThat(Draw.counter(7, "ann|1", 1_000L, Trigger.GRID))
                .isEqualTo("coach-draw-1|7|1000|1|ann|1");
    }

    @Test
    void readsTheFirst53BitsOfTheHash() {
        // printf 'coach-draw-1|7|1000|1|ann' | sha256sum, its first 16 digits >> 11, / 2^53
        assertThat(Draw.uniform("coach-draw-1|7|1000|1|ann")).isEqualTo(0.3095226185019746);
    }

    @Test
    void drawsAnotherNumberForAnotherSeedPersonTimeOrTrigger() {
        double u = Draw.uniform(Draw.counter(1, "a", 5, Trigger.GRID));
        assertThat(Draw.uniform(Draw.counter(2, "a", 5, Trigger.GRID))).isNotEqualTo(u);
        assertThat(Draw.uniform(Draw.counter(1, "b", 5, Trigger.GRID))).isNotEqualTo(u);
        assertThat(Draw.uniform(Draw.counter(1, "a", 6, Trigger.GRID))).isNotEqualTo(u);
        assertThat(Draw.uniform(Draw.counter(1, "a", 5, Trigger.WINDOW))).isNotEqualTo(u);
        assertThat(Draw.uniform(Draw.counter(1, "a", 5, Trigger.GRID), 0)).isNotEqualTo(u);
    }

    @Test
    void isUniform() {
        int n = 20_000;
        int[] cells = new int[20];
        for (int i = 0; i < n; i++) {
            cells[(int) (20 * Draw.uniform(Draw.counter(1, "p", 300_000L * i, Trigger.GRID)))]++;
        }
        double chiSquared = 0;
        for (int count : cells) {
            chiSquared += (count - n / 20.0) * (count - n / 20.0) / (n / 20.0);
        }
        // 99.9% quantile of chi-squared with 19 degrees of freedom.
        assertThat(chiSquared).isLessThan(43.82);
    }

    @Test
    void normalNumbersHaveMeanZeroAndVarianceOne() {
        int n = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double z = Draw.normal("plan", i);
            sum += z;
            squares += z * z;
        }
        assertThat(sum / n).isCloseTo(0, within(0.03));
        assertThat(squares / n).isCloseTo(1, within(0.04));
    }
}
