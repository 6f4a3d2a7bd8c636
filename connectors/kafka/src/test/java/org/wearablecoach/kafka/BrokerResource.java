package org.wearablecoach.kafka;

import java.util.Map;
import java.util.Objects;
import org.apache.flink.connector.testframe.TestResource;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.kafka.local.LocalBroker;

/** The broker that Flink's conformance suites start and stop. */
public final class BrokerResource implements TestResource {

    private @Nullable LocalBroker broker;
    private @Nullable TopicAdmin admin;

    @Override
    public void startUp() {
        LocalBroker started = LocalBroker.builder().keepEverything().build();
        broker = started;
        admin = new TopicAdmin(started.bootstrapServers(), Map.of());
    }

    /** The running broker. */
    public LocalBroker broker() {
        return Objects.requireNonNull(broker, "not started");
    }

    /** Creates topics on it. */
    public TopicAdmin admin() {
        return Objects.requireNonNull(admin, "not started");
    }

    @Override
    public void tearDown() {
        admin().close();
        broker().close();
    }

    @Override
    public String toString() {
        return "local broker";
    }
}
