package org.wearablecoach.kafka;

import java.util.Map;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;

/**
 * Publishes telemetry, as a gateway does: keyed by person, with an ingest time of the caller's
 * choice. A topic with LogAppendTime replaces that time.
 *
 * <p>Records are written in the order of the calls. A failure is thrown by a later call as {@link
 * TopicException}; after it nothing more is written. Not safe for use by several threads.
 */
public final class TelemetryPublisher implements AutoCloseable {

    private final String topic;
    private final RecordFormat<Telemetry> format = RecordFormat.telemetry();
    private final RecordWriter writer;

    /**
     * Connects.
     *
     * @param bootstrapServers where to, as {@code host:port,host:port}
     * @param topic to write to
     * @param properties any settings of Kafka's producer
     */
    public TelemetryPublisher(
            String bootstrapServers, String topic, Map<String, String> properties) {
        this.topic = topic;
        this.writer = new RecordWriter(bootstrapServers, properties);
    }

    /**
     * Publishes one record.
     *
     * @param telemetry the record
     * @param ingestTime its Kafka timestamp, ms, 0 or more
     */
    public void publish(Telemetry telemetry, long ingestTime) {
        writer.write(
                topic, ingestTime, Partitioning.key(telemetry.userId()), format.encode(telemetry));
    }

    /** How many records were published. */
    public long published() {
        return writer.written();
    }

    /** Waits until all that was published is stored. */
    public void flush() {
        writer.flush();
    }

    /** Waits until all that was published is stored, and disconnects. */
    @Override
    public void close() {
        writer.close();
    }
}
