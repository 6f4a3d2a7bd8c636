package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.types.Row;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.files.Timed;

/**
 * The shipped scripts over topics that the job wrote: days of four Fitbit persons. What tables say
 * is held against the edge, which has seen neither Kafka nor SQL.
 */
class TablesOfTheJobTest {

    private static final String PREFIX = "tables";
    private static final Duration DAYS = Duration.ofDays(2);
    private static final int DAMAGED = 3;

    private static JobFixture fixture;
    private static Outcome edge;
    private static List<Timed> records = List.of();
    private static SqlScripts sql;

    @BeforeAll
    static void runTheJob() throws Exception {
        records = new ArrayList<>();
        Map<String, Long> until = new HashMap<>();
        for (Timed timed : JobFixture.fitbit()) {
            long first = timed.ingestTime() + DAYS.toMillis();
            String user = timed.telemetry().userId();
            if (timed.ingestTime() < until.computeIfAbsent(user, unknown -> first)) {
                records.add(timed);
            }
        }
        fixture = new JobFixture();
        PolicyUpdate refused = new PolicyUpdate("nobody", "1", "ab", 0, "{}");
        fixture.create(PREFIX, refused);
        fixture.publishMore(PREFIX, records);
        for (int i = 0; i < DAMAGED; i++) {
            fixture.publishBytes(PREFIX, 0, records.get(0).ingestTime(), null, new byte[] {1, 2});
        }
        fixture.jobToKafka(PREFIX, 2, new Configuration(), "--topics.windowScores", "true");
        edge = JobFixture.edge(fixture.config(PREFIX), records);
        Decision copied = edge.decisions.get(7);
        copy("decisions", copied.ingestTime(), RecordFormat.decision().encode(copied));
        Reward reward = edge.rewards.get(7);
        copy("rewards", reward.closedAt(), RecordFormat.reward().encode(reward));
        sql = new SqlScripts();
        sql.run(script("tables.sql"));
    }

