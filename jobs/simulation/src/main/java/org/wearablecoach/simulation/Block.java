package org.wearablecoach.simulation;

/** A part of the day, within which a person changes between a few activities. */
enum Block {
    SLEEP,
    MORNING,
    COMMUTE,
    TRANSIT,
    WORK,
    LUNCH,
    HOME,
    LEISURE,
    RUN,
    BRISK_WALK,
    WINDING_DOWN
}
