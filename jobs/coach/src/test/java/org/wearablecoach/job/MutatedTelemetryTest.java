package org.wearablecoach.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.loop.sense.Disposition;

/**
 * Half of the records are damaged, most of them behind a sound header: the job runs to its end in
 * one attempt, and each record is counted in one class.
 */
class MutatedTelemetryTest {

    private static final long START = 1_772_452_800_000L;
    private static final int PERSONS = 20;
    private static final long SEED = 20_260_302;
    private static final int SHORTEST_MUTABLE = RecordFormat.HEADER + 2;

    private final RecordFormat<Telemetry> format = RecordFormat.telemetry();
    private final Random random = new Random(SEED);

    private Telemetry sound(int number) {
        String user = "p" + number % PERSONS;
        long sequence = number / PERSONS;
        Payload payload =
                switch (number / PERSONS % 6) {
                    case 0 -> new Payload.BeatIntervals(new float[] {812, 799.5f, 805});
                    case 1 -> new Payload.Acceleration(25, 0.001f, new byte[150]);
                    case 2 -> new Payload.Steps(3, false);
                    case 3 -> new Payload.Glucose(104);
                    case 4 -> new Payload.DeviceStatus("STRESS", 35.5);
                    default -> new Payload.HeartRate(61 + sequence % 20, false);
                };
        return new Telemetry(user, "watch", 0, sequence, START + sequence * 1000, payload);
    }

    /** Nine of ten keep the header; the others lose it, or are noise. */
    private byte[] damaged(byte[] sound) {
        byte[] bytes = sound.clone();
        int kind = random.nextInt(20);
        if (kind == 0) {
            bytes[random.nextInt(RecordFormat.HEADER)] ^= (byte) (1 + random.nextInt(255));
            return bytes;
        }
        if (kind == 1) {
            bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }
        int body = RecordFormat.HEADER;
        int length = bytes.length - body;
        int at = body + random.nextInt(length);
        if (kind < 6) {
            return Arrays.copyOf(bytes, Math.max(SHORTEST_MUTABLE, at));
        }
        if (kind < 8) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
            System.arraycopy(
                    bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
            return longer;
        }
        int flips = 1 + random.nextInt(4);
        for (int i = 0; i < flips; i++) {
            bytes[body + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private void accountsForEach(int records) throws Exception {
        try (JobFixture fixture = new JobFixture()) {
            String prefix = "mutated";
            fixture.create(prefix);
            String topic = KafkaPorts.topics(fixture.config(prefix)).telemetry();
            List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(records);
            for (int i = 0; i < records; i++) {
                Telemetry telemetry = sound(i);
                byte[] value = format.encode(telemetry);
                byte @Nullable [] key = telemetry.userId().getBytes(UTF_8);
                // Every other one in random places, so that a person has sound records between.
                if (random.nextBoolean()) {
                    value = damaged(value);
                    key = random.nextInt(50) == 0 ? null : key;
                }
                all.add(new ProducerRecord<>(topic, null, telemetry.sensorTime(), key, value));
            }
            fixture.publishAll(prefix, all);
            // Without checkpoints there is no restart: the first exception would end the job.
            JobFixture.Run run =
                    fixture.job(
                            prefix,
                            2,
                            new Configuration(),
                            "--signals.maxRecordsPerMinute",
                            "10000");

            Map<String, Long> shares = new TreeMap<>();
            long sum = 0;
            long deadLetters = 0;
            for (Cause cause : Cause.values()) {
                long count =
                        cause == Cause.UNKNOWN
                                ? 0
                                : run.count(
                                        DecodeFunction.telemetry().deadLettersAccumulator(cause));
                sum += count;
                deadLetters += count;
                shares.merge("decoding " + cause, count, Long::sum);
            }
            for (Disposition disposition : Disposition.values()) {
                long count = run.count(disposition);
                sum += count;
                shares.merge("sense " + disposition, count, Long::sum);
            }
            shares.values().removeIf(count -> count == 0);
            System.out.println(records + " records, half of them damaged, ended as " + shares);
            assertThat(sum).as("every record in one class").isEqualTo(records);
            Map<JobFixture.Place, Integer> letters = new HashMap<>();
            run.outcome()
                    .letters
                    .forEach(
                            letter ->
                                    letters.merge(
                                            new JobFixture.Place(
                                                    letter.partition(), letter.offset()),
                                            1,
                                            Integer::sum));
            assertThat(letters.values()).as("one letter a record").containsOnly(1);
            long late = run.count(Disposition.LATE);
            assertThat((long) letters.size())
                    .isBetween(
                            deadLetters + run.count(Disposition.DEAD_LETTER),
                            deadLetters + run.count(Disposition.DEAD_LETTER) + late);
            // The damage is worth its name: it reaches the body, and what lies behind it.
            assertThat(shares).containsKeys("decoding UNREADABLE", "decoding UNKNOWN_SCHEMA");
            assertThat(shares.getOrDefault("decoding UNREADABLE", 0L)).isGreaterThan(records / 10L);
            assertThat(shares.getOrDefault("sense DEAD_LETTER", 0L)).isGreaterThan(records / 100L);
            assertThat(shares.getOrDefault("sense USED", 0L)).isGreaterThan(records / 3L);
        }
    }

    @Test
    void accountsForTwoThousandRecords() throws Exception {
        accountsForEach(2_000);
    }

    @Test
    @Tag("long")
    void accountsForTwoHundredThousandRecords() throws Exception {
        accountsForEach(200_000);
    }
}
