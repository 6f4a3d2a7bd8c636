package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.files.Timed;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.TopicReader;

/**
 * The population job on a log that the streaming job wrote to Kafka: it publishes priors once, the
 * same ones again, and the streaming job takes them.
 */
class PopulationJobTest {

    private static final String PREFIX = "population";
    private static final String[] AGENT = {
        "--policy.kind", "thompson-smooth",
        "--policy.warmUp", "P1D",
        "--policy.lowerBound", "0.05",
        "--policy.upperBound", "0.5",
        "--policy.probability", "0.3"
    };

    private static JobFixture fixture;

    @BeforeAll
    static void writeALog() throws Exception {
        fixture = new JobFixture();
        List<Timed> records = new ArrayList<>(JobFixture.fitbit().toList());
        fixture.publish(PREFIX, records);
        fixture.jobToKafka(PREFIX, 2, new Configuration(), AGENT);
    }

    @AfterAll
    static void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static int run(ByteArrayOutputStream out, String... more) {
        CoachConfig config = fixture.config(PREFIX, AGENT);
        List<String> args = new ArrayList<>();
        args.addAll(
                List.of(
                        "--kafka.bootstrapServers",
                        config.kafka().bootstrapServers(),
                        "--topics.prefix",
                        config.topics().prefix()));
        args.addAll(List.of(AGENT));
        args.addAll(List.of(more));
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return PopulationJob.run(args, stream, stream);
    }

    private static List<PolicyUpdate> published(String kind) {
        CoachConfig config = fixture.config(PREFIX, AGENT);
        try (TopicReader<PolicyUpdate> reader =
                new TopicReader<>(
                        config.kafka().bootstrapServers(),
                        KafkaPorts.topics(config).policies(),
                        RecordFormat.policyUpdate(),
                        Map.of())) {
            return reader.readToEnd().stream()
                    .map(TopicReader.Entry::value)
                    .filter(update -> update.specification().contains('"' + kind + '"'))
                    .toList();
        }
    }

    @Test
    void publishesPriorsThatTheStreamingJobTakesAndTheSameOnesAgain() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out)).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(run(out)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("of 4 persons");
        List<PolicyUpdate> updates = published("thompson-smooth");
        assertThat(updates).hasSizeGreaterThan(1).containsOnly(updates.get(0));
        // In force from a time within the recording, it decides.
        PolicyUpdate update = updates.get(0);
        List<Timed> records = JobFixture.fitbit().toList();
        long middle =
                (records.get(0).ingestTime() + records.get(records.size() - 1).ingestTime()) / 2;
        PolicyUpdate early =
                new PolicyUpdate(
                        update.name(),
                        update.version(),
                        update.sha256(),
                        middle,
                        update.specification());
        Outcome outcome =
                fixture.jobUnderControl(PREFIX + "-after", 2, records, List.of(early), AGENT)
                        .outcome();
        assertThat(outcome.statuses).allMatch(status -> status.accepted());
        assertThat(outcome.decisions)
                .filteredOn(Decision::available)
                .filteredOn(row -> row.policy().version().equals(update.version()))
                .hasSizeGreaterThan(50);
    }

    /** Bytes that are no record of ours, and one that names a schema that nobody knows. */
    @Test
    void whatCannotBeReadIsCountedAndPassedOver() throws Exception {
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        assertThat(run(before)).isZero();
        CoachConfig config = fixture.config(PREFIX, AGENT);
        byte[] foreign = new byte[40];
        foreign[0] = (byte) 0xC3;
        foreign[1] = 1;
        Map<String, Object> servers =
                Map.of("bootstrap.servers", config.kafka().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        servers, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = "x".getBytes(StandardCharsets.UTF_8);
            String decisions = KafkaPorts.topics(config).decisions();
            String rewards = KafkaPorts.topics(config).rewards();
            producer.send(new ProducerRecord<>(decisions, key, new byte[] {1, 2, 3})).get();
            producer.send(new ProducerRecord<>(rewards, key, foreign)).get();
            producer.flush();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out)).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("2 could not be read")
                .contains("Passed over: Topic ");
        List<PolicyUpdate> updates = published("thompson-smooth");
        assertThat(updates.get(updates.size() - 1)).isEqualTo(updates.get(0));
    }

    @Test
    void saysWhatIsWrong() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out, "--policy.kind", "linucb")).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("policy.kind is linucb")
                .contains("dose, thompson-raw and thompson-smooth have");
    }

    /** The default policy, from a log that another one decided. */
    @Test
    void publishesPriorsOfTheDoseModelThatTheStreamingJobTakes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out, "--policy.kind", "dose"))
                .as(out.toString(StandardCharsets.UTF_8))
                .isZero();
        PolicyUpdate update = published("dose").get(0);
        List<Timed> records = JobFixture.fitbit().toList();
        long middle =
                (records.get(0).ingestTime() + records.get(records.size() - 1).ingestTime()) / 2;
        PolicyUpdate early =
                new PolicyUpdate(
                        update.name(),
                        update.version(),
                        update.sha256(),
                        middle,
                        update.specification());
        String[] agent = AGENT.clone();
        agent[1] = "dose";
        Outcome outcome =
                fixture.jobUnderControl(PREFIX + "-dose", 2, records, List.of(early), agent)
                        .outcome();
        assertThat(outcome.statuses).isNotEmpty().allMatch(status -> status.accepted());
        assertThat(outcome.decisions)
                .filteredOn(Decision::available)
                .filteredOn(row -> row.policy().version().equals(update.version()))
                .hasSizeGreaterThan(50);
    }
}
