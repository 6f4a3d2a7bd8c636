package org.wearablecoach.event;

import java.io.Serializable;

/**
 * How the values of a topic are read, whatever schema they were written with.
 *
 * @param <T> what they become
 */
public interface WireFormat<T> extends Serializable {

    /**
     * The record in a value that no registry's id frames.
     *
     * @throws DecodingException with the cause of the dead letter when it is none
     */
    T decode(byte[] value) throws DecodingException;

    /**
     * A reader of bodies that were written with a schema.
     *
     * @param writerSchemaJson the schema, as a registry gives it
     * @throws DecodingException UNKNOWN_SCHEMA when it is no schema, or none that can be read as
     *     this record
     */
    RecordFormat.BodyReader<T> bodyReader(String writerSchemaJson) throws DecodingException;
}
