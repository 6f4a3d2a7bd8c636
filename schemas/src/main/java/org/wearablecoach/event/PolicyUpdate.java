package org.wearablecoach.event;

/**
 * A version of a policy and from when on it decides.
 *
 * @param name the policy
 * @param version of the policy
 * @param sha256 of the specification, lower-case hexadecimal
 * @param effectiveFrom first decision time, ms
 * @param specification the policy as JSON
 */
public record PolicyUpdate(
        String name, String version, String sha256, long effectiveFrom, String specification)
        implements Control {}
