package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/**
 * A record that could not be used, and why. Never holds a health value: what could be read is found
 * in its topic by position.
 *
 * @param cause why
 * @param detail the rule that failed and the cure, without telemetry values
 * @param topic where the record is; null for a record that came from no topic
 * @param partition of the topic; -1 without a topic
 * @param offset in the partition, or the record's number in its file
 * @param ingestTime of the record, ms
 * @param userId the person, or null when it is not known
 * @param length of the raw value in bytes; 0 when not kept
 * @param sha256 of the whole raw value; null when not kept
 * @param raw the value, truncated at the configured limit; null when the record can be read in its
 *     topic
 */
public record DeadLetter(
        Cause cause,
        String detail,
        @Nullable String topic,
        int partition,
        long offset,
        long ingestTime,
        @Nullable String userId,
        int length,
        @Nullable String sha256,
        byte @Nullable [] raw) {}
