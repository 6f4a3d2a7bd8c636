package org.wearablecoach.kafka.source;

import org.jspecify.annotations.Nullable;

/** Checks of options that have no default. */
final class Required {

    private Required() {}

    static String option(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(name + " is not set; give it to the builder.");
        }
        return value;
    }
}
