package org.wearablecoach.kafka.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.Records;
import org.wearablecoach.kafka.registry.FramedTelemetry;

/**
 * Decoding allocates what it emits and nothing else: as many bytes as when the same record is made
 * by hand. What is emitted: two strings, the payload with its array, the telemetry, its place, the
 * envelope.
 */
class DecodingAllocationTest {

    private static final int ROUNDS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] USER = "person-1".getBytes(UTF_8);
    private static final byte[] DEVICE = "watch".getBytes(UTF_8);
    private static final float[] BEATS = {812, 799.5f, 820, 805};
    private static final byte[] COUNTS = new byte[32 * 3 * 2];

    @SuppressWarnings("UnusedVariable") // Keeps what is made from being optimised away.
    private static volatile Object sink = "";

    private static Map<String, Supplier<Payload>> payloads() {
        Map<String, Supplier<Payload>> payloads = new LinkedHashMap<>();
        payloads.put("heart rate", () -> new Payload.HeartRate(61, false));
        payloads.put("4 beat intervals", () -> new Payload.BeatIntervals(BEATS.clone()));
        payloads.put("steps", () -> new Payload.Steps(17, true));
        payloads.put(
                "one second of acceleration, 32 Hz",
                () -> new Payload.Acceleration(32, 1 / 64f, COUNTS.clone()));
        return payloads;
    }

    @Test
    void ofBothFramingsIsThatOfTheRecordItself() throws Exception {
        try (FramedTelemetry framed = new FramedTelemetry()) {
            for (Map.Entry<String, Supplier<Payload>> kind : payloads().entrySet()) {
                Telemetry telemetry = byHand(kind.getValue().get());
                double least =
                        bytes(
                                () ->
                                        Envelope.of(
                                                new Received(
                                                        byHand(kind.getValue().get()),
                                                        Records.TIME,
                                                        3,
                                                        7)));
                TelemetryDecoder decoder = new TelemetryDecoder(100, framed.options());
                double single =
                        bytesOf(decoder, record(RecordFormat.telemetry().encode(telemetry)));
                double current = bytesOf(decoder, record(framed.current(telemetry)));
                double older = bytesOf(decoder, record(framed.older(telemetry)));
                System.out.printf(
                        "Bytes a record, %s: by hand %.0f, single object %.0f, framed %.0f, framed"
                                + " with an older schema %.0f%n",
                        kind.getKey(), least, single, current, older);
                assertThat(single).as(kind.getKey()).isLessThan(least + 1);
                assertThat(current).as(kind.getKey()).isLessThan(least + 1);
            }
        }
    }

    private static Telemetry byHand(Payload payload) {
        return new Telemetry(
                new String(USER, 0, USER.length, UTF_8),
                new String(DEVICE, 0, DEVICE.length, UTF_8),
                0,
                42,
                Records.TIME,
                payload);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>(
                "telemetry",
                3,
                7,
                Records.TIME,
                TimestampType.LOG_APPEND_TIME,
                USER.length,
                value.length,
                USER,
                value,
                new RecordHeaders(),
                java.util.Optional.empty());
    }

    private static double bytesOf(TelemetryDecoder decoder, ConsumerRecord<byte[], byte[]> record) {
        assertThat(decoder.decode(record).value()).isNotNull();
        return bytes(() -> decoder.decode(record));
    }

    /** The fewest of several rounds, since compiling allocates on this thread now and then. */
    private static double bytes(Supplier<Object> step) {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                sink = step.get();
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, (double) allocated / ROUNDS);
        }
        return least;
    }
}
