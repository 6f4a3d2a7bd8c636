package org.wearablecoach.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Received;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.event.WindowScore;
import org.wearablecoach.files.Timed;
import org.wearablecoach.job.config.CoachConfig;
import org.wearablecoach.kafka.registry.RegistryOptions;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.kafka.source.Envelope;
import org.wearablecoach.kafka.source.IngestWatermarks;
import org.wearablecoach.kafka.source.Offsets;
import org.wearablecoach.kafka.source.TelemetrySource;

/** What RADAR-base collects, from its topics and schemas to decisions. */
class RadarOnJobTest {

    private static final long START = 1_772_445_600_000L; // 2026-03-02T10:00Z
    private static final int MINUTES = 65;
    private static final String PERSON = "0a1b-person";
    private static final List<RadarTopic> TOPICS =
            List.of(
                    RadarTopic.E4_INTER_BEAT_INTERVAL,
                    RadarTopic.E4_ACCELERATION,
                    RadarTopic.GARMIN_HEART_RATE,
                    RadarTopic.GARMIN_STEPS);

    /** Files of the values of the topics, and of keys; their ids are their places, from 1. */
    private static final List<String> FILES =
            List.of(
                    "passive__empatica__empatica_e4_inter_beat_interval",
                    "passive__empatica__empatica_e4_acceleration",
                    "passive__garmin__garmin_generic_heartrate",
                    "passive__garmin__garmin_generic_steps",
                    "kafka__observation_key");

    private final List<Schema> schemas = new ArrayList<>();
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

