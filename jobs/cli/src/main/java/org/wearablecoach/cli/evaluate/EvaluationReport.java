package org.wearablecoach.cli.evaluate;

import static org.wearablecoach.cli.report.Charts.object;
import static org.wearablecoach.cli.report.Charts.point;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;
import org.wearablecoach.policy.CentredLeastSquares;
import org.wearablecoach.policy.OffPolicy.Estimates;

/** Evaluations for people. */
public final class EvaluationReport {

    /** Half the width of a 95% interval in standard errors. */
    private static final double WIDE = 1.96;

    private static final double LEVEL = 0.95;
    private static final int DIGITS = 6;

    private EvaluationReport() {}

    /**
     * The report of an off-policy evaluation.
     *
     * @param evaluation that was made
     * @param log what it was made on
     * @param target what was evaluated
     */
    public static Report of(Evaluation evaluation, String log, String target) {
        Estimates e = evaluation.estimates();
        List<Row> values = new ArrayList<>();
        values.add(row("the log's own policy", e.onPolicy(), ""));
        values.add(row("IPW", e.ipw(), interval(e.ipw(), e.ipwSe())));
        values.add(row("SNIPW", e.snipw(), ""));
        if (evaluation.modelled()) {
            values.add(row("DM", e.dm(), "the reward model alone"));
            values.add(row("DR", e.dr(), interval(e.dr(), e.drSe())));
            values.add(row("SNDR", e.sndr(), ""));
            values.add(row("Switch-DR, 1", e.switchDr1(), ""));
            values.add(row("Switch-DR, 10", e.switchDr10(), ""));
            values.add(row("DRos, 1", e.dros1(), ""));
            values.add(row("DRos, 100", e.dros100(), ""));
        }
        List<Row> overlap =
                List.of(
                        new Row("rows evaluated", Numbers.whole(e.rows()), ""),
                        new Row("rows left out", Numbers.whole(evaluation.left()), ""),
                        new Row("effective rows", Numbers.decimal(e.ess(), 1), ""),
                        new Row(
                                "target without support",
                                Numbers.decimal(100 * evaluation.unseen(), 2),
                                "%",
                                "of its probability"));
        return new Report(
                "Evaluation of " + target + " on " + log,
                List.of(verdict(evaluation)),
                List.of(
                        new Section("Mean reward under the target", values),
                        new Section("Overlap", overlap)),
                List.of(
                        "Intervals are 95%, from standard errors of independent rows; rows of one"
                                + " person are not quite that.",
                        "Forced, fallback and unavailable decisions, and missing rewards, are left"
                                + " out."));
    }

    private static String verdict(Evaluation evaluation) {
        Estimates e = evaluation.estimates();
        if (e.overlapWarning()) {
            return "OVERLAP WARNING: the log says too little about what the target does. The"
                    + " numbers below are no basis for a comparison, and none is made.";
        }
        double value = evaluation.modelled() ? e.dr() : e.ipw();
        double error = evaluation.modelled() ? e.drSe() : e.ipwSe();
        double difference = value - e.onPolicy();
        if (Math.abs(difference) <= WIDE * error) {
            return "The log does not tell the target from its own policy.";
        }
        return difference > 0
                ? "The target earns more than the log's own policy."
                : "The target earns less than the log's own policy.";
    }

    private static Row row(String label, double value, String note) {
        return new Row(label, Numbers.decimal(value, DIGITS), "", note);
    }

    private static String interval(double value, double error) {
        return String.format(
                Locale.ROOT,
                "%s to %s",
                Numbers.decimal(value - WIDE * error, DIGITS),
                Numbers.decimal(value + WIDE * error, DIGITS));
    }

