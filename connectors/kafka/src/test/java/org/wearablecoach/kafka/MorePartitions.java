package org.wearablecoach.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Partitions that are added to a topic while it is in use. */
public final class MorePartitions {

    private MorePartitions() {}

    /**
     * Adds partitions, and waits until they can be written to: a producer remembers for minutes how
     * many it heard of, and may lose a batch to a leader that does not serve yet.
     *
     * @param total how many it has then
     */
    public static void add(String bootstrapServers, String topic, int total) throws Exception {
        try (TopicAdmin known = new TopicAdmin(bootstrapServers, Map.of());
                Admin admin =
                        Admin.create(
                                Map.of(
                                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                        bootstrapServers))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all().get();
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int partition = 0; partition < total; partition++) {
                ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
            while (known.partitions(topic) < total) {
                LockSupport.parkNanos(10_000_000);
            }
            // Only a leader answers; the client asks again until one does.
            admin.listOffsets(ends).all().get();
        }
    }
}
