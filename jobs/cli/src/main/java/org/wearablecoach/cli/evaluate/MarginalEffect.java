package org.wearablecoach.cli.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.policy.CentredLeastSquares;
import org.wearablecoach.policy.StudentT;

/**
 * The effect of sending, from an exported table: weighted and centred least squares with standard
 * errors for few persons.
 *
 * @param rows that were used
 * @param persons clusters
 * @param reference probability on which sending is centred
 * @param left rows that were left out: not analysed, or with a missing number
 * @param names of the coefficients: the effect where all moderators are 0, then each moderator
 * @param fit of them; null where the rows do not determine it
 */
public record MarginalEffect(
        long rows,
        int persons,
        double reference,
        long left,
        List<String> names,
        CentredLeastSquares.@Nullable Fit fit) {

    private static final double LEVEL = 0.95;
    private static final String NAME = "outcomeName";

    /**
     * Which columns and rows take part.
     *
     * @param outcome column
     * @param named only rows whose outcome has this name; null where all have one
     * @param controls columns
     * @param moderators columns
     */
    public record Choice(
            String outcome,
            @Nullable String named,
            List<String> controls,
            List<String> moderators) {}

    /**
     * Fits.
     *
     * @param table as {@code audit --export mrt} writes it
     * @param which columns
     * @param reference probability; NaN for the mean logged one
     */
    public static MarginalEffect of(Path table, Choice which, double reference) {
        double centre = Double.isNaN(reference) ? meanProbability(table, which) : reference;
        int g = 1 + which.controls().size();
        int f = 1 + which.moderators().size();
        CentredLeastSquares analysis = new CentredLeastSquares(g, f, centre);
        Map<String, CentredLeastSquares.Person> persons = new HashMap<>();
        Set<String> outcomes = new TreeSet<>();
        long used = 0;
        long left = 0;
        try (Columns rows = new Columns("--log", table)) {
            while (rows.next()) {
                if (!isUsed(rows, which)) {
                    left++;
                    continue;
                }
                if (rows.has(NAME) && outcomes.add(rows.text(NAME)) && outcomes.size() > 1) {
                    throw new InputException(
                            rows.place()
                                    + ": the table holds several outcomes ("
                                    + String.join(", ", outcomes)
                                    + "), whose units differ: choose one with --outcome-name.");
                }
                double[] baseline = with1(rows, which.controls());
                double[] advantage = with1(rows, which.moderators());
                double p = rows.number("probability");
                if (!(p > 0 && p < 1)) {
                    throw new InputException(
                            rows.place()
                                    + ": analysed is 1 though the probability is not between 0"
                                    + " and 1; audit the log.");
                }
                persons.computeIfAbsent(rows.text("userId"), id -> analysis.person())
                        .add(
                                baseline,
                                advantage,
                                rows.number("sent") == 1,
                                p,
                                rows.number(which.outcome()));
                used++;
            }
        }
        List<String> names = new ArrayList<>();
        names.add("sending");
        for (String moderator : which.moderators()) {
            names.add("sending x " + moderator);
        }
        return new MarginalEffect(used, persons.size(), centre, left, names, analysis.fit());
    }

    private static boolean isUsed(Columns rows, Choice which) {
        boolean used =
                rows.number("analysed") == 1 && Double.isFinite(rows.number(which.outcome()));
        if (which.named() != null) {
            used &= rows.text(NAME).equals(which.named());
        }
        for (String control : which.controls()) {
            used &= Double.isFinite(rows.number(control));
        }
        for (String moderator : which.moderators()) {
            used &= Double.isFinite(rows.number(moderator));
        }
        return used;
    }

    private static double[] with1(Columns rows, List<String> names) {
        double[] x = new double[1 + names.size()];
        x[0] = 1;
        for (int i = 0; i < names.size(); i++) {
            x[1 + i] = rows.number(names.get(i));
        }
        return x;
    }

    private static double meanProbability(Path table, Choice which) {
        double sum = 0;
        long count = 0;
        try (Columns rows = new Columns("--log", table)) {
            while (rows.next()) {
                if (isUsed(rows, which)) {
                    sum += rows.number("probability");
                    count++;
                }
            }
        }
        if (count == 0) {
            throw new InputException(
                    "--log " + table + ": no row was randomised and has its outcome.");
        }
        return sum / count;
    }

    /** The figures by their documented names. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", rows);
        values.put("persons", persons);
        values.put("leftOut", left);
        values.put("reference", reference);
        CentredLeastSquares.Fit done = fit;
        values.put("degrees", done == null ? Double.NaN : done.degrees());
        List<Object> all = new ArrayList<>();
        if (done != null) {
            for (int i = 0; i < names.size(); i++) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("name", names.get(i));
                one.put("estimate", done.effect()[i]);
                one.put("standardError", done.standardErrors()[i]);
                one.put("lower", done.effect()[i] - done.halfWidth(i, LEVEL));
                one.put("upper", done.effect()[i] + done.halfWidth(i, LEVEL));
                one.put("pValue", pValue(done, i));
                all.add(one);
            }
        }
        values.put("effects", all);
        return values;
    }

    /** Two-sided. */
    public static double pValue(CentredLeastSquares.Fit fit, int coefficient) {
        double t = Math.abs(fit.effect()[coefficient] / fit.standardErrors()[coefficient]);
        return 2 * (1 - StudentT.cdf(t, fit.degrees()));
    }
}
