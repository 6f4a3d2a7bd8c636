package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class MotionSpectrumTest {

    @Property(tries = 200, seed = "20160412")
    void findsTheFrequencyOfAMovement(
            @ForAll @DoubleRange(min = 0.5, max = 4) double hertz,
            @ForAll @DoubleRange(min = 20, max = 100) double rate) {
        MotionSpectrum spectrum = new MotionSpectrum((int) (10 * rate), rate);
        spectrum.add(swing(hertz, rate, (int) (10 * rate), 0.3), 0);
        assertThat(spectrum.dominantHz()).isCloseTo(hertz, within(0.005));
    }

    @Test
    void findsNothingInADeviceAtRest() {
        MotionSpectrum spectrum = new MotionSpectrum(100, 20);
        assertThat(spectrum.dominantHz()).isNaN();
        spectrum.add(swing(2, 20, 100, 0.003), 0);
        assertThat(spectrum.dominantHz()).isNaN();
    }

    @Test
    void takesTheMeanOverWindowsAndForgetsThem() {
        MotionSpectrum spectrum = new MotionSpectrum(100, 20);
        spectrum.add(swing(2, 20, 100, 0.3), 0);
        spectrum.add(swing(3, 20, 100, 0.1), 0);
        assertThat(spectrum.dominantHz()).isCloseTo(2, within(0.05));
        spectrum.clear();
        spectrum.add(swing(3, 20, 100, 0.1), 0);
        assertThat(spectrum.dominantHz()).isCloseTo(3, within(0.05));
    }

    @Test
    void countsTwoStepsForASwingOfTheArm() {
        assertThat(MotionSpectrum.cadence(0.95)).isCloseTo(114, within(1e-9));
        assertThat(MotionSpectrum.cadence(1.9)).isCloseTo(114, within(1e-9));
        assertThat(MotionSpectrum.cadence(2.7)).isCloseTo(162, within(1e-9));
        assertThat(MotionSpectrum.cadence(0.5)).isNaN();
        assertThat(MotionSpectrum.cadence(8)).isNaN();
        assertThat(MotionSpectrum.cadence(Double.NaN)).isNaN();
    }

    @Test
    void explainsWindowsThatAreTooShort() {
        assertThatThrownBy(() -> new MotionSpectrum(7, 20)).hasMessageContaining("8 samples");
        assertThatThrownBy(() -> new MotionSpectrum(8, 0)).hasMessageContaining("above 0");
    }

    static float[] swing(double swingHz, double rate, int samples, double amplitude) {
        float[] xyz = new float[3 * samples];
        for (int i = 0; i < samples; i++) {
            xyz[3 * i + 1] =
                    (float) (1 + amplitude * Math.sin(2 * Math.PI * swingHz * i / rate + 0.4));
        }
        return xyz;
    }
}
