package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ActivityRuleTest {

    @Test
    void namesAMinuteByItsCadence() {
        assertThat(ActivityRule.activity(0)).isEqualTo(Activity.STILL);
        assertThat(ActivityRule.activity(19)).isEqualTo(Activity.STILL);
        assertThat(ActivityRule.activity(20)).isEqualTo(Activity.OTHER);
        assertThat(ActivityRule.activity(59)).isEqualTo(Activity.OTHER);
        assertThat(ActivityRule.activity(60)).isEqualTo(Activity.WALK);
        assertThat(ActivityRule.activity(129)).isEqualTo(Activity.WALK);
        assertThat(ActivityRule.activity(130)).isEqualTo(Activity.RUN);
        assertThat(ActivityRule.activity(-1)).isEqualTo(Activity.UNKNOWN);
        assertThat(ActivityRule.activity(Double.NaN)).isEqualTo(Activity.UNKNOWN);
    }

    @Test
    void gradesIntensityByTheReserveOfTheHeart() {
        assertThat(intensity(60)).isEqualTo(Intensity.VERY_LIGHT);
        assertThat(intensity(99)).isEqualTo(Intensity.VERY_LIGHT);
        assertThat(intensity(100)).isEqualTo(Intensity.LIGHT);
        assertThat(intensity(113)).isEqualTo(Intensity.MODERATE);
        assertThat(intensity(138)).isEqualTo(Intensity.MODERATE);
        assertThat(intensity(139)).isEqualTo(Intensity.VIGOROUS);
        assertThat(intensity(200)).isEqualTo(Intensity.VIGOROUS);
        assertThat(intensity(40)).as("below the resting rate").isEqualTo(Intensity.VERY_LIGHT);
    }

    @Test
    void gradesIntensityByCadenceWithoutAHeartRate() {
        assertThat(ActivityRule.intensity(Double.NaN, 130)).isEqualTo(Intensity.VIGOROUS);
        assertThat(ActivityRule.intensity(Double.NaN, 100)).isEqualTo(Intensity.MODERATE);
        assertThat(ActivityRule.intensity(Double.NaN, 99)).isEqualTo(Intensity.LIGHT);
        assertThat(ActivityRule.intensity(Double.NaN, 19)).isEqualTo(Intensity.VERY_LIGHT);
        assertThat(ActivityRule.intensity(Double.NaN, -1)).isEqualTo(Intensity.UNKNOWN);
    }

    @Test
    void hasNoReserveWithoutRates() {
        assertThat(ActivityRule.heartRateReserve(100, 60, 60)).isNaN();
        assertThat(ActivityRule.heartRateReserve(Double.NaN, 60, 190)).isNaN();
        assertThat(ActivityRule.heartRateReserve(125, 60, 190)).isEqualTo(0.5);
    }

    @Test
    void keepsItsPersistedCodes() {
        assertThat(Arrays.stream(Activity.values()).map(a -> a.code() + " " + a.label()))
                .containsExactly("0 unknown", "1 still", "2 other", "3 walk", "4 run", "5 stairs");
        assertThat(Arrays.stream(Intensity.values()).map(a -> a.code() + " " + a.label()))
                .containsExactly(
                        "0 unknown", "1 very-light", "2 light", "3 moderate", "4 vigorous");
        assertThat(Arrays.stream(HrvRefusal.values()).map(a -> a.code() + " " + a.label()))
                .containsExactly("0 none", "1 few-beats", "2 coverage", "3 artefacts");
        for (Activity activity : Activity.values()) {
            assertThat(Activity.of(activity.code())).isEqualTo(activity);
            assertThat(Activity.ofLabel(activity.label())).isEqualTo(activity);
        }
        for (Intensity intensity : Intensity.values()) {
            assertThat(Intensity.of(intensity.code())).isEqualTo(intensity);
        }
        assertThat(Activity.of(99)).isEqualTo(Activity.UNKNOWN);
        assertThat(Activity.ofLabel("swim")).isEqualTo(Activity.UNKNOWN);
        assertThat(Intensity.of(99)).isEqualTo(Intensity.UNKNOWN);
    }

    private static Intensity intensity(double bpm) {
        return ActivityRule.intensity(ActivityRule.heartRateReserve(bpm, 60, 191), 0);
    }
}
