package org.wearablecoach.kafka.registry;

import java.io.IOException;
import java.time.Duration;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;

/** Telemetry framed by the ids of a registry that runs in the test. */
public final class FramedTelemetry implements AutoCloseable {

    private final SmallRegistry registry;
    private final int current;
    private final int older;

    /** A registry that knows the current schema and an older one. */
    public FramedTelemetry() throws IOException {
        registry = new SmallRegistry();
        current = registry.add(RecordFormat.telemetry().schemaJson());
        older = registry.add(Writers.older());
    }

    /** Where it is. */
    public RegistryOptions options() {
        return RegistryOptions.of(registry.url())
                .withTimes(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    /** A record in the current schema. */
    public byte[] current(Telemetry telemetry) {
        return RecordFormat.telemetry().encodeFramed(current, telemetry);
    }

    /** A record in the older schema. */
    public byte[] older(Telemetry telemetry) throws IOException {
        return Writers.framed(older, Writers.older(), telemetry);
    }

    @Override
    public void close() {
        registry.close();
    }
}
