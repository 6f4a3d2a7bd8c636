package org.wearablecoach.cli.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.policy.OffPolicy;

/**
 * Evaluation on logs in the form of the Open Bandit Dataset: {@code item_id}, {@code position} from
 * 1, {@code click}, {@code propensity_score}; the target and the reward model are tables {@code
 * item_id, pos1, pos2, ...}, of which the position chooses the column.
 */
public final class OpenBandit {

    /** The target that shows every item equally often. */
    public static final String UNIFORM = "uniform";

    private static final int MOST_ITEMS = 100_000;
    private static final int MOST_POSITIONS = 1_000;
    private static final double ROUNDING = 0.01;

    /** More of the target's mass than this on what was never logged has no support in the log. */
    private static final double MOST_UNSEEN = 0.01;

    private OpenBandit() {}

    /**
     * Evaluates.
     *
     * @param log csv
     * @param target csv, or null for the uniform policy
     * @param model csv with the estimated reward of each item; null without
     */
    public static Evaluation evaluate(Path log, @Nullable Path target, @Nullable Path model) {
        double @Nullable [][] q = model == null ? null : table("--q", model);
        double[][] logged = seen(log);
        double[][] pi = target == null ? uniform(q, logged) : table("--target", target);
        if (target != null) {
            distribution(target, pi);
        }
        if (q != null && q.length != pi.length) {
            throw new InputException(
                    "--q has "
                            + q.length
                            + " items, --target "
                            + pi.length
                            + ": give both for the same items.");
        }
        double unseen = unseen(pi, logged);
        OffPolicy estimator = new OffPolicy();
        try (Columns rows = new Columns("--log", log)) {
            while (rows.next()) {
                int item = rows.whole("item_id", 0, pi.length - 1);
                int position = rows.whole("position", 1, pi[0].length) - 1;
                double reward = rows.number("click");
                double propensity = rows.number("propensity_score");
                if (!(propensity > 0 && propensity <= 1) || !Double.isFinite(reward)) {
                    throw new InputException(
                            rows.place()
                                    + ": click must be a number and propensity_score above 0 and"
                                    + " at most 1.");
                }
                double expected = 0;
                if (q != null) {
                    for (int i = 0; i < q.length; i++) {
                        expected += pi[i][position] * q[i][position];
                    }
                }
                estimator.add(
                        reward,
                        propensity,
                        pi[item][position],
                        q == null ? 0 : q[item][position],
                        expected,
                        unseen <= MOST_UNSEEN);
            }
        }
        OffPolicy.Estimates estimates = estimator.estimates();
        return new Evaluation(estimates, q != null, estimates.rows(), 0, unseen);
    }

    /** How often each item was shown at each position. */
    private static double[][] seen(Path log) {
        List<double[]> counts = new ArrayList<>();
        int positions = 0;
        try (Columns rows = new Columns("--log", log)) {
            while (rows.next()) {
                int item = rows.whole("item_id", 0, MOST_ITEMS);
                int position = rows.whole("position", 1, MOST_POSITIONS);
                positions = Math.max(positions, position);
                while (counts.size() <= item) {
                    counts.add(new double[0]);
                }
                if (counts.get(item).length < position) {
                    counts.set(item, Arrays.copyOf(counts.get(item), position));
                }
                counts.get(item)[position - 1]++;
            }
        }
        double[][] table = new double[counts.size()][];
        for (int item = 0; item < table.length; item++) {
            table[item] = Arrays.copyOf(counts.get(item), positions);
        }
        return table;
    }

    private static double[][] uniform(double @Nullable [][] q, double[][] logged) {
        if (logged.length == 0) {
            throw new InputException("--log holds no row: there is nothing to evaluate.");
        }
        int items = q == null ? logged.length : q.length;
        int positions = q == null ? logged[0].length : q[0].length;
        double[][] uniform = new double[items][positions];
        for (double[] row : uniform) {
            Arrays.fill(row, 1.0 / items);
        }
        return uniform;
    }

    /** Mean over the positions, as often as each was shown, of the mass on items never shown. */
    private static double unseen(double[][] pi, double[][] logged) {
        double mass = 0;
        double all = 0;
        int positions = logged.length == 0 ? 0 : logged[0].length;
        for (int position = 0; position < Math.min(positions, pi[0].length); position++) {
            double shown = 0;
            double never = 0;
            for (int item = 0; item < pi.length; item++) {
                double count = item < logged.length ? logged[item][position] : 0;
                shown += count;
                never += count == 0 ? pi[item][position] : 0;
            }
            mass += shown * never;
            all += shown;
        }
        return all == 0 ? 1 : mass / all;
    }

    private static double[][] table(String option, Path file) {
        List<double[]> table = new ArrayList<>();
        try (Columns rows = new Columns(option, file)) {
            int positions = 0;
            while (rows.has("pos" + (positions + 1))) {
                positions++;
            }
            if (positions == 0) {
                throw new InputException(
                        option + " " + file + ": the columns are item_id, pos1, pos2, ...");
            }
            while (rows.next()) {
                int item = rows.whole("item_id", 0, MOST_ITEMS);
                while (table.size() <= item) {
                    table.add(new double[0]);
                }
                if (table.get(item).length > 0) {
                    throw new InputException(
                            rows.place() + ": the item " + item + " stands there twice.");
                }
                double[] values = new double[positions];
                for (int position = 0; position < positions; position++) {
                    values[position] = rows.number("pos" + (position + 1));
                    if (!Double.isFinite(values[position])) {
                        throw new InputException(rows.place() + ": a number is missing.");
                    }
                }
                table.set(item, values);
            }
        }
        for (int item = 0; item < table.size(); item++) {
            if (table.get(item).length == 0) {
                throw new InputException(
                        option + " " + file + ": the item " + item + " is missing.");
            }
        }
        if (table.isEmpty()) {
            throw new InputException(option + " " + file + ": there is no item.");
        }
        return table.toArray(new double[0][]);
    }

    private static void distribution(Path file, double[][] pi) {
        for (int position = 0; position < pi[0].length; position++) {
            double sum = 0;
            for (double[] item : pi) {
                if (item[position] < 0) {
                    throw new InputException(
                            "--target " + file + ": a probability is negative; mend it.");
                }
                sum += item[position];
            }
            if (Math.abs(sum - 1) > ROUNDING) {
                throw new InputException(
                        "--target "
                                + file
                                + ": pos"
                                + (position + 1)
                                + " adds up to "
                                + sum
                                + ", not to 1; give the probabilities of all items.");
            }
        }
    }
}
