package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.wearablecoach.evaluation.ActivityEvaluation;
import org.wearablecoach.evaluation.ActivityScore;
import org.wearablecoach.evaluation.LabelledMotion;
import org.wearablecoach.evaluation.MotionFormat;
import org.wearablecoach.signals.AccelerationWindow;
import org.wearablecoach.signals.Activity;

/** The model {@code activity}: a small convolutional network on raw wrist acceleration. */
final class ActivityTraining {

    static final String NAME = "activity";
    static final String VERSION = "1.0.0";

    /** Folds by person: a person's windows are all in one fold. */
    static final int FOLDS = 3;

    static final int BATCH = 64;

    /** Any number serves; this one is kept. */
    static final long SEED = 20261120;

    static final int STEPS = 1500;
    private static final int WARM_UP = 100;
    static final double RATE = 0.003;
    static final double DECAY = 0.02;
    static final double DROPOUT = 0.3;
    static final double SMOOTHING = 0.05;
    private static final int REPORT = 100;

    /** This share of the windows of people never seen may be rejected. */
    private static final double REJECTED = 0.01;

    private static final double LEAST_THRESHOLD = 0.5;
    private static final double MOST_THRESHOLD = 0.75;

    private ActivityTraining() {}

    /**
     * The model, and what it is to each person.
     *
     * @param shipped what is committed
     * @param personal adaptation by folds
     */
    record Made(Shipped shipped, PersonalStudy personal) {}

    /** A window that is scored, ready for the network. */
    record Window(String person, Activity activity, float[] input) {}

    /**
     * Trains, measures and packs the model.
     *
     * @param data folder with {@code wisdm-watch}
     * @throws IOException if the data cannot be read
     */
    static Made make(Path data) throws IOException {
        List<LabelledMotion> all =
                MotionFormat.WISDM.read(data.resolve("wisdm-watch"), person -> true);
        List<LabelledMotion> motions =
                all.stream().filter(m -> m.activity() != Activity.OTHER).toList();
        List<String> persons =
                all.stream().map(LabelledMotion::person).distinct().sorted().toList();
        LearningCurve curve = new LearningCurve("activity: loss while training", "steps");

        ActivityNetwork[] folds = folds(motions, persons, curve);
        Rejection rejection = calibrate(folds, motions, persons);
        ActivityNetwork model =
                train(
                        of(motions, person -> !Split.isValidation(person)),
                        List.of(),
                        SEED + FOLDS,
                        "shipped",
                        curve);
        byte[] onnx = model.graph(NAME, rejection);
        PersonalStudy personal = new PersonalStudy(folds, rejection, motions, persons);
        return new Made(
                new Shipped(
                        NAME,
                        onnx,
                        manifest(onnx, model, rejection),
                        new ActivityCard(folds, model, rejection, all, persons, personal).text(),
                        Map.of(NAME + "-learning.svg", curve.svg())),
                personal);
    }

