package org.wearablecoach.loop.infer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions of one thing by the time from which each is in force. Chosen by the time of the element,
 * not by arrival, so that a run that sees an update earlier decides the same.
 *
 * @param <V> a version
 */
public final class Timeline<V> {

    /** Versions that are kept besides the first one; of more, the oldest is dropped. */
    public static final int MOST = 8;

    private final List<Entry<V>> entries = new ArrayList<>();

    /**
     * A version with its time.
     *
     * @param effectiveFrom first time at which it is in force, ms
     */
    public record Entry<V>(long effectiveFrom, V version) {}

    /** Starts with what is in force until something else is; it is never dropped. */
    public Timeline(V first) {
        entries.add(new Entry<>(Long.MIN_VALUE, first));
    }

    /**
     * Adds a version; one with the same time replaces the earlier one.
     *
     * @return the version that is no longer kept; null when there is none
     */
    public @Nullable V add(long effectiveFrom, V version) {
        int at = entries.size();
        while (at > 1 && entries.get(at - 1).effectiveFrom() > effectiveFrom) {
            at--;
        }
        if (at > 1 && entries.get(at - 1).effectiveFrom() == effectiveFrom) {
            return entries.set(at - 1, new Entry<>(effectiveFrom, version)).version();
        }
        entries.add(at, new Entry<>(effectiveFrom, version));
        return entries.size() > MOST + 1 ? entries.remove(1).version() : null;
    }

    /**
     * Takes away what is in force from a time on, or later.
     *
     * @return the versions that are no longer kept
     */
    public List<V> cut(long from) {
        List<V> gone = new ArrayList<>();
        for (int i = entries.size() - 1; i > 0 && entries.get(i).effectiveFrom() >= from; i--) {
            gone.add(entries.remove(i).version());
        }
        return gone;
    }

    /** The version in force at a time. */
    public V at(long time) {
        int i = entries.size() - 1;
        while (i > 0 && entries.get(i).effectiveFrom() > time) {
            i--;
        }
        return entries.get(i).version();
    }

    /** All versions in order of time. */
    public List<Entry<V>> entries() {
        return entries;
    }
}
