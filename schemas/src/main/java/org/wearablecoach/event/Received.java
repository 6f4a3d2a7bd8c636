package org.wearablecoach.event;

/**
 * A telemetry record with where and when it arrived.
 *
 * @param telemetry the record
 * @param ingestTime when the gateway received it, ms
 * @param partition where it is; -1 when it came from no topic. Of another topic than that of
 *     telemetry see {@link RadarTopic#place}
 * @param offset in the partition, or its number in its file
 */
public record Received(Telemetry telemetry, long ingestTime, int partition, long offset) {}
