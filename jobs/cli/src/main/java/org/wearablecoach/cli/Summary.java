package org.wearablecoach.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command found.
 *
 * @param values by camel-case name, in the order they are printed: text, numbers, booleans, null,
 *     lists and maps of these; a number that is not finite is printed as null
 * @param text the same for a person, without a trailing line break
 * @param finding whether something was found that a script should notice, as an unbalanced replay
 */
public record Summary(Map<String, Object> values, String text, boolean finding) {

    /** Keeps the order of the values. */
    public Summary {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
