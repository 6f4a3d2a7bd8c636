package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.evaluation.GlucoseEvaluation;
import org.wearablecoach.evaluation.GlucoseScore;
import org.wearablecoach.signals.ForecastCorrection;
import org.wearablecoach.signals.LowAlarm;

/** The card of the glucose model: what was measured while it was made. */
final class GlucoseCard {

    private static final int RESAMPLES = 2000;
    private static final double LOW = 70;
    private static final LowAlarm.Rule STREAM = new LowAlarm.Rule(LOW, LowAlarm.USUAL_RISK, 1);

    private final int size;
    private final int points;
    private final int diabetes;
    private final List<GlucoseScore.Forecasts> raw;
    private final List<GlucoseScore.Forecasts> held;

    /**
     * @param size weights of the network
     * @param points rows that are learned from
     * @param diabetes how many of the persons, the first ones, have type 1 diabetes
     * @param raw forecasts for everybody by networks that never saw them
     * @param held forecasts of the shipped network for the validation persons
     */
    GlucoseCard(
            int size,
            int points,
            int diabetes,
            List<GlucoseScore.Forecasts> raw,
            List<GlucoseScore.Forecasts> held) {
        this.size = size;
        this.points = points;
        this.diabetes = diabetes;
        this.raw = raw;
        this.held = held;
    }

    private static GlucoseScore alone(List<GlucoseScore.Forecasts> forecasts) {
        GlucoseScore score = new GlucoseScore();
        forecasts.forEach(score::add);
        return score;
    }

    /** What the correction learned from one half of the people, without their variance. */
    private static float[] placebo(List<GlucoseScore.Forecasts> others) {
        float[] mean = new float[ForecastCorrection.STATE];
        for (GlucoseScore.Forecasts one : others) {
            ForecastCorrection correction = new ForecastCorrection();
            GlucoseEvaluation.corrected(one, correction);
            float[] state = correction.state();
            for (int i = 0; i < state.length; i++) {
                mean[i] += state[i] / others.size();
            }
        }
        // The belief that nothing is left to learn: nobody's own readings move it.
        Arrays.fill(mean, ForecastCorrection.WEIGHTS, mean.length - 2, 0);
        mean[mean.length - 2] = 1;
        mean[mean.length - 1] = 1;
        return mean;
    }

    /** The ratio with weights learned from other people and frozen. */
    private static double placeboRatio(List<GlucoseScore.Forecasts> people) {
        GlucoseScore score = new GlucoseScore();
        for (int half = 0; half < 2; half++) {
            List<GlucoseScore.Forecasts> mine = new ArrayList<>();
            List<GlucoseScore.Forecasts> others = new ArrayList<>();
            for (int i = 0; i < people.size(); i++) {
                (i % 2 == half ? mine : others).add(people.get(i));
            }
            float[] start = placebo(others);
            for (GlucoseScore.Forecasts one : mine) {
                ForecastCorrection correction = new ForecastCorrection();
                correction.restore(start);
                score.add(GlucoseEvaluation.corrected(one, correction));
            }
        }
        return score.ratio();
    }

