package org.wearablecoach.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.RadarTopic;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.Cluster;
import org.wearablecoach.kafka.Partitioning;
import org.wearablecoach.kafka.Records;
import org.wearablecoach.kafka.TopicAdmin;
import org.wearablecoach.kafka.TopicReader;
import org.wearablecoach.kafka.Topics;
import org.wearablecoach.kafka.local.LocalBroker;
import org.wearablecoach.kafka.sink.CoachSinks;
import org.wearablecoach.kafka.source.DecodeFunction;
import org.wearablecoach.kafka.source.IngestWatermarks;
import org.wearablecoach.kafka.source.TelemetrySource;

/** Source and sink with a registry, in a running job. */
class RegistryOnFlinkTest {

    @RegisterExtension static final MiniClusterExtension FLINK = Cluster.extension();

    /** 109 MB, which the build fetches where it runs long tests; Apache-2.0. */
    private static final Path UNPACKED = Path.of("target", "apicurio");

    private static LocalBroker broker;
    private static TopicAdmin admin;

    @BeforeAll
    static void start() {
        broker = LocalBroker.builder().keepEverything().build();
        admin = new TopicAdmin(broker.bootstrapServers(), Map.of());
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        Properties config = new Properties();
        config.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, Topics topics, byte[] value)
            throws ExecutionException, InterruptedException {
        producer.send(
                        new ProducerRecord<>(
                                topics.telemetry(),
                                0,
                                Records.TIME,
                                Partitioning.key("ann"),
                                value))
                .get();
    }

    /** A job that writes a decision for each record, numbered as the record. */
    private static JobClient job(Topics topics, RegistryOptions registry, boolean live)
            throws Exception {
        return job(topics, registry, registry, live);
    }

    private static JobClient job(
            Topics topics,
            RegistryOptions registry,
            @Nullable RegistryOptions ofSinks,
            boolean live)
            throws Exception {
        StreamExecutionEnvironment env = Cluster.environment(1);
        TelemetrySource.Builder source =
                TelemetrySource.builder()
                        .bootstrapServers(broker.bootstrapServers())
                        .topic(topics.telemetry())
                        .property("fetch.max.wait.ms", "10")
                        .groupId("coach")
                        .registry(registry);
        if (!live) {
            source.endingOffsets(admin.endOffsets(topics.telemetry()));
        }
        CoachSinks.Builder sinks =
                CoachSinks.builder().bootstrapServers(broker.bootstrapServers()).topics(topics);
        if (ofSinks != null) {
            sinks.registry(ofSinks);
        }
        env.fromSource(source.build(), IngestWatermarks.telemetry(Duration.ZERO), "telemetry")
                .process(DecodeFunction.telemetry())
                .map(received -> Records.decision(received.telemetry().sequence()))
                .returns(Decision.class)
                .sinkTo(sinks.build().decisions());
        return env.executeAsync();
    }

    private static TopicReader<Decision> decisions(Topics topics, RegistryOptions registry) {
        return new TopicReader<>(
                broker.bootstrapServers(),
                topics.decisions(),
                RecordFormat.decision(),
                Map.of(),
                registry);
    }

    private static String schema(String json) {
        return "{\"schema\":" + RegistryClientTest.quoted(json) + "}";
    }

