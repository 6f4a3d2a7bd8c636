package org.wearablecoach.tables;

import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.registry.RegistryClient;
import org.wearablecoach.kafka.registry.RegistryOptions;

/**
 * Values of rows. Each is decoded once before it is sent, so that nothing is written that the job
 * would refuse to read.
 */
final class CoachAvroEncoder<T> implements SerializationSchema<RowData> {

    private static final long serialVersionUID = 1L;

    private final RecordKind kind;
    private final RowType columns;
    private final @Nullable RegistryOptions registry;
    private final String subject;
    private transient @Nullable RecordFormat<T> format;
    private transient @Nullable RowWriter rows;
    private transient int schemaId;

    /**
     * An encoder.
     *
     * @param kind of the records
     * @param columns of the rows
     * @param registry whose ids frame values; null for single objects
     * @param subject under which the schema is registered
     */
    CoachAvroEncoder(
            RecordKind kind, RowType columns, @Nullable RegistryOptions registry, String subject) {
        this.kind = kind;
        this.columns = columns;
        this.registry = registry;
        this.subject = subject;
    }

    @Override
    @SuppressWarnings("unchecked") // The kind and its format are of the same record.
    public void open(InitializationContext context) {
        RecordFormat<T> its = (RecordFormat<T>) kind.format();
        format = its;
        rows = new RowWriter(kind.schema(), columns);
        if (registry != null) {
            schemaId = new RegistryClient(registry).register(subject, its.schemaJson());
        }
    }

    @Override
    public byte[] serialize(RowData row) {
        RecordFormat<T> its = format;
        RowWriter writer = rows;
        if (its == null || writer == null) {
            throw new IllegalStateException("open() comes first.");
        }
        byte[] body = writer.write(row);
        T value;
        try {
            value = its.decodeBody(body, 0, body.length);
        } catch (DecodingException e) {
            throw new IllegalArgumentException(
                    "A row is no " + kind.recordName() + ": " + e.getMessage() + ".", e);
        }
        if (value instanceof Telemetry telemetry
                && telemetry.payload() instanceof Payload.Unknown) {
            throw new IllegalArgumentException(
                    "A row is no Telemetry: none of the columns from heartRate to sensorValues is set; set"
                            + " one.");
        }
        return registry == null ? its.encode(value) : its.encodeFramed(schemaId, value);
    }
}
