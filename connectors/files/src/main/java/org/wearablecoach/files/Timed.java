package org.wearablecoach.files;

import org.wearablecoach.event.Telemetry;

/**
 * A telemetry record with its place in the replay.
 *
 * @param telemetry the record
 * @param ingestTime when the gateway received it, ms; becomes the Kafka timestamp
 */
public record Timed(Telemetry telemetry, long ingestTime) {}
