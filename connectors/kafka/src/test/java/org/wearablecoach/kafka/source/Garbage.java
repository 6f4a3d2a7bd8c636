package org.wearablecoach.kafka.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.wearablecoach.avro.Glucose;
import org.wearablecoach.avro.HeartRate;
import org.wearablecoach.avro.Telemetry;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.kafka.Records;

/** Values of telemetry records that cannot be used. */
final class Garbage {

    private Garbage() {}

    /** A person's heart rate and glucose in one record. */
    static byte[] twoPayloads(String userId) {
        Telemetry telemetry =
                Telemetry.newBuilder()
                        .setUserId(userId)
                        .setDevice("watch")
                        .setBoot(0)
                        .setSequence(1)
                        .setSensorTime(java.time.Instant.ofEpochMilli(Records.TIME))
                        .setHeartRate(
                                HeartRate.newBuilder().setBpm(60).setMinuteMean(false).build())
                        .setGlucose(Glucose.newBuilder().setMgDl(100).build())
                        .build();
        try {
            java.nio.ByteBuffer bytes = Telemetry.getEncoder().encode(telemetry);
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A single object of a schema that nobody here knows. */
    static byte[] unknownSchema(String userId) {
        byte[] bytes = RecordFormat.telemetry().encode(Records.heartRate(userId, 1));
        bytes[2] ^= 0x55;
        return bytes;
    }

    /** A record that ends too early. */
    static byte[] cutOff(String userId) {
        byte[] bytes = RecordFormat.telemetry().encode(Records.heartRate(userId, 1));
        return java.util.Arrays.copyOf(bytes, bytes.length - 3);
    }

    /** What an older gateway might have sent. */
    static byte[] text() {
        return "{\"bpm\": 61}".getBytes(StandardCharsets.UTF_8);
    }
}
