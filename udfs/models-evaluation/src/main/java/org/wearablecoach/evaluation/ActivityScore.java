package org.wearablecoach.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.wearablecoach.signals.Activity;

/**
 * Counts of true against predicted activities by person, and the figures made of them.
 *
 * <p>Macro F1 is over still, walk, run and stairs, of the windows that are one of them; a window
 * that the model rejects ({@code other}) is an error there. Windows of other activities count for
 * {@link #otherRejectedPercent} alone.
 */
public final class ActivityScore {

    /** The classes that are scored, in their order. */
    public static final List<Activity> CLASSES =
            List.of(Activity.STILL, Activity.WALK, Activity.RUN, Activity.STAIRS);

    private static final int SCORED = CLASSES.size();

    /** The place of what is none of the classes: rejected as predicted, other as truth. */
    private static final int REST = SCORED;

    private static final int RESAMPLES = 2000;

    private final Map<String, long[][]> byPerson = new TreeMap<>();

    /** Counts a window. */
    public void add(String person, Activity truth, Activity predicted) {
        byPerson.computeIfAbsent(person, p -> new long[SCORED + 1][SCORED + 1])[place(truth)][
                place(predicted)]++;
    }

    private static int place(Activity activity) {
        int at = CLASSES.indexOf(activity);
        return at < 0 ? REST : at;
    }

    /** Adds what another table counted, as of another fold. */
    public void add(ActivityScore other) {
        other.byPerson.forEach(
                (person, counts) -> {
                    long[][] mine =
                            byPerson.computeIfAbsent(person, p -> new long[SCORED + 1][SCORED + 1]);
                    for (int t = 0; t <= SCORED; t++) {
                        for (int p = 0; p <= SCORED; p++) {
                            mine[t][p] += counts[t][p];
                        }
                    }
                });
    }

    /** Windows of the four classes. */
    public long windows() {
        long sum = 0;
        long[][] all = total(byPerson.values());
        for (int t = 0; t < SCORED; t++) {
            sum += Arrays.stream(all[t]).sum();
        }
        return sum;
    }

    /** Who was counted, in order of name. */
    public List<String> persons() {
        return List.copyOf(byPerson.keySet());
    }

    /** Mean over the classes of the harmonic mean of precision and recall. */
    public double macroF1() {
        return macroF1(total(byPerson.values()), false);
    }

    /** The same with stairs counted as walk. */
    public double mergedF1() {
        return macroF1(total(byPerson.values()), true);
    }

    /** Macro F1 of one person, over the classes that the person has. */
    public double macroF1(String person) {
        return macroF1(total(java.util.Collections.singleton(counts(person))), false);
    }

    /**
     * Macro F1 over the windows of some persons.
     *
     * @param persons one who is named twice counts twice
     */
    public double macroF1(Collection<String> persons) {
        return macroF1(total(persons.stream().map(this::counts).toList()), false);
    }

    /**
     * Harmonic mean of precision and recall of one activity over the windows of some persons; 0
     * where it neither was nor was found.
     *
     * @param persons one who is named twice counts twice
     */
    public double f1(Activity activity, Collection<String> persons) {
        return f1(total(persons.stream().map(this::counts).toList()), place(activity));
    }

    /** Number of windows of an activity of one person. */
    public long count(Activity activity, String person) {
        return Arrays.stream(counts(person)[place(activity)]).sum();
    }

    /** Share of a person's windows that were taken for something else. */
    public double error(String person) {
        long[][] counts = counts(person);
        long all = 0;
        long right = 0;
        for (int t = 0; t < SCORED; t++) {
            all += Arrays.stream(counts[t]).sum();
            right += counts[t][t];
        }
        return all == 0 ? 0 : 1 - (double) right / all;
    }

