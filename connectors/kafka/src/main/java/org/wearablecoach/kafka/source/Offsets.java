package org.wearablecoach.kafka.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Places in topics where a source begins, or ends.
 *
 * <p>They differ from those of {@link OffsetsInitializer} in two ways. Each place is resolved to a
 * number once, when the job without state starts, and is then part of the state: a job that fails
 * before its first record does not begin, or end, elsewhere. And none ever passes over records: a
 * job whose next record was deleted meanwhile fails with {@code OffsetOutOfRangeException}, where
 * Flink's own go on behind the gap and say nothing.
 *
 * <p>Partitions that are added while the job runs are read from their beginning in any case.
 */
public final class Offsets {

    private Offsets() {}

    /** Where to begin in a partition for which the consumer group has committed nothing. */
    public enum Fallback {
        /** At the first record that is there. */
        EARLIEST,
        /** Behind the last record. */
        LATEST,
        /** Nowhere: the job fails and names the partition. */
        FAIL
    }

    /** The first record that is there. */
    public static OffsetsInitializer earliest() {
        return new Strict() {
            private static final long serialVersionUID = 1L;

            @Override
            public Map<TopicPartition, Long> getPartitionOffsets(
                    Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
                return broker.beginningOffsets(partitions);
            }
        };
    }

    /** Behind the last record that is there when the job starts. */
    public static OffsetsInitializer latest() {
        return new Strict() {
            private static final long serialVersionUID = 1L;

            @Override
            public Map<TopicPartition, Long> getPartitionOffsets(
                    Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
                return broker.endOffsets(partitions);
            }
        };
    }

    /**
     * The first record whose Kafka timestamp is not before a time; behind the last record where
     * there is none.
     *
     * @param ingestTime ms, 0 or more
     * @throws IllegalArgumentException when it is negative
     */
    public static OffsetsInitializer timestamp(long ingestTime) {
        if (ingestTime < 0) {
            throw new IllegalArgumentException(
                    "The time to begin at is " + ingestTime + "; give milliseconds since 1970.");
        }
        return new Strict() {
            private static final long serialVersionUID = 1L;

            @Override
            public Map<TopicPartition, Long> getPartitionOffsets(
                    Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
                Map<TopicPartition, Long> times = new HashMap<>();
                partitions.forEach(partition -> times.put(partition, ingestTime));
                Map<TopicPartition, Long> offsets = new HashMap<>(broker.endOffsets(partitions));
                for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                        broker.offsetsForTimes(times).entrySet()) {
                    offsets.put(found.getKey(), found.getValue().offset());
                }
                return offsets;
            }
        };
    }

    /**
     * Where the consumer group of the source has committed that it is. Jobs commit at their
     * checkpoints, so this is where one that has lost its state goes on.
     *
     * @param fallback for partitions of which it has committed nothing
     */
    public static OffsetsInitializer committed(Fallback fallback) {
        return new Strict() {
            private static final long serialVersionUID = 1L;

            @Override
            public Map<TopicPartition, Long> getPartitionOffsets(
                    Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
                Map<TopicPartition, Long> committed = broker.committedOffsets(partitions);
                Map<TopicPartition, Long> others =
                        switch (fallback) {
                            case EARLIEST -> broker.beginningOffsets(partitions);
                            case LATEST -> broker.endOffsets(partitions);
                            case FAIL -> Map.of();
                        };
                Map<TopicPartition, Long> offsets = new HashMap<>();
                for (TopicPartition partition : partitions) {
                    Long offset = committed.get(partition);
                    Long other = offset == null || offset < 0 ? others.get(partition) : offset;
                    if (other == null) {
                        throw new IllegalStateException(
                                "The consumer group has committed no offset of partition "
                                        + partition
                                        + "; begin with another fallback than FAIL, or with the"
                                        + " group that has read it.");
                    }
                    offsets.put(partition, other);
                }
                return offsets;
            }
        };
    }

    /**
     * Certain offsets. Every partition that is read must be named, so that none is read from, or
     * to, a place that somebody guessed.
     *
     * @param offsets the first record to read, or behind the last one
     * @throws IllegalArgumentException when one is negative
     */
    public static OffsetsInitializer of(Map<TopicPartition, Long> offsets) {
        return new Given(null, offsets);
    }

    /** Certain offsets of one topic, by partition; {@code option} is named in complaints. */
    static OffsetsInitializer of(String option, String topic, Map<Integer, Long> offsets) {
        Map<TopicPartition, Long> all = new HashMap<>();
        offsets.forEach(
                (partition, offset) -> all.put(new TopicPartition(topic, partition), offset));
        return new Given(option, all);
    }

    private static final class Given extends Strict {

        private static final long serialVersionUID = 1L;

        private final String option;
        private final HashMap<TopicPartition, Long> offsets;

        Given(@Nullable String option, Map<TopicPartition, Long> offsets) {
            this.option = option == null ? "The offsets" : option;
            this.offsets = new HashMap<>(offsets);
            offsets.forEach(
                    (partition, offset) -> {
                        if (partition.partition() < 0 || offset < 0) {
                            throw new IllegalArgumentException(
                                    this.option
                                            + " has partition "
                                            + partition
                                            + " with offset "
                                            + offset
                                            + "; both are 0 or more.");
                        }
                    });
        }

        @Override
        public Map<TopicPartition, Long> getPartitionOffsets(
                Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
            Map<TopicPartition, Long> its = new HashMap<>();
            for (TopicPartition partition : partitions) {
                Long offset = offsets.get(partition);
                if (offset == null) {
                    throw new IllegalStateException(
                            option
                                    + " names no offset of partition "
                                    + partition.partition()
                                    + " of topic "
                                    + partition.topic()
                                    + "; give one for each partition, 0 for an empty one.");
                }
                its.put(partition, offset);
            }
            return its;
        }
    }

    private abstract static class Strict implements OffsetsInitializer {

        private static final long serialVersionUID = 1L;

        /** For offsets that the topic no longer has. */
        @Override
        @SuppressWarnings("deprecation") // The interface of the connector still has this type.
        public OffsetResetStrategy getAutoOffsetResetStrategy() {
            return OffsetResetStrategy.NONE;
        }
    }
}
