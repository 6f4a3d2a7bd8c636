/**
 * What the signals of a wearable mean: heart-rate variability, glucose, motion, steps, activity,
 * and what is usual for one person. Plain Java: no stream, no clock, no input or output.
 *
 * <p>Equal input gives equal bits on every Java virtual machine: only the four operations, square
 * roots and {@link java.lang.StrictMath} are used, always in a stated order.
 *
 * <p>Times are milliseconds since 1970-01-01T00:00Z. Classes that keep scratch buffers or state are
 * for one thread at a time.
 */
@NullMarked
package org.wearablecoach.signals;

import org.jspecify.annotations.NullMarked;
