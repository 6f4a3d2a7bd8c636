package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MotionReportTest {

    private static final double STANDARD_GRAVITY = 9.80665;

    @Test
    void describesAnEvenRecording() {
        MotionReport report = new MotionReport(50);
        float[] xyz = MotionSpectrumTest.swing(2, 50, 3000, 0.5);
        for (int i = 0; i < 3000; i++) {
            report.add(20L * i, xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]);
        }
        assertThat(report.samples()).isEqualTo(3000);
        assertThat(report.samplingHz()).isEqualTo(50);
        assertThat(report.gapSeconds()).isZero();
        assertThat(report.dominantHz()).isCloseTo(2, within(0.02));
        // Of a sine of amplitude a: the mean of its upper half is a / pi, of its size 2 a / pi.
        assertThat(report.enmoMg()).isCloseTo(500 / Math.PI, within(2.0));
        assertThat(report.madMg()).isCloseTo(1000 / Math.PI, within(2.0));
        assertThat(report.minutes(Intensity.MODERATE)).isCloseTo(1, within(1e-9));
        assertThat(report.minutes(Intensity.VIGOROUS)).isZero();
    }

    @Test
    void doesNotReachAcrossAGap() {
        MotionReport report = new MotionReport(10);
        for (int i = 0; i < 120; i++) {
            report.add(100L * i + (i < 70 ? 0 : 5_000), 0, 0, i < 70 ? 1 : 2);
        }
        assertThat(report.gapSeconds()).isEqualTo(5.1);
        assertThat(report.samplingHz()).isCloseTo(10, within(1e-9));
        assertThat(report.enmoMg()).as("one epoch at rest, one at 2 g").isEqualTo(500);
        assertThat(report.madMg()).isZero();
        assertThat(report.minutes(Intensity.VERY_LIGHT)).isCloseTo(5 / 60.0, within(1e-9));
    }

    @Test
    void tellsOfEachEpochAsItEnds() {
        MotionReport report = new MotionReport(10);
        assertThat(report.newestEnmoMg()).isNaN();
        for (int i = 0; i < 100; i++) {
            assertThat(report.epochs()).isEqualTo(i / 50);
            report.add(100L * i, 0, 0, i < 50 ? 1.25f : 1.5f);
            if (i >= 49) {
                assertThat(report.newestEnmoMg()).isEqualTo(i < 99 ? 250 : 500);
            }
        }
        assertThat(report.epochs()).isEqualTo(2);
    }

    @Test
    void saysNothingAboutNothing() {
        MotionReport report = new MotionReport(20);
        assertThat(report.samplingHz()).isNaN();
        assertThat(report.enmoMg()).isNaN();
        assertThat(report.meanG()).isNaN();
        assertThat(report.madMg()).isNaN();
        assertThat(report.dominantHz()).isNaN();
        assertThatThrownBy(() -> new MotionReport(0.5)).hasMessageContaining("from 1 to 1000");
        assertThatThrownBy(() -> new MotionReport(Double.NaN)).hasMessageContaining("Hz");
    }

    /** A real wrist at 25 Hz with one gap of 550.6 s. */
    @Test
    void describesTheGarminRecording() {
        List<String> lines = RealData.lines("garmin-health-stream/acc.csv");
        long[] times = new long[lines.size()];
        for (int i = 0; i < times.length; i++) {
            String time = lines.get(i).split(";", -1)[0];
            times[i] = OffsetDateTime.parse(time).toInstant().toEpochMilli();
        }
        double hertz = MotionReport.estimateHertz(times, times.length);
        assertThat(hertz).isBetween(24.0, 25.5);
        MotionReport report = new MotionReport(hertz);
        for (int i = 0; i < times.length; i++) {
            String[] fields = lines.get(i).split(";", -1);
            report.add(
                    times[i],
                    Float.parseFloat(fields[1]) / 1000,
                    Float.parseFloat(fields[2]) / 1000,
                    Float.parseFloat(fields[3]) / 1000);
        }
        assertThat(report.gapSeconds()).isBetween(550.0, 560.0);
        assertThat(report.samplingHz()).isBetween(24.0, 25.5);
        assertThat(report.meanG()).as("the unit is right").isBetween(0.9, 1.2);
        assertThat(report.enmoMg()).isBetween(5.0, 300.0);
        assertThat(report.madMg()).isBetween(5.0, 300.0);
    }

    /** WISDM, wrist, 20 Hz: walking shows about 2 steps a second, jogging about 2.7. */
    @ParameterizedTest
    @CsvSource({"1601, A, 95, 125", "1605, A, 95, 125", "1601, B, 140, 175", "1610, B, 140, 175"})
    void findsTheCadenceOfRealWalkersAndJoggers(
            String person, String activity, double least, double most) {
        MotionReport report = new MotionReport(20);
        int i = 0;
        for (String line : RealData.lines("wisdm-watch/data_" + person + "_accel_watch.txt")) {
            String[] fields = line.replace(";", "").split(",", -1);
            if (fields[1].equals(activity)) {
                report.add(50L * i++, g(fields[2]), g(fields[3]), g(fields[4]));
            }
        }
        assertThat(MotionSpectrum.cadence(report.dominantHz())).isBetween(least, most);
        assertThat(report.minutes(Intensity.VERY_LIGHT)).isLessThan(0.5);
    }

    private static float g(String metresPerSecondSquared) {
        return (float) (Double.parseDouble(metresPerSecondSquared) / STANDARD_GRAVITY);
    }
}
