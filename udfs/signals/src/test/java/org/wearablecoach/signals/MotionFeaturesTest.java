package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MotionFeaturesTest {

    @Test
    void aWatchOnATableHasGravityAndNothingElse() {
        float[] features = compute(swing(0, 0, 50), 50);

        assertThat(features[at("magnitudeMean")]).isEqualTo(1, within(1e-6f));
        for (String silent :
                new String[] {
                    "magnitudeSd", "enmo", "mad", "sdAxis1", "verticalSd", "crossingsPerSecond"
                }) {
            assertThat(features[at(silent)]).as(silent).isZero();
        }
        // Floor of 0.005 g, so that silence is a number.
        assertThat(features[at("lnMagnitudeSd")]).isEqualTo(-5.2983f, within(1e-3f));
    }

    /** A swing along gravity of amplitude A: |a| = 1 + A sin; closed forms of the sine. */
    @ParameterizedTest
    @ValueSource(floats = {20, 25, 32, 50, 100})
    // Ten samples a period, at 20 Hz, leave 2% between the sum and the integral.
    void aSwingAlongGravityHasTheFiguresOfASineAtEveryRate(float hertz) {
        double amplitude = 0.4;
        float[] features = compute(swing(amplitude, 2, hertz), hertz);

        assertThat(features[at("magnitudeMean")]).isEqualTo(1, within(2e-3f));
        assertThat(features[at("magnitudeSd")])
                .isEqualTo((float) (amplitude / Math.sqrt(2)), within(3e-3f));
        assertThat(features[MotionFeatures.MAD])
                .isEqualTo((float) (amplitude * 2 / Math.PI), within(1e-2f));
        assertThat(features[MotionFeatures.ENMO])
                .isEqualTo((float) (amplitude / Math.PI), within(5e-3f));
        assertThat(features[at("sdAxis1")])
                .isEqualTo((float) (amplitude / Math.sqrt(2)), within(3e-3f));
        assertThat(features[at("sdAxis3")]).isEqualTo(0, within(1e-3f));
        assertThat(features[at("verticalSd")])
                .isEqualTo(features[at("magnitudeSd")], within(1e-3f));
        assertThat(features[MotionFeatures.DOMINANT_HZ]).isEqualTo(2);
        // Twice in each of 10 periods, in 5 seconds; the first may fall before the first sample.
        assertThat(features[at("crossingsPerSecond")]).isBetween(3.7f, 4f);
        assertThat(features[at("lnPower2024")]).isGreaterThan(features[at("lnPower0408")] + 2);
    }

    @Property(tries = 200, seed = "20160412")
    void turningTheSensorChangesNothing(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.01, max = 1.5) double amplitude,
            @ForAll @DoubleRange(min = 0.4, max = 4) double hertz) {
        float[] xyz = swing(amplitude, hertz, 50);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] += (float) (0.1 * (random.nextDouble() - 0.5));
        }
        float[] turned = new float[xyz.length];
        double a = 2 * Math.PI * random.nextDouble();
        double b = 2 * Math.PI * random.nextDouble();
        for (int i = 0; i < xyz.length; i += 3) {
            double x = xyz[i] * Math.cos(a) - xyz[i + 1] * Math.sin(a);
            double y = xyz[i] * Math.sin(a) + xyz[i + 1] * Math.cos(a);
            turned[i] = (float) x;
            turned[i + 1] = (float) (y * Math.cos(b) - xyz[i + 2] * Math.sin(b));
            turned[i + 2] = (float) (y * Math.sin(b) + xyz[i + 2] * Math.cos(b));
        }
        float[] before = compute(xyz, 50);
        float[] after = compute(turned, 50);
        for (int k = 0; k < before.length; k++) {
            // Skewness and crossings stand on a threshold or on little; the rest agrees closely.
            if (k != at("crossingsPerSecond") && k != MotionFeatures.DOMINANT_HZ) {
                assertThat(after[k])
                        .as(MotionFeatures.names()[k])
                        .isEqualTo(before[k], within(2e-3f));
            }
        }
    }

    @Property(tries = 500, seed = "20160412")
    void everyFeatureIsFiniteForEveryFiniteWindow(
            @ForAll long seed,
            @ForAll @IntRange(min = 3, max = 600) int samples,
            @ForAll @IntRange(min = 1, max = 200) int hertz,
            @ForAll @DoubleRange(min = 0, max = 16) double range) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] xyz = new float[3 * samples];
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = (float) (range * (2 * random.nextDouble() - 1));
        }
        float[] out = new float[MotionFeatures.WIDTH];
        MotionFeatures.compute(xyz, samples, hertz, out, 0);
        for (int k = 0; k < out.length; k++) {
            assertThat(Float.isFinite(out[k])).as(MotionFeatures.names()[k]).isTrue();
        }
    }

    @Test
    void writesItsPlacesOnlyAndReadsItsSamplesOnly() {
        float[] xyz = swing(0.3, 1.5, 20);
        float[] longer = Arrays.copyOf(xyz, xyz.length + 30);
        Arrays.fill(longer, xyz.length, longer.length, Float.NaN);
        float[] out = new float[MotionFeatures.WIDTH + 4];
        Arrays.fill(out, -9);
        MotionFeatures.compute(longer, 100, 20, out, 2);

        assertThat(Arrays.copyOfRange(out, 2, 2 + MotionFeatures.WIDTH))
                .isEqualTo(compute(xyz, 20));
        assertThat(new float[] {out[0], out[1], out[out.length - 2], out[out.length - 1]})
                .containsOnly(-9);
    }

    @Test
    void namesAndUnitsDescribeEveryFeatureOnce() {
        assertThat(MotionFeatures.names()).hasSize(MotionFeatures.WIDTH).doesNotHaveDuplicates();
        assertThat(MotionFeatures.units()).hasSize(MotionFeatures.WIDTH);
        assertThat(MotionFeatures.names()[MotionFeatures.ENMO]).isEqualTo("enmo");
        assertThat(MotionFeatures.names()[MotionFeatures.MAD]).isEqualTo("mad");
        assertThat(MotionFeatures.names()[MotionFeatures.DOMINANT_HZ]).isEqualTo("dominantHz");
    }

    @Test
    void refusesWindowsWithoutSamplesOrRate() {
        float[] out = new float[MotionFeatures.WIDTH];
        assertThatThrownBy(() -> MotionFeatures.compute(new float[6], 2, 20, out, 0))
                .hasMessageContaining("at least 3 samples of 3 axes; it has 2");
        assertThatThrownBy(() -> MotionFeatures.compute(new float[6], 100, 20, out, 0))
                .hasMessageContaining("it has 2");
        for (float hertz : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> MotionFeatures.compute(new float[9], 3, hertz, out, 0))
                    .hasMessageContaining("must be a positive number of Hz, not " + hertz);
        }
    }

    private static int at(String name) {
        return Arrays.asList(MotionFeatures.names()).indexOf(name);
    }

    private static float[] compute(float[] xyz, float hertz) {
        float[] out = new float[MotionFeatures.WIDTH];
        MotionFeatures.compute(xyz, xyz.length / 3, hertz, out, 0);
        return out;
    }

    /** Five seconds with gravity along z, and a swing along it. */
    private static float[] swing(double amplitude, double swingHertz, float hertz) {
        int samples = Math.round(5 * hertz);
        float[] xyz = new float[3 * samples];
        for (int i = 0; i < samples; i++) {
            xyz[3 * i + 2] =
                    (float) (1 + amplitude * Math.sin(2 * Math.PI * swingHertz * i / hertz));
        }
        return xyz;
    }
}
