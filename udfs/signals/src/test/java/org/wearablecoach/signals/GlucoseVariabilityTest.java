package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GlucoseVariabilityTest {

    private static final long MINUTE = 60_000;

    @Test
    void takesTheSwingsOfAWaveAsTwiceItsAmplitude() {
        float[] wave = new float[289];
        for (int i = 0; i < 289; i++) {
            wave[i] = (float) (130 - 40 * Math.cos(2 * Math.PI * i / 48));
        }
        assertThat(mage(wave)).isCloseTo(80, within(0.2));
    }

    @Test
    void ignoresSwingsOfOneStandardDeviationOrLess() {
        // SD of the series is about 28; the small steps of 10 do not make turning points.
        assertThat(mage(100, 160, 150, 155, 100, 110, 105, 160, 100)).isEqualTo(60);
    }

    @Test
    void countsInTheDirectionOfTheFirstLargeSwing() {
        assertThat(mage(100, 200, 120, 210)).as("up by 100 and 90").isEqualTo(95);
        assertThat(mage(200, 100, 230, 110)).as("down by 100 and 120").isEqualTo(110);
    }

    @Test
    void countsAnUnfinishedSwingAtTheEnd() {
        assertThat(mage(100, 100, 200)).isEqualTo(100);
    }

    @Test
    void hasNoExcursionInAQuietDay() {
        assertThat(mage(100, 100, 100)).isNaN();
        assertThat(mage(100)).isNaN();
        assertThat(mage()).isNaN();
    }

    @Test
    void takesTheSpreadOfHourlyDifferences() {
        // Differences over an hour: 10, 20, 30; standard deviation 10.
        long[] times = {0, 60 * MINUTE, 120 * MINUTE + 149_000, 180 * MINUTE};
        float[] mgDl = {100, 110, 130, 160};
        assertThat(GlucoseVariability.conga(times, mgDl, 0, 4, 1)).isCloseTo(10, within(1e-9));
        times[2] = 120 * MINUTE + 151_000;
        assertThat(GlucoseVariability.conga(times, mgDl, 0, 4, 1)).as("one pair is left").isNaN();
        assertThatThrownBy(() -> GlucoseVariability.conga(times, mgDl, 0, 4, 0))
                .hasMessageContaining("hours is 0");
    }

    @Test
    void takesTheMeanDifferenceOfDays() {
        long day = GlucoseDay.MILLIS;
        long[] times = {0, 5 * MINUTE, day + MINUTE, day + 6 * MINUTE, 3 * day};
        float[] mgDl = {100, 150, 110, 130, 500};
        assertThat(GlucoseVariability.modd(times, mgDl, 0, 5)).isEqualTo(15);
        assertThat(GlucoseVariability.modd(times, mgDl, 0, 2)).isNaN();
    }

    @Test
    void pairsEachReadingWithTheNearest() {
        long[] times = {0, 2 * MINUTE, 61 * MINUTE + 30_000, 62 * MINUTE};
        float[] mgDl = {100, 200, 205, 207};
        assertThat(GlucoseVariability.conga(times, mgDl, 0, 4, 1))
                .as("differences 5 and 7, both to the second reading")
                .isCloseTo(Math.sqrt(2), within(1e-9));
    }

    @Test
    void isPlausibleOnARealExport() {
        float[] mgDl = GlucoseSumsTest.dexcom();
        assertThat(mage(mgDl)).isBetween(50.0, 90.0);
    }

    private static double mage(float... mgDl) {
        double sd = GlucoseSumsTest.of(mgDl).sdMgDl();
        return GlucoseVariability.mage(mgDl, 0, mgDl.length, sd);
    }
}
