package org.wearablecoach.event;

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
        int parallelism) {}
