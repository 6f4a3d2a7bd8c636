package org.wearablecoach.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the hand-written path of telemetry is worth, and what a row costs. */
@Tag("long")
class RecordSpeedTest {

    private static final int ROUNDS = 9;
    private static final long NANOS_A_ROUND = 200_000_000L;

    /** Keeps the measured work from being removed. */
    private static long sink;

    private interface Work {
        long run() throws IOException, DecodingException;
    }

    @Test
    void readsTelemetryFasterThanAvrosReaderOfTheGeneratedClass() throws Exception {
        RecordFormat<Telemetry> format = RecordFormat.telemetry();
        Telemetry reading =
                new Telemetry(
                        "0123456789abcdef0123456789abcdef",
                        "watch-1",
                        1_460_444_400_000L,
                        86_400,
                        1_460_444_400_000L,
                        new Payload.HeartRate(61.5f, false));
        byte[] message = format.encode(reading);
        SpecificDatumReader<org.wearablecoach.avro.Telemetry> generated =
                new SpecificDatumReader<>(org.wearablecoach.avro.Telemetry.class);
        BinaryDecoder[] decoder = new BinaryDecoder[1];
        JsonFormat<Decision> json = JsonFormat.decision();
        RecordFormat<Decision> decisions = RecordFormat.decision();
        Decision row = decision();
        byte[] encodedRow = decisions.encode(row);

        double byAvro =
                nanos(
                        () -> {
                            decoder[0] =
                                    DecoderFactory.get()
                                            .binaryDecoder(
                                                    message,
                                                    RecordFormat.HEADER,
                                                    message.length - RecordFormat.HEADER,
                                                    decoder[0]);
                            return generated.read(null, decoder[0]).getBoot();
                        });
        double byHand = nanos(() -> format.decode(message).boot());
        double writing = nanos(() -> format.encode(reading).length);
        double rowJson = nanos(() -> json.write(row).length);
        double rowHash = nanos(() -> json.sha256(row).length());
        double rowWriting = nanos(() -> decisions.encode(row).length);
        double rowReading = nanos(() -> decisions.decode(encodedRow).index());

        print("telemetry " + message.length + " bytes, Avro's generated class", byAvro);
        print("telemetry, decode", byHand);
        print("telemetry, encode", writing);
        print("decision row as JSON, " + json.write(row).length + " bytes", rowJson);
        print("decision row as JSON and its hash", rowHash);
        print("decision row, encode, " + encodedRow.length + " bytes", rowWriting);
        print("decision row, decode", rowReading);
        assertThat(byHand).isLessThan(byAvro);
        assertThat(sink).isNotZero();
    }

    private static void print(String what, double nanos) {
        System.out.printf(Locale.ROOT, "%-50s %8.0f ns%n", what, nanos);
    }

    private static double nanos(Work work) throws IOException, DecodingException {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            long now = start;
            int times = 0;
            while (now - start < NANOS_A_ROUND) {
                for (int i = 0; i < 100; i++) {
                    sink += work.run();
                }
                times += 100;
                now = System.nanoTime();
            }
            best = Math.min(best, (double) (now - start) / times);
        }
        return best;
    }

    private static Decision decision() {
        for (long seed = 0; ; seed++) {
            Decision decision = new Samples(seed).decision();
            if (decision.candidates().size() == 3
                    && decision.windows().size() == 3
                    && decision.context().size() == 3) {
                return decision;
            }
        }
    }
}
