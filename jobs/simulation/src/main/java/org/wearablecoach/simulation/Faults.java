package org.wearablecoach.simulation;

import java.time.Duration;

/**
 * How often the devices of one person fail, in events a day; 0 switches a kind off.
 *
 * <p>The watch fails; the phone and the glucose sensor stay live. At most one of gap, offline
 * period, reboot and clock jump is under way at a time.
 *
 * @param gaps periods of 5 s to 5 min whose watch records never arrive
 * @param duplicateBatches re-sendings of the watch's last 3 to 32 records
 * @param heldBack bursts of 1 to 5 watch records that are overtaken by up to 5 s of later ones
 * @param offline periods in which the watch stores its records, and then sends them all at once
 * @param offlineAtLeast shortest offline period
 * @param offlineAtMost longest offline period
 * @param reboots restarts of the watch: off for 1 to 3 minutes, next boot, sequence from 0
 * @param impossible single values outside any possible range, or not a number
 * @param clockJumps periods of 5 to 30 s in which the watch's clock is hours to decades ahead, or
 *     stands in 1970
 */
public record Faults(
        double gaps,
        double duplicateBatches,
        double heldBack,
        double offline,
        Duration offlineAtLeast,
        Duration offlineAtMost,
        double reboots,
        double impossible,
        double clockJumps) {

    /** Shorter ones could not be told from a slow connection. */
    private static final Duration SHORTEST_OFFLINE = Duration.ofMinutes(20);

    /** The horizon within which late data is accepted. */
    private static final Duration LONGEST_OFFLINE = Duration.ofHours(23);

    /**
     * Checks the rates.
     *
     * @throws IllegalArgumentException for a rate below 0 or above 1,000 a day, or offline periods
     *     not between 20 minutes and 23 hours
     */
    public Faults {
        rate("gaps", gaps);
        rate("duplicateBatches", duplicateBatches);
        rate("heldBack", heldBack);
        rate("offline", offline);
        rate("reboots", reboots);
        rate("impossible", impossible);
        rate("clockJumps", clockJumps);
        if (offlineAtLeast.compareTo(SHORTEST_OFFLINE) < 0
                || offlineAtMost.compareTo(LONGEST_OFFLINE) > 0
                || offlineAtLeast.compareTo(offlineAtMost) > 0) {
            throw new IllegalArgumentException(
                    "offlineAtLeast and offlineAtMost are "
                            + offlineAtLeast
                            + " and "
                            + offlineAtMost
                            + "; give two durations in order, between PT20M and PT23H");
        }
    }

    private static void rate(String name, double value) {
        if (!(value >= 0 && value <= 1000)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; give a number of events a day from 0 to 1000");
        }
    }

    /** Devices that never fail. */
    public static Faults none() {
        return new Faults(0, 0, 0, 0, Duration.ofHours(1), Duration.ofHours(6), 0, 0, 0);
    }

    /** What a fleet of consumer watches shows in a day. */
    public static Faults typical() {
        return new Faults(
                2, 4, 30, 0.15, Duration.ofHours(1), Duration.ofHours(6), 0.15, 0.3, 0.05);
    }

    /**
     * The same devices with every rate multiplied.
     *
     * @param factor 0 or more
     */
    public Faults times(double factor) {
        return new Faults(
                gaps * factor,
                duplicateBatches * factor,
                heldBack * factor,
                offline * factor,
                offlineAtLeast,
                offlineAtMost,
                reboots * factor,
                impossible * factor,
                clockJumps * factor);
    }
}
