package org.wearablecoach.event;

/**
 * One report of one device about one person.
 *
 * @param userId pseudonym of the person, 1 to 128 characters
 * @param device the device, unique within the person, 1 to 64 characters
 * @param boot changes at each restart of the device's counter; a source without one sends its
 *     connection time
 * @param sequence running number of the device within {@code boot}
 * @param sensorTime when the device measured, ms
 * @param payload what it measured
 */
public record Telemetry(
        String userId, String device, long boot, long sequence, long sensorTime, Payload payload) {}
