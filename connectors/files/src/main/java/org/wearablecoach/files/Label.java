package org.wearablecoach.files;

/**
 * What a person is known to have done for a while; for comparison, never telemetry.
 *
 * @param userId the person
 * @param start inclusive, sensor time, ms
 * @param end exclusive, sensor time, ms
 * @param label as the recording names it
 */
public record Label(String userId, long start, long end, String label) {}
