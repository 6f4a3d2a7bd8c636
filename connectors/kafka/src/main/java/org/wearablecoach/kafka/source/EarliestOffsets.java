package org.wearablecoach.kafka.source;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins at the earliest record, and fails where the next record to read was deleted meanwhile.
 * Flink's own {@link OffsetsInitializer#earliest()} goes on behind the gap and says nothing.
 */
final class EarliestOffsets implements OffsetsInitializer {

    private static final long serialVersionUID = 1L;

    private final OffsetsInitializer earliest = OffsetsInitializer.earliest();

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return earliest.getPartitionOffsets(partitions, retriever);
    }

    /** For offsets of a checkpoint that the topic no longer has. */
    @Override
    @SuppressWarnings("deprecation") // The interface of the connector still has this type.
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.NONE;
    }
}
