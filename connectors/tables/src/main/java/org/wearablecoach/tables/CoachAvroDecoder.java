package org.wearablecoach.tables;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.registry.RegistryException;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.registry.ValueDecoder;

/**
 * Rows of the values of a topic. A value is first decoded as the job decodes it, so that both
 * refuse the same, and then read as columns.
 *
 * <p>A value that cannot be decoded fails the query, or is counted ({@code coach.refused} and
 * {@code coach.cause.X.refused}), told in the log once a cause, and passed over.
 */
final class CoachAvroDecoder<T> implements DeserializationSchema<RowData> {

    private static final Logger LOG = LoggerFactory.getLogger(CoachAvroDecoder.class);
    private static final long serialVersionUID = 1L;

    /** What is made when a task starts, by its thread. */
    private static final class Tools<T> {

        private final ValueDecoder<T> values;
        private final RecordFormat<T> format;
        private final long fingerprint;
        private final RowReader rows;
        private final MetricGroup group;
        private final Counter refused;
        private final Counter tombstones;
        private final Map<Cause, Counter> byCause = new EnumMap<>(Cause.class);

        Tools(
                RecordFormat<T> format,
                @Nullable RegistryOptions registry,
                RowReader rows,
                MetricGroup group) {
            this.values = new ValueDecoder<>(format, registry);
            this.format = format;
            this.fingerprint = format.fingerprint();
            this.rows = rows;
            this.group = group;
            this.refused = group.counter("refused");
            this.tombstones = group.counter("tombstones");
        }
    }

    private final RecordKind kind;
    private final RowType columns;
    private final TypeInformation<RowData> produced;
    private final @Nullable RegistryOptions registry;
    private final boolean fails;
    private transient @Nullable Tools<T> tools;

    /**
     * A decoder.
     *
     * @param kind of the records
     * @param columns that are wanted
     * @param produced the type of the rows
     * @param registry that gave ids; null for none
     * @param fails whether a value that cannot be decoded fails the query
     */
    CoachAvroDecoder(
            RecordKind kind,
            RowType columns,
            TypeInformation<RowData> produced,
            @Nullable RegistryOptions registry,
            boolean fails) {
        this.kind = kind;
        this.columns = columns;
        this.produced = produced;
        this.registry = registry;
        this.fails = fails;
    }

    @Override
    @SuppressWarnings("unchecked") // The kind and its format are of the same record.
    public void open(InitializationContext context) {
        tools =
                new Tools<>(
                        (RecordFormat<T>) kind.format(),
                        registry,
                        new RowReader(kind.schema(), columns),
                        context.getMetricGroup().addGroup("coach"));
    }

    @Override
    public @Nullable RowData deserialize(byte @Nullable [] message) throws IOException {
        Tools<T> its = tools;
        if (its == null) {
            throw new IllegalStateException("open() comes first.");
        }
        if (message == null && kind.compacted()) {
            // Nothing is wrong with it: the job skips it too.
            its.tombstones.inc();
            return null;
        }
        if (message == null) {
            return refused(
                    its,
                    new DecodingException(
                            Cause.UNREADABLE,
                            "the record has no value, which only compacted topics may have"));
        }
        T value;
        try {
            value = its.values.decode(message);
        } catch (DecodingException e) {
            return refused(its, e);
        } catch (RegistryException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Its message may hold a value of the record.
            return refused(
                    its,
                    new DecodingException(
                            Cause.UNREADABLE,
                            "reading failed with " + e.getClass().getSimpleName()));
        }
        if (isOfCurrentSchema(message, its.fingerprint)) {
            return its.rows.read(
                    message, RecordFormat.HEADER, message.length - RecordFormat.HEADER);
        }
        byte[] body = its.format.encodeBody(value);
        return its.rows.read(body, 0, body.length);
    }

    /** Whether the body of a single object, which was decoded, is of the current schema. */
    private static boolean isOfCurrentSchema(byte[] message, long fingerprint) {
        if (message[0] != RecordFormat.MARKER) {
            return false;
        }
        for (int i = 2; i < RecordFormat.HEADER; i++) {
            if (message[i] != (byte) (fingerprint >>> (Byte.SIZE * (i - 2)))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable RowData refused(Tools<T> its, DecodingException e) throws IOException {
        Cause cause = e.deadLetterCause();
        String problem = kind.recordName() + ", " + cause + ": " + e.getMessage();
        if (fails) {
            throw new IOException(
                    problem + ". With 'coach-avro.on-error' = 'ignore' it is counted instead.");
        }
        its.refused.inc();
        Counter counter = its.byCause.get(cause);
        if (counter == null) {
            counter = its.group.addGroup("cause", cause.name()).counter("refused");
            its.byCause.put(cause, counter);
            LOG.warn(
                    "A record was passed over: {}. Further ones of this cause are only counted, in"
                            + " the metric coach.cause.{}.refused.",
                    problem,
                    cause);
        }
        counter.inc();
        return null;
    }

    @Override
    public boolean isEndOfStream(RowData row) {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return produced;
    }
}