    @Test
    void readsOlderAndNewerWritersBesideSingleObjectsAndFramesWhatItWrites() throws Exception {
        Topics topics = new Topics("framed.");
        admin.createMissing(topics.recorded(1));
        try (NastyRegistry registry = new NastyRegistry(null);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            RegistryOptions options =
                    RegistryOptions.of(registry.url())
                            .withTimes(Duration.ofSeconds(60), Duration.ofMinutes(5));
            send(producer, topics, RecordFormat.telemetry().encode(Records.heartRate("ann", 0)));
            send(producer, topics, Writers.framed(1, Writers.older(), Records.heartRate("ann", 1)));
            send(producer, topics, Writers.framed(2, Writers.newer(), Records.heartRate("ann", 2)));
            send(producer, topics, RecordFormat.telemetry().encode(Records.heartRate("ann", 3)));
            registry.answers(200, "{\"id\":7}")
                    .answers(503, "")
                    .answers(200, schema(Writers.older()))
                    .answers(200, schema(Writers.newer()))
                    .answers(200, schema(RecordFormat.decision().schemaJson()));
            job(topics, options, false).getJobExecutionResult().get(5, TimeUnit.MINUTES);
            try (TopicReader<Decision> reader = decisions(topics, options)) {
                assertThat(reader.readToEnd())
                        .extracting(entry -> entry.value().decisionId())
                        .containsExactly("d0", "d1", "d2", "d3");
            }
            assertThat(registry.requests())
                    .extracting(request -> request.split(" ")[1])
                    .containsExactly(
                            "/subjects/framed.decisions-value/versions",
                            "/schemas/ids/1",
                            "/schemas/ids/1",
                            "/schemas/ids/2",
                            "/schemas/ids/7");
        }
    }

    @Test
    void goesOnWhileTheRegistryIsRestarted() throws Exception {
        Topics topics = new Topics("restarted.");
        admin.createMissing(topics.recorded(1));
        try (SmallRegistry registry = new SmallRegistry();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            RegistryOptions options =
                    RegistryOptions.of(registry.url())
                            .withTimes(Duration.ofSeconds(30), Duration.ofMinutes(5));
            int older = registry.add(Writers.older());
            int newer = registry.add(Writers.newer());
            Telemetry[] records = new Telemetry[5];
            for (int i = 0; i < records.length; i++) {
                records[i] = Records.heartRate("ann", i);
            }
            // What is written stays a single object, so that the reader here needs no registry.
            JobClient job = job(topics, options, null, true);
            try (TopicReader<Decision> reader =
                    new TopicReader<>(
                            broker.bootstrapServers(),
                            topics.decisions(),
                            RecordFormat.decision(),
                            Map.of())) {
                send(producer, topics, Writers.framed(older, Writers.older(), records[0]));
                assertThat(await(reader)).isZero();
                registry.stop();
                send(producer, topics, Writers.framed(older, Writers.older(), records[1]));
                assertThat(await(reader)).as("a known id needs no registry").isEqualTo(1);
                send(producer, topics, Writers.framed(newer, Writers.newer(), records[2]));
                send(producer, topics, Writers.framed(older, Writers.older(), records[3]));
                assertThat(reader.poll(Duration.ofSeconds(1)))
                        .as("the record waits, and those behind it keep their order")
                        .isEmpty();
                registry.start();
                long up = System.nanoTime();
                List<String> ids = new ArrayList<>();
                while (ids.size() < 2) {
                    assertThat(System.nanoTime() - up).isLessThan(180_000_000_000L);
                    reader.poll(Duration.ofMillis(50))
                            .forEach(entry -> ids.add(entry.value().decisionId()));
                }
                System.out.println(
                        "Registry back; the records that waited for it came after ms: "
                                + (System.nanoTime() - up) / 1_000_000);
                assertThat(ids).containsExactly("d2", "d3");
                send(producer, topics, Writers.framed(newer, Writers.newer(), records[4]));
                assertThat(await(reader)).isEqualTo(4);
                assertThat(reader.poll(Duration.ofMillis(200))).isEmpty();
            } finally {
                job.cancel().get(2, TimeUnit.MINUTES);
            }
        }
    }

