package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StepShareTest {

    private static final long MINUTE = 60_000;

    @Test
    void sharesABriskMinuteEvenlyOverTheTimeBetweenTheReadings() {
        // 110 steps in a minute that ends 15 s after the full one: three quarters before it.
        long begin = StepShare.begin(110, -45_000, 15_000);
        assertThat(begin).isEqualTo(-45_000);
        assertThat(StepShare.between(110, begin, 15_000, -MINUTE, 0)).isEqualTo(82);
        assertThat(StepShare.between(110, begin, 15_000, 0, MINUTE)).isEqualTo(28);
    }

    @Test
    void takesFewStepsOfALongTimeForWalkedJustNow() {
        assertThat(StepShare.begin(50, 0, 10 * MINUTE)).isEqualTo(10 * MINUTE - 30_000);
        assertThat(StepShare.begin(0, 0, MINUTE)).isEqualTo(MINUTE);
    }

    @Test
    void stepsOfOneInstantBelongToTheMinuteThatItEnds() {
        assertThat(StepShare.between(5, MINUTE, MINUTE, 0, MINUTE)).isEqualTo(5);
        assertThat(StepShare.between(5, MINUTE, MINUTE, MINUTE, 2 * MINUTE)).isZero();
    }

    @Test
    void doesNotKnowWhenManyStepsOfALongSilenceWereMade() {
        assertThat(StepShare.isKnown(4000, 15 * MINUTE)).isTrue();
        assertThat(StepShare.isKnown(241, 15 * MINUTE + 1)).isFalse();
        assertThat(StepShare.isKnown(240, 60 * MINUTE)).isTrue();
    }

    /** Whoever walks at a steady pace is seen at that pace in each minute, however often told. */
    @Property(seed = "20160412")
    void noMinuteIsFasterThanTheWalkWas(
            @ForAll @IntRange(min = 1, max = 15 * 60_000) int length,
            @ForAll @IntRange(max = 59_999) int offset,
            @ForAll @IntRange(max = 3000) int steps) {
        long to = offset + (long) length;
        long begin = StepShare.begin(steps, offset, to);
        double pace = Math.max(100, steps * (double) MINUTE / length);
        long sum = 0;
        for (long start = 0; start <= to; start += MINUTE) {
            long share = StepShare.between(steps, begin, to, start, start + MINUTE);
            assertThat(share).isBetween(0L, (long) Math.ceil(pace));
            sum += share;
        }
        assertThat(sum).isEqualTo(steps);
    }
}
