package org.wearablecoach.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.registry.RegistryOptions;

/** The format alone: what it counts, both framings, and writers of other schemas. */
class CoachAvroTest {

    /** Counters by their name with their groups. */
    private static final class Counters extends UnregisteredMetricsGroup {

        private final String path;
        private final Map<String, Counter> all;

        Counters(String path, Map<String, Counter> all) {
            this.path = path;
            this.all = all;
        }

        @Override
        public Counter counter(String name) {
            return all.computeIfAbsent(path + name, unknown -> new SimpleCounter());
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new Counters(path + name + ".", all);
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return addGroup(key).addGroup(value);
        }
    }

    private static final class Context
            implements DeserializationSchema.InitializationContext,
                    SerializationSchema.InitializationContext {

        private final Map<String, Counter> counters = new TreeMap<>();

        @Override
        public MetricGroup getMetricGroup() {
            return new Counters("", counters);
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
        }

        Map<String, Long> counts() {
            Map<String, Long> counts = new TreeMap<>();
            counters.forEach((name, counter) -> counts.put(name, counter.getCount()));
            return counts;
        }
    }

    private static CoachAvroDecoder<?> decoder(
            RecordKind kind, @Nullable RegistryOptions registry, boolean fails, Context context) {
        CoachAvroDecoder<?> decoder =
                new CoachAvroDecoder<>(
                        kind,
                        AvroColumns.of(kind.schema()),
                        TypeInformation.of(RowData.class),
                        registry,
                        fails);
        decoder.open(context);
        return decoder;
    }

    private static RowData row(CoachAvroDecoder<?> decoder, byte[] value) throws IOException {
        return Objects.requireNonNull(decoder.deserialize(value));
    }

    private static Telemetry glucose(long sequence) {
        return new Telemetry("secret", "w", 0, sequence, 1, new Payload.Glucose(100));
    }

    @Test
    void countsWhatItPassesOverByCause() throws IOException {
        Context context = new Context();
        CoachAvroDecoder<?> decoder = decoder(RecordKind.TELEMETRY, null, false, context);
        byte[] good = RecordFormat.telemetry().encode(glucose(0));
        byte[] unknown = good.clone();
        unknown[3] ^= 1;
        assertThat(decoder.deserialize(good)).isNotNull();
        for (byte @Nullable [] bad :
                Arrays.asList(new byte[0], null, new byte[] {1, 2, 3}, unknown, unknown)) {
            assertThat(decoder.deserialize(bad)).isNull();
        }
        assertThat(context.counts())
                .isEqualTo(
                        Map.of(
                                "coach.refused", 5L,
                                "coach.tombstones", 0L,
                                "coach.cause.UNREADABLE.refused", 3L,
                                "coach.cause.UNKNOWN_SCHEMA.refused", 2L));
    }

