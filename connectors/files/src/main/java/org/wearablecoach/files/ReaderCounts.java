package org.wearablecoach.files;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader did not publish, and what it did to local times.
 *
 * @param skippedByReader rows or samples not published, by reason
 * @param daylightGaps local times that do not exist and were moved forward
 * @param daylightOverlaps local times that occur twice and took the earlier offset
 */
public record ReaderCounts(
        SortedMap<String, Long> skippedByReader, long daylightGaps, long daylightOverlaps) {

    /** Keeps a copy of the map. */
    public ReaderCounts {
        skippedByReader = Collections.unmodifiableSortedMap(new TreeMap<>(skippedByReader));
    }
}
