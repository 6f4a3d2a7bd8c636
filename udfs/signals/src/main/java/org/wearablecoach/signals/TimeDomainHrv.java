package org.wearablecoach.signals;

/**
 * Heart-rate variability in the time domain, as sums over normal beats that can be added and taken
 * away.
 *
 * <p>Definitions: Task Force of ESC and NASPE 1996, Circulation 93:1043; SD1 and SD2: Brennan et
 * al. 2001, IEEE Trans Biomed Eng 48:1342.
 *
 * <p>Intervals are kept as whole multiples of 1/1024 ms, which every known device hits exactly
 * (steps of 1 ms, and of 1/64 to 1/1024 s), so all sums are whole numbers: their order does not
 * matter, and taking a beat away leaves exactly what was there before it. Intervals up to half an
 * hour fit, many more of them than a life has.
 */
public final class TimeDomainHrv {

    private static final double UNITS_PER_MS = 1024;
    private static final double SQUARES_PER_MS2 = UNITS_PER_MS * UNITS_PER_MS;
    private static final long NN50_UNITS = 50 * 1024;
    private static final long CENTRE_UNITS = 1000 * 1024;

    private int beats;
    private long sum;
    private final WideSum squares = new WideSum();
    private int differences;
    private long differenceSum;
    private final WideSum differenceSquares = new WideSum();
    private int nn50;

    /** Length of the state. */
    public static final int STATE = 9;

    /** Writes the sums to where they are kept: {@link #STATE} whole numbers. */
    public void save(long[] state) {
        state[0] = beats;
        state[1] = sum;
        state[2] = squares.high();
        state[3] = squares.low();
        state[4] = differences;
        state[5] = differenceSum;
        state[6] = differenceSquares.high();
        state[7] = differenceSquares.low();
        state[8] = nn50;
    }

    /** Takes the sums from where {@link #save} wrote them. */
    public void restore(long[] state) {
        beats = (int) state[0];
        sum = state[1];
        squares.set(state[2], state[3]);
        differences = (int) state[4];
        differenceSum = state[5];
        differenceSquares.set(state[6], state[7]);
        nn50 = (int) state[8];
    }

    /** Forgets everything. */
    public void clear() {
        beats = 0;
        sum = 0;
        squares.clear();
        differences = 0;
        differenceSum = 0;
        differenceSquares.clear();
        nn50 = 0;
    }

    /**
     * Adds a series of consecutive normal beats.
     *
     * @param ms intervals, oldest first
     * @param count how many of them
     */
    public void addSeries(float[] ms, int count) {
        for (int i = 0; i < count; i++) {
            addBeat(ms[i]);
            if (i > 0) {
                addDifference(ms[i - 1], ms[i]);
            }
        }
    }

    /** Adds a normal beat of an interval in ms. */
    public void addBeat(float ms) {
        long units = units(ms) - CENTRE_UNITS;
        beats++;
        sum += units;
        squares.add(units * units);
    }

    /** Takes a beat away that was added before. */
    public void removeBeat(float ms) {
        long units = units(ms) - CENTRE_UNITS;
        beats--;
        sum -= units;
        squares.remove(units * units);
    }

    /** Adds the difference of two beats in ms of which nothing lies between. */
    public void addDifference(float earlierMs, float laterMs) {
        long units = units(laterMs) - units(earlierMs);
        differences++;
        differenceSum += units;
        differenceSquares.add(units * units);
        nn50 += Math.abs(units) > NN50_UNITS ? 1 : 0;
    }

    /** Takes a difference away that was added before. */
    public void removeDifference(float earlierMs, float laterMs) {
        long units = units(laterMs) - units(earlierMs);
        differences--;
        differenceSum -= units;
        differenceSquares.remove(units * units);
        nn50 -= Math.abs(units) > NN50_UNITS ? 1 : 0;
    }

    /** Adds all beats and differences of another one. */
    public void addAll(TimeDomainHrv other) {
        beats += other.beats;
        sum += other.sum;
        squares.addAll(other.squares);
        differences += other.differences;
        differenceSum += other.differenceSum;
        differenceSquares.addAll(other.differenceSquares);
        nn50 += other.nn50;
    }

    private static long units(float ms) {
        return Math.round((double) ms * UNITS_PER_MS);
    }

    /** Number of normal beats. */
    public int beats() {
        return beats;
    }

    /**
     * Number of differences of consecutive beats; one less than the beats where none is missing.
     */
    public int differences() {
        return differences;
    }

    /** Sum of all intervals, in ms. */
    public double totalMs() {
        return (sum + beats * CENTRE_UNITS) / UNITS_PER_MS;
    }

    /** Mean interval, in ms; NaN without beats. */
    public double meanRrMs() {
        return beats == 0 ? Double.NaN : totalMs() / beats;
    }

    /** Heart rate of the mean interval, in beats a minute; NaN without beats. */
    public double meanBpm() {
        return 60_000 / meanRrMs();
    }

    /** Standard deviation (n - 1) of the intervals, in ms; NaN below two beats. */
    public double sdnnMs() {
        return Math.sqrt(variance(beats, sum, squares.value()));
    }

    /** Root mean square of successive differences, in ms; NaN without differences. */
    public double rmssdMs() {
        return differences == 0
                ? Double.NaN
                : Math.sqrt(differenceSquares.value() / SQUARES_PER_MS2 / differences);
    }

    /** Number of differences of strictly more than 50 ms. */
    public int nn50() {
        return nn50;
    }

    /** Share of differences of strictly more than 50 ms, in percent; NaN without differences. */
    public double pnn50Percent() {
        return differences == 0 ? Double.NaN : 100.0 * nn50 / differences;
    }

    /** Short axis of the Poincare plot, in ms; NaN below two differences. */
    public double sd1Ms() {
        return Math.sqrt(differenceVariance() / 2);
    }

    /** Long axis of the Poincare plot, in ms; NaN below two differences. */
    public double sd2Ms() {
        double square = 2 * variance(beats, sum, squares.value()) - differenceVariance() / 2;
        // Math.max keeps NaN. Below 0 only where few differences stand for many beats.
        return Math.sqrt(Math.max(square, 0));
    }

    private double differenceVariance() {
        return variance(differences, differenceSum, differenceSquares.value());
    }

    private static double variance(int n, long sum, double squares) {
        if (n < 2) {
            return Double.NaN;
        }
        double mean = (double) sum / n;
        return Math.max((squares - sum * mean) / (n - 1), 0) / SQUARES_PER_MS2;
    }
}
