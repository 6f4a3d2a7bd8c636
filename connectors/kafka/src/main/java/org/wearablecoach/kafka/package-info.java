/**
 * Topics of the coach: their names, how they must be set up, and plain clients that write and read
 * them. {@link org.wearablecoach.kafka.source} and {@link org.wearablecoach.kafka.sink} hold what
 * Flink jobs use.
 */
@NullMarked
package org.wearablecoach.kafka;

import org.jspecify.annotations.NullMarked;
