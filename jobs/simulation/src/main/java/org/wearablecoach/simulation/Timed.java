package org.wearablecoach.simulation;

import org.wearablecoach.event.Telemetry;

/**
 * A record with the moment at which the gateway would have received it.
 *
 * @param telemetry the record, as the device sent it
 * @param ingestTime when it arrives, ms on the simulated clock
 */
public record Timed(Telemetry telemetry, long ingestTime) {}
