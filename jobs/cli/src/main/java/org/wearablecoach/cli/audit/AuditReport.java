package org.wearablecoach.cli.audit;

import static org.wearablecoach.cli.report.Charts.object;
import static org.wearablecoach.cli.report.Charts.point;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wearablecoach.cli.report.Charts;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Numbers;
import org.wearablecoach.cli.report.Report;
import org.wearablecoach.cli.report.Report.Row;
import org.wearablecoach.cli.report.Report.Section;

/** An audit for people. */
public final class AuditReport {

    /** So many findings stand in a report; the JSON has more. */
    private static final int NAMED = 20;

    /** Half the width of a 95% interval in standard deviations. */
    private static final double WIDE = 1.96;

    /** Ends of the axes are whole parts of so many. */
    private static final double STEPS = 20;

    private AuditReport() {}

    /**
     * The report.
     *
     * @param audit that was read
     * @param name of the log
     * @param rules what was compared with the configuration, in a sentence
     * @param learning what was done about learning, in a sentence; empty without
     */
    public static Report of(Audit audit, String name, String rules, String learning) {
        Randomisation r = audit.randomisation();
        List<Section> sections = new ArrayList<>();
        sections.add(
                new Section(
                        "Log",
                        List.of(
                                row("decisions", audit.rows()),
                                row("persons", audit.persons()),
                                row("reward rows", audit.rewards()),
                                row("rows that came again", audit.duplicates()),
                                row("persons that began anew", audit.restarts()))));
        sections.add(
                new Section(
                        "Findings",
                        List.of(
                                row("rows with a difference", audit.differences()),
                                row("missing rows", audit.missing()),
                                row("rows out of place", audit.reordered()))));
        sections.add(new Section("Decisions", decisions(r)));
        sections.add(new Section("Realised against intended", randomised(r)));
        sections.add(new Section("Rewards", rewards(audit)));
        List<String> notes = new ArrayList<>();
        for (Finding finding : audit.findings()) {
            if (notes.size() == NAMED) {
                notes.add("More findings are not listed here; --json names a thousand.");
                break;
            }
            notes.add(finding.text());
        }
        return new Report(
                "Audit of " + name,
                List.of(
                        audit.found()
                                ? "The log does not hold: see the findings below."
                                : "Every row follows from itself, and no chain is broken.",
                        rules,
                        learning.isEmpty()
                                ? "What the policies learned was not computed again: see --learning."
                                : learning),
                sections,
                notes);
    }

    private static Row row(String label, long value) {
        return new Row(label, Numbers.whole(value), "");
    }

    private static List<Row> decisions(Randomisation r) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("available", r.available()));
        r.types().forEach((type, count) -> rows.add(row("type " + type, count)));
        r.reasons().forEach((reason, count) -> rows.add(row("not available: " + reason, count)));
        return rows;
    }

    private static List<Row> randomised(Randomisation r) {
        List<Row> rows = new ArrayList<>();
        Randomisation.Cell all = r.sending();
        rows.add(row("drawn decisions", all.rows()));
        rows.add(
                new Row(
                        "messages sent",
                        Numbers.whole(all.realised()),
                        "",
                        Numbers.decimal(all.intended(), 1) + " intended" + deviation(all)));
        if (all.rows() > 0) {
            rows.add(
                    new Row(
                            "probabilities",
                            Numbers.decimal(r.least(), 4),
                            "least",
                            Numbers.decimal(r.largest(), 4) + " largest"));
            rows.add(
                    new Row(
                            "furthest person",
                            Numbers.decimal(r.worstPerson(), 2),
                            "sd",
                            "of " + Numbers.whole(r.persons()) + " persons"));
        }
        r.interventions()
                .forEach(
                        (name, cell) ->
                                rows.add(
                                        new Row(
                                                "intervention " + name,
                                                Numbers.whole(cell.realised()),
                                                "",
                                                Numbers.decimal(cell.intended(), 1)
                                                        + " intended"
                                                        + deviation(cell))));
        return rows;
    }

    private static String deviation(Randomisation.Cell cell) {
        double z = cell.z();
        return Double.isNaN(z) ? "" : ", " + Numbers.decimal(z, 2) + " sd off";
    }

    private static List<Row> rewards(Audit audit) {
        Randomisation r = audit.randomisation();
        return List.of(
                row("may be learned from", r.learnable()),
                row("outcome did not come in time", r.censored()),
                row("no reward row", r.withoutRow()),
                share("missing where sent", r.missing(true), r.analysed(true)),
                share("missing where not sent", r.missing(false), r.analysed(false)),
                row("fallbacks", r.fallbacks()));
    }

    private static Row share(String label, long part, long whole) {
        return new Row(
                label,
                Numbers.whole(part),
                "",
                "of "
                        + Numbers.whole(whole)
                        + (whole == 0
                                ? ""
                                : ", " + Numbers.decimal(100.0 * part / whole, 1) + "%"));
    }

    /** The pictures of the page. */
    public static List<Figure> figures(Audit audit) {
        List<Object> realised = new ArrayList<>();
        List<Object> drawn = new ArrayList<>();
        Randomisation.Cell[] classes = audit.randomisation().classes();
        double most = 0;
        for (Randomisation.Cell cell : classes) {
            if (cell.rows() == 0) {
                continue;
            }
            double x = Numbers.rounded(cell.intended() / cell.rows(), 4);
            double half = WIDE * cell.deviation() / cell.rows();
            most = Math.max(most, Math.max(x + half, (double) cell.realised() / cell.rows()));
            realised.add(
                    Charts.labelled(
                            x,
                            Numbers.rounded((double) cell.realised() / cell.rows(), 4),
                            Numbers.whole(cell.realised()) + " of " + Numbers.whole(cell.rows())));
            Map<String, Object> bar =
                    Charts.line(
                            "chance",
                            List.of(
                                    point(x, Numbers.rounded(Math.max(0, x - half), 4)),
                                    point(x, Numbers.rounded(Math.min(1, x + half), 4))),
                            Charts.PALE);
            bar.put("lineStyle", object("width", 6, "color", Charts.PALE));
            drawn.add(bar);
        }
        // As far as there are points: on a grid of five minutes no probability is near 1.
        double end = Math.min(1, Math.ceil(STEPS * Math.max(most, 1 / STEPS)) / STEPS);
        Map<String, Object> line =
                Charts.line("intended", List.of(point(0, 0), point(end, end)), "#9aa7b2");
        line.put("lineStyle", object("width", 1, "type", "dashed", "color", "#9aa7b2"));
        drawn.add(line);
        drawn.add(Charts.points("realised", realised, Charts.INK, 9));
        Map<String, Object> x = Charts.axis("value", "intended probability of sending");
        Map<String, Object> y = Charts.upward("realised share");
        x.put("min", 0);
        x.put("max", end);
        y.put("min", 0);
        y.put("max", end);
        Map<String, Object> chart = Charts.chart(x, y, drawn);
        Charts.addTooltip(chart);
        return List.of(
                new Figure.Chart(
                        "Realised against intended randomisation",
                        "Each point is a class of logged probabilities: how often something was"
                                + " sent there, of so many rows, against the mean probability. On"
                                + " the dashed line both are equal; chance keeps a point on its"
                                + " bar in 95 of 100 cases.",
                        chart,
                        Figure.Shape.TALL));
    }
}
