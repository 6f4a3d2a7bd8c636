package org.wearablecoach.kafka.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends at given offsets. Unlike Flink's own it does not guess the end of a partition that was not
 * named, which would lose or add records.
 */
final class EndOffsets implements OffsetsInitializer {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final HashMap<Integer, Long> ends;

    EndOffsets(String topic, Map<Integer, Long> ends) {
        this.topic = topic;
        this.ends = new HashMap<>(ends);
        ends.forEach(
                (partition, end) -> {
                    if (partition < 0 || end < 0) {
                        throw new IllegalArgumentException(
                                "endingOffsets has partition "
                                        + partition
                                        + " with offset "
                                        + end
                                        + "; both are 0 or more.");
                    }
                });
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Long end = ends.get(partition.partition());
            if (end == null) {
                throw new IllegalStateException(
                        "endingOffsets names no end of partition "
                                + partition.partition()
                                + " of topic "
                                + topic
                                + "; give one for each partition, 0 for an empty one.");
            }
            offsets.put(partition, end);
        }
        return offsets;
    }

    /** Never asked: every partition has an offset. */
    @Override
    @SuppressWarnings("deprecation") // The interface of the connector still has this type.
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.NONE;
    }
}
