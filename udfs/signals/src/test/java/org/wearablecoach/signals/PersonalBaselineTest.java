package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PersonalBaselineTest {

    private static final int DAY = 1440;
    private static final Population HEART_RATE = Population.heartRate();

    @Test
    void startsFromThePopulationWithAnHonestWidth() {
        PersonalBaseline unknown = new PersonalBaseline(HEART_RATE);
        assertThat(unknown.mean()).isEqualTo(75);
        assertThat(unknown.width()).isEqualTo(Math.hypot(10, 12));
        assertThat(unknown.z(75)).isZero();
        assertThat(unknown.z(95)).isLessThan(1.5);
    }

    @Test
    void scoresTheSameHeartRateByPerson() {
        PersonalBaseline athlete = person(48, 6, 7, 1);
        PersonalBaseline sitter = person(78, 6, 7, 2);
        assertThat(athlete.mean()).isCloseTo(48, within(1.0));
        assertThat(sitter.mean()).isCloseTo(78, within(1.0));
        assertThat(athlete.z(95)).isGreaterThan(6);
        assertThat(sitter.z(95)).isBetween(2.0, 3.5);
    }

    @Test
    void learnsThePersonsSpread() {
        assertThat(person(70, 6, 28, 3).width()).isCloseTo(6, within(0.6));
        assertThat(person(70, 15, 28, 3).width()).isCloseTo(15, within(1.5));
    }

    @Test
    void isNotSureAfterAnHour() {
        PersonalBaseline hour = new PersonalBaseline(HEART_RATE);
        for (int i = 0; i < 60; i++) {
            hour.update(105, HEART_RATE);
        }
        assertThat(hour.mean()).isBetween(80.0, 95.0);
        assertThat(hour.width()).isGreaterThan(11);
    }

    @Test
    void isMovedByOneWildValueAsLittleAsByAModeratelyUnusualOne() {
        PersonalBaseline wild = person(70, 6, 7, 4);
        PersonalBaseline moderate = wild.copy();
        wild.update(1e9, HEART_RATE);
        moderate.update(moderate.mean() + 2.5 * moderate.width(), HEART_RATE);
        assertThat(wild.mean()).isCloseTo(moderate.mean(), within(1e-9));
        assertThat(wild.width()).isCloseTo(moderate.width(), within(1e-9));
    }

    @Test
    void isNotPoisonedByDaysOfFever() {
        PersonalBaseline baseline = person(60, 6, 28, 5);
        double before = baseline.mean();
        days(baseline, 75, 6, 3, 6);
        assertThat(baseline.mean() - before).as("of a rise by 15").isBetween(0.0, 1.5);
        assertThat(baseline.width()).isLessThan(7.5);
        days(baseline, 60, 6, 14, 7);
        assertThat(baseline.mean()).isCloseTo(before, within(0.75));
    }

    @Test
    void isNotPoisonedByADayOnAnotherWrist() {
        PersonalBaseline baseline = person(50, 5, 28, 8);
        days(baseline, 85, 8, 1, 9);
        assertThat(baseline.mean()).isBetween(49.0, 51.5);
        assertThat(baseline.z(85)).isGreaterThan(4);
    }

    @Test
    void followsALastingChangeSlowly() {
        PersonalBaseline baseline = person(70, 8, 56, 10);
        days(baseline, 64, 8, 7, 11);
        assertThat(baseline.mean()).isBetween(66.5, 69.5);
        days(baseline, 64, 8, 83, 12);
        assertThat(baseline.mean()).isCloseTo(64, within(1.0));
    }

    @Test
    void staysUsableWhenADeviceRepeatsItself() {
        PersonalBaseline constant = new PersonalBaseline(HEART_RATE);
        for (int i = 0; i < 90 * DAY; i++) {
            constant.update(60, HEART_RATE);
        }
        assertThat(constant.mean()).isCloseTo(60, within(0.1));
        assertThat(constant.z(62)).isLessThan(2);
    }

    @Test
    void ignoresWhatIsNoNumber() {
        PersonalBaseline baseline = person(70, 6, 1, 13);
        PersonalBaseline before = baseline.copy();
        baseline.update(Double.NaN, HEART_RATE);
        baseline.update(Double.POSITIVE_INFINITY, HEART_RATE);
        assertThat(baseline).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void isRestoredFromItsFourNumbers() {
        PersonalBaseline baseline = person(70, 6, 1, 14);
        PersonalBaseline restored =
                new PersonalBaseline(
                        baseline.mean(),
                        baseline.meanVariance(),
                        baseline.variance(),
                        baseline.recent());
        baseline.update(80, HEART_RATE);
        restored.update(80, HEART_RATE);
        assertThat(restored).usingRecursiveComparison().isEqualTo(baseline);
    }

    @Test
    void learnsOnItsOwnAsACopy() {
        PersonalBaseline baseline = person(70, 6, 1, 15);
        double mean = baseline.mean();
        baseline.copy().update(100, HEART_RATE);
        assertThat(baseline.mean()).isEqualTo(mean);
    }

    @Property(seed = "20160412")
    void staysFiniteAndPositiveWhateverComes(@ForAll("anything") double[] values) {
        PersonalBaseline baseline = new PersonalBaseline(HEART_RATE);
        for (double value : values) {
            baseline.update(value, HEART_RATE);
            assertThat(baseline.mean()).isFinite();
            assertThat(baseline.width()).isFinite().isPositive();
            assertThat(baseline.recent()).isBetween(-2.5, 2.5);
        }
    }

    @Test
    void explainsWhatAPopulationMayBe() {
        assertThatThrownBy(() -> new Population(75, 0, 12, 60, 40_000, 1440))
                .hasMessageContaining("betweenSd is 0.0; it must be above 0");
        assertThatThrownBy(() -> new Population(75, 10, -1, 60, 40_000, 1440))
                .hasMessageContaining("withinSd");
        assertThatThrownBy(() -> new Population(Double.NaN, 10, 12, 60, 40_000, 1440))
                .hasMessageContaining("mean is NaN");
        assertThatThrownBy(() -> new Population(75, 10, 12, 0.5, 40_000, 1440))
                .hasMessageContaining("samplesPerIndependent");
        assertThatThrownBy(() -> new Population(75, 10, 12, 60, 60, 1440))
                .hasMessageContaining("below memorySamples");
        assertThatThrownBy(() -> new Population(75, 10, 12, 60, 40_000, 0))
                .hasMessageContaining("recentSamples");
    }

    @Provide
    static Arbitrary<double[]> anything() {
        return Arbitraries.doubles().between(-1e12, 1e12).array(double[].class).ofMaxSize(300);
    }

    private static PersonalBaseline person(double mean, double sd, int days, long seed) {
        PersonalBaseline baseline = new PersonalBaseline(HEART_RATE);
        days(baseline, mean, sd, days, seed);
        return baseline;
    }

    private static void days(
            PersonalBaseline baseline, double mean, double sd, int days, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < days * DAY; i++) {
            baseline.update(mean + sd * random.nextGaussian(), HEART_RATE);
        }
    }
}