    @Test
    void failsWhereItIsTold() {
        CoachAvroDecoder<?> decoder = decoder(RecordKind.TELEMETRY, null, true, new Context());
        assertThatThrownBy(() -> decoder.deserialize(new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "Telemetry, UNREADABLE: the value does not start with C3 01")
                .hasMessageEndingWith(
                        "With 'coach-avro.on-error' = 'ignore' it is counted instead.");
    }

    @Test
    void aTombstoneOfACompactedTopicIsNoError() throws IOException {
        Context context = new Context();
        CoachAvroDecoder<?> decoder = decoder(RecordKind.POLICY_UPDATE, null, true, context);
        assertThat(decoder.deserialize(null)).isNull();
        assertThat(context.counts()).containsEntry("coach.tombstones", 1L);
    }

    @Test
    void damagedBytesNeverThrow() throws IOException {
        Context context = new Context();
        CoachAvroDecoder<?> decoder = decoder(RecordKind.TELEMETRY, null, false, context);
        byte[] good =
                RecordFormat.telemetry()
                        .encode(
                                new Telemetry(
                                        "ann",
                                        "w",
                                        0,
                                        0,
                                        1,
                                        new Payload.BeatIntervals(new float[] {800, 810, 820})));
        long rows = 0;
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = good.clone();
                damaged[at] ^= (byte) (1 << bit);
                rows += decoder.deserialize(damaged) == null ? 0 : 1;
            }
        }
        long refused = context.counts().getOrDefault("coach.refused", 0L);
        assertThat(rows + refused).isEqualTo(8L * good.length);
        assertThat(rows).isPositive();
    }

    /** A registry that knows what was registered with it, and one schema of an older writer. */
    private static HttpServer registry(List<String> asked, String older) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    asked.add(exchange.getRequestMethod() + " " + path);
                    String answer =
                            path.startsWith("/subjects/")
                                    ? "{\"id\":7}"
                                    : "{\"schema\":\""
                                            + (path.endsWith("/7")
                                                            ? RecordFormat.policyUpdate()
                                                                    .schemaJson()
                                                            : older)
                                                    .replace("\"", "\\\"")
                                                    .replace("\n", " ")
                                            + "\"}";
                    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        return server;
    }

    @Test
    void withARegistryItWritesItsIdsAndReadsBothFramings() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = registry(asked, "");
        try {
            RegistryOptions registry =
                    RegistryOptions.of("http://localhost:" + server.getAddress().getPort())
                            .withTimes(Duration.ofMinutes(1), Duration.ofMinutes(5));
            PolicyUpdate update = new PolicyUpdate("p", "1", "ab", 5, "{}");
            byte[] single = RecordFormat.policyUpdate().encode(update);
            CoachAvroDecoder<?> decoder =
                    decoder(RecordKind.POLICY_UPDATE, registry, true, new Context());
            RowData row = row(decoder, single);
            RowType columns = AvroColumns.of(RecordKind.POLICY_UPDATE.schema());
            CoachAvroEncoder<?> encoder =
                    new CoachAvroEncoder<>(
                            RecordKind.POLICY_UPDATE, columns, registry, "policies-value");
            encoder.open(new Context());
            byte[] framed = encoder.serialize(row);
            assertThat(framed).startsWith(0, 0, 0, 0, 7).hasSize(single.length - 5);
            assertThat(decoder.deserialize(framed)).isEqualTo(row);
            CoachAvroEncoder<?> plain =
                    new CoachAvroEncoder<>(RecordKind.POLICY_UPDATE, columns, null, "");
            plain.open(new Context());
            assertThat(plain.serialize(row)).isEqualTo(single);
            assertThat(asked)
                    .containsExactly(
                            "POST /subjects/policies-value/versions", "GET /schemas/ids/7");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aWriterOfAnotherSchemaIsReadWithTheDefaultsOfThisOne() throws IOException {
        String older =
                "{\"type\":\"record\",\"name\":\"PolicyUpdate\",\"namespace\":"
                        + "\"org.wearablecoach.avro\",\"fields\":["
                        + "{\"name\":\"version\",\"type\":\"string\"},"
                        + "{\"name\":\"extra\",\"type\":\"int\"},"
                        + "{\"name\":\"name\",\"type\":\"string\"},"
                        + "{\"name\":\"sha256\",\"type\":\"string\"},"
                        + "{\"name\":\"effectiveFrom\",\"type\":{\"type\":\"long\","
                        + "\"logicalType\":\"timestamp-millis\"}},"
                        + "{\"name\":\"specification\",\"type\":\"string\"}]}";
        HttpServer server = registry(new ArrayList<>(), older);
        try {
            Context context = new Context();
            CoachAvroDecoder<?> decoder =
                    decoder(
                            RecordKind.POLICY_UPDATE,
                            RegistryOptions.of("http://localhost:" + server.getAddress().getPort())
                                    .withTimes(Duration.ofMinutes(1), Duration.ofMinutes(5)),
                            true,
                            context);
            byte[] value = {0, 0, 0, 0, 9, 2, '1', 84, 2, 'p', 4, 'a', 'b', 10, 4, '{', '}'};
            RowData row = row(decoder, value);
            assertThat(row.getString(0)).hasToString("p");
            assertThat(row.getString(1)).hasToString("1");
            assertThat(row.getTimestamp(3, 3).getMillisecond()).isEqualTo(5);
        } finally {
            server.stop(0);
        }
    }
}
