package org.wearablecoach.cli.audit;

import org.jspecify.annotations.Nullable;

/** Whether a row is the one that its own hash was taken of. */
final class RowHash {

    private RowHash() {}

    /**
     * What does not fit; null when all does.
     *
     * @param logged hash that the row holds; null without
     * @param computed of the row as it is read
     */
    static @Nullable String difference(@Nullable String logged, String computed) {
        if (logged == null) {
            return "rowHash: missing";
        }
        return logged.equals(computed) ? null : "rowHash: not the hash of the row";
    }
}
