package org.wearablecoach.sql;

import org.jspecify.annotations.Nullable;

/** What a function returns. */
final class Results {

    private Results() {}

    /** The value, or NULL where there is none. */
    static @Nullable Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
