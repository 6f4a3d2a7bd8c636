package org.wearablecoach.signals;

import java.util.Arrays;

/**
 * A person's own correction of the last layer of an activity model, learned from a few windows
 * whose activity the person has told.
 *
 * <p>The correction of the four logits is linear in what the last layer sees (its embedding). It
 * minimises the cross-entropy of the labelled windows with a ridge on itself, by a fixed number of
 * steps of fixed size. It does nothing until both walking and stairs are labelled: with one of that
 * hard pair alone the other would lose. Classes that nobody labelled are not moved. Each logit is
 * moved by at most {@value #MOST_SHIFT}, so the model always has its say; {@link #forget} takes it
 * all back.
 *
 * <p>What is kept is kept in 32 bits, so that storing it changes nothing. Sums are made in one
 * order with {@link StrictMath}: equal labels, equal correction, everywhere.
 */
public final class PersonalActivity {

    /** Still, walk, run, stairs. */
    public static final int CLASSES = 4;

    /** Numbers of an embedding. */
    public static final int EMBEDDING = 32;

    /** Numbers of a labelled window: its embedding, then the logarithms of its probabilities. */
    public static final int ROW = EMBEDDING + CLASSES;

    /** Labelled windows that are kept of each class; of more, the oldest is dropped. */
    public static final int MOST_PER_CLASS = 6;

    /** Fewer labelled windows than this of walking or of stairs are too few. */
    public static final int LEAST_PER_CLASS = 3;

    /** No logit is moved by more. */
    public static final double MOST_SHIFT = 2;

    /** Numbers of the correction: for each number of the embedding and for the bias, each class. */
    public static final int WEIGHTS = (EMBEDDING + 1) * CLASSES;

    private static final int WALK = 1;
    private static final int STAIRS = 3;

    /** From this probability on nothing is left to reject. */
    private static final double ACCEPTED = 0.6;

    private static final double RIDGE = 0.3;
    private static final int STEPS = 400;

    /** What is less likely than this counts as that likely. */
    private static final double FLOOR = 1e-3;

    private final float[] weights = new float[WEIGHTS];
    private final float[][][] rows = new float[CLASSES][MOST_PER_CLASS][];
    private final int[] counts = new int[CLASSES];

    /** Number of labelled windows of a class. */
    public int count(int activity) {
        return counts[activity];
    }

    /** A labelled window of a class; the oldest first; not to be changed. */
    public float[] row(int activity, int index) {
        return rows[activity][index];
    }

    /** The correction; not to be changed. */
    public float[] weights() {
        return weights;
    }

    /** Whether it moves anything. */
    public boolean isActive() {
        return counts[WALK] >= LEAST_PER_CLASS && counts[STAIRS] >= LEAST_PER_CLASS;
    }

    /** Takes everything back. */
    public void forget() {
        Arrays.fill(weights, 0);
        Arrays.fill(counts, 0);
    }

    /**
     * The row of a window.
     *
     * @param outputs of the model: probabilities of the four classes and of the rejection, then the
     *     embedding
     */
    public static float[] row(float[] outputs) {
        float[] row = new float[ROW];
        System.arraycopy(outputs, CLASSES + 1, row, 0, EMBEDDING);
        for (int c = 0; c < CLASSES; c++) {
            row[EMBEDDING + c] = (float) logProbability(outputs, c);
        }
        return row;
    }

    /** Of the four classes alone, whatever the rejection says. */
    private static double logProbability(float[] outputs, int c) {
        double four = (double) outputs[0] + outputs[1] + outputs[2] + outputs[3];
        return StrictMath.log(four > 0 ? Math.max(outputs[c] / four, FLOOR) : 1.0 / CLASSES);
    }

    /** Adds a labelled window, without learning from it yet. */
    public void add(int activity, float[] row) {
        if (row.length != ROW) {
            throw new IllegalArgumentException("expected " + ROW + " numbers, found " + row.length);
        }
        if (counts[activity] == MOST_PER_CLASS) {
            System.arraycopy(rows[activity], 1, rows[activity], 0, MOST_PER_CLASS - 1);
            counts[activity]--;
        }
        rows[activity][counts[activity]++] = row;
    }

