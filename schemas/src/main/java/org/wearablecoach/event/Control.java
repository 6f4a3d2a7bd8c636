package org.wearablecoach.event;

/** A record of a control topic. */
public sealed interface Control permits ModelUpdate, PolicyUpdate {

    /** Model or policy name; the key of its topic. */
    String name();

    /** Its version. */
    String version();

    /** SHA-256 of the content, lower-case hexadecimal. */
    String sha256();

    /** From when on it is used, on the persons' own clocks, ms. */
    long effectiveFrom();
}
