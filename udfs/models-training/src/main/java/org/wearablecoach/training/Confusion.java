package org.wearablecoach.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Counts of true against predicted classes by person, and the figures made of them. */
final class Confusion {

    private static final int RESAMPLES = 2000;

    private final int classes;
    private final Map<Integer, long[][]> byPerson = new TreeMap<>();

    Confusion(int classes) {
        this.classes = classes;
    }

    void add(int person, int truth, int predicted) {
        byPerson.computeIfAbsent(person, p -> new long[classes][classes])[truth][predicted]++;
    }

    long windows() {
        long sum = 0;
        for (long[] row : total(persons())) {
            for (long count : row) {
                sum += count;
            }
        }
        return sum;
    }

    int personCount() {
        return byPerson.size();
    }

    /** Mean over classes of the harmonic mean of precision and recall. */
    double macroF1() {
        return macroF1(total(persons()));
    }

    /** The same with one class counted as another. */
    double macroF1Merged(int from, int into) {
        long[][] all = total(persons());
        long[][] merged = new long[classes - 1][classes - 1];
        for (int t = 0; t < classes; t++) {
            for (int p = 0; p < classes; p++) {
                merged[slot(t, from, into)][slot(p, from, into)] += all[t][p];
            }
        }
        return macroF1(merged);
    }

    /** 95% interval of macro F1 by drawing persons with replacement. */
    double[] macroF1Interval(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<long[][]> persons = persons();
        double[] found = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<long[][]> drawn = new ArrayList<>();
            for (int k = 0; k < persons.size(); k++) {
                drawn.add(persons.get(random.nextInt(persons.size())));
            }
            found[i] = macroF1(total(drawn));
        }
        java.util.Arrays.sort(found);
        return new double[] {found[RESAMPLES / 40], found[RESAMPLES - 1 - RESAMPLES / 40]};
    }

    double precision(int c) {
        long[][] all = total(persons());
        long predicted = 0;
        for (int t = 0; t < classes; t++) {
            predicted += all[t][c];
        }
        return predicted == 0 ? 0 : (double) all[c][c] / predicted;
    }

    double recall(int c) {
        return rate(c, c);
    }

    /** The share of the windows of one class that were taken for another. */
    double rate(int truth, int predicted) {
        long[] row = total(persons())[truth];
        long n = 0;
        for (long count : row) {
            n += count;
        }
        return n == 0 ? 0 : (double) row[predicted] / n;
    }

    private List<long[][]> persons() {
        return new ArrayList<>(byPerson.values());
    }

    private static int slot(int c, int from, int into) {
        int target = c == from ? into : c;
        return target > from ? target - 1 : target;
    }

    private long[][] total(List<long[][]> persons) {
        long[][] sum = new long[classes][classes];
        for (long[][] person : persons) {
            for (int t = 0; t < classes; t++) {
                for (int p = 0; p < classes; p++) {
                    sum[t][p] += person[t][p];
                }
            }
        }
        return sum;
    }

    private static double macroF1(long[][] counts) {
        double sum = 0;
        for (int c = 0; c < counts.length; c++) {
            long truth = 0;
            long predicted = 0;
            for (int k = 0; k < counts.length; k++) {
                truth += counts[c][k];
                predicted += counts[k][c];
            }
            sum += truth + predicted == 0 ? 0 : 2.0 * counts[c][c] / (truth + predicted);
        }
        return sum / counts.length;
    }
}
