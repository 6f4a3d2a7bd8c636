package org.wearablecoach.simulation;

/** What a person's body is doing in a second. */
enum Activity {
    /** Lying asleep. */
    SLEEP,
    /** Sitting: at a desk, a table, in a train, on a sofa. */
    SIT,
    /** On the feet with a few steps now and then: kitchen, shop, talking. */
    LIGHT,
    /** Walking. */
    WALK,
    /** Running. */
    RUN
}
