package org.wearablecoach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.TelemetryPublisher;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;

class DeadLettersCommandTest {

    private static final Topics TOPICS = new Topics("");
    private static LocalBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = LocalBroker.builder().keepEverything().build();
        try (TopicAdmin admin = new TopicAdmin(broker.bootstrapServers(), Map.of())) {
            admin.createMissing(TOPICS.recorded(1));
        }
        try (TelemetryPublisher telemetry =
                new TelemetryPublisher(broker.bootstrapServers(), TOPICS.telemetry(), Map.of())) {
            for (int i = 0; i < 3; i++) {
                telemetry.publish(
                        new Telemetry(
                                "ann", "watch", 0, i, 1_000, new Payload.HeartRate(60, false)),
                        2_000);
            }
        }
        Properties config = new Properties();
        config.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 3; i++) {
                DeadLetter letter =
                        new DeadLetter(
                                i < 2 ? Cause.FUTURE : Cause.UNREADABLE,
                                "the rule; the cure",
                                i < 2 ? TOPICS.telemetry() : "elsewhere",
                                0,
                                i,
                                1_460_000_000_000L + i,
                                "ann",
                                2,
                                null,
                                new byte[] {1, 2});
                producer.send(
                                new ProducerRecord<>(
                                        TOPICS.deadLetters(),
                                        RecordFormat.deadLetter().encode(letter)))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Captured run(String... args) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(Arrays.asList(args));
        all.addAll(
                List.of(
                        "--kafka.bootstrapServers",
                        broker.bootstrapServers(),
                        // However much else the machine has to do.
                        "--kafka.properties.default.api.timeout.ms",
                        "300000"));
        return Captured.run(Runners.standard(), all.toArray(new String[0]));
    }

    @Test
    void countsThemByCauseAndListsTheNewestWithoutPersons() {
        Captured list = run("list", "--limit", "1");
        assertThat(list.code()).isZero();
        assertThat(list.out())
                .contains("2 FUTURE", "1 UNREADABLE", "3 in all")
                .contains("0/2  elsewhere 0/2  UNREADABLE: the rule; the cure")
                .doesNotContain("0/0", "ann");
        assertThat(run("list", "--cause", "future", "--json").out())
                .startsWith(
                        "{\"total\":2,\"byCause\":{\"FUTURE\":2},\"deadLetters\":[{\"id\":\"0/1\",")
                .contains("\"ingestTime\":\"2016-04-07T03:33:20.001Z\"");
    }

    @Test
    void saysWithinSecondsThatThereIsNoBroker() {
        // Both at once, since each waits.
        List<CompletableFuture<Captured>> runs = new ArrayList<>();
        for (String command : List.of("dead-letters list", "models withdraw activity")) {
            List<String> words = new ArrayList<>(List.of(command.split(" ")));
            words.addAll(List.of("--kafka.bootstrapServers", "127.0.0.1:1", "--json"));
            runs.add(
                    CompletableFuture.supplyAsync(
                            () -> Captured.run(Runners.standard(), words.toArray(new String[0]))));
        }
        for (CompletableFuture<Captured> run : runs) {
            Captured nobody = run.join();
            assertThat(nobody.code()).isEqualTo(ExitCodes.FAILED);
            assertThat(nobody.out())
                    .contains("\"error\":", "kafka.bootstrapServers is 127.0.0.1:1", "within 5 s")
                    .contains("start the broker, or correct kafka.bootstrapServers");
        }
    }

    @Test
    void showsOneAndItsBytesOnlyWhenAsked() {
        assertThat(run("show", "--id", "0/0").out())
                .contains("userId     ann")
                .doesNotContain("AQI=");
        assertThat(run("show", "--id", "0/0", "--raw", "--json").out())
                .contains("\"userId\":\"ann\"", "\"raw\":\"AQI=\"");
        Captured none = run("show", "--id", "0/99");
        assertThat(none.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(none.err()).contains("--id 0/99 is no dead letter");
        assertThat(run("show", "--id", "x").err()).contains("PARTITION/OFFSET");
    }

    @Test
    void redrivesACauseOnce() {
        assertThat(run("redrive", "--cause", "FUTURE", "--json").out().strip())
                .isEqualTo(
                        "{\"cause\":\"FUTURE\",\"published\":2,\"stillRefused\":0,\"gone\":0,"
                                + "\"ofOtherTopics\":0}");
        Captured again = run("redrive", "--cause", "FUTURE");
        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("0 records of FUTURE published again");
    }

    @Test
    void namesTheCausesThatThereAre() {
        Captured wrong = run("redrive", "--cause", "PAST");
        assertThat(wrong.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err()).contains("'PAST' is no cause", "TOO_OLD", "UNREADABLE");
        assertThat(run("redrive").err()).contains("--cause");
    }
}
