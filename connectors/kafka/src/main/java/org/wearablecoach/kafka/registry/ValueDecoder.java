package org.wearablecoach.kafka.registry;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.WireFormat;

/**
 * Reads both framings of a record, told apart by the first byte: C3 01 begins an Avro single
 * object, 0 and a four-byte id a schema of the registry. They may be mixed on one topic.
 *
 * <p>Once an id has been met, nothing is asked or allocated for its next record. A registry that
 * gives no answer makes {@link #decode} throw {@link RegistryException}, which fails a job so that
 * it begins again at this record; nothing is dropped because of an outage. Each thread needs its
 * own.
 *
 * <p>An id that the registry does not know is asked for again by the first record of its partition
 * that is ten seconds of ingest time away. So a producer whose schema nobody registered costs one
 * question in ten seconds and not one a record, and no clock but the records' own says which record
 * asks: while the registry knows the same schemas, equal records are decoded, or refused, equally.
 * Whether an id that is registered late is known to a certain record depends on when that record is
 * read; redriving the dead letters mends those that came too early.
 *
 * @param <T> the record
 */
public final class ValueDecoder<T> implements Serializable {

    /** Bytes before a body that is framed by a registry's id. */
    public static final int HEADER = 5;

    /** So much ingest time, ms, lies between two questions for an id that is not known. */
    private static final long ASKED_EVERY = 10_000;

    /** More ids than schemas any team has: beyond it they come from damaged bytes. */
    private static final int MOST_UNKNOWN = 10_000;

    private static final long serialVersionUID = 1L;

    private final WireFormat<T> format;
    private final @Nullable RegistryOptions options;
    private transient @Nullable RegistryClient client;
    private transient @Nullable Map<Integer, RecordFormat.BodyReader<T>> readers;
    private transient @Nullable Map<Asked, Refused> refused;
    private transient int lastId;
    private transient RecordFormat.@Nullable BodyReader<T> lastReader;

    /**
     * A decoder.
     *
     * @param format of the record
     * @param registry that gave the ids; null where only single objects are read
     */
    public ValueDecoder(WireFormat<T> format, @Nullable RegistryOptions registry) {
        this.format = format;
        this.options = registry;
    }

    /**
     * The record in a value that stands alone. An id that the registry does not know is asked for
     * once in the life of this decoder.
     *
     * @throws DecodingException with the cause of the dead letter when it is none
     * @throws RegistryException when the registry gives no answer
     */
    public T decode(byte[] value) throws DecodingException {
        return decode(value, "", -1, 0);
    }

    /**
     * The record in a value of a topic.
     *
     * @param topic where it is
     * @param partition where it is
     * @param ingestTime its Kafka timestamp, ms
     * @throws DecodingException with the cause of the dead letter when it is none
     * @throws RegistryException when the registry gives no answer
     */
    public T decode(byte[] value, String topic, int partition, long ingestTime)
            throws DecodingException {
        if (options == null || value.length == 0 || value[0] != 0) {
            return format.decode(value);
        }
        if (value.length < HEADER) {
            throw new DecodingException(
                    Cause.UNREADABLE,
                    "the value has "
                            + value.length
                            + " bytes, fewer than a schema id; send the framing of the registry");
        }
        int id =
                (value[1] & 0xFF) << 24
                        | (value[2] & 0xFF) << 16
                        | (value[3] & 0xFF) << 8
                        | (value[4] & 0xFF);
        RecordFormat.BodyReader<T> reader = lastReader;
        if (reader == null || id != lastId) {
            reader = reader(id, topic, partition, ingestTime);
            lastId = id;
            lastReader = reader;
        }
        return reader.read(value, HEADER, value.length - HEADER);
    }

    private RecordFormat.BodyReader<T> reader(int id, String topic, int partition, long ingestTime)
            throws DecodingException {
        Map<Integer, RecordFormat.BodyReader<T>> known = readers;
        if (known == null) {
            known = new HashMap<>();
            readers = known;
        }
        RecordFormat.BodyReader<T> reader = known.get(id);
        if (reader == null) {
            reader = ask(id, new Asked(topic, partition, id), ingestTime);
            known.put(id, reader);
        }
        return reader;
    }

    private RecordFormat.BodyReader<T> ask(int id, Asked asked, long ingestTime)
            throws DecodingException {
        RegistryOptions registry = options;
        if (registry == null) {
            throw new IllegalStateException("Without a registry there are no ids.");
        }
        Map<Asked, Refused> refusals = refused;
        if (refusals == null) {
            refusals = new HashMap<>();
            refused = refusals;
        }
        Refused before = refusals.get(asked);
        if (before != null && Math.abs(ingestTime - before.ingestTime) < ASKED_EVERY) {
            throw before.exception;
        }
        RegistryClient itsClient = client;
        if (itsClient == null) {
            itsClient = new RegistryClient(registry);
            client = itsClient;
        }
        try {
            return format.bodyReader(schema(itsClient, id));
        } catch (DecodingException e) {
            if (refusals.size() >= MOST_UNKNOWN) {
                refusals.clear();
            }
            refusals.put(asked, new Refused(e, ingestTime));
            throw e;
        }
    }

    private static String schema(RegistryClient client, int id) throws DecodingException {
        try {
            return client.schema(id);
        } catch (RegistryException e) {
            if (!e.isUnknown()) {
                throw e;
            }
            throw new DecodingException(
                    Cause.UNKNOWN_SCHEMA,
                    "schema id " + id + ": " + e.getMessage() + "; register it, redrive");
        }
    }

    /** Who asked for an id: each partition by itself, so that others do not change its records. */
    private record Asked(String topic, int partition, int id) {}

    private record Refused(DecodingException exception, long ingestTime) {}
}
