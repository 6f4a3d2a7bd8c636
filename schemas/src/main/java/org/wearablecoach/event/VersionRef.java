package org.wearablecoach.event;

/**
 * A model or policy in force.
 *
 * @param name stable name
 * @param version its version
 * @param sha256 of the bytes, lower-case hexadecimal
 */
public record VersionRef(String name, String version, String sha256) {}
