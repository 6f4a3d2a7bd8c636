package org.wearablecoach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationOptionsTest {
    private static final SimulationOptions DEFAULTS = SimulationOptions.defaults();

    @Test
    void namesTheOptionItsValueAndTheRange() {
        assertThatThrownBy(() -> DEFAULTS.withGlucoseShare(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("glucoseShare is 1.5; give a share from 0 to 1");
        assertThatThrownBy(() -> DEFAULTS.withEnrolledShare(Double.NaN))
                .hasMessageContaining("enrolledShare");
        assertThatThrownBy(() -> DEFAULTS.withAcceleration(1, 0))
                .hasMessageContaining("accelerationSecondsPerMinute is 0");
        assertThatThrownBy(() -> DEFAULTS.withSteps(0, -1)).hasMessageContaining("phoneStepsShare");
        assertThatThrownBy(() -> DEFAULTS.withSteps(2, 1))
                .hasMessageContaining("cumulativeStepsShare");
        assertThatThrownBy(() -> DEFAULTS.withWarmUp(Duration.ofSeconds(-1)))
                .hasMessageContaining("warmUp");
        assertThatThrownBy(() -> DEFAULTS.withZones(List.of()))
                .hasMessageContaining("zones is empty");
        assertThatThrownBy(() -> DEFAULTS.withZones(List.of("Europe/Atlantis")))
                .hasMessageContaining("'Europe/Atlantis'");
        assertThatThrownBy(() -> new SimulatedPopulation(0, Fixtures.START, 1, DEFAULTS))
                .hasMessageContaining("persons is 0");
        assertThatThrownBy(() -> new SimulatedPopulation(1, 5, 1, DEFAULTS))
                .hasMessageContaining("startMillis is 5");
    }

    @Test
    void changesOneThingAtATime() {
        assertThat(DEFAULTS.withSeatedAtStart(false).seatedAtStart()).isFalse();
        assertThat(DEFAULTS.withSeatedAtStart(false).withSeatedAtStart(true)).isEqualTo(DEFAULTS);
        assertThat(DEFAULTS.withWithoutSedentaryHours(true).withWithoutSedentaryHours(false))
                .isEqualTo(DEFAULTS);
        assertThat(DEFAULTS.withFaults(Faults.none()).faults()).isEqualTo(Faults.none());
    }

    @Test
    void startsAtHalfPastNine() {
        assertThat(
                        SimulatedPopulation.morning(
                                LocalDate.of(2026, 3, 17), ZoneId.of("Europe/Berlin")))
                .isEqualTo(1_773_736_200_000L);
    }
}
