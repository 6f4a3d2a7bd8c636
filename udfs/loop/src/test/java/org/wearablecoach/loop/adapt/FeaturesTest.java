package org.wearablecoach.loop.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.loop.Configs;
import org.wearablecoach.loop.config.StateVector;

/** The state vector of a decision, entry by entry. */
class FeaturesTest {

    private static final int FLAGS = 12;

    private static double named(Decision row, String name) {
        return row.context().stream()
                .filter(value -> value.name().equals(name))
                .mapToDouble(NamedValue::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPersonOfWhomNothingIsKnownHasAFlagForEachSignal() {
        Adapting person = new Adapting(Configs.sending(0.5)).enrol("UTC");
        double[] g = person.tick(60).baselineFeatures();
        assertThat(g).hasSize(StateVector.BASELINE);
        assertThat(g[0]).isEqualTo(1);
        for (int i = 4; i < FLAGS; i++) {
            assertThat(g[i]).isZero();
            assertThat(g[i + 8]).isEqualTo(1);
        }
    }

    @Test
    void theTrendOfGlucoseIsItsSlopeInStandardDeviationsOfThePerson() {
        Adapting person = new Adapting(Configs.sending(0.5)).enrol("UTC");
        person.glucose(50, 100).glucose(55, 110).glucose(59, 118);
        Decision row = person.tick(60);
        // 2 mg/dL a minute where a person is not known yet: sd 1 within and 0.1 between persons.
        assertThat(named(row, "glucoseTrend")).isCloseTo(2, within(1e-5));
        double z = named(row, "glucoseTrendZ");
        assertThat(z).isCloseTo(2 / Math.sqrt(1.01), within(1e-5));
        assertThat(row.baselineFeatures()[9]).isEqualTo((float) z);
        assertThat(row.baselineFeatures()[9 + 8]).isZero();
        assertThat(row.baselineFeatures()[10 + 8]).as("no model forecasts").isEqualTo(1);
    }

    @Test
    void readingsOfLongAgoAreNoTrend() {
        Adapting person = new Adapting(Configs.sending(0.5)).enrol("UTC");
        person.glucose(20, 100).glucose(59, 140);
        Decision row = person.tick(60);
        assertThat(named(row, "glucoseTrend")).isNaN();
        assertThat(row.baselineFeatures()[9]).isZero();
        assertThat(row.baselineFeatures()[9 + 8]).isEqualTo(1);
    }

    @Test
    void whatIsExtremeIsClippedAtFour() {
        Adapting person = new Adapting(Configs.sending(0.5)).enrol("UTC");
        person.glucose(55, 100).glucose(59, 180);
        assertThat(person.tick(60).baselineFeatures()[9]).isEqualTo(4);
    }

    @Test
    void theTrailOfReadingsIsBounded() {
        float[] trail = ActivityTrail.NONE;
        for (int i = 0; i < 100; i++) {
            trail = GlucoseTrend.with(trail, 60_000, 100 - i);
            assertThat(trail.length).isLessThanOrEqualTo(10);
        }
        assertThat(GlucoseTrend.slope(trail)).isCloseTo(-1, within(1e-6));
        // A reading that does not come later starts anew.
        assertThat(GlucoseTrend.slope(GlucoseTrend.with(trail, 0, 100))).isNaN();
    }
}
