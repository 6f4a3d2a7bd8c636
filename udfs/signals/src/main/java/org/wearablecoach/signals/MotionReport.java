package org.wearablecoach.signals;

/**
 * Everything said about the motion of a recording, sample by sample: amount, frequency, gaps and
 * minutes by intensity. Memory does not grow with the recording.
 *
 * <p>Amount is averaged over epochs of 5 s, frequency over windows of 10 s; neither reaches across
 * a gap, which is a silence of more than a second. What a gap leaves unfinished is not counted.
 */
public final class MotionReport {

    /** Length of an epoch, in seconds. */
    public static final double EPOCH_SECONDS = 5;

    private static final long GAP_MILLIS = 1000;
    private static final int INTENSITY_CODES = Intensity.VIGOROUS.code() + 1;

    private final float[] xyz;
    private final int epochSamples;
    private final int windowSamples;
    private final double hertz;
    private final MotionSummary epoch = new MotionSummary();
    private final MotionSpectrum spectrum;
    private final int[] epochs = new int[INTENSITY_CODES];

    private int filled;
    private long samples;
    private long firstTime;
    private long lastTime;
    private long gapMillis;
    private int gaps;
    private int epochCount;
    private double enmo;
    private double mad;
    private double magnitude;

    /**
     * A report on samples of a rate.
     *
     * @param hertz nominal sampling rate, 1 or more; see {@link #estimateHertz} where none is
     *     stated
     */
    public MotionReport(double hertz) {
        if (!(hertz >= Plausible.ACCELERATION_MIN_HZ && hertz <= Plausible.ACCELERATION_MAX_HZ)) {
            throw new IllegalArgumentException(
                    "the sampling rate is " + hertz + " Hz; it must be from 1 to 1000");
        }
        this.hertz = hertz;
        epochSamples = (int) Math.round(EPOCH_SECONDS * hertz);
        windowSamples = 2 * epochSamples;
        xyz = new float[3 * windowSamples];
        spectrum = new MotionSpectrum(windowSamples, hertz);
    }

    /**
     * The rate at which samples came, silences of more than a second left out.
     *
     * @param times ascending, ms; may be bunched
     * @param count how many of them
     * @return in Hz; NaN for fewer than two samples or without time between them
     */
    public static double estimateHertz(long[] times, int count) {
        long covered = 0;
        int intervals = 0;
        for (int i = 1; i < count; i++) {
            long step = times[i] - times[i - 1];
            if (step <= GAP_MILLIS) {
                covered += step;
                intervals++;
            }
        }
        return covered > 0 ? intervals * 1000.0 / covered : Double.NaN;
    }

    /**
     * Adds a sample.
     *
     * @param time ms, not before the last one
     * @param x in g, with gravity
     * @param y in g
     * @param z in g
     */
    public void add(long time, float x, float y, float z) {
        if (samples == 0) {
            firstTime = time;
        } else if (time - lastTime > GAP_MILLIS) {
            gapMillis += time - lastTime;
            gaps++;
            filled = 0;
        }
        lastTime = time;
        samples++;
        xyz[3 * filled] = x;
        xyz[3 * filled + 1] = y;
        xyz[3 * filled + 2] = z;
        filled++;
        if (filled == epochSamples) {
            addEpoch(0);
        } else if (filled == windowSamples) {
            addEpoch(epochSamples);
            spectrum.add(xyz, 0);
            filled = 0;
        }
    }

    private void addEpoch(int from) {
        epoch.compute(xyz, from, epochSamples);
        enmo += epoch.enmoMg();
        mad += epoch.madMg();
        magnitude += epoch.meanG();
        epochCount++;
        epochs[Intensity.ofEnmo(epoch.enmoMg()).code()]++;
    }

    /** Number of samples. */
    public long samples() {
        return samples;
    }

    /**
     * Number of full epochs. It grows by at most one with each sample, which then ends an epoch.
     */
    public int epochs() {
        return epochCount;
    }

    /** ENMO of the newest full epoch, in mg; NaN before the first one. */
    public double newestEnmoMg() {
        return epoch.enmoMg();
    }

    /** Measured rate outside gaps, in Hz; NaN for fewer than two samples. */
    public double samplingHz() {
        long covered = lastTime - firstTime - gapMillis;
        return covered > 0 ? (samples - 1 - gaps) * 1000.0 / covered : Double.NaN;
    }

    /** Mean ENMO over epochs, in mg; NaN without a full epoch. */
    public double enmoMg() {
        return epochCount == 0 ? Double.NaN : enmo / epochCount;
    }

    /** Mean amplitude deviation over epochs, in mg; NaN without a full epoch. */
    public double madMg() {
        return epochCount == 0 ? Double.NaN : mad / epochCount;
    }

    /**
     * Mean magnitude over epochs, in g; NaN without a full epoch. Far from 1 on a wrist, it tells
     * of a wrong unit.
     */
    public double meanG() {
        return epochCount == 0 ? Double.NaN : magnitude / epochCount;
    }

    /** Strongest frequency, in Hz; NaN without a full window or when the device lay still. */
    public double dominantHz() {
        return spectrum.dominantHz();
    }

    /** Sum of all gaps, in seconds. */
    public double gapSeconds() {
        return gapMillis / 1000.0;
    }

    /** Minutes of epochs of an intensity. */
    public double minutes(Intensity intensity) {
        return epochs[intensity.code()] * epochSamples / hertz / 60;
    }
}
