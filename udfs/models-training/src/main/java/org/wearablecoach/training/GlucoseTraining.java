package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.wearablecoach.evaluation.GlucoseEvaluation;
import org.wearablecoach.evaluation.GlucoseScore;
import org.wearablecoach.evaluation.GlucoseSeries;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.GlucoseHistory;

/** The model {@code glucose-outlook}: glucose 30 minutes ahead from two hours of it. */
final class GlucoseTraining {

    static final String NAME = "glucose-outlook";
    static final String VERSION = "1.0.0";

    static final int FOLDS = 5;
    static final int EPOCHS = 10;
    static final int BATCH = 256;
    static final double RATE = 0.003;
    static final double DECAY = 0.001;
    static final int WIDE = 96;
    static final int NARROW = 48;

    /** Share of the rows that get the noise of a worse sensor. */
    static final double NOISY = 0.15;

    static final long SEED = 20261120;

    private static final float LOW = 70;
    private static final double RISK_WEIGHT = 0.3;
    private static final double QUANTILE_WEIGHT = 0.5;
    private static final double TAIL = 0.1;

    private GlucoseTraining() {}

    /** The points that are learned from, of all persons. */
    private static final class Points {
        final float[] rows;
        final float[] change;
        final boolean[] low;
        final float[] weight;
        final int[] person;
        int size;

        Points(List<GlucoseSeries> persons) {
            int most = persons.stream().mapToInt(GlucoseSeries::size).sum();
            rows = new float[most * GlucoseHistory.WIDTH];
            change = new float[most];
            low = new boolean[most];
            weight = new float[most];
            person = new int[most];
            for (int p = 0; p < persons.size(); p++) {
                add(persons.get(p), p);
            }
            double mean = 0;
            for (int i = 0; i < size; i++) {
                mean += weight[i] / size;
            }
            for (int i = 0; i < size; i++) {
                weight[i] /= (float) mean;
            }
        }

        private void add(GlucoseSeries series, int index) {
            for (int i = 0; i < series.size(); i++) {
                int target = GlucoseScore.target(series, i);
                int at = size * GlucoseHistory.WIDTH;
                if (target < 0
                        || GlucoseHistory.compute(series.times(), series.mgDl(), i, rows, at)
                                < GlucoseHistory.LEAST_KNOWN) {
                    continue;
                }
                change[size] = series.mgDl()[target] - series.mgDl()[i];
                for (int j = i + 1; j <= target; j++) {
                    low[size] |= series.mgDl()[j] < LOW;
                }
                // Calm stretches can be known better, so they weigh more; the best forecast of
                // each row stays the same.
                double squares = 0;
                for (int slot = 1; slot <= 6; slot++) {
                    double step = rows[at + slot - 1] - rows[at + slot];
                    squares += step * step / 6;
                }
                weight[size] = (float) (1 / (1 + Math.sqrt(squares) / 3));
                person[size++] = index;
            }
        }
    }