    private HttpServer registry() throws IOException {
        Path data = JobFixture.data().resolve("radar-schemas/avsc");
        List<byte[]> answers = new ArrayList<>();
        for (String file : FILES) {
            Schema schema =
                    new Schema.Parser()
                            .parse(Files.readString(data.resolve("commons__" + file + ".avsc")));
            schemas.add(schema);
            String text = schema.toString().replace("\\", "\\\\").replace("\"", "\\\"");
            answers.add(("{\"schema\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/schemas/ids/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
                    byte[] answer =
                            id >= 1 && id <= answers.size()
                                    ? answers.get(id - 1)
                                    : "{\"error_code\":40403,\"message\":\"Schema not found\"}"
                                            .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(id <= answers.size() ? 200 : 404, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static byte[] framed(int id, GenericRecord record) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(new byte[] {0, 0, 0, 0, (byte) id});
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] key(String source) {
        GenericRecord key = new GenericData.Record(schemas.get(4));
        key.put("projectId", "pilot");
        key.put("userId", PERSON);
        key.put("sourceId", source);
        return framed(5, key);
    }

    private void send(RadarTopic topic, long time, String source, Map<String, Object> fields) {
        int id = TOPICS.indexOf(topic) + 1;
        GenericRecord value = new GenericData.Record(schemas.get(id - 1));
        for (Schema.Field field : value.getSchema().getFields()) {
            Object given = fields.get(field.name());
            if (given != null) {
                value.put(field.pos(), given);
            } else if (field.name().startsWith("time")) {
                value.put(field.pos(), time / 1000.0);
            } else if (field.schema().getType() == Schema.Type.ENUM) {
                value.put(
                        field.pos(),
                        new GenericData.EnumSymbol(
                                field.schema(), field.schema().getEnumSymbols().get(0)));
            } else {
                value.put(field.pos(), 0);
            }
        }
        bytes(topic, time, key(source), framed(id, value));
    }

    private void bytes(RadarTopic topic, long time, byte @Nullable [] key, byte[] value) {
        records.add(new ProducerRecord<>(topic.topic(), 0, time + 500, key, value));
    }

    /** Somebody who walks five minutes and then sits, with a wrist band and a watch. */
    private void sitting() {
        double beat = START;
        Random noise = new Random(3);
        while (beat < START + MINUTES * 60_000L) {
            double interval = 850 + noise.nextInt(60);
            beat += interval;
            send(
                    RadarTopic.E4_INTER_BEAT_INTERVAL,
                    Math.round(beat),
                    "e4",
                    Map.of("interBeatInterval", (float) (interval / 1000)));
        }
        for (int second = 0; second < 60 * MINUTES; second++) {
            long time = START + second * 1000L;
            if (second % 60 == 0) {
                int steps = 1000 + 90 * Math.min(second / 60, 5);
                send(RadarTopic.GARMIN_STEPS, time, "garmin", Map.of("stepCount", steps));
            }
            send(RadarTopic.GARMIN_HEART_RATE, time, "garmin", Map.of("heartRate", 68));
        }
        for (int i = 0; i < 32 * 60; i++) {
            send(
                    RadarTopic.E4_ACCELERATION,
                    START + Math.round(i * 31.25),
                    "e4",
                    Map.of("x", 0f, "y", 0f, "z", 1f));
        }
    }

    /** What cannot be used, with the cause it ends with. */
    private Map<Cause, Integer> damage() {
        long time = START + MINUTES * 60_000L;
        RadarTopic steps = RadarTopic.GARMIN_STEPS;
        byte[] good = records.get(records.size() - 1).value();
        bytes(steps, time, null, good);
        bytes(steps, time, PERSON.getBytes(StandardCharsets.UTF_8), good);
        bytes(steps, time, key("garmin"), new byte[] {0, 0, 0, 0, 4, 1, 2});
        bytes(steps, time, key("garmin"), new byte[] {0, 0, 0, 0, 99, 1, 2});
        bytes(steps, time, key("garmin"), framed(1, record(0)));
        send(steps, time, "garmin", Map.of("stepCount", -3));
        send(RadarTopic.GARMIN_HEART_RATE, time, "garmin", Map.of("heartRate", 400));
        send(steps, time, "garmin", Map.of("stepCount", 1, "time", time * 1.0));
        return Map.of(
                Cause.BAD_KEY,
                2,
                Cause.UNREADABLE,
                1,
                Cause.UNKNOWN_SCHEMA,
                2,
                Cause.IMPOSSIBLE,
                3);
    }

    private GenericRecord record(int schema) {
        GenericRecord value = new GenericData.Record(schemas.get(schema));
        value.put("time", 1.0);
        value.put("timeReceived", 1.0);
        value.put("interBeatInterval", 1f);
        return value;
    }

    @Test
    void becomesWindowsAndDecisionsAndEveryRecordIsAccountedFor() throws Exception {
        HttpServer server = registry();
        try (JobFixture fixture = new JobFixture()) {
            sitting();
            int good = records.size();
            // A repeated upload: the same records again at the end of their topic.
            records.addAll(records.subList(good - 100, good));
            Map<Cause, Integer> expected = damage();
            CoachConfig config = prepare(fixture, records);
            Outcome outcome = run(fixture, config, registry(server));
            assertEqualToTheEdge(fixture, config, registry(server), outcome);

            for (Map.Entry<Cause, Integer> cause : expected.entrySet()) {
                assertThat(outcome.letters.stream().filter(l -> l.cause() == cause.getKey()))
                        .as("%s of %s", cause.getKey(), outcome.letters)
                        .hasSize(cause.getValue());
            }
            for (DeadLetter letter : outcome.letters) {
                assertThat(letter.topic()).startsWith("android_");
                assertThat(letter.partition()).isZero();
                assertThat(letter.detail()).doesNotContain(PERSON);
            }
            assertWindows(outcome.scores);
            List<Decision> decisions = outcome.decisions;
            assertThat(decisions).hasSizeBetween(MINUTES / 5 - 2, MINUTES / 5 + 1);
            Decision last = decisions.get(decisions.size() - 1);
            assertThat(last.userId()).isEqualTo(PERSON);
            assertThat(last.windows())
                    .extracting(window -> window.device())
                    .contains("e4", "garmin");
            // Enrolled, worn, fresh, and sitting for most of an hour.
            assertThat(decisions).anyMatch(Decision::available);
            assertThat(decisions).noneMatch(d -> d.reason() == Reason.NOT_ENROLLED);
        } finally {
            server.stop(0);
        }
    }

    private static void assertWindows(List<WindowScore> scores) {
        List<WindowScore> heart = of(scores, SignalKind.HEART_RATE);
        assertThat(heart).hasSize(MINUTES - 1);
        assertThat(heart).allMatch(w -> w.device().equals("garmin"));
        assertThat(heart).allMatch(w -> w.features().get(0).value() == 68);
        List<WindowScore> beats = of(scores, SignalKind.BEAT_INTERVALS);
        assertThat(beats).hasSizeGreaterThan(MINUTES - 8);
        // Seconds that were taken for ms would be impossible; the mean is that of 850 to 909.
        assertThat(beats.get(20).features().get(0).value()).isBetween(870.0, 890.0);
        List<WindowScore> motion = of(scores, SignalKind.ACCELERATION);
        assertThat(motion).hasSizeBetween(9, 11);
        assertThat(motion.get(3).samples()).isEqualTo(160);
        assertThat(motion.get(3).quality()).isEqualTo(1);
        assertThat(of(scores, SignalKind.STEPS)).hasSizeGreaterThan(MINUTES - 5);
    }

    private static List<WindowScore> of(List<WindowScore> scores, SignalKind signal) {
        List<WindowScore> found = new ArrayList<>();
        for (WindowScore score : scores) {
            if (score.signal() == signal) {
                found.add(score);
            }
        }
        return found;
    }

    /** Topics of very different density, each read to its end. */
    private Outcome run(JobFixture fixture, CoachConfig config, RegistryOptions registry)
            throws Exception {
        StreamExecutionEnvironment env = environment(2, null);
        build(
                env,
                fixture,
                config,
                "radar",
                radar(fixture, registry).bounded(Offsets.latest()).build());
        JobExecutionResult result = env.execute("radar");
        long used = 0;
        Map<String, Object> done = result.getAllAccumulatorResults();
        for (String fate : List.of("USED", "DUPLICATE", "LATE", "IGNORED", "DEAD_LETTER")) {
            used += done.get("sense." + fate) instanceof Long count ? count : 0;
        }
        Outcome outcome = CollectingSink.taken("radar");
        long undecoded = 7;
        assertThat(used).isEqualTo(records.size() - undecoded + 1);
        assertThat(done.get("sense.SEVERAL_PARTITIONS")).isEqualTo(0L);
        return outcome;
    }

    /**
     * The first half of each topic is of another time than that of the others, so that nearly all
     * of what was read waits to be put in order when the job is stopped.
     */
    @Test
    void losesAndDoublesNothingWhenTheJobIsStoppedAndRestored() throws Exception {
        HttpServer server = registry();
        try (JobFixture fixture = new JobFixture()) {
            sitting();
            damage();
            Map<TopicPartition, Long> ends = new HashMap<>();
            for (ProducerRecord<byte[], byte[]> record : records) {
                ends.merge(new TopicPartition(record.topic(), 0), 1L, Long::sum);
            }
            Map<TopicPartition, Long> sent = new HashMap<>();
            List<ProducerRecord<byte[], byte[]>> first = new ArrayList<>();
            List<ProducerRecord<byte[], byte[]>> second = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : records) {
                TopicPartition topic = new TopicPartition(record.topic(), 0);
                long number = sent.merge(topic, 1L, Long::sum);
                (2 * number <= ends.getOrDefault(topic, 0L) ? first : second).add(record);
            }
            CoachConfig config = prepare(fixture, first);
            Source<Envelope<Received>, ?, ?> source =
                    radar(fixture, registry(server)).bounded(Offsets.of(ends)).build();
            Outcome outcome = CollectingSink.outcome("restored");
            StreamExecutionEnvironment before = environment(1, null);
            build(before, fixture, config, "restored", source);
            JobClient job = before.executeAsync("radar");
            JobFixture.await(job, () -> outcome.scores.size() >= 3);
            Path savepoints = Files.createTempDirectory("coach-radar");
            String from = JobFixture.stop(job, savepoints);
            assertThat(outcome.decisions).as("most of the records wait").isEmpty();

            send(fixture, second);
            StreamExecutionEnvironment after = environment(2, from);
            build(after, fixture, config, "restored", source);
            after.executeAsync("radar").getJobExecutionResult().get(10, TimeUnit.MINUTES);
            assertEqualToTheEdge(fixture, config, registry(server), outcome);
            // At least as many rows as the edge has were compared; none came twice.
            assertThat(
                            outcome.decisions.size()
                                    + outcome.rewards.size()
                                    + outcome.recommendations.size()
                                    + outcome.scores.size())
                    .isEqualTo(outcome.rows().size());
        } finally {
            server.stop(0);
        }
    }

    /** The records as the source reads them, in the order that the job promises. */
    private static void assertEqualToTheEdge(
            JobFixture fixture, CoachConfig config, RegistryOptions registry, Outcome outcome)
            throws Exception {
        StreamExecutionEnvironment env = environment(1, null);
        SingleOutputStreamOperator<Received> decoded =
                env.fromSource(
                                radar(fixture, registry).bounded(Offsets.latest()).build(),
                                IngestWatermarks.telemetry(Duration.ZERO),
                                "radar")
                        .uid("radar")
                        .process(DecodeFunction.telemetry())
                        .uid("decode");
        List<Received> received = decoded.executeAndCollect(100_000);
        received.sort(
                Comparator.comparingLong(Received::ingestTime)
                        .thenComparingInt(Received::partition)
                        .thenComparingLong(Received::offset));
        received.add(0, new Received(enrolled(), START, 0, 0));
        Outcome edge = JobFixture.edge(config, received);
        assertThat(edge.decisions).hasSizeGreaterThan(MINUTES / 5 - 3);
        assertThat(outcome.rows()).isEqualTo(edge.rows());
        assertThat(outcome.letters.stream().filter(l -> l.cause() == Cause.IMPOSSIBLE).toList())
                .usingRecursiveFieldByFieldElementComparator()
                .containsAll(edge.letters);
    }

    private static StreamExecutionEnvironment environment(int parallelism, @Nullable String from) {
        Configuration flink = new Configuration();
        if (from != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, from);
        }
        return JobFixture.environment(parallelism, flink);
    }

    private static RegistryOptions registry(HttpServer server) {
        return RegistryOptions.of("http://localhost:" + server.getAddress().getPort())
                .withTimes(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    private static TelemetrySource.Builder radar(JobFixture fixture, RegistryOptions registry) {
        return TelemetrySource.builder()
                .bootstrapServers(fixture.broker.bootstrapServers())
                .radar(TOPICS.toArray(new RadarTopic[0]))
                .groupId("radar")
                .registry(registry);
    }

    private static void build(
            StreamExecutionEnvironment env,
            JobFixture fixture,
            CoachConfig config,
            String run,
            Source<Envelope<Received>, ?, ?> source) {
        Ports.Radar radar = new Ports.Radar(source, new CollectingSink<>(run, Outcome::deadLetter));
        CoachTopology.build(
                env,
                config,
                new ConfiguredModels(config.loop()),
                fixture.ports(config, "radar", run).with(radar));
    }

    private static Telemetry enrolled() {
        Payload profile = new Payload.Profile("UTC", "en", true, null, null, false);
        return new Telemetry(PERSON, "profile", 0, 0, START, profile);
    }

    /** Topics with the person's profile in telemetry, and these records. */
    private static CoachConfig prepare(
            JobFixture fixture, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        fixture.publish("radar", List.of(new Timed(enrolled(), START)));
        fixture.createPlain(TOPICS.stream().map(RadarTopic::topic).toList());
        send(fixture, records);
        return fixture.config("radar");
    }

    private static void send(JobFixture fixture, List<ProducerRecord<byte[], byte[]>> records)
            throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                fixture.broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                sent.add(producer.send(record));
            }
        }
        // A job that is to read a record that is not there would wait for ever.
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }
}
