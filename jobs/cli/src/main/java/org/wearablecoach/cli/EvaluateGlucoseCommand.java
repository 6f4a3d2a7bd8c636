package org.wearablecoach.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;
import org.wearablecoach.evaluation.DataException;
import org.wearablecoach.evaluation.GlucoseEvaluation;
import org.wearablecoach.evaluation.GlucoseScore;
import org.wearablecoach.evaluation.GlucoseSeries;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.signals.LowAlarm;
import picocli.CommandLine.Command;

/** {@code coach models evaluate glucose}: a forecast of glucose on recordings of sensors. */
@Command(
        name = "glucose",
        description = {
            "Score a model that forecasts glucose 30 minutes ahead, one CSV a person with the columns"
                    + " timestamp,glucose_value_mg_dl (or glucose_value_mmol_l). A person is the name"
                    + " of a file without .csv.",
            "",
            "A point is a reading with at least an hour of history and another reading 30 minutes"
                    + " later, 2.5 minutes either side. Forecasts are corrected by the person's earlier"
                    + " readings, as in the stream. The threshold of the alarm is set on the persons"
                    + " that are scored, at one false alarm a day. What follows it in the report are"
                    + " alarms as the stream gives them: from the configured limit on, which each"
                    + " person's false alarms raise."
        })
final class EvaluateGlucoseCommand extends EvaluateModelCommand {

    EvaluateGlucoseCommand(Session session) {
        super(session);
    }

    @Override
    String defaultModel() {
        return "glucose-outlook";
    }

    @Override
    Found evaluate(Scorer scorer, Path recordings) {
        GlucoseScore score =
                GlucoseEvaluation.evaluate(
                        scorer,
                        GlucoseSeries.read(
                                recordings,
                                this::isWanted,
                                reason -> session().console().progress("passed over: " + reason)));
        if (score.points() == 0) {
            throw new DataException(
                    recordings
                            + ": no reading with an hour of history and another 30 minutes later;"
                            + " bring longer recordings.");
        }
        GlucoseScore.Lows lows = score.lows();
        LowAlarm.Rule rule = CoachConfig.defaults().loop().safety().lowAlarm();
        GlucoseScore.Alarmed personal = score.personal(rule);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("persons", score.persons());
        values.put("points", score.points());
        values.put("rmse", score.rmse());
        values.put("lastValueRmse", score.lastValueRmse());
        values.put("ratio", score.ratio());
        values.put("interval80CoveragePercent", score.coveragePercent());
        values.put("hypoSensitivityPercent", lows.sensitivityPercent());
        values.put("hypoSensitivity10MinPercent", lows.sensitivity10MinPercent());
        values.put("hypoFalseAlarmsPerDay", lows.falseAlarmsPerDay());
        Report report =
                new Report(
                        scorer.manifest().reference(),
                        List.of(score.points() + " points of " + people(score.persons()) + "."),
                        List.of(
                                new Section(
                                        "Forecast, 30 minutes ahead",
                                        List.of(
                                                row("error", score.rmse(), "mg/dL", ""),
                                                row(
                                                        "last value",
                                                        score.lastValueRmse(),
                                                        "mg/dL",
                                                        "carried forward, on the same points"),
                                                row("ratio", score.ratio(), "", ""),
                                                row(
                                                        "80% interval covers",
                                                        score.coveragePercent(), "%", ""),
                                                row(
                                                        "of 75-85% of the points",
                                                        score.calibratedPersonsPercent(),
                                                        "% of persons",
                                                        ""))),
                                new Section(
                                        "Lows, " + lows.lows() + " of them",
                                        List.of(
                                                row(
                                                        "foreseen",
                                                        lows.sensitivityPercent(),
                                                        "%",
                                                        "5 to 30 minutes before"),
                                                row(
                                                        "10 minutes before",
                                                        lows.sensitivity10MinPercent(),
                                                        "%",
                                                        ""),
                                                row(
                                                        "false alarms",
                                                        lows.falseAlarmsPerDay(),
                                                        "a day",
                                                        ""))),
                                new Section(
                                        "Lows, with each person's own limit, as in the stream",
                                        List.of(
                                                row(
                                                        "foreseen",
                                                        personal.sensitivityPercent(),
                                                        "%",
                                                        ""),
                                                row(
                                                        "10 minutes before",
                                                        personal.sensitivity10MinPercent(),
                                                        "%",
                                                        ""),
                                                row(
                                                        "false alarms",
                                                        personal.falseAlarmsPerDay(),
                                                        "a day",
                                                        "")))),
                        List.of());
        return new Found(values, report);
    }

    private static Row row(String label, double value, String unit, String note) {
        return new Row(
                label,
                Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%.2f", value),
                unit,
                note);
    }
}
