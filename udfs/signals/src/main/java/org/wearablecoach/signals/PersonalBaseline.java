package org.wearablecoach.signals;

/**
 * What is usual for one person in one signal: a mean, how sure it is, and a spread, learned one
 * sample at a time.
 *
 * <p>The mean is followed by a scalar Kalman filter (West and Harrison, Bayesian Forecasting and
 * Dynamic Models, 2nd edition, chapter 2) that starts at the population's mean with the
 * population's width and forgets slowly. Residuals are winsorised (Huber 1964, Ann Math Stat
 * 35:73), so a single value, however wrong, moves it no more than a moderately unusual one. Where a
 * whole day is unusual, as with a fever or when someone else wears the device, learning slows down
 * to a tenth, yet never stops, because persons do change.
 *
 * <p>The state is four numbers; {@link #PersonalBaseline(double, double, double, double)} restores
 * it.
 */
public final class PersonalBaseline {

    /** Residuals are cut here, in standard deviations. */
    private static final double CUT = 2.5;

    /** E[min(z^2, CUT^2)] of a standard normal z: what winsorising takes from a variance. */
    private static final double KEPT_VARIANCE = 0.97756;

    /** Mean residual of the recent past, in standard deviations, from which a day is unusual. */
    private static final double UNUSUAL_DAY = 1;

    /** Learning rate on an unusual day, relative to others. */
    private static final double UNUSUAL_RATE = 0.1;

    /** Independent samples that the population's spread within a person counts for. */
    private static final double SPREAD_PRIOR = 24;

    /**
     * Least spread, relative to the population's: a device that repeats itself must not make the
     * next value infinitely unusual.
     */
    private static final double LEAST_SPREAD = 0.1;

    private double mean;
    private double meanVariance;
    private double variance;
    private double recent;

    /** A baseline of a person about whom nothing is known. */
    public PersonalBaseline(Population population) {
        this(
                population.mean(),
                population.betweenSd() * population.betweenSd(),
                population.withinSd() * population.withinSd(),
                0);
    }

    /**
     * A baseline as it was persisted.
     *
     * @param mean the person's mean
     * @param meanVariance how unsure it is: a variance
     * @param variance of single samples around the mean
     * @param recent mean residual of the recent past, in standard deviations
     */
    public PersonalBaseline(double mean, double meanVariance, double variance, double recent) {
        this.mean = mean;
        this.meanVariance = meanVariance;
        this.variance = variance;
        this.recent = recent;
    }

    /** An equal baseline that learns on its own. */
    public PersonalBaseline copy() {
        return new PersonalBaseline(mean, meanVariance, variance, recent);
    }

    /** The person's mean. */
    public double mean() {
        return mean;
    }

    /** How unsure the mean is: a variance. */
    public double meanVariance() {
        return meanVariance;
    }

    /** Variance of single samples around the mean. */
    public double variance() {
        return variance;
    }

    /** Mean residual of the recent past, in standard deviations. */
    public double recent() {
        return recent;
    }

    /**
     * Standard deviation of the next sample as far as it is known: that of the person's samples and
     * that of the mean together. Wide at first, the person's own spread later.
     */
    public double width() {
        return Math.sqrt(variance + meanVariance);
    }

    /** How unusual a value is for the person, in standard deviations. */
    public double z(double value) {
        return (value - mean) / width();
    }

    /**
     * Learns from a sample.
     *
     * @param value a sample; one that is not finite is ignored
     * @param population what the baseline started from
     */
    public void update(double value, Population population) {
        update(value, population, false);
    }

    /** Whether the recent past is unusual, as with a fever or on another wrist. */
    boolean unusual() {
        return Math.abs(recent) > UNUSUAL_DAY;
    }

    /**
     * Learns from a sample.
     *
     * @param value a sample; one that is not finite is ignored
     * @param population what the baseline started from
     * @param doubtful whether something else already tells that the sample is of an unusual day
     */
    void update(double value, Population population, boolean doubtful) {
        if (!Double.isFinite(value)) {
            return;
        }
        double width = width();
        double residual = Math.max(-CUT, Math.min(CUT, (value - mean) / width));
        recent += (residual - recent) / population.recentSamples();
        double rate = doubtful || unusual() ? UNUSUAL_RATE : 1;

        // A sample is worth 1 / samplesPerIndependent of an independent one, or a tenth of that.
        double noise = variance * population.samplesPerIndependent();
        double gain = rate * meanVariance / (meanVariance + noise);
        double independent = variance / meanVariance;
        double spreadGain =
                rate / (population.samplesPerIndependent() * (SPREAD_PRIOR + independent));
        double leastSd = LEAST_SPREAD * population.withinSd();

        mean += gain * residual * width;
        // The square of a residual estimates both variances together.
        double square = residual * residual / KEPT_VARIANCE;
        variance += spreadGain * (square - 1) * width * width;
        variance = Math.max(variance, leastSd * leastSd);
        // With this drift the gain settles at 1 / memorySamples.
        double memory = population.memorySamples();
        meanVariance = (1 - gain) * meanVariance + noise / (memory * memory);
    }
}
