package org.wearablecoach.event;

/**
 * The key of a record of RADAR-base: whom and which source it is about. The project is not part of
 * a person: RADAR's user ids are unique over projects.
 *
 * @param userId the person
 * @param sourceId the device
 */
public record RadarKey(String userId, String sourceId) {}