    /** The pictures of its page. */
    public static List<Figure> figures(Evaluation evaluation) {
        Estimates e = evaluation.estimates();
        List<String> names = new ArrayList<>();
        List<Object> points = new ArrayList<>();
        List<Object> drawn = new ArrayList<>();
        bar(names, points, drawn, "IPW", e.ipw(), e.ipwSe());
        bar(names, points, drawn, "SNIPW", e.snipw(), Double.NaN);
        if (evaluation.modelled()) {
            bar(names, points, drawn, "DM", e.dm(), Double.NaN);
            bar(names, points, drawn, "DR", e.dr(), e.drSe());
            bar(names, points, drawn, "SNDR", e.sndr(), Double.NaN);
            bar(names, points, drawn, "Switch-DR 1", e.switchDr1(), Double.NaN);
            bar(names, points, drawn, "Switch-DR 10", e.switchDr10(), Double.NaN);
            bar(names, points, drawn, "DRos 1", e.dros1(), Double.NaN);
            bar(names, points, drawn, "DRos 100", e.dros100(), Double.NaN);
        }
        if (Double.isFinite(e.onPolicy())) {
            List<Object> level = new ArrayList<>();
            for (String name : names) {
                level.add(point(name, e.onPolicy()));
            }
            Map<String, Object> line = Charts.line("the log's own policy", level, "#9aa7b2");
            line.put("lineStyle", object("width", 1, "type", "dashed", "color", "#9aa7b2"));
            drawn.add(line);
        }
        drawn.add(Charts.points("estimate", points, Charts.INK, 9));
        Map<String, Object> x = Charts.axis("category", "estimator");
        x.put("data", names);
        Charts.nameAll(x);
        Map<String, Object> y = Charts.upward("mean reward");
        y.put("scale", true);
        Map<String, Object> chart = Charts.chart(x, y, drawn);
        Charts.addTooltip(chart);
        return List.of(
                new Figure.Chart(
                        "Estimates",
                        (e.overlapWarning()
                                        ? "OVERLAP WARNING: these estimates must not be compared. "
                                        : "")
                                + "Mean reward under the target by each estimator; bars are 95%"
                                + " intervals, the dashed line is what the log's own policy"
                                + " earned.",
                        chart,
                        Figure.Shape.TALL));
    }

    private static final int LABEL_DIGITS = 4;

    private static void bar(
            List<String> names,
            List<Object> points,
            List<Object> drawn,
            String name,
            double value,
            double error) {
        names.add(name);
        if (!Double.isFinite(value)) {
            return;
        }
        points.add(Charts.labelled(name, value, Numbers.decimal(value, LABEL_DIGITS)));
        if (Double.isFinite(error)) {
            Map<String, Object> line =
                    Charts.line(
                            name,
                            List.of(
                                    point(name, value - WIDE * error),
                                    point(name, value + WIDE * error)),
                            Charts.PALE);
            line.put("lineStyle", object("width", 6, "color", Charts.PALE));
            drawn.add(line);
        }
    }

    /**
     * The report of the effect of sending.
     *
     * @param effect that was fitted
     * @param table what it was fitted on
     * @param choice of columns
     */
    public static Report of(MarginalEffect effect, String table, MarginalEffect.Choice choice) {
        List<Row> rows = new ArrayList<>();
        CentredLeastSquares.Fit fit = effect.fit();
        if (fit != null) {
            for (int i = 0; i < effect.names().size(); i++) {
                double half = fit.halfWidth(i, LEVEL);
                rows.add(
                        new Row(
                                effect.names().get(i),
                                Numbers.decimal(fit.effect()[i], 4),
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "%s to %s, p %s",
                                        Numbers.decimal(fit.effect()[i] - half, 4),
                                        Numbers.decimal(fit.effect()[i] + half, 4),
                                        Numbers.decimal(MarginalEffect.pValue(fit, i), 4))));
            }
        }
        return new Report(
                "Effect of sending on "
                        + (choice.named() == null ? choice.outcome() : choice.named())
                        + ", from "
                        + table,
                List.of(
                        String.format(
                                Locale.ROOT,
                                "%s rows of %d persons; sending is centred on %s; controls: %s.",
                                Numbers.whole(effect.rows()),
                                effect.persons(),
                                Numbers.decimal(effect.reference(), 4),
                                choice.controls().isEmpty()
                                        ? "none"
                                        : String.join(", ", choice.controls())),
                        fit == null
                                ? "The rows do not determine the effect: it needs more persons than"
                                        + " coefficients, and columns that differ."
                                : String.format(
                                        Locale.ROOT,
                                        "95%% intervals of t with %.0f degrees of freedom.",
                                        fit.degrees())),
                List.of(new Section("Effect", rows)),
                List.of(
                        "Weighted and centred least squares with the standard errors of Mancl and"
                                + " DeRouen, clusters are persons.",
                        Numbers.whole(effect.left())
                                + " rows were left out: not randomised, not available, or with a"
                                + " missing number."));
    }
}
