package org.wearablecoach.simulation;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * How a population is made up.
 *
 * <p>Shares are spread evenly over the persons, so that ten persons with a share of 0.3 hold three
 * of them, not somewhere between none and six.
 *
 * @param warmUp how much history the first advance emits before the start; zero to 7 days
 * @param zones IANA time zones; person i lives in number i modulo the size
 * @param enrolledShare persons who take part and have consented
 * @param accelerationShare persons whose watch sends acceleration, which is most of the volume
 * @param accelerationSecondsPerMinute seconds of each minute with acceleration, from its start, 1
 *     to 60
 * @param glucoseShare persons with a glucose sensor
 * @param cumulativeStepsShare persons whose watch counts steps since local midnight instead of
 *     since its last record
 * @param phoneStepsShare persons whose phone counts steps as well
 * @param seatedAtStart whether most persons who are awake at the start have been sitting for 25 to
 *     40 minutes by then, so that a demonstration has not to wait for it; needs a warm-up of an
 *     hour
 * @param withoutSedentaryHours whether everyone walks at least three minutes after at most 20
 *     minutes of sitting, and takes the watch off in the sleep only; devices that lose records may
 *     hide such a walk
 * @param faults how often devices fail
 */
public record SimulationOptions(
        Duration warmUp,
        List<String> zones,
        double enrolledShare,
        double accelerationShare,
        int accelerationSecondsPerMinute,
        double glucoseShare,
        double cumulativeStepsShare,
        double phoneStepsShare,
        boolean seatedAtStart,
        boolean withoutSedentaryHours,
        Faults faults) {

    /**
     * Working hours overlap at most of these, so that a start in the morning finds people awake.
     */
    private static final List<String> ZONES =
            List.of(
                    "Europe/Berlin",
                    "Europe/London",
                    "Europe/Berlin",
                    "Europe/Helsinki",
                    "Europe/Madrid",
                    "Europe/Berlin",
                    "Asia/Kolkata",
                    "Europe/Lisbon",
                    "Europe/Rome",
                    "America/New_York");

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException for a share outside 0 to 1, an empty or unknown zone, or a
     *     warm-up that is negative or longer than 7 days; the message names the option
     */
    public SimulationOptions {
        zones = List.copyOf(zones);
        if (warmUp.isNegative() || warmUp.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "warmUp is " + warmUp + "; give a duration from PT0S to P7D");
        }
        if (zones.isEmpty()) {
            throw new IllegalArgumentException(
                    "zones is empty; name at least one, as Europe/Berlin");
        }
        for (String zone : zones) {
            if (!ZoneId.getAvailableZoneIds().contains(zone)) {
                throw new IllegalArgumentException(
                        "zones has '" + zone + "'; give IANA time zone ids, as Europe/Berlin");
            }
        }
        share("enrolledShare", enrolledShare);
        share("accelerationShare", accelerationShare);
        share("glucoseShare", glucoseShare);
        share("cumulativeStepsShare", cumulativeStepsShare);
        share("phoneStepsShare", phoneStepsShare);
        if (accelerationSecondsPerMinute < 1 || accelerationSecondsPerMinute > 60) {
            throw new IllegalArgumentException(
                    "accelerationSecondsPerMinute is "
                            + accelerationSecondsPerMinute
                            + "; give a number from 1 to 60");
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; give a share from 0 to 1");
        }
    }

    /** A mixed group of office workers, 75 minutes of history, devices that fail now and then. */
    public static SimulationOptions defaults() {
        return new SimulationOptions(
                Duration.ofMinutes(75),
                ZONES,
                0.9,
                0.25,
                60,
                0.3,
                0.2,
                0.8,
                true,
                false,
                Faults.typical());
    }

    /** The same with another warm-up. */
    public SimulationOptions withWarmUp(Duration value) {
        return new SimulationOptions(
                value,
                zones,
                enrolledShare,
                accelerationShare,
                accelerationSecondsPerMinute,
                glucoseShare,
                cumulativeStepsShare,
                phoneStepsShare,
                seatedAtStart,
                withoutSedentaryHours,
                faults);
    }

    /** The same with other time zones. */
    public SimulationOptions withZones(List<String> value) {
        return new SimulationOptions(
                warmUp,
                value,
                enrolledShare,
                accelerationShare,
                accelerationSecondsPerMinute,
                glucoseShare,
                cumulativeStepsShare,
                phoneStepsShare,
                seatedAtStart,
                withoutSedentaryHours,
                faults);
    }

    /** The same with another share of persons who take part. */
    public SimulationOptions withEnrolledShare(double value) {
        return new SimulationOptions(
                warmUp,
                zones,
                value,
                accelerationShare,
                accelerationSecondsPerMinute,
                glucoseShare,
                cumulativeStepsShare,
                phoneStepsShare,
                seatedAtStart,
                withoutSedentaryHours,
                faults);
    }

    /** The same with acceleration for another share, in other parts of each minute. */
    public SimulationOptions withAcceleration(double share, int secondsPerMinute) {
        return new SimulationOptions(
                warmUp,
                zones,
                enrolledShare,
                share,
                secondsPerMinute,
                glucoseShare,
                cumulativeStepsShare,
                phoneStepsShare,
                seatedAtStart,
                withoutSedentaryHours,
                faults);
    }

    /** The same with another share of persons with a glucose sensor. */
    public SimulationOptions withGlucoseShare(double value) {
        return new SimulationOptions(
                warmUp,
                zones,
                enrolledShare,
                accelerationShare,
                accelerationSecondsPerMinute,
                value,
                cumulativeStepsShare,
                phoneStepsShare,
                seatedAtStart,
                withoutSedentaryHours,
                faults);
    }

    /** The same with other shares of cumulative counters and of phones that count. */
    public SimulationOptions withSteps(double cumulativeShare, double phoneShare) {
        return new SimulationOptions(
                warmUp,
                zones,
                enrolledShare,
                accelerationShare,
                accelerationSecondsPerMinute,
                glucoseShare,
                cumulativeShare,
                phoneShare,
                seatedAtStart,
                withoutSedentaryHours,
                faults);
    }

    /** The same, with or without persons who have been sitting when it starts. */
    public SimulationOptions withSeatedAtStart(boolean value) {
        return new SimulationOptions(
                warmUp,
                zones,
                enrolledShare,
                accelerationShare,
                accelerationSecondsPerMinute,
                glucoseShare,
                cumulativeStepsShare,
                phoneStepsShare,
                value,
                withoutSedentaryHours,
                faults);
    }

    /** The same, with or without sedentary hours. */
    public SimulationOptions withWithoutSedentaryHours(boolean value) {
        return new SimulationOptions(
                warmUp,
                zones,
                enrolledShare,
                accelerationShare,
                accelerationSecondsPerMinute,
                glucoseShare,
                cumulativeStepsShare,
                phoneStepsShare,
                seatedAtStart,
                value,
                faults);
    }

    /** The same with devices that fail more or less. */
    public SimulationOptions withFaults(Faults value) {
        return new SimulationOptions(
                warmUp,
                zones,
                enrolledShare,
                accelerationShare,
                accelerationSecondsPerMinute,
                glucoseShare,
                cumulativeStepsShare,
                phoneStepsShare,
                seatedAtStart,
                withoutSedentaryHours,
                value);
    }
}