    @AfterAll
    static void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    /** As a job that delivers at least once may after a failure. */
    private static void copy(String topic, long time, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", fixture.broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(PREFIX + "-" + topic, null, time, null, value))
                    .get();
        }
    }

    /** A script with the address and the topics of the test. */
    private static String script(String name) {
        return SqlScripts.text(name)
                .replace("localhost:9092", fixture.broker.bootstrapServers())
                // A query ends when the last request of its source is answered.
                .replace(
                        "'properties.bootstrap.servers'",
                        "'properties.fetch.max.wait.ms' = '10', 'properties.bootstrap.servers'")
                .replace("'topic' = '", "'topic' = '" + PREFIX + "-");
    }

    private static List<Row> now(String columns, String table) {
        return sql.all(
                "SELECT "
                        + columns
                        + " FROM "
                        + table
                        + " /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */");
    }

    private static Map<Object, Row> byId(List<Row> rows) {
        Map<Object, Row> byId = new HashMap<>();
        for (Row row : rows) {
            Row before = byId.put(row.getField(0), row);
            assertThat(before).as("a copy").isIn(null, row);
        }
        return byId;
    }

    private static @Nullable Instant time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    @Test
    void telemetryIsWhatWasPublished() {
        assertThat(
                        sql.all(
                                "SELECT userId, COUNT(*), COUNT(heartRate), SUM(steps.`count`),"
                                        + " MIN(ingestTime) FROM telemetry /*+"
                                        + " OPTIONS('scan.bounded.mode' = 'latest-offset') */ GROUP"
                                        + " BY userId"))
                .containsExactlyInAnyOrderElementsOf(publishedByUser());
    }

    private static List<Row> publishedByUser() {
        Map<String, long[]> counts = new HashMap<>();
        Map<String, Long> first = new HashMap<>();
        for (Timed timed : records) {
            long[] count = counts.computeIfAbsent(timed.telemetry().userId(), id -> new long[3]);
            first.putIfAbsent(timed.telemetry().userId(), timed.ingestTime());
            count[0]++;
            if (timed.telemetry().payload() instanceof Payload.HeartRate) {
                count[1]++;
            } else if (timed.telemetry().payload() instanceof Payload.Steps steps) {
                count[2] += steps.count();
            }
        }
        List<Row> rows = new ArrayList<>();
        counts.forEach(
                (user, count) ->
                        rows.add(
                                Row.of(
                                        user,
                                        count[0],
                                        count[1],
                                        (int) count[2],
                                        time(first.get(user)))));
        return rows;
    }

    @Test
    void decisionsRewardsAndRecommendationsAreThoseOfTheEdge() {
        assertThat(edge.decisions).hasSizeGreaterThan(1000);
        Map<Object, Row> decisions =
                byId(
                        now(
                                "decisionId, userId, decisionTime, available, reason, probability,"
                                        + " chosen, draw, policy.version, CARDINALITY(context),"
                                        + " recordTime",
                                "decisions"));
        assertThat(decisions).hasSameSizeAs(edge.decisions);
        for (Decision d : edge.decisions) {
            assertThat(decisions.get(d.decisionId()))
                    .isEqualTo(
                            Row.of(
                                    d.decisionId(),
                                    d.userId(),
                                    time(d.decisionTime()),
                                    d.available(),
                                    d.reason() == null ? null : d.reason().name(),
                                    d.probability(),
                                    d.chosen(),
                                    orNull(d.draw()),
                                    d.policy().version(),
                                    d.context().size(),
                                    time(d.ingestTime())));
        }
        Map<Object, Row> rewards =
                byId(now("decisionId, outcome, outcomeValue, reward, closedBy", "rewards"));
        assertThat(rewards).hasSameSizeAs(edge.rewards);
        for (Reward r : edge.rewards) {
            assertThat(rewards.get(r.decisionId()))
                    .isEqualTo(
                            Row.of(
                                    r.decisionId(),
                                    r.outcome(),
                                    orNull(r.outcomeValue()),
                                    orNull(r.reward()),
                                    r.closedBy().name()));
        }
        Map<Object, Row> shown = byId(now("decisionId, text, expiresAt", "recommendations"));
        assertThat(shown).hasSameSizeAs(edge.recommendations).isNotEmpty();
        for (Recommendation r : edge.recommendations) {
            assertThat(shown.get(r.decisionId()))
                    .isEqualTo(Row.of(r.decisionId(), r.text(), time(r.expiresAt())));
        }
    }

    @Test
    void windowsAndDeadLettersAndControlAreThere() {
        List<Row> expected = new ArrayList<>();
        for (WindowScore score : edge.scores) {
            expected.add(
                    Row.of(
                            score.userId(),
                            score.signal().name(),
                            time(score.end()),
                            score.samples(),
                            score.quality(),
                            orNull(score.features().get(0).value())));
        }
        assertThat(
                        now(
                                "userId, signal, `end`, samples, quality, features[1].`value`",
                                "window_scores"))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(now("cause, topic, `partition`, userId, length, `raw`", "dead_letters"))
                .hasSizeGreaterThanOrEqualTo(DAMAGED)
                .filteredOn(row -> row.getField(0).equals("UNREADABLE"))
                .hasSize(DAMAGED)
                .allMatch(
                        row ->
                                row.equals(
                                        Row.of(
                                                "UNREADABLE",
                                                PREFIX + "-telemetry",
                                                0,
                                                null,
                                                2,
                                                new byte[] {1, 2})));
        assertThat(now("name, version, sha256, effectiveFrom, specification", "policies"))
                .containsExactly(Row.of("nobody", "1", "ab", Instant.EPOCH, "{}"));
        assertThat(now("name, version", "`models`")).isEmpty();
        assertThat(now("kind, name, version, accepted", "control_status")).isNotEmpty();
    }

    @Test
    void decisionsWithRewardsAreInParquet(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("parquet");
        String script =
                script("decisions-with-rewards.sql")
                        .replace("file:///tmp/decisions-with-rewards", out.toUri().toString());
        sql.run(script);
        try (Stream<Path> files = Files.walk(out)) {
            List<Path> parquet = files.filter(Files::isRegularFile).toList();
            assertThat(parquet).isNotEmpty();
            for (Path file : parquet) {
                byte[] bytes = Files.readAllBytes(file);
                assertThat(new String(bytes, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
            }
        }
        Map<String, Reward> rewards = new HashMap<>();
        edge.rewards.forEach(reward -> rewards.put(reward.decisionId(), reward));
        List<Row> expected = new ArrayList<>();
        for (Decision d : edge.decisions) {
            Reward r = rewards.get(d.decisionId());
            expected.add(
                    Row.of(
                            d.decisionId(),
                            d.userId(),
                            d.index(),
                            time(d.decisionTime()),
                            d.available(),
                            d.probability(),
                            d.chosen(),
                            d.policy().name(),
                            d.baselineFeatures().length,
                            d.advantageFeatures().length == 0 ? null : d.advantageFeatures()[0],
                            r == null ? null : r.outcome(),
                            r == null ? null : time(r.outcomeTime()),
                            r == null ? null : orNull(r.outcomeValue()),
                            r == null ? null : orNull(r.reward()),
                            r == null ? null : r.closedBy().name()));
        }
        String read =
                "SELECT decisionId, userId, `index`, decisionTime, available, probability, chosen,"
                        + " policyName, CARDINALITY(baselineFeatures), advantageFeatures[1], outcome,"
                        + " outcomeTime, outcomeValue, reward, closedBy FROM decisions_with_rewards";
        assertThat(sql.all(read)).containsExactlyInAnyOrderElementsOf(expected);
        // Again: the folder is replaced, nothing is added.
        sql.run(script.substring(script.indexOf("INSERT OVERWRITE")));
        assertThat(sql.all("SELECT COUNT(*) FROM decisions_with_rewards"))
                .containsExactly(Row.of((long) edge.decisions.size()));
    }
}
