/** Flink sinks of everything that the coach writes. */
@NullMarked
package org.wearablecoach.kafka.sink;

import org.jspecify.annotations.NullMarked;
