package org.wearablecoach.kafka.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;

/** Telemetry as releases before and after this one would write it. */
final class Writers {

    private static final Schema NOW = parse(RecordFormat.telemetry().schemaJson());

    private Writers() {}

    /** The current schema without its last nullable field. */
    static String older() {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : NOW.getFields()) {
            fields.add(new Schema.Field(field, field.schema()));
        }
        Schema.Field dropped = fields.remove(fields.size() - 1);
        if (!dropped.hasDefaultValue()) {
            throw new IllegalStateException(dropped.name() + " has no default.");
        }
        return with(fields);
    }

    /** The current schema with a payload of a later release. */
    static String newer() {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : NOW.getFields()) {
            fields.add(new Schema.Field(field, field.schema()));
        }
        Schema later =
                Schema.createUnion(
                        Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.DOUBLE));
        fields.add(new Schema.Field("skinTemperature", later, null, Schema.NULL_VALUE));
        return with(fields);
    }

    private static String with(List<Schema.Field> fields) {
        return Schema.createRecord(NOW.getName(), null, NOW.getNamespace(), false, fields)
                .toString();
    }

    /** Framed bytes of a record in another schema. */
    static byte[] framed(int id, String schemaJson, Telemetry telemetry) throws IOException {
        Schema other = parse(schemaJson);
        byte[] body = RecordFormat.telemetry().encodeBody(telemetry);
        GenericRecord now =
                new GenericDatumReader<GenericRecord>(NOW)
                        .read(null, DecoderFactory.get().binaryDecoder(body, null));
        GenericRecord then = new GenericData.Record(other);
        for (Schema.Field field : other.getFields()) {
            if (NOW.getField(field.name()) != null) {
                then.put(field.name(), now.get(field.name()));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(other).write(then, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
