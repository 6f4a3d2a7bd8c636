package org.wearablecoach.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition a person is in: murmur2 of the key, as Java's producer does by default. */
public final class Partitioning {

    private Partitioning() {}

    /** The key of a person, or of a model or policy: its name in UTF-8. */
    public static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The partition of a person.
     *
     * @param userId the person
     * @param partitions how many the topic has, 1 or more
     * @throws IllegalArgumentException when there is no partition
     */
    public static int partitionFor(String userId, int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions is " + partitions + "; a topic has 1 or more.");
        }
        return Utils.toPositive(Utils.murmur2(key(userId))) % partitions;
    }
}
