package org.wearablecoach.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, reading ends with a record or a refusal, and stays small. */
class DamagedBytesTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Formats and readers are made once: making one costs more than reading with it. */
    private static final List<Samples.Kind<?>> KINDS = Samples.kinds();

    private static final RecordFormat.BodyReader<Telemetry> LATER = laterReader();

    @Property(tries = 3000, seed = "20160412")
    void refusesRandomBytes(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            // Small numbers are lengths and branches that are possible.
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] &= 0x07;
            }
        }
        for (Samples.Kind<?> kind : KINDS) {
            readsOrRefuses(() -> kind.wire().decodeBody(bytes, 0, bytes.length), bytes.length);
            readsOrRefuses(() -> kind.wire().decode(bytes), bytes.length);
        }
        readsOrRefuses(() -> LATER.read(bytes, 0, bytes.length), bytes.length);
    }

    @Property(tries = 3000, seed = "20160412")
    void refusesOrReadsDamagedRecords(@ForAll long seed) {
        for (Samples.Kind<?> kind : KINDS) {
            damaged(kind, seed);
        }
    }

    private <T> void damaged(Samples.Kind<T> kind, long seed) {
        Random random = new Random(seed);
        byte[] bytes =
                damage(kind.wire().encodeBody(kind.sample().apply(new Samples(seed))), random);
        readsOrRefuses(() -> kind.wire().decodeBody(bytes, 0, bytes.length), bytes.length);
        if (kind.type() == Telemetry.class) {
            readsOrRefuses(() -> LATER.read(bytes, 0, bytes.length), bytes.length);
        }
    }

    private static byte[] damage(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                default -> bytes = insert(bytes, at, number(random));
            }
        }
        return bytes;
    }

    private static byte[] insert(byte[] bytes, int at, byte[] more) {
        byte[] longer = new byte[bytes.length + more.length];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(more, 0, longer, at, more.length);
        System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
        return longer;
    }

    /** A number as Avro writes it, of any magnitude. */
    private static byte[] number(Random random) {
        return number(random.nextLong() >> random.nextInt(Long.SIZE));
    }

    private static byte[] number(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    @Test
    void allocatesNothingForALengthThatIsNotThere() {
        RecordFormat<Telemetry> telemetry = RecordFormat.telemetry();
        long[] lengths = {Integer.MAX_VALUE - 8, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1};
        for (long length : lengths) {
            byte[] text = number(length);
            refused(telemetry, text);
            // userId, device, boot, sequence, sensorTime, then beatIntervals as the second payload.
            byte[] head = {2, 'p', 2, 'w', 0, 0, 0, 0, 2};
            refused(telemetry, insert(head, head.length, number(length)));
            refused(telemetry, insert(head, head.length, number(Long.MIN_VALUE)));
            // acceleration as the third: rate and scale, then bytes.
            byte[] chunk = {2, 'p', 2, 'w', 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0};
            refused(telemetry, insert(chunk, chunk.length, number(length)));
        }
    }

    private static void refused(RecordFormat<Telemetry> telemetry, byte[] bytes) {
        DecodingException e =
                readsOrRefuses(() -> telemetry.decodeBody(bytes, 0, bytes.length), bytes.length);
        assertThat(e).isNotNull().extracting("deadLetterCause").isEqualTo(Cause.UNREADABLE);
    }

    /** A writer's schema may nest without end, and hold elements that take no bytes. */
    @Test
    void endsOnSchemasThatMakeAvroRunAway() throws DecodingException {
        String nested =
                Evolved.withOneMoreField(RecordFormat.policyUpdate().schemaJson())
                        .replace(
                                "[\"null\",\"string\"]",
                                "[\"null\",{\"type\":\"record\",\"name\":\"N\",\"fields\":"
                                        + "[{\"name\":\"n\",\"type\":[\"null\",\"N\"]}]}]");
        String empty =
                Evolved.withOneMoreField(RecordFormat.policyUpdate().schemaJson())
                        .replace(
                                "[\"null\",\"string\"]",
                                "[\"null\",{\"type\":\"array\",\"items\":\"null\"}]");
        RecordFormat<PolicyUpdate> format = RecordFormat.policyUpdate();
        byte[] head = format.encodeBody(new PolicyUpdate("n", "v", "s", 0, "{}"));
        byte[] deep = new byte[head.length + 1_000_000];
        Arrays.fill(deep, (byte) 2);
        System.arraycopy(head, 0, deep, 0, head.length);
        byte[] many =
                insert(
                        insert(head, head.length, new byte[] {2}),
                        head.length + 1,
                        number(1L << 60));

        RecordFormat.BodyReader<PolicyUpdate> deepReader = format.bodyReader(nested);
        RecordFormat.BodyReader<PolicyUpdate> manyReader = format.bodyReader(empty);

        assertThat(
                        catchThrowableOfType(
                                        DecodingException.class,
                                        () -> deepReader.read(deep, 0, deep.length))
                                .deadLetterCause())
                .isEqualTo(Cause.UNREADABLE);
        assertThat(
                        catchThrowableOfType(
                                        DecodingException.class,
                                        () -> manyReader.read(many, 0, many.length))
                                .deadLetterCause())
                .isEqualTo(Cause.UNREADABLE);
    }

    @Test
    void namesNoValueOfTheRecord() {
        for (Samples.Kind<?> kind : KINDS) {
            for (int seed = 0; seed < 2000; seed++) {
                namesNoValue(kind, seed);
            }
        }
    }

    private static <T> void namesNoValue(Samples.Kind<T> kind, int seed) {
        byte[] sound = kind.wire().encodeBody(kind.sample().apply(new Samples(seed)));
        byte[] bytes = damage(sound, new Random(seed));
        DecodingException e =
                readsOrRefuses(() -> kind.wire().decodeBody(bytes, 0, bytes.length), bytes.length);
        if (e != null) {
            assertThat(e.getMessage())
                    .matches(
                            kind
                                    + ": (the bytes end inside the record|the bytes do not follow the"
                                    + " schema|an? [a-zA-Z0-9 -]+|[0-9]+ of [0-9]+ bytes follow the"
                                    + " record; send one record a message|more than one payload is"
                                    + " set; send one record for each payload)"
                                    + "(, near byte [0-9]+ of [0-9]+; write it with the schema that"
                                    + " it names)?");
        }
    }

    private interface Reading {
        Object read() throws DecodingException;
    }

    /** Nothing else than a refusal may be thrown, and memory is bounded but for first use. */
    private static @Nullable DecodingException readsOrRefuses(Reading reading, int length) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        DecodingException refusal = null;
        try {
            reading.read();
        } catch (DecodingException e) {
            refusal = e;
            assertThat(e.deadLetterCause())
                    .isIn(Cause.UNREADABLE, Cause.UNKNOWN_SCHEMA, Cause.SEVERAL_PAYLOADS);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(2_000_000 + 100L * length);
        return refusal;
    }

    private static RecordFormat.BodyReader<Telemetry> laterReader() {
        try {
            return RecordFormat.telemetry().bodyReader(Evolved.telemetry());
        } catch (DecodingException e) {
            throw new AssertionError(e);
        }
    }
}
