package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.wearablecoach.signals.MotionFeatures;

/** The model {@code baseline-activity}: softmax regression on {@code MotionFeatures}. */
final class ActivityBaseline {

    static final int CLASSES = Wisdm.Activity.values().length;

    /** Folds by person: a person's windows are all in one fold. */
    static final int FOLDS = 3;

    private static final double RIDGE = 1e-4;

    /** Rates of wearables that the training sees beside WISDM's 20 Hz. */
    private static final float[] RATES = {Wisdm.HERTZ, 25, 50};

    static final String NAME = "baseline-activity";
    static final String VERSION = "1.0.0";

    /** For drawing persons and turning sensors; any number serves, this one is kept. */
    private static final long SEED = 20261120;

    private ActivityBaseline() {}

    /**
     * Trains, measures and packs the model.
     *
     * @param data folder with {@code wisdm-watch}
     * @throws IOException if the data cannot be read
     */
    static Shipped make(Path data) throws IOException {
        List<Wisdm.Segment> segments = Wisdm.read(data.resolve("wisdm-watch"));
        Rows training = trainingRows(segments);
        SoftmaxRegression model = fit(training);
        byte[] onnx =
                new Graph(NAME)
                        .input("features", MotionFeatures.WIDTH)
                        .output("probabilities", CLASSES)
                        .constant("weights", model.foldedWeights(), MotionFeatures.WIDTH, CLASSES)
                        .constant("intercepts", model.foldedIntercepts(), CLASSES)
                        .node("Gemm", "logits", "features", "weights", "intercepts")
                        .softmax("probabilities", "logits")
                        .bytes();
        return new Shipped(NAME, onnx, manifest(onnx, model, training), card(segments, training));
    }

    static String[] labels() {
        return Stream.of(Wisdm.Activity.values()).map(Wisdm.Activity::label).toArray(String[]::new);
    }

    private static String manifest(byte[] onnx, SoftmaxRegression model, Rows training) {
        String[] labels = labels();
        String[] units = new String[CLASSES];
        Arrays.fill(units, "1");
        Manifest manifest =
                new Manifest(NAME, VERSION, onnx, 1e-5)
                        .features(MotionFeatures.SCHEMA_NAME, MotionFeatures.SCHEMA)
                        .labels(labels)
                        .input("features", MotionFeatures.names(), MotionFeatures.units())
                        .output("probabilities", labels, units);
        // No person's window goes into the file: the means of the classes, and points around them.
        for (int c = 0; c < CLASSES; c++) {
            for (int around = -1; around <= 1; around++) {
                float[] row = point(training, c, 0.5 * around);
                manifest.vector(
                        Map.of("features", row), Map.of("probabilities", model.served(row)));
            }
        }
        return manifest.json();
    }

