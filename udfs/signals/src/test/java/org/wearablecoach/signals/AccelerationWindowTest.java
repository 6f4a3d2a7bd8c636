package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccelerationWindowTest {

    private static float[] times(int samples, double hertz) {
        float[] times = new float[samples];
        for (int i = 0; i < samples; i++) {
            times[i] = (float) Math.floor(i * 1000 / hertz);
        }
        return times;
    }

    private static float[] swing(float[] times) {
        float[] xyz = new float[3 * times.length];
        for (int i = 0; i < times.length; i++) {
            xyz[3 * i] = (float) (0.5 * Math.sin(2 * Math.PI * 1.8 * times[i] / 1000));
            xyz[3 * i + 1] = (float) (0.2 * Math.cos(2 * Math.PI * 0.9 * times[i] / 1000));
            xyz[3 * i + 2] = 1;
        }
        return xyz;
    }

    @Test
    void twentyHertzAreTakenAsTheyAre() {
        float[] times = times(100, 20);
        float[] xyz = swing(times);
        float[] out = new float[AccelerationWindow.WIDTH];
        AccelerationWindow.compute(xyz, times, 100, 20, out, 0);
        assertThat(out).isEqualTo(xyz);
    }

    @ParameterizedTest
    @ValueSource(doubles = {25, 31.25, 32, 50, 64, 100, 128})
    void anyRateShowsTheSameMovement(double hertz) {
        int samples = (int) Math.ceil(5 * hertz);
        float[] times = times(samples, hertz);
        float[] out = new float[AccelerationWindow.WIDTH];
        AccelerationWindow.compute(swing(times), times, samples, (float) hertz, out, 0);
        float[] expected = swing(times(100, 20));
        // A movement of 1.8 Hz is hardly weakened; the ends have one neighbour only.
        for (int i = 6; i < expected.length - 6; i++) {
            assertThat(out[i]).isEqualTo(expected[i], within(0.04f));
        }
    }

    @Test
    void aSlowSensorIsInterpolated() {
        float[] times = {0, 100, 200};
        float[] xyz = {0, 0, 1, 1, 0, 1, 0, 0, 1};
        float[] out = new float[AccelerationWindow.WIDTH];
        AccelerationWindow.compute(xyz, times, 3, 10, out, 0);
        assertThat(out[3]).isEqualTo(0.5f);
        assertThat(out[6]).isEqualTo(1f);
        assertThat(out[9]).isEqualTo(0.5f);
        // What comes after the last sample is held.
        assertThat(out[AccelerationWindow.WIDTH - 3]).isEqualTo(0f);
    }

    @Test
    void aGapIsBridgedByALineAtItsPlace() {
        float[] times = times(100, 20);
        float[] xyz = new float[300];
        for (int i = 0; i < 100; i++) {
            xyz[3 * i] = i;
        }
        // Samples 40 to 55 are missing.
        System.arraycopy(xyz, 3 * 56, xyz, 3 * 40, 3 * 44);
        System.arraycopy(times, 56, times, 40, 44);
        float[] out = new float[AccelerationWindow.WIDTH + 1];
        AccelerationWindow.compute(xyz, times, 84, 20, out, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(out[1 + 3 * i]).isEqualTo(i, within(1e-4f));
        }
    }

    @Test
    void nothingIsNoWindow() {
        assertThatThrownBy(
                        () ->
                                AccelerationWindow.compute(
                                        new float[0],
                                        new float[0],
                                        0,
                                        20,
                                        new float[AccelerationWindow.WIDTH],
                                        0))
                .hasMessageContaining("at least one sample");
    }
}
