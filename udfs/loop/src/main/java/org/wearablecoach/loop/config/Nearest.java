package org.wearablecoach.loop.config;

import java.util.Collection;
import java.util.Locale;

/** The name that a person most likely meant. */
public final class Nearest {

    private Nearest() {}

    /**
     * The known name with the fewest changed letters; between dotted names, equal last parts count
     * as near.
     *
     * @param name as written
     * @param known at least one
     */
    public static String to(String name, Collection<String> known) {
        String best = "";
        double least = Double.MAX_VALUE;
        for (String candidate : known) {
            double distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static double distance(String name, String candidate) {
        String a = name.toLowerCase(Locale.ROOT);
        String b = candidate.toLowerCase(Locale.ROOT);
        int whole = edits(a, b);
        int last = edits(a.substring(a.lastIndexOf('.') + 1), b.substring(b.lastIndexOf('.') + 1));
        // The last part says what is meant; the section before it is a smaller matter.
        return last + 0.1 * whole;
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
