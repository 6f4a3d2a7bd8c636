package org.wearablecoach.evaluation;

import java.util.List;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.GlucoseHistory;

/**
 * Forecasts glucose reading by reading, as the stream does: the model scores the history, and what
 * the person's own readings taught so far corrects it. Nothing after a reading is seen from it.
 */
public final class GlucoseEvaluation {

    /** Names of the model's outputs that are read. */
    public static final String FORECAST = "forecast";

    /** The lower quantile. */
    public static final String LOW = "low";

    /** The upper quantile. */
    public static final String HIGH = "high";

    /** The probability of a low. */
    public static final String RISK = "lowRisk";

    private static final int BATCH = 128;

    private GlucoseEvaluation() {}

    /** Forecasts for all persons. */
    public static GlucoseScore evaluate(Scorer scorer, List<GlucoseSeries> persons) {
        GlucoseScore score = new GlucoseScore();
        for (GlucoseSeries series : persons) {
            score.add(corrected(raw(scorer, series), new ForecastCorrection()));
        }
        return score;
    }

    /** What the model alone says. */
    public static GlucoseScore.Forecasts raw(Scorer scorer, GlucoseSeries series) {
        scorer.manifest()
                .requireFeatures(
                        GlucoseHistory.SCHEMA_NAME, GlucoseHistory.SCHEMA, GlucoseHistory.WIDTH);
        int forecast = scorer.manifest().outputAt(FORECAST);
        int low = scorer.manifest().outputAt(LOW);
        int high = scorer.manifest().outputAt(HIGH);
        int risk = scorer.manifest().outputAt(RISK);
        int width = scorer.outputWidth();
        GlucoseScore.Forecasts found = GlucoseScore.Forecasts.none(series);
        float[] rows = new float[BATCH * GlucoseHistory.WIDTH];
        float[] scores = new float[BATCH * width];
        int[] which = new int[BATCH];
        int waiting = 0;
        for (int i = 0; i < series.size(); i++) {
            int known =
                    GlucoseHistory.compute(
                            series.times(), series.mgDl(), i, rows, waiting * GlucoseHistory.WIDTH);
            if (known >= GlucoseHistory.LEAST_KNOWN) {
                which[waiting++] = i;
            }
            if (waiting == BATCH || (i == series.size() - 1 && waiting > 0)) {
                scorer.score(rows, waiting, scores);
                for (int k = 0; k < waiting; k++) {
                    int at = k * width;
                    found.forecast()[which[k]] = scores[at + forecast];
                    found.low()[which[k]] = scores[at + low];
                    found.high()[which[k]] = scores[at + high];
                    found.risk()[which[k]] = scores[at + risk];
                }
                waiting = 0;
            }
        }
        return found;
    }

    /** The same with what the person's readings teach on the way. */
    public static GlucoseScore.Forecasts corrected(
            GlucoseScore.Forecasts raw, ForecastCorrection correction) {
        GlucoseSeries series = raw.series();
        GlucoseScore.Forecasts found = GlucoseScore.Forecasts.none(series);
        float[] row = new float[GlucoseHistory.WIDTH];
        for (int i = 0; i < series.size(); i++) {
            long time = series.times()[i];
            if (Float.isNaN(raw.forecast()[i])) {
                correction.reading(time, series.mgDl()[i]);
                continue;
            }
            GlucoseHistory.compute(series.times(), series.mgDl(), i, row, 0);
            correction.reading(time, row, 0, raw.forecast()[i], raw.low()[i], raw.high()[i]);
            found.forecast()[i] = correction.forecast();
            found.low()[i] = correction.low();
            found.high()[i] = correction.high();
            found.risk()[i] = raw.risk()[i];
        }
        return found;
    }
}