    /**
     * Trains, measures and packs the model.
     *
     * @param data folder with {@code glucose/AZT1D} and {@code glucose/Colas_2019}
     * @throws IOException if the data cannot be read
     */
    static Shipped make(Path data) throws IOException {
        List<GlucoseSeries> diabetes = GlucoseSeries.read(data.resolve("glucose/AZT1D"));
        List<GlucoseSeries> healthy = GlucoseSeries.read(data.resolve("glucose/Colas_2019"));
        List<GlucoseSeries> all = new ArrayList<>(diabetes);
        all.addAll(healthy);
        Points points = new Points(all);
        LearningCurve curve =
                new LearningCurve("glucose-outlook: squared error while training", "epochs");
        List<GlucoseScore.Forecasts> raw = new ArrayList<>();
        for (int p = 0; p < all.size(); p++) {
            raw.add(GlucoseScore.Forecasts.none(all.get(p)));
        }
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            GlucoseNetwork network =
                    train(
                            points,
                            person -> person % FOLDS != held,
                            SEED + fold,
                            "fold " + (fold + 1),
                            curve);
            for (int p = fold; p < all.size(); p += FOLDS) {
                forecast(network, raw.get(p));
            }
        }
        List<String> names = all.stream().map(GlucoseSeries::person).toList();
        GlucoseNetwork model =
                train(
                        points,
                        person -> !Split.isValidation(names.get(person)),
                        SEED + FOLDS,
                        "shipped",
                        curve);
        List<GlucoseScore.Forecasts> held = new ArrayList<>();
        for (GlucoseSeries series : all) {
            if (Split.isValidation(series.person())) {
                GlucoseScore.Forecasts one = GlucoseScore.Forecasts.none(series);
                forecast(model, one);
                held.add(one);
            }
        }
        byte[] onnx = model.graph(NAME);
        String card = new GlucoseCard(model.size(), points.size, diabetes.size(), raw, held).text();
        return new Shipped(
                NAME,
                onnx,
                manifest(onnx, model),
                card,
                Map.of(NAME + "-learning.svg", curve.svg()));
    }

    private static GlucoseNetwork train(
            Points points, IntPredicate persons, long seed, String name, LearningCurve curve) {
        GlucoseNetwork network = new GlucoseNetwork(WIDE, NARROW, new SplittableRandom(seed));
        SplittableRandom random = new SplittableRandom(seed + 1000);
        int[] order = new int[points.size];
        int n = 0;
        for (int i = 0; i < points.size; i++) {
            if (persons.test(points.person[i])) {
                order[n++] = i;
            }
        }
        int steps = EPOCHS * (n / BATCH);
        int step = 0;
        float[] inputs = new float[GlucoseHistory.WIDTH * BATCH];
        float[] row = new float[GlucoseHistory.WIDTH];
        float[] targets = new float[BATCH];
        float[] gradient = new float[GlucoseNetwork.OUTPUTS * BATCH];
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            shuffle(order, n, random);
            double squares = 0;
            for (int from = 0; from + BATCH <= n; from += BATCH) {
                for (int b = 0; b < BATCH; b++) {
                    int i = order[from + b];
                    System.arraycopy(points.rows, i * row.length, row, 0, row.length);
                    float now = row[0];
                    disturb(row, random);
                    targets[b] = (points.change[i] - (row[0] - now)) / GlucoseNetwork.SCALE;
                    GlucoseNetwork.prepare(row, 0, inputs, b, BATCH);
                }
                float[] z = network.forward(inputs, BATCH);
                for (int b = 0; b < BATCH; b++) {
                    squares += gradient(points, order[from + b], z, targets[b], b, gradient);
                }
                network.backward(gradient, BATCH);
                step++;
                double rate =
                        RATE
                                * Math.min(1, step / 200.0)
                                * 0.5
                                * (1 + StrictMath.cos(Math.PI * step / steps));
                for (Parameters parameters : network.parameters()) {
                    parameters.update(step, rate, DECAY);
                }
            }
            int seen = n / BATCH * BATCH;
            double loss = squares / seen;
            curve.add(name, epoch, loss);
            Progress.line(
                    "glucose-outlook, %s: epoch %d of %d, loss %.4f", name, epoch, EPOCHS, loss);
        }
        return network;
    }

    /** The gradient of one row; returns its weighted squared error. */
    private static double gradient(
            Points points, int i, float[] z, double target, int b, float[] gradient) {
        double weight = points.weight[i] / (double) BATCH;
        double error = z[GlucoseNetwork.MEAN * BATCH + b] - target;
        gradient[GlucoseNetwork.MEAN * BATCH + b] = (float) (2 * weight * error);
        boolean above = target > z[GlucoseNetwork.LOW * BATCH + b];
        gradient[GlucoseNetwork.LOW * BATCH + b] =
                (float) (weight * QUANTILE_WEIGHT * (above ? -TAIL : 1 - TAIL));
        above = target > z[GlucoseNetwork.HIGH * BATCH + b];
        gradient[GlucoseNetwork.HIGH * BATCH + b] =
                (float) (weight * QUANTILE_WEIGHT * (above ? TAIL - 1 : TAIL));
        int risk = GlucoseNetwork.RISK * BATCH + b;
        gradient[risk] = 0;
        // Who is low already needs no warning.
        if (points.rows[i * GlucoseHistory.WIDTH] >= LOW) {
            double p = 1 / (1 + StrictMath.exp(-z[risk]));
            gradient[risk] = (float) ((p - (points.low[i] ? 1 : 0)) * RISK_WEIGHT / BATCH);
        }
        return points.weight[i] * error * error;
    }

    /** As another sensor might have measured the row: noisier, rarer, with less history. */
    private static void disturb(float[] row, SplittableRandom random) {
        int slots = GlucoseHistory.SLOTS;
        if (random.nextDouble() < NOISY) {
            double sd = 5 * random.nextDouble() * Math.max(0.6, row[0] / 130);
            for (int slot = 0; slot < slots; slot++) {
                row[slot] += (float) (sd * MotionAugmentation.gauss(random));
            }
        }
        if (random.nextDouble() < 0.1) {
            int known = GlucoseHistory.LEAST_KNOWN + random.nextInt(12);
            Arrays.fill(row, known, slots, row[known - 1]);
            row[slots] = Math.min(row[slots], known);
        }
        if (random.nextDouble() < 0.1) {
            for (int slot = 0; slot + 3 < slots; slot += 3) {
                float step = (row[slot + 3] - row[slot]) / 3;
                row[slot + 1] = row[slot] + step;
                row[slot + 2] = row[slot] + 2 * step;
            }
        }
    }

    private static void shuffle(int[] order, int n, SplittableRandom random) {
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }

    private static void forecast(GlucoseNetwork network, GlucoseScore.Forecasts into) {
        GlucoseSeries series = into.series();
        float[] row = new float[GlucoseHistory.WIDTH];
        for (int i = 0; i < series.size(); i++) {
            int known = GlucoseHistory.compute(series.times(), series.mgDl(), i, row, 0);
            if (known >= GlucoseHistory.LEAST_KNOWN) {
                float[] served = network.served(row);
                into.forecast()[i] = served[0];
                into.low()[i] = served[1];
                into.high()[i] = served[2];
                into.risk()[i] = served[3];
            }
        }
    }

    private static String manifest(byte[] onnx, GlucoseNetwork model) {
        Manifest manifest =
                new Manifest(NAME, VERSION, onnx, 1e-2)
                        .features(GlucoseHistory.SCHEMA_NAME, GlucoseHistory.SCHEMA)
                        .input("history", GlucoseHistory.names(), GlucoseHistory.units())
                        .tensorOutput(
                                GlucoseEvaluation.FORECAST,
                                new int[] {1},
                                "glucose in 30 minutes",
                                "mg/dL")
                        .tensorOutput(
                                GlucoseEvaluation.LOW, new int[] {1}, "a tenth lies below", "mg/dL")
                        .tensorOutput(
                                GlucoseEvaluation.HIGH,
                                new int[] {1},
                                "a tenth lies above",
                                "mg/dL")
                        .tensorOutput(
                                GlucoseEvaluation.RISK,
                                new int[] {1},
                                "probability of a value below 70 within 30 minutes",
                                "1");
        // Made-up courses: level, slope per slot, bend.
        double[][] courses = {
            {120, 0, 0}, {90, -3, 0}, {75, -1, -0.1}, {180, 4, 0.05}, {250, -5, 0.1}, {60, -1, 0},
            {110, 2, -0.2}, {140, -6, 0.15}, {300, 1, 0}, {100, 0.5, 0.02}, {70, 0, 0}, {160, 8, 0}
        };
        for (int c = 0; c < courses.length; c++) {
            float[] row = new float[GlucoseHistory.WIDTH];
            int known = c % 3 == 2 ? GlucoseHistory.LEAST_KNOWN + c : GlucoseHistory.SLOTS;
            for (int slot = 0; slot < GlucoseHistory.SLOTS; slot++) {
                int s = Math.min(slot, known - 1);
                double value = courses[c][0] - courses[c][1] * s + courses[c][2] * s * s;
                row[slot] = (float) (Math.rint(Math.max(value, 40) * 10) / 10);
            }
            row[GlucoseHistory.SLOTS] = known;
            float[] served = model.served(row);
            manifest.vector(
                    Map.of("history", row),
                    Map.of(
                            GlucoseEvaluation.FORECAST, new float[] {served[0]},
                            GlucoseEvaluation.LOW, new float[] {served[1]},
                            GlucoseEvaluation.HIGH, new float[] {served[2]},
                            GlucoseEvaluation.RISK, new float[] {served[3]}));
        }
        return manifest.json();
    }

    /** The forecasts with what each person's own readings teach on the way. */
    static GlucoseScore corrected(List<GlucoseScore.Forecasts> raw, float[] start) {
        GlucoseScore score = new GlucoseScore();
        for (GlucoseScore.Forecasts one : raw) {
            ForecastCorrection correction = new ForecastCorrection();
            if (start.length > 0) {
                correction.restore(start);
            }
            score.add(GlucoseEvaluation.corrected(one, correction));
        }
        return score;
    }

    /** Figures for people. */
    static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
