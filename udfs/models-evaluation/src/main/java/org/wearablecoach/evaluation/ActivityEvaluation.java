package org.wearablecoach.evaluation;

import java.util.List;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.signals.Activity;

/**
 * Scores labelled motion: windows of five seconds that do not overlap and never cross a change of
 * person, label or rate.
 */
public final class ActivityEvaluation {

    /** Length of a window, ms. */
    public static final int WINDOW_MILLIS = 5_000;

    /** Share of a window that must have been measured. */
    public static final double LEAST_MEASURED = 0.8;

    private static final int BATCH = 32;

    private ActivityEvaluation() {}

    /** Takes the windows of a recording. */
    @FunctionalInterface
    public interface Windows {
        /**
         * Takes the next window.
         *
         * @param xyz acceleration in g, interleaved; overwritten by the next window
         * @param times of the samples, ms after the start of the window, whole as in the stream
         * @param samples how many there are
         */
        void window(float[] xyz, float[] times, int samples);
    }

    /**
     * Cuts a recording into windows; what is left at its end is dropped, and so is a window of
     * which less than {@value #LEAST_MEASURED} was measured.
     */
    public static void cut(LabelledMotion motion, Windows windows) {
        int most = (int) Math.ceil(WINDOW_MILLIS * (double) motion.hertz() / 1000) + 1;
        float[] xyz = new float[3 * most];
        float[] times = new float[most];
        long recorded = time(motion.samples(), motion.hertz());
        int next = 0;
        for (long start = 0; start + WINDOW_MILLIS <= recorded; start += WINDOW_MILLIS) {
            int from = next;
            int samples = 0;
            while (next < motion.samples() && time(next, motion.hertz()) < start + WINDOW_MILLIS) {
                if (!Float.isNaN(motion.xyz()[3 * next])) {
                    System.arraycopy(motion.xyz(), 3 * next, xyz, 3 * samples, 3);
                    times[samples++] = time(next, motion.hertz()) - start;
                }
                next++;
            }
            if (samples >= LEAST_MEASURED * (next - from)) {
                windows.window(xyz, times, samples);
            }
        }
    }

    private static long time(int index, float hertz) {
        return (long) Math.floor(index * 1000.0 / hertz);
    }

    /** Scores recordings by a model. */
    public static ActivityScore evaluate(Scorer scorer, List<LabelledMotion> recordings) {
        MotionInput input = MotionInput.of(scorer.manifest());
        Activity[] classes = classes(scorer.manifest().labels());
        int in = scorer.inputWidth();
        int out = scorer.outputWidth();
        float[] rows = new float[BATCH * in];
        float[] scores = new float[BATCH * out];
        ActivityScore found = new ActivityScore();
        int[] waiting = {0};
        for (LabelledMotion motion : recordings) {
            Runnable flush =
                    () -> {
                        scorer.score(rows, waiting[0], scores);
                        for (int i = 0; i < waiting[0]; i++) {
                            found.add(
                                    motion.person(),
                                    motion.activity(),
                                    classes[largest(scores, i * out, classes.length)]);
                        }
                        waiting[0] = 0;
                    };
            cut(
                    motion,
                    (xyz, times, samples) -> {
                        input.compute(xyz, times, samples, motion.hertz(), rows, waiting[0] * in);
                        if (++waiting[0] == BATCH) {
                            flush.run();
                        }
                    });
            if (waiting[0] > 0) {
                flush.run();
            }
        }
        return found;
    }

    private static Activity[] classes(List<String> labels) {
        Activity[] classes = new Activity[labels.size()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = Activity.ofLabel(labels.get(i));
        }
        return classes;
    }

    /** The first of the largest values. */
    static int largest(float[] values, int from, int length) {
        int most = 0;
        for (int i = 1; i < length; i++) {
            if (values[from + i] > values[from + most]) {
                most = i;
            }
        }
        return most;
    }
}
