package org.wearablecoach.signals;

/**
 * What a person's own readings teach about a forecast of their glucose 30 minutes ahead: a
 * correction of the forecast, and factors on its interval that bring its coverage to what it
 * promises.
 *
 * <p>The correction is a ridge regression of the forecast's error on six things that are known when
 * it is made, updated with every reading (recursive least squares with forgetting). It starts at no
 * correction, must be earned against the ridge, and is bounded to {@value #MOST_CORRECTION} mg/dL.
 * The two factors follow adaptive conformal inference (Gibbs and Candes 2021): after a miss the
 * side widens, after a hit it narrows, so that in the long run a tenth of the readings lies on each
 * side, whoever the person is.
 *
 * <p>Deterministic; {@link #state}, the forecasts that wait and {@link #copy} keep it.
 */
public final class ForecastCorrection {

    /** How far ahead is forecast, ms. */
    public static final long AHEAD_MILLIS = 30 * 60_000L;

    /** A reading is the outcome when it comes within this of the moment, ms. */
    public static final long TOLERANCE_MILLIS = 150_000;

    /** Most forecasts that wait for their outcome. */
    public static final int PENDING = 8;

    /** Bound of the correction, mg/dL. */
    public static final float MOST_CORRECTION = 20;

    /** The first numbers of the state are the weights of the correction. */
    public static final int WEIGHTS = 6;

    private static final int TERMS = WEIGHTS;
    private static final int COVARIANCE = TERMS * (TERMS + 1) / 2;

    /** Numbers of what was learned: weights, covariance and the two factors. */
    public static final int STATE = TERMS + COVARIANCE + 2;

    /** Numbers of a forecast that waits: its terms, the model's mean, the forecast, its sides. */
    public static final int WAITING = TERMS + 4;

    /** So many readings of error speak as loudly as the belief that there is none to correct. */
    private static final double RIDGE = 300;

    /** Share of what was learned that is kept from one reading to the next: about a week's. */
    private static final double KEEP = 1 - 1.0 / 4000;

    /** The covariance is not let grow beyond this where nothing is learned. */
    private static final double MOST_VARIANCE = 1 / RIDGE;

    private static final double OUTSIDE = 0.1;
    private static final double STEP = 0.03;
    private static final double LEAST_FACTOR = 0.2;
    private static final double MOST_FACTOR = 5;

    // What is kept is kept in 32 bits, so that storing it changes nothing.
    private final float[] weights = new float[TERMS];
    private final float[][] covariance = new float[TERMS][TERMS];
    private float lowFactor = 1;
    private float highFactor = 1;

    private final long[] pendingTime = new long[PENDING];
    private final float[][] pending = new float[PENDING][WAITING];
    private int waiting;

    private final double[] terms = new double[TERMS];
    private final double[] gain = new double[TERMS];

    private float forecast;
    private float low;
    private float high;

    /** Nothing learned. */
    public ForecastCorrection() {
        for (int i = 0; i < TERMS; i++) {
            covariance[i][i] = (float) MOST_VARIANCE;
        }
    }

    /** The corrected forecast, mg/dL. */
    public float forecast() {
        return forecast;
    }

    /** Lower end of the 80% interval. */
    public float low() {
        return low;
    }

    /** Upper end of the 80% interval. */
    public float high() {
        return high;
    }

