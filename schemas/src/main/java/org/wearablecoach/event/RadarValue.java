package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/**
 * What the value of a record of RADAR-base says.
 *
 * @param sensorTime when it was measured, ms
 * @param sequence the same in microseconds: RADAR numbers nothing, and knows a record by source and
 *     time
 * @param payload what was measured
 * @param also what else the record says; null when that is all
 */
public record RadarValue(long sensorTime, long sequence, Payload payload, @Nullable Payload also) {}
