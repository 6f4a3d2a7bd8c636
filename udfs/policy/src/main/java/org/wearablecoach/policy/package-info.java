/**
 * How a person's state becomes a probability of sending, a draw and, later, something learned.
 *
 * <p>Everything here is a function of its arguments: no clock, no shared random generator, {@link
 * java.lang.StrictMath} for every transcendental function, so that a decision can be computed again
 * bit for bit from its row. Times are milliseconds since 1970-01-01T00:00Z on the person clock
 * unless a name says otherwise.
 */
@NullMarked
package org.wearablecoach.policy;

import org.jspecify.annotations.NullMarked;
