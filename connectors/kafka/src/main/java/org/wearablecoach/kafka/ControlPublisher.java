package org.wearablecoach.kafka;

import java.util.Map;
import org.wearablecoach.event.Control;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;

/**
 * Publishes model and policy updates, keyed by name; candidates apart. Not safe for use by several
 * threads. A failure is thrown by a later call as {@link TopicException}.
 */
public final class ControlPublisher implements AutoCloseable {

    private final Topics topics;
    private final RecordFormat<ModelUpdate> models = RecordFormat.modelUpdate();
    private final RecordFormat<PolicyUpdate> policies = RecordFormat.policyUpdate();
    private final RecordWriter writer;

    /**
     * Connects.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param topics names of the topics
     * @param properties any settings of Kafka's producer
     */
    public ControlPublisher(
            String bootstrapServers, Topics topics, Map<String, String> properties) {
        this.topics = topics;
        this.writer = new RecordWriter(bootstrapServers, properties);
    }

    /** Publishes an update and waits until it is stored. */
    public void publish(Control update) {
        byte[] key = Partitioning.key(update.key());
        if (update instanceof ModelUpdate model) {
            writer.write(topics.models(), null, key, models.encode(model));
        } else if (update instanceof PolicyUpdate policy) {
            writer.write(topics.policies(), null, key, policies.encode(policy));
        }
        writer.flush();
    }

    @Override
    public void close() {
        writer.close();
    }
}