    /** 95% interval of macro F1 by drawing persons with replacement. */
    public double[] macroF1Interval(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<long[][]> persons = new ArrayList<>(byPerson.values());
        double[] found = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<long[][]> drawn = new ArrayList<>(persons.size());
            for (int k = 0; k < persons.size(); k++) {
                drawn.add(persons.get(random.nextInt(persons.size())));
            }
            found[i] = macroF1(total(drawn), false);
        }
        Arrays.sort(found);
        return new double[] {found[RESAMPLES / 40], found[RESAMPLES - 1 - RESAMPLES / 40]};
    }

    /** Of the windows taken for an activity, the share that was it; 0 where there is none. */
    public double precision(Activity activity) {
        long[][] all = total(byPerson.values());
        int c = place(activity);
        long predicted = 0;
        for (int t = 0; t < SCORED; t++) {
            predicted += all[t][c];
        }
        return predicted == 0 ? 0 : (double) all[c][c] / predicted;
    }

    /** Of the windows of an activity, the share that was taken for it. */
    public double recall(Activity activity) {
        return rate(activity, activity);
    }

    /** Number of windows of an activity. */
    public long count(Activity activity) {
        return Arrays.stream(total(byPerson.values())[place(activity)]).sum();
    }

    /** The share of the windows of one activity that were taken for another; 0 without windows. */
    public double rate(Activity truth, Activity predicted) {
        long n = count(truth);
        return n == 0 ? 0 : (double) total(byPerson.values())[place(truth)][place(predicted)] / n;
    }

    /** Share of the windows of the four classes that the model rejected, percent. */
    public double rejectedPercent() {
        long[][] all = total(byPerson.values());
        long rejected = 0;
        for (int t = 0; t < SCORED; t++) {
            rejected += all[t][REST];
        }
        return windows() == 0 ? 0 : 100.0 * rejected / windows();
    }

    /** Share of the windows of other activities that were rejected, percent; NaN without any. */
    public double otherRejectedPercent() {
        long n = count(Activity.OTHER);
        return n == 0 ? Double.NaN : 100 * rate(Activity.OTHER, Activity.OTHER);
    }

    private long[][] counts(String person) {
        long[][] counts = byPerson.get(person);
        if (counts == null) {
            throw new IllegalArgumentException("no window of " + person + " was counted");
        }
        return counts;
    }

    private static double f1(long[][] counts, int c) {
        long truth = Arrays.stream(counts[c]).sum();
        long predicted = 0;
        for (int t = 0; t < SCORED; t++) {
            predicted += counts[t][c];
        }
        return truth + predicted == 0 ? 0 : 2.0 * counts[c][c] / (truth + predicted);
    }

    private static long[][] total(Iterable<long[][]> persons) {
        long[][] sum = new long[SCORED + 1][SCORED + 1];
        for (long[][] person : persons) {
            for (int t = 0; t <= SCORED; t++) {
                for (int p = 0; p <= SCORED; p++) {
                    sum[t][p] += person[t][p];
                }
            }
        }
        return sum;
    }

    /** Classes without a window are left out of the mean. */
    private static double macroF1(long[][] counts, boolean merged) {
        int walk = CLASSES.indexOf(Activity.WALK);
        int stairs = CLASSES.indexOf(Activity.STAIRS);
        double sum = 0;
        int classes = 0;
        for (int c = 0; c < SCORED; c++) {
            if (merged && c == stairs) {
                continue;
            }
            long truth = 0;
            long predicted = 0;
            long right = 0;
            for (int t = 0; t < SCORED; t++) {
                for (int p = 0; p <= SCORED; p++) {
                    boolean isTrue = t == c || (merged && c == walk && t == stairs);
                    boolean isPredicted = p == c || (merged && c == walk && p == stairs);
                    truth += isTrue ? counts[t][p] : 0;
                    predicted += isPredicted ? counts[t][p] : 0;
                    right += isTrue && isPredicted ? counts[t][p] : 0;
                }
            }
            if (truth > 0) {
                sum += 2.0 * right / (truth + predicted);
                classes++;
            }
        }
        return classes == 0 ? 0 : sum / classes;
    }
}
