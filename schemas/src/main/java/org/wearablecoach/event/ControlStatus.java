package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/**
 * What one subtask says of one control record.
 *
 * @param kind model or policy
 * @param name which one
 * @param version which version
 * @param sha256 of its content
 * @param effectiveFrom from when on it is used
 * @param accepted whether it is used
 * @param detail why not, or empty
 * @param operator who says so
 * @param subtask index of the subtask
 * @param parallelism number of subtasks
 * @param action what the update of a model asked for; null for a policy
 */
public record ControlStatus(
        ControlKind kind,
        String name,
        String version,
        String sha256,
        long effectiveFrom,
        boolean accepted,
        String detail,
        String operator,
        int subtask,
        int parallelism,
        @Nullable ModelAction action) {

    /** The answer to a policy. */
    public ControlStatus(
            ControlKind kind,
            String name,
            String version,
            String sha256,
            long effectiveFrom,
            boolean accepted,
            String detail,
            String operator,
            int subtask,
            int parallelism) {
        this(
                kind,
                name,
                version,
                sha256,
                effectiveFrom,
                accepted,
                detail,
                operator,
                subtask,
                parallelism,
                null);
    }
}