    @Test
    @Tag("long")
    void worksWithARealRegistryThatIsDownForAWhile(@TempDir Path folder) throws Exception {
        int port = freePort();
        RegistryOptions options = real(port);
        Topics topics = new Topics("real.");
        admin.createMissing(topics.recorded(1));
        Process registry = apicurio(port, folder);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            RegistryClient client = new RegistryClient(options);
            int older = client.register("real.telemetry-value", Writers.older());
            int newer = client.register("real.telemetry-value", Writers.newer());
            JobClient job = job(topics, options, true);
            send(producer, topics, Writers.framed(older, Writers.older(), heartRate(0)));
            try (TopicReader<Decision> reader = decisions(topics, options)) {
                assertThat(await(reader)).isZero();
                registry.destroyForcibly().waitFor();
                send(producer, topics, Writers.framed(older, Writers.older(), heartRate(1)));
                assertThat(await(reader)).as("a known id needs no registry").isEqualTo(1);
                send(producer, topics, Writers.framed(newer, Writers.newer(), heartRate(2)));
                assertThat(reader.poll(Duration.ofSeconds(2))).isEmpty();
                registry = apicurio(port, folder);
                long up = System.nanoTime();
                assertThat(await(reader)).isEqualTo(2);
                printGap("telemetry", up);
            }
            job.cancel().get(2, TimeUnit.MINUTES);
        } finally {
            registry.destroyForcibly();
        }
    }

    @Test
    @Tag("long")
    void readsWhatRadarBaseCollectsByTheIdsOfARealRegistryThatIsDownForAWhile(@TempDir Path folder)
            throws Exception {
        int port = freePort();
        RegistryOptions options = real(port);
        RadarTopic steps = RadarTopic.GARMIN_STEPS;
        RadarTopic rate = RadarTopic.GARMIN_HEART_RATE;
        broker.createTopic(steps.topic(), 1, Map.of());
        broker.createTopic(rate.topic(), 1, Map.of());
        Topics topics = new Topics("radar.");
        admin.createMissing(topics.recorded(1));
        Process registry = apicurio(port, folder);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            Radar radar = new Radar(producer, new RegistryClient(options));
            StreamExecutionEnvironment env = Cluster.environment(1);
            env.fromSource(
                            TelemetrySource.builder()
                                    .bootstrapServers(broker.bootstrapServers())
                                    .radar(steps, rate)
                                    .groupId("radar")
                                    .registry(options)
                                    .build(),
                            IngestWatermarks.telemetry(Duration.ZERO),
                            "radar")
                    .process(DecodeFunction.telemetry())
                    .map(received -> Records.decision(received.telemetry().sensorTime()))
                    .returns(Decision.class)
                    .sinkTo(
                            CoachSinks.builder()
                                    .bootstrapServers(broker.bootstrapServers())
                                    .topics(topics)
                                    .build()
                                    .decisions());
            JobClient job = env.executeAsync();
            try (TopicReader<Decision> reader =
                    new TopicReader<>(
                            broker.bootstrapServers(),
                            topics.decisions(),
                            RecordFormat.decision(),
                            Map.of())) {
                radar.send(steps, "passive__garmin__garmin_generic_steps", "stepCount", 1);
                assertThat(await(reader)).isEqualTo(Records.TIME + 1);
                radar.register(rate, "passive__garmin__garmin_generic_heartrate");
                registry.destroyForcibly().waitFor();
                radar.send(steps, "passive__garmin__garmin_generic_steps", "stepCount", 2);
                assertThat(await(reader)).as("known ids").isEqualTo(Records.TIME + 2);
                radar.send(rate, "passive__garmin__garmin_generic_heartrate", "heartRate", 3);
                assertThat(reader.poll(Duration.ofSeconds(2))).isEmpty();
                registry = apicurio(port, folder);
                long up = System.nanoTime();
                assertThat(await(reader)).isEqualTo(Records.TIME + 3);
                printGap("RADAR-base", up);
            }
            job.cancel().get(2, TimeUnit.MINUTES);
        } finally {
            registry.destroyForcibly();
        }
    }

    /** Sends records as RADAR-base does: key and value framed by ids of the registry. */
    private static final class Radar {

        private static final Path SCHEMAS =
                Path.of(System.getProperty("coach.data", "../../../shared/data"))
                        .resolve("radar-schemas/avsc");

        private final KafkaProducer<byte[], byte[]> producer;
        private final RegistryClient registry;
        private final Schema keys;

        Radar(KafkaProducer<byte[], byte[]> producer, RegistryClient registry) throws IOException {
            assumeTrue(Files.isDirectory(SCHEMAS), "skipped: no schemas in " + SCHEMAS);
            this.producer = producer;
            this.registry = registry;
            this.keys = schema("kafka__observation_key");
        }

        private static Schema schema(String file) throws IOException {
            Path path = SCHEMAS.resolve("commons__" + file + ".avsc");
            return new Schema.Parser().parse(Files.readString(path));
        }

        int register(RadarTopic topic, String file) throws IOException {
            registry.register(topic.topic() + "-key", keys.toString());
            return registry.register(topic.topic() + "-value", schema(file).toString());
        }

        void send(RadarTopic topic, String file, String field, int number) throws Exception {
            GenericRecord key = new GenericData.Record(keys);
            key.put("projectId", "pilot");
            key.put("userId", "ann");
            key.put("sourceId", "garmin");
            GenericRecord value = new GenericData.Record(schema(file));
            for (Schema.Field other : value.getSchema().getFields()) {
                Schema type = other.schema();
                value.put(
                        other.pos(),
                        type.getType() == Schema.Type.ENUM
                                ? new GenericData.EnumSymbol(type, type.getEnumSymbols().get(0))
                                : 0);
            }
            value.put("time", (Records.TIME + number) / 1000.0);
            value.put("timeReceived", (Records.TIME + number) / 1000.0);
            value.put(field, number);
            int keyId = registry.register(topic.topic() + "-key", keys.toString());
            producer.send(
                            new ProducerRecord<>(
                                    topic.topic(),
                                    0,
                                    Records.TIME + number,
                                    framed(keyId, key),
                                    framed(register(topic, file), value)))
                    .get();
        }

        private static byte[] framed(int id, GenericRecord record) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(
                    ByteBuffer.allocate(ValueDecoder.HEADER).put((byte) 0).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
            return out.toByteArray();
        }
    }

    private static Telemetry heartRate(long number) {
        return Records.heartRate("ann", number);
    }

    private static RegistryOptions real(int port) {
        assumeTrue(
                Files.isDirectory(UNPACKED),
                "skipped: Apicurio 3.0.9 is not in "
                        + UNPACKED.toAbsolutePath()
                        + "; ./mvnw -Plong generate-test-resources -pl connectors/kafka fetches it"
                        + " from Maven Central");
        return RegistryOptions.of("http://127.0.0.1:" + port + "/apis/ccompat/v7")
                .withTimes(Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    private static void printGap(String what, long up) {
        System.out.println(
                "Registry back; the record of "
                        + what
                        + " that waited for it came after ms: "
                        + (System.nanoTime() - up) / 1_000_000);
    }

    private static long await(TopicReader<Decision> reader) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (System.nanoTime() < end) {
            List<TopicReader.Entry<Decision>> entries = reader.poll(Duration.ofMillis(200));
            if (!entries.isEmpty()) {
                return Long.parseLong(entries.get(0).value().decisionId().substring(1));
            }
        }
        throw new AssertionError("No decision within three minutes.");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Starts the registry, which keeps its schemas in a file, and waits until it answers. */
    private static Process apicurio(int port, Path folder) throws Exception {
        Path jar;
        try (Stream<Path> files = Files.list(UNPACKED)) {
            jar =
                    files.filter(path -> path.toString().endsWith("-runner.jar"))
                            .findFirst()
                            .orElseThrow();
        }
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-Dquarkus.http.host=127.0.0.1",
                                "-Dquarkus.http.port=" + port,
                                "-Dapicurio.storage.kind=sql",
                                "-Dapicurio.storage.sql.kind=h2",
                                "-Dapicurio.datasource.url=jdbc:h2:file:"
                                        + folder.resolve("schemas").toAbsolutePath()
                                        + ";WRITE_DELAY=0",
                                "-jar",
                                jar.toAbsolutePath().toString())
                        .redirectErrorStream(true)
                        .redirectOutput(new File(folder.toFile(), "registry.log"))
                        .start();
        HttpRequest ready =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + port + "/apis/ccompat/v7/subjects"))
                        .build();
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < 1800; i++) {
            try {
                if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return process;
                }
            } catch (IOException e) {
                assertThat(process.isAlive()).isTrue();
            }
            assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError("The registry does not answer.");
    }
}
