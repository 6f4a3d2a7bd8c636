package org.wearablecoach.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** What a later version may do to a schema, and Avro's own reader and writer to do it with. */
final class Evolved {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Evolved() {}

    /** Telemetry of a later version: one more kind of payload, one more thing done. */
    static String telemetry() {
        ObjectNode schema = tree(RecordFormat.telemetry().schemaJson());
        ArrayNode fields = schema.withArray("fields");
        fields.add(
                tree(
                        """
                        {"name": "temperature", "doc": "Payload: skin temperature.", "default": null,
                         "type": ["null", {"type": "record", "name": "Temperature",
                           "fields": [{"name": "celsius", "type": "float"}]}]}
                        """));
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).get("name").asText().equals("interaction")) {
                ObjectNode interaction = (ObjectNode) fields.get(i).get("type").get(1);
                ObjectNode what = (ObjectNode) interaction.get("fields").get(1).get("type");
                what.withArray("symbols").add("SNOOZED");
            }
        }
        return schema.toString();
    }

    /** Any record of a later version: one more field with a default. */
    static String withOneMoreField(String schemaJson) {
        ObjectNode schema = tree(schemaJson);
        schema.withArray("fields")
                .add(
                        tree(
                                "{\"name\": \"later\", \"type\": [\"null\", \"string\"], \"default\": null}"));
        return schema.toString();
    }

    static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }

    static GenericRecord read(byte[] body, Schema writer, Schema reader) {
        try {
            return new GenericDatumReader<GenericRecord>(writer, reader)
                    .read(null, DecoderFactory.get().binaryDecoder(body, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] write(GenericRecord value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return write(value, EncoderFactory.get().binaryEncoder(out, null), out);
    }

    /** With arrays in blocks that carry their size. */
    static byte[] writeInBlocks(GenericRecord value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return write(value, EncoderFactory.get().blockingBinaryEncoder(out, null), out);
    }

    private static byte[] write(
            GenericRecord value, BinaryEncoder encoder, ByteArrayOutputStream out) {
        try {
            new GenericDatumWriter<GenericRecord>(value.getSchema()).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static ObjectNode tree(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }
}
