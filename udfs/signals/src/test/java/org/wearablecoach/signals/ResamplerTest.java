package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResamplerTest {

    @Test
    void changesNothingAtEqualRates() {
        float[] xyz = {1, 2, 3, 4, 5, 6};
        float[] out = new float[6];
        assertThat(Resampler.resample(xyz, 2, 25, out, 25)).isEqualTo(2);
        assertThat(out).containsExactly(xyz);
    }

    @Test
    void joinsSamplesByStraightLinesUpwards() {
        float[] out = new float[9];
        assertThat(Resampler.resample(new float[] {0, 0, 1, 2, 4, 1}, 2, 20, out, 40)).isEqualTo(3);
        assertThat(out).containsExactly(0, 0, 1, 1, 2, 1, 2, 4, 1);
    }

    @Test
    void averagesDownwards() {
        float[] xyz = {1, 0, 0, 3, 0, 0, 1, 0, 0, 3, 0, 0, 1, 0, 0};
        float[] out = new float[9];
        assertThat(Resampler.resample(xyz, 5, 40, out, 20)).isEqualTo(3);
        assertThat(out[3]).as("half of 3, 1 and half of 3").isEqualTo(2);
    }

    @Test
    void doesNotShowFastMovementAsSlow() {
        // 19 Hz sampled at 100 Hz would be 1 Hz at 20 Hz if every fifth sample were taken.
        float[] fast = wave(19, 100, 1000);
        float[] out = new float[3 * Resampler.size(1000, 100, 20)];
        int count = Resampler.resample(fast, 1000, 100, out, 20);
        for (int i = 1; i < count - 1; i++) {
            assertThat(Math.abs(out[3 * i])).isLessThan(0.12f);
        }
    }

    /** At 20 Hz a straight line misses a wave of 1 Hz by 1.2%, a mean over 50 ms by 0.4%. */
    @Property(seed = "20160412")
    void keepsSlowMovement(
            @ForAll @DoubleRange(min = 20, max = 100) double fromHz,
            @ForAll @DoubleRange(min = 20, max = 100) double toHz) {
        int samples = (int) (5 * fromHz);
        float[] xyz = wave(1, fromHz, samples);
        float[] out = new float[3 * Resampler.size(samples, fromHz, toHz)];
        int count = Resampler.resample(xyz, samples, fromHz, out, toHz);
        for (int i = 3; i < count - 3; i++) {
            double expected = Math.sin(2 * Math.PI * i / toHz);
            assertThat((double) out[3 * i]).isCloseTo(expected, within(0.025));
            assertThat(out[3 * i + 2]).isCloseTo(1, within(1e-6f));
        }
    }

    @Property(seed = "20160412")
    void staysWithinItsArrays(
            @ForAll @IntRange(min = 0, max = 300) int samples,
            @ForAll @DoubleRange(min = 1, max = 1000) double fromHz,
            @ForAll @DoubleRange(min = 1, max = 1000) double toHz) {
        float[] xyz = wave(1, fromHz, samples);
        float[] out = new float[3 * Resampler.size(samples, fromHz, toHz)];
        int count = Resampler.resample(xyz, samples, fromHz, out, toHz);
        assertThat(3 * count).isEqualTo(out.length);
        for (float value : out) {
            assertThat(value).isBetween(-1f, 1.000001f);
        }
    }

    @Test
    void explainsARateThatIsNone() {
        float[] xyz = {0, 0, 1};
        assertThatThrownBy(() -> Resampler.resample(xyz, 1, 0, xyz, 20))
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> Resampler.resample(xyz, 1, 20, xyz, Double.NaN))
                .hasMessageContaining("above 0");
    }

    private static float[] wave(double waveHz, double hertz, int samples) {
        float[] xyz = new float[3 * samples];
        for (int i = 0; i < samples; i++) {
            xyz[3 * i] = (float) Math.sin(2 * Math.PI * waveHz * i / hertz);
            xyz[3 * i + 2] = 1;
        }
        return xyz;
    }
}
