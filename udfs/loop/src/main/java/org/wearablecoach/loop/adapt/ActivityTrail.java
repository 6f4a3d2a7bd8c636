package org.wearablecoach.loop.adapt;

/**
 * Smooths what the activity model says over three windows of a device that follow each other: the
 * class with the largest mean of the logarithms of its probability. So one window that looks like
 * something else changes nothing, and a change of activity shows one window, five seconds, late.
 *
 * <p>A trail holds the logarithms of the newest window and of the one before it, class by class.
 * After a gap it starts anew.
 */
final class ActivityTrail {

    /** No window yet. */
    static final float[] NONE = {};

    /** What is less likely than this says no more against a class than this. */
    private static final double FLOOR = 1e-3;

    private ActivityTrail() {}

    /**
     * The trail with another window at its front.
     *
     * @param before the trail of the window that ended where this one starts; {@link #NONE} without
     * @param scores probabilities, one of each class first
     * @param classes how many there are
     */
    static float[] with(float[] before, float[] scores, int classes) {
        int kept = before.length >= classes ? classes : 0;
        float[] trail = new float[classes + kept];
        for (int c = 0; c < classes; c++) {
            trail[c] = (float) StrictMath.log(Math.max(scores[c], FLOOR));
        }
        System.arraycopy(before, 0, trail, classes, kept);
        return trail;
    }

    /**
     * The class of the newest window.
     *
     * @param before the trail before it
     * @param trail the trail with it
     * @param classes how many there are
     */
    static int largest(float[] before, float[] trail, int classes) {
        double[] sums = new double[classes];
        for (int c = 0; c < classes; c++) {
            sums[c] = trail[c];
            for (int at = c; at < before.length; at += classes) {
                sums[c] += before[at];
            }
        }
        int most = 0;
        for (int c = 1; c < classes; c++) {
            most = sums[c] > sums[most] ? c : most;
        }
        return most;
    }
}
