package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlucoseForecastTest {

    private static final long MINUTE = 60_000;
    private static final long FIVE_MINUTES = 5 * MINUTE;

    @Test
    void historyLiesOnTheLinesBetweenReadings() {
        // Every 5 minutes, but 10 and 15 minutes ago are missing, and 17.5 minutes lie between.
        long[] times = {0, 5 * MINUTE, 20 * MINUTE, 25 * MINUTE, 30 * MINUTE};
        float[] mgDl = {100, 110, 140, 150, 999};
        float[] out = new float[GlucoseHistory.WIDTH];

        int known = GlucoseHistory.compute(times, mgDl, 3, out, 0);

        assertThat(known).isEqualTo(6);
        assertThat(out).startsWith(150, 140, 130, 120, 110, 100, 100, 100);
        assertThat(out[GlucoseHistory.SLOTS]).isEqualTo(6);
    }

    @Test
    void acrossALongGapNothingIsKnown() {
        long[] times = {0, 5 * MINUTE, 26 * MINUTE, 31 * MINUTE};
        float[] mgDl = {100, 110, 140, 150};
        float[] out = new float[GlucoseHistory.WIDTH];

        assertThat(GlucoseHistory.compute(times, mgDl, 3, out, 0)).isEqualTo(2);
        assertThat(out[2]).isEqualTo(140);
    }

    @Test
    void jitterOfTheSensorLosesNoSlot() {
        long[] times = new long[30];
        float[] mgDl = new float[30];
        for (int i = 0; i < 30; i++) {
            times[i] = i * FIVE_MINUTES + (i % 3) * 7_000L;
            mgDl[i] = 100 + i;
        }
        float[] out = new float[GlucoseHistory.WIDTH];

        assertThat(GlucoseHistory.compute(times, mgDl, 29, out, 0)).isEqualTo(24);
        for (int i = 0; i < 24; i++) {
            assertThat(out[i]).isEqualTo(129 - i, within(0.1f));
        }
    }

    @ParameterizedTest
    // The spread of a person, in units of what the model believes.
    @ValueSource(doubles = {0.4, 1, 2.5})
    void theIntervalComesToCoverFourFifthsWhoeverThePersonIs(double spread) {
        SplittableRandom random = new SplittableRandom(1);
        ForecastCorrection correction = new ForecastCorrection();
        float[] row = new float[GlucoseHistory.WIDTH];
        double[] lows = new double[6000];
        double[] highs = new double[6000];
        int inside = 0;
        for (int i = 0; i < 6000; i++) {
            java.util.Arrays.fill(row, 120);
            row[0] = (float) (120 + spread * 20 * gauss(random));
            // The model: always 120, and 80% within 25.6 if the spread were 20.
            correction.reading(i * FIVE_MINUTES, row, 0, 120, 120 - 25.6f, 120 + 25.6f);
            lows[i] = correction.low();
            highs[i] = correction.high();
            if (i >= 3000 && row[0] >= lows[i - 6] && row[0] <= highs[i - 6]) {
                inside++;
            }
        }
        assertThat(inside / 3000.0).isEqualTo(0.8, within(0.03));
    }

    @Test
    void aSensorThatReadsHigherThanForecastIsFollowedWithinTheBound() {
        ForecastCorrection correction = new ForecastCorrection();
        float[] row = new float[GlucoseHistory.WIDTH];
        java.util.Arrays.fill(row, 130);
        for (int i = 0; i < 3000; i++) {
            correction.reading(i * FIVE_MINUTES, row, 0, 122, 100, 144);
        }
        assertThat(correction.forecast()).isBetween(126f, 130f);
        for (int i = 3000; i < 9000; i++) {
            correction.reading(i * FIVE_MINUTES, row, 0, 60, 40, 80);
        }
        assertThat(correction.forecast()).isLessThanOrEqualTo(80);
    }

    @Test
    void withoutOutcomesNothingIsLearned() {
        ForecastCorrection correction = new ForecastCorrection();
        float[] row = new float[GlucoseHistory.WIDTH];
        java.util.Arrays.fill(row, 130);
        for (int i = 0; i < 50; i++) {
            correction.reading(i * (17 * MINUTE), row, 0, 122, 100, 144);
        }
        assertThat(correction.forecast()).isEqualTo(122);
        assertThat(correction.low()).isEqualTo(100);
    }

    @Test
    void whatWasLearnedIsKeptByItsState() {
        ForecastCorrection one = new ForecastCorrection();
        SplittableRandom random = new SplittableRandom(5);
        float[] row = new float[GlucoseHistory.WIDTH];
        for (int i = 0; i < 500; i++) {
            java.util.Arrays.fill(row, (float) (120 + 30 * gauss(random)));
            one.reading(i * FIVE_MINUTES, row, 0, 118, 100, 150);
        }
        ForecastCorrection other = new ForecastCorrection();
        other.restore(one.state());
        one.reading(10_000 * MINUTE, row, 0, 118, 100, 150);
        other.reading(10_000 * MINUTE, row, 0, 118, 100, 150);

        assertThat(other.forecast()).isEqualTo(one.forecast(), within(1e-3f));
        assertThat(other.low()).isEqualTo(one.low(), within(1e-3f));
    }

    private static double gauss(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
