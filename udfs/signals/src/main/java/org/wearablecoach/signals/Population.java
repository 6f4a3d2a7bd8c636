package org.wearablecoach.signals;

/**
 * What is known about a signal before the person is: where a personal baseline starts, how honest
 * its width is, and how quickly it learns and forgets.
 *
 * @param mean of the persons' own means
 * @param betweenSd how much persons differ from each other: standard deviation of their means
 * @param withinSd how much one person varies around the own mean
 * @param samplesPerIndependent how many successive samples say as much as one independent one; 1 or
 *     more. Neighbouring minutes resemble each other, and a baseline that took them for independent
 *     would believe its first hour.
 * @param memorySamples after how many samples what was learned weighs 1/e; far more than {@code
 *     samplesPerIndependent}
 * @param recentSamples over how many samples a run of unusual values is recognised, about a day
 */
public record Population(
        double mean,
        double betweenSd,
        double withinSd,
        double samplesPerIndependent,
        double memorySamples,
        double recentSamples) {

    private static final double MINUTES_PER_DAY = 1440;
    private static final double MEMORY_DAYS = 28;

    /** Checks the ranges. */
    public Population {
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("mean is " + mean + "; it must be finite");
        }
        positive("betweenSd", betweenSd);
        positive("withinSd", withinSd);
        positive("memorySamples", memorySamples);
        positive("recentSamples", recentSamples);
        if (!(samplesPerIndependent >= 1 && samplesPerIndependent < memorySamples)) {
            throw new IllegalArgumentException(
                    "samplesPerIndependent is "
                            + samplesPerIndependent
                            + "; it must be 1 or more and below memorySamples");
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be above 0");
        }
    }

    /**
     * A signal with a number of samples a day that forgets over 28 days.
     *
     * @param samplesPerDay how many samples a day with the device on has
     * @param independentPerDay how many of them are worth counting as independent
     */
    public static Population perDay(
            double mean,
            double betweenSd,
            double withinSd,
            double samplesPerDay,
            double independentPerDay) {
        return new Population(
                mean,
                betweenSd,
                withinSd,
                Math.max(1, samplesPerDay / independentPerDay),
                MEMORY_DAYS * samplesPerDay,
                samplesPerDay);
    }

    /** Heart rate of a minute at any activity, in beats a minute. */
    public static Population heartRate() {
        return perDay(75, 10, 12, MINUTES_PER_DAY, 24);
    }

    /**
     * Natural logarithm of RMSSD in ms, a window a minute. Middle and spread between persons: Nunan
     * et al. 2010, Pacing Clin Electrophysiol 33:1407 (short-term norms, 19 to 75 ms).
     */
    public static Population logRmssd() {
        return perDay(3.6, 0.45, 0.4, MINUTES_PER_DAY, 24);
    }

    /** Glucose in mg/dL, a reading every 5 minutes. */
    public static Population glucose() {
        return perDay(120, 25, 30, 288, 24);
    }

    /** Slope of glucose in mg/dL a minute over 20 minutes, a value every 5 minutes. */
    public static Population glucoseTrend() {
        return perDay(0, 0.1, 1, 288, 72);
    }

    /** ln(0.5 + steps of a minute), a window a minute. */
    public static Population logStepsPerMinute() {
        return perDay(0, 0.4, 1.6, MINUTES_PER_DAY, 24);
    }

    /** ln(0.5 + steps in 30 minutes), a value every 5 minutes. */
    public static Population logSteps() {
        return perDay(2.5, 0.8, 2.5, 288, 24);
    }

    /** ENMO of a window in mg, a window every 5 seconds. */
    public static Population enmo() {
        return perDay(30, 10, 50, 17_280, 48);
    }
}