    String text() {
        List<GlucoseScore.Forecasts> t1 = raw.subList(0, diabetes);
        List<GlucoseScore.Forecasts> healthy = raw.subList(diabetes, raw.size());
        GlucoseScore t1Alone = alone(t1);
        GlucoseScore t1Online = GlucoseTraining.corrected(t1, new float[0]);
        GlucoseScore healthyAlone = alone(healthy);
        GlucoseScore healthyOnline = GlucoseTraining.corrected(healthy, new float[0]);
        double placebo = placeboRatio(t1);
        double placeboHealthy = placeboRatio(healthy);
        double all = t1Alone.ratio() - t1Online.ratio();
        double shift = t1Alone.ratio() - placebo;
        StringBuilder names = new StringBuilder();
        for (GlucoseScore.Forecasts one : held) {
            names.append(names.isEmpty() ? "" : ", ").append(one.series().person());
        }
        List<GlucoseScore.Forecasts> heldT1 = new ArrayList<>();
        List<GlucoseScore.Forecasts> heldHealthy = new ArrayList<>();
        for (GlucoseScore.Forecasts one : held) {
            (one.series().person().startsWith("Subject") ? heldT1 : heldHealthy).add(one);
        }
        GlucoseScore heldT1Online = GlucoseTraining.corrected(heldT1, new float[0]);
        GlucoseScore heldHealthyOnline = GlucoseTraining.corrected(heldHealthy, new float[0]);
        double limitT1 = t1Alone.lows().threshold();
        double limitHealthy = healthyAlone.lows().threshold();
        double[] ratios = t1Online.ratioByPerson();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < ratios.length; i++) {
            order.add(i);
        }
        order.sort((a, b) -> Double.compare(ratios[b], ratios[a]));
        StringBuilder hardest = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            hardest.append(hardest.isEmpty() ? "" : ", ")
                    .append(t1.get(order.get(i)).series().person())
                    .append(String.format(Locale.ROOT, " (%.3f)", ratios[order.get(i)]));
        }
        return String.format(
                Locale.ROOT,
                """
                # glucose-outlook %s

                Glucose 30 minutes ahead from up to two hours of it: the forecast, the ends of an 80%% \
                interval, and the probability of a value below 70 mg/dL within 30 minutes. Two dense \
                layers, %d weights.

                **In**: `history`, the list `glucose-history` version 1 made by `GlucoseHistory` in \
                training and in serving: the newest reading, the values 5 to 115 minutes before, and how \
                many of them are known. At least an hour must be known. **Out**: `forecast`, `low`, \
                `high` in mg/dL, `lowRisk`.

                **Intended use**: to leave out a suggestion to exercise when glucose may be low soon, and \
                to show a trend. Wellness only: it knows nothing of insulin, meals or exercise, and must \
                never be used for treatment.

                ## Figures
                %d points of %d persons: AZT1D (%d with type 1 diabetes, Dexcom G6) and Colas 2019 (%d \
                mostly healthy, Medtronic iPro). %d folds by person over both: nobody is forecast by a \
                network that saw them. A point is a reading with an hour of history and a reading 30 \
                minutes later. Ratio: error over that of carrying the last value forward, on the same \
                points; 95%% intervals by drawing persons.

                | persons | error, mg/dL | ratio | 95%% interval | persons, from-to | interval covers | persons within 75-85%% |
                |---|---|---|---|---|---|---|
                %s
                %s
                %s
                %s

                "With correction" is what the stream does: `ForecastCorrection` learns from each \
                person's own readings as they come. **How much of its gain is the person?** With the \
                weights that other persons' readings taught, frozen, the ratio of AZT1D is %.4f. So of \
                the gain of %.4f, %.4f is a shift that everybody shares and %.4f is the person. For \
                Colas, whose recordings last two days, it is %.4f: of the gain of %.4f, %.4f is shift and \
                %.4f is the person.

                **Lows** (three readings below 70 after 15 minutes without; an alarm is the probability \
                over a threshold while at 70 or more, then silent for 30 minutes; the threshold is set on \
                the scored persons at one false alarm a day of 288 readings):

                | persons | lows | threshold | foreseen | by 10 minutes or more | false alarms a day |
                |---|---|---|---|---|---|
                %s
                %s

                **A limit for each person.** Nobody knows the threshold of a new person. Taken from other \
                people it gives some of them several false alarms a day. In the stream each false alarm \
                raises the person's own limit (`LowAlarm`), so that nobody gets many more than one a day. \
                Here each population starts with the threshold of the other, and a forecast below 70 is \
                an alarm too; "same for everybody" is the placebo, the limit frozen:

                | persons | limit | foreseen | by 10 minutes or more | false alarms a day | median and most of the persons | persons with at most 1.25 |
                |---|---|---|---|---|---|---|
                %s
                %s
                %s
                %s

                The stream starts everybody at %.2f. The price: who is often near a low is warned less \
                often. A forecast below 70 alone would foresee %.1f%% of the lows of AZT1D, because most \
                of those that loom are averted.

                **The shipped network** was trained on the others than these, who were chosen by a hash \
                of their names before any training (SHA-256 of `validation:NAME`, one in %d): %s. Scored \
                twice with the same network: with correction, and again when each person's own limit \
                was added, which was made on the folds. Intervals of lows over the lows, since the \
                persons are few:

                | persons | ratio | interval covers | persons within 75-85%% | lows | foreseen | by 10 minutes or more |
                |---|---|---|---|---|---|---|
                %s
                %s
                %s

                ## What to know
                - The hardest persons of AZT1D, with their ratio: %s. One (Subject 8) has an over-smoothed \
                sensor, one (Subject 15) many repeated stamps.
                - Automated insulin averts many lows in AZT1D: some false alarms are lows that were averted.
                - The threshold of an alarm does not carry over to other people, see above.
                - The Colas recordings are smooth, which makes them easy to forecast; expect less of a \
                noisy sensor.

                ## How it was made
                %d epochs, batches of %d, AdamW, rate %s falling by a cosine, weight decay %s, seed %d. \
                Squared error for the forecast, pinball losses for the quantiles, cross-entropy for the \
                risk; calm rows weigh more. %.0f%% of the rows get the noise of a worse sensor, a tenth \
                less history, a tenth a reading every 15 minutes. Learning curves: \
                `glucose-outlook-learning.svg`. Training again gives the same bytes: `./mvnw -Ptraining \
                -pl udfs/models-training compile exec:java -Dcoach.model=glucose-outlook`.

                Data: AZT1D (CC BY 4.0) and Colas et al. 2019 (CC BY 4.0), both in the form of Glucose-ML. \
                Model: Apache-2.0.
                """,
                GlucoseTraining.VERSION,
                size,
                points,
                raw.size(),
                t1.size(),
                healthy.size(),
                GlucoseTraining.FOLDS,
                row("AZT1D, the model alone", t1Alone),
                row("AZT1D, with correction", t1Online),
                row("Colas, the model alone", healthyAlone),
                row("Colas, with correction", healthyOnline),
                placebo,
                all,
                shift,
                all - shift,
                placeboHealthy,
                healthyAlone.ratio() - healthyOnline.ratio(),
                healthyAlone.ratio() - placeboHealthy,
                placeboHealthy - healthyOnline.ratio(),
                lows("AZT1D", t1Alone),
                lows("Colas", healthyAlone),
                personal("AZT1D, same for everybody", t1Online, limitHealthy, 0),
                personal("AZT1D, each person's own", t1Online, limitHealthy, 1),
                personal("Colas, same for everybody", healthyOnline, limitT1, 0),
                personal("Colas, each person's own", healthyOnline, limitT1, 1),
                LowAlarm.USUAL_RISK,
                t1Online.personal(new LowAlarm.Rule(LOW, 1, 0)).sensitivityPercent(),
                Split.ONE_IN,
                names,
                held("AZT1D", heldT1Online, null),
                held("AZT1D, each person's own limit", heldT1Online, STREAM),
                held("Colas", heldHealthyOnline, null),
                hardest,
                GlucoseTraining.EPOCHS,
                GlucoseTraining.BATCH,
                GlucoseTraining.RATE,
                GlucoseTraining.DECAY,
                GlucoseTraining.SEED,
                100 * GlucoseTraining.NOISY);
    }

    private static String row(String name, GlucoseScore score) {
        double[] ratios = score.ratioByPerson();
        Arrays.sort(ratios);
        double[] interval = interval(score);
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.4f | %.3f-%.3f | %.3f-%.3f | %.1f%% | %.0f%% |",
                name,
                score.rmse(),
                score.ratio(),
                interval[0],
                interval[1],
                ratios[0],
                ratios[ratios.length - 1],
                score.coveragePercent(),
                score.calibratedPersonsPercent());
    }

    private static double[] interval(GlucoseScore score) {
        double[][] sums = score.squaresByPerson();
        SplittableRandom random = new SplittableRandom(GlucoseTraining.SEED);
        double[] found = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double squares = 0;
            double last = 0;
            for (int k = 0; k < sums.length; k++) {
                double[] one = sums[random.nextInt(sums.length)];
                squares += one[0];
                last += one[1];
            }
            found[i] = Math.sqrt(squares / last);
        }
        Arrays.sort(found);
        return new double[] {found[RESAMPLES / 40], found[RESAMPLES - 1 - RESAMPLES / 40]};
    }

    private static String lows(String name, GlucoseScore score) {
        GlucoseScore.Lows lows = score.lows();
        double[][] intervals =
                score.alarmed(lows.threshold()).sensitivityIntervals(GlucoseTraining.SEED);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.3f | %.1f%% (%.0f-%.0f) | %.1f%% (%.0f-%.0f) | %.2f |",
                name,
                lows.lows(),
                lows.threshold(),
                lows.sensitivityPercent(),
                intervals[0][0],
                intervals[0][1],
                lows.sensitivity10MinPercent(),
                intervals[1][0],
                intervals[1][1],
                lows.falseAlarmsPerDay());
    }

    private static String personal(String name, GlucoseScore score, double limit, double rate) {
        GlucoseScore.Alarmed alarmed = score.personal(new LowAlarm.Rule(LOW, limit, rate));
        double[] rates = alarmed.falseAlarmsPerDayByPerson();
        long calm = Arrays.stream(rates).filter(r -> r <= 1.25).count();
        return String.format(
                Locale.ROOT,
                "| %s | %.3f | %.1f%% | %.1f%% | %.2f | %.2f, %.2f | %d of %d |",
                name,
                limit,
                alarmed.sensitivityPercent(),
                alarmed.sensitivity10MinPercent(),
                alarmed.falseAlarmsPerDay(),
                rates[rates.length / 2],
                rates[rates.length - 1],
                calm,
                rates.length);
    }

    /** Persons that were held out, at the threshold of the protocol or by a rule. */
    private static String held(String name, GlucoseScore score, LowAlarm.@Nullable Rule rule) {
        GlucoseScore.Alarmed alarmed =
                rule == null ? score.alarmed(score.lows().threshold()) : score.personal(rule);
        long lows = alarmed.lows();
        return String.format(
                Locale.ROOT,
                "| %s | %.3f | %.1f%% | %.0f%% | %d | %s | %s |",
                name,
                score.ratio(),
                score.coveragePercent(),
                score.calibratedPersonsPercent(),
                lows,
                share(alarmed.sensitivityPercent(), lows),
                share(alarmed.sensitivity10MinPercent(), lows));
    }

    /** A share in percent with its interval after Wilson (1927). */
    private static String share(double percent, long n) {
        double p = percent / 100;
        double z = 1.96;
        double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
        return String.format(
                Locale.ROOT,
                "%.1f%% (%.0f-%.0f)",
                percent,
                100 * (centre - half),
                100 * (centre + half));
    }
}
