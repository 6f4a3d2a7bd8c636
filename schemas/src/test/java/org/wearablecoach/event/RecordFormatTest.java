package org.wearablecoach.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class RecordFormatTest {

    /** Made once: making a format costs more than using it. */
    private static final List<Samples.Kind<?>> KINDS = Samples.kinds();

    private static final Telemetry READING =
            new Telemetry(
                    "p-1", "watch", 3, 7, 1_460_444_400_000L, new Payload.HeartRate(61.5f, true));

    private final RecordFormat<Telemetry> telemetry = RecordFormat.telemetry();

    @Property(tries = 300, seed = "20160412")
    void readsEveryRecordAsItWasWritten(@ForAll long seed) throws DecodingException {
        for (Samples.Kind<?> kind : KINDS) {
            readsAsWritten(kind, seed);
        }
    }

    private static <T> void readsAsWritten(Samples.Kind<T> kind, long seed)
            throws DecodingException {
        T value = kind.sample().apply(new Samples(seed));
        byte[] message = kind.wire().encode(value);
        byte[] body = kind.wire().encodeBody(value);

        assertThat(Arrays.copyOfRange(message, RecordFormat.HEADER, message.length))
                .isEqualTo(body);
        assertSame(kind.wire().decode(message), value);
        assertSame(kind.wire().decodeBody(body, 0, body.length), value);

        byte[] inside = new byte[message.length + 5];
        System.arraycopy(message, 0, inside, 3, message.length);
        assertSame(kind.wire().decode(inside, 3, message.length), value);
    }

    @Property(tries = 300, seed = "20160412")
    void writesWhatAvroWritesAndReadsWhatAvroWrote(@ForAll long seed) throws DecodingException {
        for (Samples.Kind<?> kind : KINDS) {
            agreesWithAvro(kind, seed);
        }
    }

    private static <T> void agreesWithAvro(Samples.Kind<T> kind, long seed)
            throws DecodingException {
        T value = kind.sample().apply(new Samples(seed));
        Schema schema = Evolved.parse(kind.wire().schemaJson());
        byte[] body = kind.wire().encodeBody(value);
        GenericRecord seenByAvro = Evolved.read(body, schema, schema);

        assertThat(Evolved.write(seenByAvro)).isEqualTo(body);
        byte[] blocks = Evolved.writeInBlocks(seenByAvro);
        assertSame(kind.wire().decodeBody(blocks, 0, blocks.length), value);
    }

    @Property(tries = 300, seed = "20160412")
    void readsWhatALaterVersionWrote(@ForAll long seed) throws DecodingException {
        for (Samples.Kind<?> kind : KINDS) {
            readsLaterVersion(kind, seed);
        }
    }

    private static <T> void readsLaterVersion(Samples.Kind<T> kind, long seed)
            throws DecodingException {
        T value = kind.sample().apply(new Samples(seed));
        String laterJson = Evolved.withOneMoreField(kind.wire().schemaJson());
        Schema later = Evolved.parse(laterJson);
        GenericRecord record =
                Evolved.read(
                        kind.wire().encodeBody(value),
                        Evolved.parse(kind.wire().schemaJson()),
                        later);
        record.put("later", "more");
        byte[] body = Evolved.write(record);

        assertSame(kind.wire().bodyReader(laterJson).read(body, 0, body.length), value);
    }

    private static void assertSame(Object actual, Object expected) {
        assertThat(Samples.parts(actual)).isEqualTo(Samples.parts(expected));
    }

    @Test
    void isTheSingleObjectEncodingOfAvro() throws IOException {
        Schema schema = Evolved.parse(telemetry.schemaJson());
        GenericRecord record = Evolved.read(telemetry.encodeBody(READING), schema, schema);
        ByteBuffer byAvro =
                new BinaryMessageEncoder<GenericRecord>(new GenericData(), schema).encode(record);
        byte[] message = telemetry.encode(READING);

        assertThat(ByteBuffer.wrap(message)).isEqualTo(byAvro);
        assertThat(ByteBuffer.wrap(message, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .isEqualTo(telemetry.fingerprint());
    }

    @Test
    void readsAKindOfPayloadThatItDoesNotKnowAsUnknown() throws DecodingException {
        Schema later = Evolved.parse(Evolved.telemetry());
        GenericRecord record = laterTelemetry(later);
        GenericRecord temperature =
                new GenericData.Record(later.getField("temperature").schema().getTypes().get(1));
        temperature.put("celsius", 33.5f);
        record.put("temperature", temperature);
        byte[] body = Evolved.write(record);

        Telemetry read = telemetry.bodyReader(Evolved.telemetry()).read(body, 0, body.length);

        assertThat(read).isEqualTo(new Telemetry("p-1", "watch", 3, 7, 0, new Payload.Unknown()));
    }

    @Test
    void readsASymbolThatItDoesNotKnowAsUnknown() throws DecodingException {
        Schema later = Evolved.parse(Evolved.telemetry());
        GenericRecord record = laterTelemetry(later);
        Schema kind = later.getField("interaction").schema().getTypes().get(1);
        GenericRecord interaction = new GenericData.Record(kind);
        interaction.put("decisionId", "d");
        interaction.put(
                "what", new GenericData.EnumSymbol(kind.getField("what").schema(), "SNOOZED"));
        record.put("interaction", interaction);
        byte[] body = Evolved.write(record);

        Telemetry read = telemetry.bodyReader(Evolved.telemetry()).read(body, 0, body.length);

        assertThat(read.payload()).isEqualTo(new Payload.Interaction("d", InteractionKind.UNKNOWN));
    }

    @Test
    void isReadByALaterReaderThatKnowsMoreKinds() {
        Schema later = Evolved.parse(Evolved.telemetry());

        GenericRecord read =
                Evolved.read(
                        telemetry.encodeBody(READING),
                        Evolved.parse(telemetry.schemaJson()),
                        later);

        assertThat(read.get("temperature")).isNull();
        assertThat(((GenericRecord) read.get("heartRate")).get("bpm")).isEqualTo(61.5f);
    }

    @Test
    void readsSingleObjectsOfALaterVersionOnceToldItsSchema() throws DecodingException {
        Schema later = Evolved.parse(Evolved.telemetry());
        GenericRecord record =
                Evolved.read(
                        telemetry.encodeBody(READING),
                        Evolved.parse(telemetry.schemaJson()),
                        later);
        byte[] message = singleObject(record);

        DecodingException refused =
                catchThrowableOfType(DecodingException.class, () -> telemetry.decode(message));
        assertThat(refused.deadLetterCause()).isEqualTo(Cause.UNKNOWN_SCHEMA);
        assertThat(refused).hasMessageContaining("is not known");

        assertThat(telemetry.alsoReads(Evolved.telemetry()).decode(message)).isEqualTo(READING);
    }

    @Test
    void readsWhatEveryReleasedVersionWrote() throws DecodingException {
        for (Samples.Kind<?> kind : KINDS) {
            for (String version : StoredSchemas.RELEASED) {
                String json = StoredSchemas.released(version, kind.wire().name());
                if (json != null) {
                    readsReleased(kind, Evolved.parse(json));
                }
            }
        }
    }

    private static <T> void readsReleased(Samples.Kind<T> kind, Schema released)
            throws DecodingException {
        for (int seed = 0; seed < 50; seed++) {
            T value = kind.sample().apply(new Samples(seed));
            Schema current = Evolved.parse(kind.wire().schemaJson());
            GenericRecord old = Evolved.read(kind.wire().encodeBody(value), current, released);

            T read = kind.wire().decode(singleObject(old));

            // What the old version cannot hold is lost; what it holds is read.
            byte[] again =
                    Evolved.write(Evolved.read(kind.wire().encodeBody(read), current, released));
            assertThat(again).isEqualTo(Evolved.write(old));
        }
    }

    @Test
    void refusesSeveralPayloadsInItsOwnSchemaAndInOthers() throws DecodingException {
        for (String writer : List.of(telemetry.schemaJson(), Evolved.telemetry())) {
            Schema schema = Evolved.parse(writer);
            GenericRecord record =
                    Evolved.read(
                            telemetry.encodeBody(READING),
                            Evolved.parse(telemetry.schemaJson()),
                            schema);
            GenericRecord consent =
                    new GenericData.Record(schema.getField("consent").schema().getTypes().get(1));
            consent.put("granted", true);
            record.put("consent", consent);
            byte[] body = Evolved.write(record);

            DecodingException refused =
                    catchThrowableOfType(
                            DecodingException.class,
                            () -> telemetry.bodyReader(writer).read(body, 0, body.length));

            assertThat(refused.deadLetterCause()).isEqualTo(Cause.SEVERAL_PAYLOADS);
        }
    }

    @Test
    void refusesBytesAfterTheRecord() {
        byte[] message = telemetry.encode(READING);
        byte[] longer = Arrays.copyOf(message, message.length + 1);

        DecodingException refused =
                catchThrowableOfType(DecodingException.class, () -> telemetry.decode(longer));

        assertThat(refused.deadLetterCause()).isEqualTo(Cause.UNREADABLE);
        assertThat(refused).hasMessageContaining("1 of " + (message.length - 9) + " bytes follow");
    }

    @Test
    void refusesWhatIsNoSingleObject() {
        byte[][] values = {
            {}, {0, 0, 0, 0, 1, 2}, "{\"userId\":\"p-1\"}".getBytes(StandardCharsets.UTF_8)
        };
        for (byte[] value : values) {
            DecodingException refused =
                    catchThrowableOfType(DecodingException.class, () -> telemetry.decode(value));
            assertThat(refused.deadLetterCause()).isEqualTo(Cause.UNREADABLE);
            assertThat(refused).hasMessageContaining("C3 01").hasMessageContaining("registry");
        }
    }

    @Test
    void refusesAWriterSchemaThatIsNoneOrIsOfAnotherRecord() {
        String[] schemas = {
            "", "{", "\"string\"", RecordFormat.reward().schemaJson(), "[".repeat(100_000)
        };
        for (String schema : schemas) {
            DecodingException refused =
                    catchThrowableOfType(
                            DecodingException.class, () -> telemetry.bodyReader(schema));
            assertThat(refused.deadLetterCause()).isEqualTo(Cause.UNKNOWN_SCHEMA);
        }
    }

    @Test
    void refusesTextThatIsNotUtf8ButKeepsTheReplacementCharacter() throws DecodingException {
        Telemetry replaced = new Telemetry("\uFFFD", "watch", 0, 0, 0, new Payload.Consent(true));
        byte[] body = telemetry.encodeBody(replaced);
        assertThat(telemetry.decodeBody(body, 0, body.length)).isEqualTo(replaced);

        body[1] = (byte) 0xFF;
        DecodingException refused =
                catchThrowableOfType(
                        DecodingException.class, () -> telemetry.decodeBody(body, 0, body.length));
        assertThat(refused).hasMessageContaining("a text is not UTF-8");
    }

    @Test
    void namesTheRecordWhenAComponentIsMissingAndStaysUsable() throws DecodingException {
        RecordFormat<PolicyUpdate> format = RecordFormat.policyUpdate();
        PolicyUpdate whole = new PolicyUpdate("n", "v", "s", 0, "{}");

        assertThatThrownBy(() -> format.encode(incomplete()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PolicyUpdate");
        assertThat(format.decode(format.encode(whole))).isEqualTo(whole);
    }

    @SuppressWarnings("NullAway") // the mistake under test
    private static PolicyUpdate incomplete() {
        return new PolicyUpdate("n", "v", "s", 0, null);
    }

    @Test
    void isUsableAfterSerializationWithTheSchemasThatWereAdded() throws Exception {
        telemetry.alsoReads(Evolved.telemetry());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(telemetry);
        }
        RecordFormat<?> copy;
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            copy = (RecordFormat<?>) in.readObject();
        }
        GenericRecord record =
                Evolved.read(
                        telemetry.encodeBody(READING),
                        Evolved.parse(telemetry.schemaJson()),
                        Evolved.parse(Evolved.telemetry()));

        assertThat(copy.decode(telemetry.encode(READING))).isEqualTo(READING);
        assertThat(copy.decode(singleObject(record))).isEqualTo(READING);
        assertThat(bytes.size()).isLessThan(20_000);
    }

    private static byte[] singleObject(GenericRecord record) {
        try {
            return new BinaryMessageEncoder<GenericRecord>(new GenericData(), record.getSchema())
                    .encode(record)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericRecord laterTelemetry(Schema later) {
        GenericRecord record = new GenericData.Record(later);
        record.put("userId", "p-1");
        record.put("device", "watch");
        record.put("boot", 3L);
        record.put("sequence", 7L);
        record.put("sensorTime", 0L);
        return record;
    }
}
