package org.wearablecoach.kafka;

/**
 * What became of the dead letters of a cause.
 *
 * @param published records written to telemetry again
 * @param stillRefused records that cannot be read now either; their dead letters stand at the end
 *     of the topic anew, for the next time
 * @param gone records that their topic has deleted and whose bytes were not kept whole
 * @param ofOtherTopics dead letters of control topics, whose updates are published again by whoever
 *     publishes them
 */
public record Redriven(long published, long stillRefused, long gone, long ofOtherTopics) {}
