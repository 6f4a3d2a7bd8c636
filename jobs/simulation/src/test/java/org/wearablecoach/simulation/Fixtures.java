package org.wearablecoach.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Telemetry;

/** What several tests share. */
final class Fixtures {
    static final long HOUR = 3_600_000;
    static final long MINUTE = 60_000;
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** A Tuesday. */
    static final LocalDate TUESDAY = LocalDate.of(2026, 3, 17);

    static final long START = SimulatedPopulation.morning(TUESDAY, BERLIN);

    /** Everyone in one zone, every device in order, no acceleration. */
    static final SimulationOptions PLAIN =
            SimulationOptions.defaults()
                    .withZones(List.of("Europe/Berlin"))
                    .withEnrolledShare(1)
                    .withAcceleration(0, 60)
                    .withSteps(0, 1)
                    .withFaults(Faults.none());

    /** Devices that fail about every hour in each of the ways. */
    static final Faults MANY =
            new Faults(30, 40, 150, 3, Duration.ofMinutes(40), Duration.ofMinutes(100), 6, 30, 8);

    private Fixtures() {}

    static <V> V get(Map<String, V> map, String key) {
        return Objects.requireNonNull(map.get(key), "nothing was seen of " + key);
    }

    static Recommendation recommend(String userId, String id, String intervention, long at) {
        return new Recommendation(
                id,
                userId,
                DecisionType.POLICY,
                intervention,
                intervention + "-1",
                "en",
                "How about a short walk?",
                at,
                at,
                at + 30 * MINUTE);
    }

    /** A digest of every byte of every record. */
    static final class Digest implements Consumer<Timed> {
        private final MessageDigest sha256;
        private final ByteBuffer number = ByteBuffer.allocate(8);
        long records;

        Digest() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void accept(Timed timed) {
            records++;
            Telemetry t = timed.telemetry();
            add(timed.ingestTime());
            add(t.userId());
            add(t.device());
            add(t.boot());
            add(t.sequence());
            add(t.sensorTime());
            Payload payload = t.payload();
            add(payload.getClass().getSimpleName());
            if (payload instanceof Payload.BeatIntervals beats) {
                for (float ms : beats.milliseconds()) {
                    add(Float.floatToRawIntBits(ms));
                }
            } else if (payload instanceof Payload.Acceleration chunk) {
                add(Float.floatToRawIntBits(chunk.hertz()));
                add(Float.floatToRawIntBits(chunk.gPerCount()));
                sha256.update(chunk.xyz());
            } else {
                add(payload.toString());
            }
        }

        private void add(long value) {
            number.clear();
            number.putLong(value);
            sha256.update(number.array());
        }

        private void add(String text) {
            sha256.update(text.getBytes(StandardCharsets.UTF_8));
        }

        String hex() {
            return HexFormat.of().formatHex(sha256.digest());
        }
    }
}
