/**
 * Flink sources of telemetry and control records. What cannot be read becomes a dead letter and
 * never fails a job.
 */
@NullMarked
package org.wearablecoach.kafka.source;

import org.jspecify.annotations.NullMarked;