    /** For each fold a network that never saw its persons. */
    static ActivityNetwork[] folds(
            List<LabelledMotion> motions, List<String> persons, LearningCurve curve) {
        ActivityNetwork[] folds = new ActivityNetwork[FOLDS];
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            Predicate<String> isHeld = person -> persons.indexOf(person) % FOLDS == held;
            folds[fold] =
                    train(
                            of(motions, isHeld.negate()),
                            windows(of(motions, isHeld)),
                            SEED + fold,
                            "fold " + (fold + 1),
                            curve);
        }
        return folds;
    }

    static List<LabelledMotion> of(List<LabelledMotion> motions, Predicate<String> persons) {
        return motions.stream().filter(m -> persons.test(m.person())).toList();
    }

    static List<LabelledMotion> each(
            List<LabelledMotion> motions, UnaryOperator<LabelledMotion> change) {
        return motions.stream().map(change).toList();
    }

    /** The windows of recordings by the protocol of the evaluation. */
    static List<Window> windows(List<LabelledMotion> motions) {
        List<Window> windows = new ArrayList<>();
        for (LabelledMotion motion : motions) {
            ActivityEvaluation.cut(
                    motion,
                    (xyz, times, samples) -> {
                        float[] input = new float[AccelerationWindow.WIDTH];
                        AccelerationWindow.compute(xyz, times, samples, motion.hertz(), input, 0);
                        windows.add(new Window(motion.person(), motion.activity(), input));
                    });
        }
        return windows;
    }

    private static ActivityNetwork train(
            List<LabelledMotion> motions,
            List<Window> watched,
            long seed,
            String name,
            LearningCurve curve) {
        ActivityNetwork network = new ActivityNetwork(DROPOUT, new SplittableRandom(seed));
        SplittableRandom random = new SplittableRandom(seed + 1000);
        float[] traces = new float[ActivityNetwork.traces(BATCH)];
        float[] window = new float[AccelerationWindow.WIDTH];
        float[] gradient = new float[ActivityNetwork.CLASSES * BATCH];
        int[] truth = new int[BATCH];
        double[] p = new double[ActivityNetwork.CLASSES];
        double smooth = 0;
        for (int step = 1; step <= STEPS; step++) {
            for (int row = 0; row < BATCH; row++) {
                LabelledMotion motion = motions.get(random.nextInt(motions.size()));
                MotionAugmentation.draw(motion, random, window);
                truth[row] = ActivityScore.CLASSES.indexOf(motion.activity());
                ActivityNetwork.prepare(window, traces, row, BATCH);
            }
            float[] logits = network.forward(traces, BATCH, true);
            double loss = 0;
            for (int row = 0; row < BATCH; row++) {
                ActivityNetwork.probabilities(logits, row, BATCH, p);
                loss -= StrictMath.log(Math.max(p[truth[row]], 1e-9)) / BATCH;
                for (int k = 0; k < p.length; k++) {
                    double target = SMOOTHING / p.length + (k == truth[row] ? 1 - SMOOTHING : 0);
                    gradient[k * BATCH + row] = (float) ((p[k] - target) / BATCH);
                }
            }
            network.backward(gradient, BATCH);
            double rate =
                    RATE
                            * Math.min(1, step / (double) WARM_UP)
                            * 0.5
                            * (1 + StrictMath.cos(Math.PI * step / STEPS));
            for (Parameters parameters : network.parameters()) {
                parameters.update(step, rate, DECAY);
            }
            smooth = step == 1 ? loss : 0.97 * smooth + 0.03 * loss;
            if (step % REPORT == 0) {
                curve.add(name, step, smooth);
                Progress.line("activity, %s: step %d of %d, loss %.3f", name, step, STEPS, smooth);
            }
        }
        if (!watched.isEmpty()) {
            Progress.line(
                    "activity, %s: macro F1 %.3f on people it never saw",
                    name, score(network, new Rejection(0), watched).macroF1());
        }
        return network;
    }

    /** Scores windows. */
    static ActivityScore score(ActivityNetwork network, Rejection rejection, List<Window> windows) {
        ActivityScore score = new ActivityScore();
        double[][] found = probabilities(network, windows);
        for (int i = 0; i < found.length; i++) {
            double[] out = rejection.apply(found[i]);
            int best = ActivityBaseline.largest(out);
            score.add(
                    windows.get(i).person(),
                    windows.get(i).activity(),
                    best == ActivityNetwork.CLASSES
                            ? Activity.OTHER
                            : ActivityScore.CLASSES.get(best));
        }
        return score;
    }

    /** The probabilities of the four classes for each window. */
    static double[][] probabilities(ActivityNetwork network, List<Window> windows) {
        double[][] all = new double[windows.size()][ActivityNetwork.CLASSES];
        float[] traces = new float[ActivityNetwork.traces(BATCH)];
        for (int from = 0; from < all.length; from += BATCH) {
            for (int row = 0; row < BATCH; row++) {
                int at = Math.min(from + row, all.length - 1);
                ActivityNetwork.prepare(windows.get(at).input(), traces, row, BATCH);
            }
            float[] logits = network.forward(traces, BATCH, false);
            for (int row = 0; row < BATCH && from + row < all.length; row++) {
                ActivityNetwork.probabilities(logits, row, BATCH, all[from + row]);
            }
        }
        return all;
    }

    /** The threshold by which so many windows of people never seen are rejected. */
    private static Rejection calibrate(
            ActivityNetwork[] folds, List<LabelledMotion> motions, List<String> persons) {
        List<Double> confidences = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            List<Window> windows =
                    windows(of(motions, person -> persons.indexOf(person) % FOLDS == held));
            for (double[] p : probabilities(folds[fold], windows)) {
                confidences.add(Rejection.confidence(p));
            }
        }
        confidences.sort(Comparator.naturalOrder());
        double threshold = confidences.get((int) (REJECTED * confidences.size()));
        threshold = Math.max(LEAST_THRESHOLD, Math.min(MOST_THRESHOLD, threshold));
        return new Rejection(Math.rint(100 * threshold) / 100);
    }

    static String manifest(byte[] onnx, ActivityNetwork model, Rejection rejection) {
        String[] labels = {"still", "walk", "run", "stairs", "other"};
        String[] units = new String[labels.length];
        Arrays.fill(units, "1");
        Manifest manifest =
                new Manifest(NAME, VERSION, onnx, 1e-4)
                        .features(AccelerationWindow.SCHEMA_NAME, AccelerationWindow.SCHEMA)
                        .labels(labels)
                        .tensorInput(
                                "acceleration",
                                new int[] {AccelerationWindow.MOMENTS, 3},
                                "x, y and z of each moment",
                                "g")
                        .output("probabilities", labels, units)
                        .tensorOutput(
                                "embedding",
                                new int[] {ActivityNetwork.EMBEDDING},
                                "what the last layer sees, for personal adaptation",
                                "1");
        // Made-up movements, so that nobody's window goes into the file.
        double[][] movements = {
            {0, 1},
            {0.02, 0.4},
            {0.15, 1.6},
            {0.3, 1.8},
            {0.45, 2.1},
            {0.9, 2.6},
            {1.6, 2.9},
            {0.25, 1.3},
            {0.6, 0.7},
            {2.5, 3.3},
            {0.1, 5.1},
            {0.35, 1.1}
        };
        for (double[] movement : movements) {
            float[] window = madeUp(movement[0], movement[1]);
            float[] served = model.served(window, rejection);
            manifest.vector(
                    Map.of("acceleration", window),
                    Map.of(
                            "probabilities",
                            Arrays.copyOf(served, labels.length),
                            "embedding",
                            Arrays.copyOfRange(served, labels.length, served.length)));
        }
        return manifest.json();
    }

    /** A swing of so many g, so often a second, with a heel strike. */
    static float[] madeUp(double g, double hertz) {
        float[] window = new float[AccelerationWindow.WIDTH];
        for (int i = 0; i < AccelerationWindow.MOMENTS; i++) {
            double angle = 2 * Math.PI * hertz * i / AccelerationWindow.HERTZ;
            double[] xyz = {
                0.6 + g * StrictMath.sin(angle),
                0.7 + 0.4 * g * StrictMath.sin(angle / 2) + 0.2 * g * StrictMath.cos(2 * angle),
                0.39 + 0.5 * g * StrictMath.cos(angle)
            };
            for (int axis = 0; axis < 3; axis++) {
                window[3 * i + axis] = (float) (Math.rint(xyz[axis] * 1e4) / 1e4);
            }
        }
        return window;
    }

    /** Figures for people. */
    static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
