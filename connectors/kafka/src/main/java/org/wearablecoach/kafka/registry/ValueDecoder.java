package org.wearablecoach.kafka.registry;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;

/**
 * Reads both framings of a record, told apart by the first byte: C3 01 begins an Avro single
 * object, 0 and a four-byte id a schema of the registry. They may be mixed on one topic.
 *
 * <p>Once an id has been met, nothing is asked or allocated for its next record. A registry that
 * gives no answer makes {@link #decode} throw {@link RegistryException}, which fails a job so that
 * it begins again at this record; nothing is dropped because of an outage. Each thread needs its
 * own.
 *
 * @param <T> the record
 */
public final class ValueDecoder<T> implements Serializable {

    /** Bytes before a body that is framed by a registry's id. */
    public static final int HEADER = 5;

    /** An id that is not known is asked for again only after so long; it may be registered late. */
    private static final long UNKNOWN_FOR_NANOS = 10_000_000_000L;

    /** More ids than schemas any team has: beyond it they come from damaged bytes. */
    private static final int MOST_UNKNOWN = 10_000;

    private static final long serialVersionUID = 1L;

    private final RecordFormat<T> format;
    private final @Nullable RegistryOptions options;
    private transient @Nullable RegistryClient client;
    private transient @Nullable Map<Integer, RecordFormat.BodyReader<T>> readers;
    private transient @Nullable Map<Integer, Refused> refused;
    private transient int lastId;
    private transient RecordFormat.@Nullable BodyReader<T> lastReader;

    /**
     * A decoder.
     *
     * @param format of the record
     * @param registry that gave the ids; null where only single objects are read
     */
    public ValueDecoder(RecordFormat<T> format, @Nullable RegistryOptions registry) {
        this.format = format;
        this.options = registry;
    }

    /**
     * The record in a value.
     *
     * @throws DecodingException with the cause of the dead letter when it is none
     * @throws RegistryException when the registry gives no answer
     */
    public T decode(byte[] value) throws DecodingException {
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
            reader = reader(id);
            lastId = id;
            lastReader = reader;
        }
        return reader.read(value, HEADER, value.length - HEADER);
    }

    private RecordFormat.BodyReader<T> reader(int id) throws DecodingException {
        Map<Integer, RecordFormat.BodyReader<T>> known = readers;
        if (known == null) {
            known = new HashMap<>();
            readers = known;
        }
        RecordFormat.BodyReader<T> reader = known.get(id);
        if (reader == null) {
            reader = format.bodyReader(schema(id));
            known.put(id, reader);
        }
        return reader;
    }

    private String schema(int id) throws DecodingException {
        RegistryOptions registry = options;
        if (registry == null) {
            throw new IllegalStateException("Without a registry there are no ids.");
        }
        Map<Integer, Refused> refusals = refused;
        if (refusals == null) {
            refusals = new HashMap<>();
            refused = refusals;
        }
        long now = System.nanoTime();
        Refused before = refusals.get(id);
        if (before != null && now - before.nanos < UNKNOWN_FOR_NANOS) {
            throw before.exception;
        }
        RegistryClient asked = client;
        if (asked == null) {
            asked = new RegistryClient(registry);
            client = asked;
        }
        try {
            return asked.schema(id);
        } catch (RegistryException e) {
            if (!e.isUnknown()) {
                throw e;
            }
            DecodingException exception =
                    new DecodingException(
                            Cause.UNKNOWN_SCHEMA,
                            "schema id " + id + ": " + e.getMessage() + "; register it, redrive");
            if (refusals.size() >= MOST_UNKNOWN) {
                refusals.clear();
            }
            refusals.put(id, new Refused(exception, now));
            throw exception;
        }
    }

    private record Refused(DecodingException exception, long nanos) {}
}