    /**
     * Takes a reading with the model's forecast from it: first the reading is the outcome of what
     * was forecast 30 minutes ago, then the new forecast is corrected.
     *
     * @param time of the reading, ms; later than that of the one before
     * @param history the row of {@link GlucoseHistory}, at {@code at}
     * @param mean the model's forecast, mg/dL
     * @param q10 the model's lower quantile
     * @param q90 the model's upper quantile
     */
    public void reading(long time, float[] history, int at, float mean, float q10, float q90) {
        outcome(time, history[at]);
        float now = history[at];
        terms[0] = 1;
        terms[1] = (mean - now) / 20;
        terms[2] = (now - history[at + 1]) / 5;
        terms[3] = (now - history[at + 3]) / 12;
        terms[4] = (now - history[at + 11]) / 30;
        terms[5] = (now - 130) / 50;
        double shift = 0;
        for (int i = 0; i < TERMS; i++) {
            terms[i] = Math.max(-4, Math.min(4, terms[i]));
            shift += weights[i] * terms[i];
        }
        shift = Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, shift));
        double corrected = mean + shift;
        double below = Math.max(mean - q10, 1);
        double above = Math.max(q90 - mean, 1);
        forecast = (float) corrected;
        low = (float) (corrected - lowFactor * below);
        high = (float) (corrected + highFactor * above);
        remember(time, mean, corrected, below, above);
    }

    /** Takes a reading that no forecast is made from. */
    public void reading(long time, float mgDl) {
        outcome(time, mgDl);
    }

    private void remember(long time, double mean, double corrected, double below, double above) {
        if (waiting == PENDING) {
            drop(1);
        }
        pendingTime[waiting] = time;
        float[] slot = pending[waiting++];
        for (int i = 0; i < TERMS; i++) {
            slot[i] = (float) terms[i];
        }
        slot[TERMS] = (float) mean;
        slot[TERMS + 1] = (float) corrected;
        slot[TERMS + 2] = (float) below;
        slot[TERMS + 3] = (float) above;
    }

    private void outcome(long time, float mgDl) {
        int done = 0;
        while (done < waiting && time > pendingTime[done] + AHEAD_MILLIS - TOLERANCE_MILLIS) {
            if (time <= pendingTime[done] + AHEAD_MILLIS + TOLERANCE_MILLIS) {
                learn(pending[done], mgDl);
            }
            done++;
        }
        drop(done);
    }

    private void drop(int count) {
        if (count == 0) {
            return;
        }
        for (int i = count; i < waiting; i++) {
            pendingTime[i - count] = pendingTime[i];
            System.arraycopy(pending[i], 0, pending[i - count], 0, WAITING);
        }
        waiting -= count;
    }

    private void learn(float[] slot, float mgDl) {
        double corrected = slot[TERMS + 1];
        boolean under = mgDl < corrected - lowFactor * slot[TERMS + 2];
        boolean over = mgDl > corrected + highFactor * slot[TERMS + 3];
        lowFactor = moved(lowFactor, under);
        highFactor = moved(highFactor, over);
        // The error of one reading is measured in units of the usual error, and bounded.
        double usual = (slot[TERMS + 2] + slot[TERMS + 3]) / 2;
        double predicted = 0;
        double noise = usual * usual / 100;
        double variance = Math.max(noise, 0.25);
        for (int i = 0; i < TERMS; i++) {
            gain[i] = 0;
            for (int j = 0; j < TERMS; j++) {
                gain[i] += covariance[i][j] * slot[j];
            }
            predicted += weights[i] * slot[i];
        }
        for (int i = 0; i < TERMS; i++) {
            variance += gain[i] * slot[i];
        }
        double error = mgDl - slot[TERMS] - predicted;
        error = Math.max(-3 * usual, Math.min(3 * usual, error));
        for (int i = 0; i < TERMS; i++) {
            weights[i] = (float) (weights[i] + gain[i] / variance * error);
        }
        for (int i = 0; i < TERMS; i++) {
            for (int j = 0; j <= i; j++) {
                float left = (float) ((covariance[i][j] - gain[i] * gain[j] / variance) / KEEP);
                covariance[i][j] = left;
                covariance[j][i] = left;
            }
        }
        for (int i = 0; i < TERMS; i++) {
            // Where nothing is learned, forgetting would let the variance grow without end.
            if (covariance[i][i] > MOST_VARIANCE) {
                float shrink = (float) Math.sqrt(MOST_VARIANCE / covariance[i][i]);
                for (int j = 0; j < TERMS; j++) {
                    covariance[i][j] *= shrink;
                    covariance[j][i] *= shrink;
                }
            }
        }
    }

    private static float moved(float factor, boolean missed) {
        double moved = factor * StrictMath.exp(STEP * ((missed ? 1 : 0) - OUTSIDE));
        return (float) Math.max(LEAST_FACTOR, Math.min(MOST_FACTOR, moved));
    }

    /** What was learned: weights, the lower half of the covariance row by row, the two factors. */
    public float[] state() {
        float[] state = new float[STATE];
        System.arraycopy(weights, 0, state, 0, TERMS);
        int at = TERMS;
        for (int i = 0; i < TERMS; i++) {
            for (int j = 0; j <= i; j++) {
                state[at++] = covariance[i][j];
            }
        }
        state[at] = lowFactor;
        state[at + 1] = highFactor;
        return state;
    }

    /** How many forecasts wait for their outcome. */
    public int waiting() {
        return waiting;
    }

    /** When a waiting forecast was made, ms. */
    public long waitingTime(int index) {
        return pendingTime[index];
    }

    /** The {@link #WAITING} numbers of a waiting forecast; not to be changed. */
    public float[] waiting(int index) {
        return pending[index];
    }

    /** Puts back what was learned, see {@link #state}. */
    public void restore(float[] state) {
        if (state.length != STATE) {
            throw new IllegalArgumentException(
                    "expected " + STATE + " numbers, found " + state.length);
        }
        System.arraycopy(state, 0, weights, 0, TERMS);
        int at = TERMS;
        for (int i = 0; i < TERMS; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] = state[at];
                covariance[j][i] = state[at++];
            }
        }
        lowFactor = state[at];
        highFactor = state[at + 1];
    }

    /** Puts back a waiting forecast, behind those that were put back before. */
    public void restore(long time, float[] values) {
        pendingTime[waiting] = time;
        System.arraycopy(values, 0, pending[waiting++], 0, WAITING);
    }

    /** Another one that knows the same. */
    public ForecastCorrection copy() {
        ForecastCorrection copy = new ForecastCorrection();
        copy.restore(state());
        for (int i = 0; i < waiting; i++) {
            copy.restore(pendingTime[i], pending[i]);
        }
        return copy;
    }
}
