package org.wearablecoach.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The measurement behind the acceleration chunk: decode and size of one second of three axes as
 * Avro {@code array<float>}, as bytes of 32-bit floats, and as bytes of 16-bit counts with a scale.
 * Each reader touches every sample, so that none is paid for by its consumer only.
 */
@Tag("long")
class AccelerationEncodingTest {

    private static final int ROUNDS = 9;
    private static final long NANOS_A_ROUND = 200_000_000L;
    private static final float G_PER_COUNT = 0.0005f;

    private static final Schema FLOATS = chunk("{\"type\":\"array\",\"items\":\"float\"}");
    private static final Schema BYTES = chunk("\"bytes\"");

    /** Keeps the measured work from being removed. */
    private static double sink;

    private interface Reader {
        double sum(byte[] body) throws IOException;
    }

    private record Way(String name, byte[] body, Reader reader) {}

    @Test
    void countsOfSixteenBitsAreTheSmallestAndReadAtLeastAsFastAsFloats() throws IOException {
        for (int hertz : new int[] {25, 100}) {
            List<Way> ways = ways(hertz);
            double[] nanos = new double[ways.size()];
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = Double.MAX_VALUE;
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < nanos.length; i++) {
                    nanos[i] = Math.min(nanos[i], nanosPerChunk(ways.get(i)));
                }
            }
            int last = nanos.length - 1;
            for (int i = 0; i < nanos.length; i++) {
                System.out.printf(
                        Locale.ROOT,
                        "%3d Hz  %-38s %5d bytes  %7.0f ns a chunk  %5.1f x%n",
                        hertz,
                        ways.get(i).name(),
                        ways.get(i).body().length,
                        nanos[i],
                        nanos[i] / nanos[last]);
            }
            assertThat(ways.get(last).body().length * 1.8).isLessThan(ways.get(0).body().length);
            assertThat(nanos[0]).as("array<float> by Avro's reader").isGreaterThan(5 * nanos[last]);
            assertThat(nanos[1]).as("array<float> by hand").isGreaterThan(nanos[last]);
        }
        assertThat(sink).isNotNaN();
    }

    private static double nanosPerChunk(Way way) throws IOException {
        long start = System.nanoTime();
        long now = start;
        int chunks = 0;
        while (now - start < NANOS_A_ROUND) {
            for (int i = 0; i < 100; i++) {
                sink += way.reader().sum(way.body());
            }
            chunks += 100;
            now = System.nanoTime();
        }
        return (double) (now - start) / chunks;
    }

    private static List<Way> ways(int hertz) throws IOException {
        int n = hertz * 3;
        ByteBuffer floats = ByteBuffer.allocate(n * 4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer counts = ByteBuffer.allocate(n * 2).order(ByteOrder.LITTLE_ENDIAN);
        GenericData.Array<Float> array =
                new GenericData.Array<>(n, FLOATS.getField("xyz").schema());
        for (int i = 0; i < n; i++) {
            short count = (short) (2000 * StrictMath.sin(0.3 * i));
            counts.putShort(count);
            floats.putFloat(count * G_PER_COUNT);
            array.add(count * G_PER_COUNT);
        }
        byte[] asArray = write(FLOATS, hertz, array);
        byte[] asFloats = write(BYTES, hertz, floats.flip());
        byte[] asCounts = write(BYTES, hertz, counts.flip());

        GenericDatumReader<GenericRecord> arrayReader = new GenericDatumReader<>(FLOATS);
        BinaryDecoder[] decoder = new BinaryDecoder[1];
        ByteInput in = new ByteInput();
        return List.of(
                new Way(
                        "array<float>, Avro's reader",
                        asArray,
                        body -> {
                            decoder[0] = DecoderFactory.get().binaryDecoder(body, decoder[0]);
                            GenericRecord chunk = arrayReader.read(null, decoder[0]);
                            double sum = 0;
                            for (Object value : (List<?>) chunk.get("xyz")) {
                                sum += (Float) value;
                            }
                            return sum;
                        }),
                new Way(
                        "array<float>, by hand",
                        asArray,
                        body -> {
                            decoder[0] = DecoderFactory.get().binaryDecoder(body, decoder[0]);
                            decoder[0].readFloat();
                            decoder[0].readFloat();
                            float[] xyz = new float[(int) decoder[0].readArrayStart()];
                            double sum = 0;
                            for (int i = 0; i < xyz.length; i++) {
                                xyz[i] = decoder[0].readFloat();
                                sum += xyz[i];
                            }
                            return sum + decoder[0].arrayNext();
                        }),
                new Way(
                        "bytes of 32-bit floats, by hand",
                        asFloats,
                        body -> {
                            in.reset(body, 0, body.length);
                            in.readFloat();
                            in.readFloat();
                            byte[] xyz = in.readBytes();
                            double sum = 0;
                            for (int i = 0; i < xyz.length; i += 4) {
                                int bits =
                                        (xyz[i] & 0xFF)
                                                | (xyz[i + 1] & 0xFF) << 8
                                                | (xyz[i + 2] & 0xFF) << 16
                                                | xyz[i + 3] << 24;
                                sum += Float.intBitsToFloat(bits);
                            }
                            return sum;
                        }),
                new Way(
                        "bytes of 16-bit counts, by hand",
                        asCounts,
                        body -> {
                            in.reset(body, 0, body.length);
                            Payload.Acceleration chunk =
                                    new Payload.Acceleration(
                                            in.readFloat(), in.readFloat(), in.readBytes());
                            double sum = 0;
                            for (int i = 0; i < chunk.samples(); i++) {
                                sum += chunk.g(i, 0) + chunk.g(i, 1) + chunk.g(i, 2);
                            }
                            return sum;
                        }));
    }

    private static byte[] write(Schema schema, int hertz, Object xyz) throws IOException {
        GenericRecord chunk = new GenericData.Record(schema);
        chunk.put("hertz", (float) hertz);
        chunk.put("gPerCount", G_PER_COUNT);
        chunk.put("xyz", xyz);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(chunk, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static Schema chunk(String xyz) {
        return Evolved.parse(
                "{\"type\":\"record\",\"name\":\"Chunk\",\"fields\":["
                        + "{\"name\":\"hertz\",\"type\":\"float\"},"
                        + "{\"name\":\"gPerCount\",\"type\":\"float\"},"
                        + "{\"name\":\"xyz\",\"type\":"
                        + xyz
                        + "}]}");
    }
}
