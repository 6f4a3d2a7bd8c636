package org.wearablecoach.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the records of a recording. Each is in exactly one class, so the classes add up to
 * what was published, or something was lost.
 *
 * @param recordsIn counted by whoever published them
 * @param byKind the same by kind
 * @param used accepted into state
 * @param duplicates known already
 * @param late contributed to nothing
 * @param ignored readable, of a kind that is not used
 * @param deadLetters could not be used
 */
public record Balance(
        long recordsIn,
        Map<String, Long> byKind,
        long used,
        long duplicates,
        long late,
        long ignored,
        long deadLetters) {

    /** Keeps a sorted copy of the map. */
    public Balance {
        byKind = new TreeMap<>(byKind);
    }

    /** Whether every record is accounted for. */
    public boolean balanced() {
        return recordsIn == used + duplicates + late + ignored + deadLetters;
    }

    /** The values of a summary, in their order. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("recordsIn", recordsIn);
        values.put("byKind", byKind);
        values.put("used", used);
        values.put("duplicates", duplicates);
        values.put("late", late);
        values.put("ignored", ignored);
        values.put("deadLetters", deadLetters);
        values.put("balanced", balanced());
        return values;
    }

    /** One sentence for a person. */
    public String text() {
        return String.format(
                java.util.Locale.ROOT,
                "%,d records: %,d used, %,d duplicates, %,d late, %,d ignored, %,d dead letters;"
                        + " %s.",
                recordsIn,
                used,
                duplicates,
                late,
                ignored,
                deadLetters,
                balanced()
                        ? "every record is accounted for"
                        : "NOT BALANCED, records were lost or counted twice");
    }
}