    /** The mean of a class, moved by so many standard deviations, up and down in turn. */
    private static float[] point(Rows rows, int c, double deviations) {
        int width = MotionFeatures.WIDTH;
        double[] sum = new double[width];
        double[] squares = new double[width];
        int n = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.activities.get(i).output() == c) {
                n++;
                for (int k = 0; k < width; k++) {
                    double value = rows.features.get(i)[k];
                    sum[k] += value;
                    squares[k] += value * value;
                }
            }
        }
        float[] point = new float[width];
        for (int k = 0; k < width; k++) {
            double mean = sum[k] / n;
            double sd = Math.sqrt(Math.max(squares[k] / n - mean * mean, 0));
            double value = mean + (k % 2 == 0 ? deviations : -deviations) * sd;
            point[k] = (float) (Math.rint(value * 1e4) / 1e4);
        }
        return point;
    }

    private static String card(List<Wisdm.Segment> segments, Rows training) {
        String[] names = {
            "as recorded, 20 Hz", "sensor turned at random", "25 Hz", "50 Hz", "100 Hz"
        };
        Confusion[] found =
                crossValidate(
                        training,
                        Rows.cut(segments, Rows.WINDOW_SECONDS, Wisdm.HERTZ),
                        Rows.cut(Rows.turned(segments, SEED), Rows.WINDOW_SECONDS, Wisdm.HERTZ),
                        Rows.cut(segments, Rows.WINDOW_SECONDS, 25),
                        Rows.cut(segments, Rows.WINDOW_SECONDS, 50),
                        Rows.cut(segments, Rows.WINDOW_SECONDS, 100));
        StringBuilder figures = new StringBuilder();
        for (int i = 0; i < found.length; i++) {
            double[] interval = found[i].macroF1Interval(SEED);
            figures.append(
                    String.format(
                            Locale.ROOT,
                            "| %s (%d) | %.3f | %.3f-%.3f | %.3f | %.1f%% |\n",
                            names[i],
                            found[i].windows(),
                            found[i].macroF1(),
                            interval[0],
                            interval[1],
                            found[i].macroF1Merged(
                                    Wisdm.Activity.STAIRS.output(), Wisdm.Activity.WALK.output()),
                            100
                                    * found[i].rate(
                                            Wisdm.Activity.WALK.output(),
                                            Wisdm.Activity.RUN.output())));
        }
        StringBuilder classes = new StringBuilder();
        for (int c = 0; c < CLASSES; c++) {
            classes.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %.3f | %.3f |\n",
                            labels()[c],
                            found[0].precision(c),
                            found[0].recall(c)));
        }
        return String.format(
                Locale.ROOT,
                """
            # baseline-activity %s

            Still, walk, run or stairs, from 5 seconds of wrist acceleration. A small linear model \
            (softmax regression on %d features, %d parameters), the first one and meant to be \
            replaced.

            **In**: `features`, the list `%s` version %d, computed by `MotionFeatures` in training and \
            in serving alike. **Out**: `probabilities` of %s.

            ## Figures
            WISDM 2019 (Weiss, UCI 507), %d persons, wrist, 20 Hz; 5-second windows that do not \
            overlap and never cross a change of label; kicking left out. %d folds by person: nobody is \
            scored by a model that saw them. 95%% intervals by drawing persons.

            | test windows | macro F1 | 95%% interval | stairs counted as walk | run on walk |
            |---|---|---|---|---|
            %s
            "Run on walk" is the share of walking windows taken for running.

            | class | precision | recall |
            |---|---|---|
            %s
            Other rates are made from the 20 Hz data by interpolation: they show what the rate alone \
            does, not what another sensor does.

            ## What to know
            - **Walking and stairs are the hard pair**: where the difference does not matter, count \
            stairs as walking.
            - How the sensor is turned does not matter: no feature depends on it.
            - There is no class for anything else. Eating, typing or driving is called one of the four, \
            mostly still or walk.
            - Most of the sensors saturate at 2 g, so that running is censored; another range was \
            not seen.
            - Short slow walks at home have about half the acceleration of the walks it learned from; \
            expect them to be missed.
            - Everybody was asked to do one thing for three minutes. Transitions were not seen.

            ## How it was made
            Training: windows overlapping by half, at %s Hz; every class weighs the same; ridge %s; \
            Newton's method to convergence. `./mvnw -Ptraining -pl udfs/models-training test` makes it \
            again and compares the bytes.

            Data: G. Weiss, "WISDM Smartphone and Smartwatch Activity and Biometrics Dataset", UCI \
            Machine Learning Repository 507, 2019, CC BY 4.0. Model: Apache-2.0.
            """,
                VERSION,
                MotionFeatures.WIDTH,
                (MotionFeatures.WIDTH + 1) * CLASSES,
                MotionFeatures.SCHEMA_NAME,
                MotionFeatures.SCHEMA,
                String.join(", ", labels()),
                found[0].personCount(),
                FOLDS,
                figures,
                classes,
                Arrays.toString(RATES).replaceAll("[\\[\\]]|\\.0", ""),
                RIDGE);
    }

    /** Training windows: overlapping by half, at several rates. */
    static Rows trainingRows(List<Wisdm.Segment> segments) {
        Rows rows = new Rows();
        for (float rate : RATES) {
            rows.addAll(Rows.cut(segments, Rows.WINDOW_SECONDS / 2.0, rate));
        }
        return rows;
    }

    static SoftmaxRegression fit(Rows rows) {
        int[] labels = new int[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = rows.activities.get(i).output();
        }
        return SoftmaxRegression.fit(rows.features, labels, CLASSES, RIDGE);
    }

    /**
     * Scores each test row by a model that never saw its person.
     *
     * @param training rows to learn from
     * @param tests each a set of rows to score; the result has a table for each
     */
    static Confusion[] crossValidate(Rows training, Rows... tests) {
        List<Integer> persons = training.persons.stream().distinct().sorted().toList();
        Confusion[] found = new Confusion[tests.length];
        for (int t = 0; t < tests.length; t++) {
            found[t] = new Confusion(CLASSES);
        }
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            SoftmaxRegression model =
                    fit(training.of(person -> persons.indexOf(person) % FOLDS != held));
            for (int t = 0; t < tests.length; t++) {
                Rows rows = tests[t].of(person -> persons.indexOf(person) % FOLDS == held);
                for (int i = 0; i < rows.size(); i++) {
                    found[t].add(
                            rows.persons.get(i),
                            rows.activities.get(i).output(),
                            largest(model.probabilities(rows.features.get(i))));
                }
            }
        }
        return found;
    }

    static int largest(double[] values) {
        int at = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[at]) {
                at = i;
            }
        }
        return at;
    }
}
