package org.wearablecoach.event;

/** A record of a control topic. */
public sealed interface Control permits ModelUpdate, PolicyUpdate {

    /** Model or policy name. */
    String name();

    /** The key of its topic. */
    default String key() {
        return name();
    }

    /** Its version. */
    String version();

    /** SHA-256 of the content, lower-case hexadecimal. */
    String sha256();

    /** From when on it is used, on the persons' own clocks, ms. */
    long effectiveFrom();
}