    /** Learns from all labelled windows. */
    public void learn() {
        Arrays.fill(weights, 0);
        if (!isActive()) {
            return;
        }
        double[] w = new double[WEIGHTS];
        double[] gradient = new double[WEIGHTS];
        double[] p = new double[CLASSES];
        double curvature = RIDGE;
        for (int c = 0; c < CLASSES; c++) {
            for (int i = 0; i < counts[c]; i++) {
                double square = 1;
                for (int k = 0; k < EMBEDDING; k++) {
                    square += (double) rows[c][i][k] * rows[c][i][k];
                }
                curvature += square / 2;
            }
        }
        for (int step = 0; step < STEPS; step++) {
            for (int k = 0; k < WEIGHTS; k++) {
                gradient[k] = RIDGE * w[k];
            }
            for (int c = 0; c < CLASSES; c++) {
                for (int i = 0; i < counts[c]; i++) {
                    addGradient(rows[c][i], c, w, p, gradient);
                }
            }
            for (int k = 0; k < WEIGHTS; k++) {
                w[k] -= counts[k % CLASSES] == 0 ? 0 : gradient[k] / curvature;
            }
        }
        for (int k = 0; k < WEIGHTS; k++) {
            weights[k] = (float) w[k];
        }
    }

    private static void addGradient(
            float[] row, int truth, double[] w, double[] p, double[] gradient) {
        for (int c = 0; c < CLASSES; c++) {
            p[c] = row[EMBEDDING + c] + w[EMBEDDING * CLASSES + c];
            for (int k = 0; k < EMBEDDING; k++) {
                p[c] += row[k] * w[k * CLASSES + c];
            }
        }
        softmax(p);
        for (int c = 0; c < CLASSES; c++) {
            double error = p[c] - (c == truth ? 1 : 0);
            for (int k = 0; k < EMBEDDING; k++) {
                gradient[k * CLASSES + c] += error * row[k];
            }
            gradient[EMBEDDING * CLASSES + c] += error;
        }
    }

    /**
     * The probabilities as they are for this person.
     *
     * @param outputs of the model, as for {@link #row}; not changed
     * @return probabilities of the four classes and of the rejection; a window that was rejected is
     *     accepted where still, run, or walk and stairs together are likely now
     */
    public float[] apply(float[] outputs) {
        float[] found = Arrays.copyOf(outputs, CLASSES + 1);
        if (!isActive()) {
            return found;
        }
        double[] z = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            double shift = weights[EMBEDDING * CLASSES + c];
            for (int k = 0; k < EMBEDDING; k++) {
                shift += (double) outputs[CLASSES + 1 + k] * weights[k * CLASSES + c];
            }
            z[c] = logProbability(outputs, c) + Math.max(-MOST_SHIFT, Math.min(MOST_SHIFT, shift));
        }
        softmax(z);
        double rejected = outputs[CLASSES];
        double sure = Math.max(Math.max(z[0], z[2]), z[WALK] + z[STAIRS]);
        if (rejected >= 0.5 && sure >= ACCEPTED) {
            rejected = 0;
        }
        for (int c = 0; c < CLASSES; c++) {
            found[c] = (float) (z[c] * (1 - rejected));
        }
        found[CLASSES] = (float) rejected;
        return found;
    }

    private static void softmax(double[] z) {
        double most = Math.max(Math.max(z[0], z[1]), Math.max(z[2], z[3]));
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            z[c] = StrictMath.exp(z[c] - most);
            sum += z[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            z[c] /= sum;
        }
    }

    /** Puts back what was stored. */
    public void restore(float[] storedWeights) {
        System.arraycopy(storedWeights, 0, weights, 0, WEIGHTS);
    }

    /** Another one that knows the same. */
    public PersonalActivity copy() {
        PersonalActivity copy = new PersonalActivity();
        copy.restore(weights);
        for (int c = 0; c < CLASSES; c++) {
            for (int i = 0; i < counts[c]; i++) {
                copy.add(c, rows[c][i]);
            }
        }
        return copy;
    }
}
