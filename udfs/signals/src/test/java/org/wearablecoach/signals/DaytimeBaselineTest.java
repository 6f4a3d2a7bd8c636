package org.wearablecoach.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DaytimeBaselineTest {

    private static final Population ALL = Population.heartRate();
    private static final Population PART = DaytimeBaseline.ofPart(ALL);
    private static final int NIGHT = 4 * 60;
    private static final int AFTERNOON = 16 * 60;

    @Test
    void scoresTheSameHeartRateByPersonAndByHour() {
        DaytimeBaseline athlete = person(48, 1);
        DaytimeBaseline sitter = person(78, 2);
        assertThat(athlete.z(95, AFTERNOON)).isGreaterThan(5);
        assertThat(sitter.z(95, AFTERNOON)).isLessThan(2.5);
        assertThat(sitter.z(85, NIGHT)).as("unusual at night").isGreaterThan(2);
        assertThat(sitter.z(85, AFTERNOON)).as("usual in the afternoon").isLessThan(1);
        assertThat(athlete.mean(NIGHT)).isCloseTo(38, within(1.5));
        assertThat(athlete.mean(AFTERNOON)).isCloseTo(57, within(2.5));
    }

    @Test
    void judgesANewTimeOfDayByTheOthersWithAWiderMargin() {
        DaytimeBaseline baseline = new DaytimeBaseline(ALL);
        Random random = new Random(3);
        for (int day = 0; day < 7; day++) {
            for (int minute = 9 * 60; minute < 12 * 60; minute++) {
                baseline.update(60 + 5 * random.nextGaussian(), minute, ALL, PART);
            }
        }
        assertThat(baseline.mean(NIGHT)).isCloseTo(60, within(1.5));
        assertThat(baseline.width(NIGHT)).isGreaterThan(1.15 * baseline.overall().width());
        assertThat(baseline.width(10 * 60 + 30)).isLessThan(baseline.width(NIGHT));
        baseline.update(60, NIGHT, ALL, PART);
        assertThat(baseline.width(NIGHT))
                .as("one sample says little")
                .isGreaterThan(1.15 * baseline.overall().width());
    }

    @Test
    void followsALastingChangeAsQuicklyAtEachHourAsOverall() {
        DaytimeBaseline baseline = person(70, 8);
        days(baseline, 66, 60, new Random(9));
        assertThat(baseline.overall().mean()).isCloseTo(66, within(1.0));
        assertThat(baseline.mean(NIGHT)).isCloseTo(56, within(1.2));
    }

    @Test
    void goesOverFromOneTimeOfDayToTheNextWithoutAJump() {
        DaytimeBaseline baseline = person(60, 4);
        for (int minute = 0; minute < 1440; minute++) {
            int next = (minute + 1) % 1440;
            assertThat(baseline.mean(next)).isCloseTo(baseline.mean(minute), within(0.2));
            assertThat(baseline.width(next)).isCloseTo(baseline.width(minute), within(0.2));
        }
    }

    @Test
    void isNotPoisonedByDaysOfFeverAtAnyHour() {
        DaytimeBaseline baseline = person(60, 5);
        double night = baseline.mean(NIGHT);
        double afternoon = baseline.mean(AFTERNOON);
        days(baseline, 75, 3, new Random(6));
        assertThat(baseline.mean(NIGHT) - night).isBetween(0.0, 1.8);
        assertThat(baseline.mean(AFTERNOON) - afternoon).isBetween(0.0, 1.8);
        assertThat(baseline.z(75, AFTERNOON - 60)).isGreaterThan(0.5);
    }

    @Test
    void takesTheTwentyFifthHourForEvening() {
        DaytimeBaseline baseline = person(60, 7);
        assertThat(baseline.mean(1499)).isEqualTo(baseline.mean(1439));
        baseline.update(60, 1499, ALL, PART);
    }

    @Test
    void isRestoredFromItsState() {
        DaytimeBaseline baseline = new DaytimeBaseline(ALL);
        baseline.update(70, NIGHT, ALL, PART);
        DaytimeBaseline restored = new DaytimeBaseline(baseline.state());
        for (int minute = 0; minute < 1440; minute += 7) {
            baseline.update(64, minute, ALL, PART);
            restored.update(64, minute, ALL, PART);
        }
        assertThat(restored.state()).containsExactly(baseline.state());
        assertThatThrownBy(() -> new DaytimeBaseline(new double[35]))
                .hasMessageContaining("36 numbers");
    }

    @Test
    void ignoresWhatIsNoNumber() {
        DaytimeBaseline baseline = new DaytimeBaseline(ALL);
        baseline.update(Double.NaN, NIGHT, ALL, PART);
        assertThat(baseline.state()).containsExactly(new DaytimeBaseline(ALL).state());
    }

    /**
     * Four real persons, six weeks of minutes: after three weeks the scores are centred and about
     * as wide as they claim.
     */
    @Test
    void convergesOnRealPersons() {
        TreeMap<String, DaytimeBaseline> baselines = new TreeMap<>();
        TreeMap<String, double[]> after = new TreeMap<>();
        boolean header = true;
        for (String line : RealData.lines("fitbit-minutes/minute_hr_intensity_steps_4users.csv")) {
            String[] fields = line.split(",", -1);
            if (header || fields[2].isEmpty()) {
                header = false;
                continue;
            }
            DaytimeBaseline baseline =
                    baselines.computeIfAbsent(fields[0], id -> new DaytimeBaseline(ALL));
            String time = fields[1];
            int minute =
                    60 * Integer.parseInt(time.substring(11, 13))
                            + Integer.parseInt(time.substring(14, 16));
            double value = Double.parseDouble(fields[2]);
            double[] sums = after.computeIfAbsent(fields[0], id -> new double[3]);
            if (time.compareTo("2016-04-21") >= 0) {
                double z = baseline.z(value, minute);
                sums[0]++;
                sums[1] += z;
                sums[2] += Math.abs(z) > 2 ? 1 : 0;
            }
            baseline.update(value, minute, ALL, PART);
        }
        assertThat(baselines).hasSize(4);
        for (double[] sums : after.values()) {
            assertThat(sums[0]).isGreaterThan(1000);
            assertThat(sums[1] / sums[0]).as("mean z").isBetween(-0.5, 0.5);
            assertThat(sums[2] / sums[0]).as("share beyond 2").isBetween(0.005, 0.12);
        }
    }

    /** Twenty-eight days around a mean, 10 lower at night than at noon. */
    private static DaytimeBaseline person(double mean, long seed) {
        DaytimeBaseline baseline = new DaytimeBaseline(ALL);
        days(baseline, mean, 28, new Random(seed));
        return baseline;
    }

    private static void days(DaytimeBaseline baseline, double mean, int days, Random random) {
        for (int i = 0; i < days * 1440; i++) {
            int minute = i % 1440;
            double daily = -10 * Math.cos(2 * Math.PI * (minute - NIGHT) / 1440.0);
            double value = mean + daily + 5 * random.nextGaussian();
            baseline.update(value, minute, ALL, PART);
        }
    }
}
