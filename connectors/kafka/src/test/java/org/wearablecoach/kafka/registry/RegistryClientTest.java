package org.wearablecoach.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.DecodingException;
import org.wearablecoach.event.RecordFormat;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.kafka.Records;

/** The client against a server that is down, slow, wrong, or somebody else. */
class RegistryClientTest {

    private static final String SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";

    // Filled before each test.
    @SuppressWarnings("NullAway.Init")
    private NastyRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new NastyRegistry(null);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** Gives up soon, but lets a slow machine finish the request that it is at. */
    private RegistryOptions impatient() {
        return RegistryOptions.of(registry.url())
                .withTimes(Duration.ofSeconds(30), Duration.ofMillis(200));
    }

    /** Asks once where there is an answer, however slow the machine. */
    private RegistryOptions patient() {
        return RegistryOptions.of(registry.url())
                .withTimes(Duration.ofSeconds(60), Duration.ofMinutes(5));
    }

    /** For answers that never end. */
    private RegistryOptions hasty(Duration patience) {
        return RegistryOptions.of(registry.url()).withTimes(Duration.ofMillis(300), patience);
    }

    private static RegistryException refused(RegistryOptions options) {
        try {
            new RegistryClient(options).schema(7);
        } catch (RegistryException e) {
            return e;
        }
        throw new AssertionError("The registry gave a schema.");
    }

    @Test
    void asksOnceForEachIdAndSchema() {
        registry.answers(200, SCHEMA).answers(200, "{\"id\":41}");
        RegistryClient client = new RegistryClient(patient());
        for (int i = 0; i < 3; i++) {
            assertThat(client.schema(7)).isEqualTo("\"string\"");
            assertThat(client.register("a/b-value", "\"string\"")).isEqualTo(41);
        }
        assertThat(registry.requests())
                .containsExactly(
                        "GET /schemas/ids/7",
                        "POST /subjects/a%2Fb-value/versions {\"schema\":\"\\\"string\\\"\"}");
    }

    @Test
    void asksAgainWhateverTheRegistryDoesInItsTrouble() {
        registry.answers(-1, "")
                .answers(503, "")
                .answers(429, "{\"error_code\":429}")
                .answers(500, "{\"error_code\":50001}")
                .answers(200, "<html>sign in</html>")
                .answers(200, "{}")
                .answers(200, "[")
                .answers(302, "")
                .answers(404, "<html>no such page</html>")
                .answers(200, SCHEMA.substring(0, 10) + "...")
                .answers(200, SCHEMA);
        RegistryOptions options = hasty(Duration.ofMinutes(5));
        assertThat(new RegistryClient(options, 100).schema(7)).isEqualTo("\"string\"");
        // More where an answer that came was too slow for the machine.
        assertThat(registry.requests()).hasSizeGreaterThanOrEqualTo(11);
    }

    @Test
    void losesItsPatienceWithTheAddressTheTroubleAndTheCure() {
        registry.answers(200, "<html>sign in</html>");
        RegistryException e = refused(impatient());
        assertThat(e.isUnknown()).isFalse();
        assertThat(e)
                .hasMessageContaining(registry.url())
                .hasMessageContaining("HTTP 200 without the words of a schema registry")
                .hasMessageContaining("correct kafka.registry.url");
        registry.close();
        assertThat(refused(impatient())).hasMessageContaining("ConnectException");
    }

    @Test
    void takesNoAnswerWithoutEnd() {
        registry.answers(200, "x".repeat(5 << 20));
        assertThat(refused(impatient())).hasMessageContaining("longer than 4194304 bytes");
        registry.answers(200, "{\"schema\":\"...");
        assertThat(refused(hasty(Duration.ofMillis(800))).isUnknown()).isFalse();
    }

    @Test
    void asksTheNextAddressWhenOneIsDown() throws IOException {
        NastyRegistry down = new NastyRegistry(null);
        down.close();
        registry.answers(200, SCHEMA);
        RegistryOptions both =
                RegistryOptions.of(down.url(), registry.url() + "/apis/ccompat/v7")
                        .withTimes(Duration.ofSeconds(60), Duration.ofMinutes(5));
        assertThat(new RegistryClient(both).schema(7)).isEqualTo("\"string\"");
        assertThat(registry.requests()).containsExactly("GET /apis/ccompat/v7/schemas/ids/7");
    }

    @Test
    void tellsWhatTheRegistryDoesNotKnowFromWhatItCannotAnswer() {
        registry.answers(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        RegistryException unknown = refused(impatient());
        assertThat(unknown.isUnknown()).isTrue();
        assertThat(unknown).hasMessageContaining("does not know it (HTTP 404, error 40403)");
    }

    @Test
    void refusesSchemasThatAreNotAvroOrReferToOthers() {
        registry.answers(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"x\"}");
        assertThat(refused(impatient()).isUnknown()).isTrue();
        // The answer before this one is given once more.
        registry.answers(
                200,
                "{\"schema\":\"x\",\"references\":[{\"name\":\"a\",\"deep\":[[1],{}]}],\"id\":3}");
        refused(impatient());
        assertThat(refused(impatient())).hasMessageContaining("refers to others");
    }

    @Test
    void sendsCredentialsAndNeverShowsThem() {
        registry.answers(200, SCHEMA);
        RegistryOptions basic = patient().withUser("coach", "geheim");
        assertThat(new RegistryClient(basic).schema(7)).isNotEmpty();
        RegistryOptions token = patient().withToken("abc.def");
        assertThat(new RegistryClient(token).schema(7)).isNotEmpty();
        assertThat(registry.requests())
                .containsExactly(
                        "GET /schemas/ids/7 Basic Y29hY2g6Z2VoZWlt",
                        "GET /schemas/ids/7 Bearer abc.def");
        assertThat(basic + " " + token).doesNotContain("geheim", "abc", "coach");
        registry.answers(401, "");
        new RegistryClient(token).schema(7);
        RegistryException e = refused(token);
        assertThat(e.isUnknown()).isFalse();
        assertThat(e).hasMessageContaining("refuses the credentials (HTTP 401)");
        assertThat(registry.requests()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void refusesOptionsThatCannotWork() {
        for (String url : List.of("", "registry:8081", "ftp://a", "http://u:p@a", "http://a?b")) {
            assertThatThrownBy(() -> RegistryOptions.of(url)).hasMessageContaining("is none");
        }
        assertThatThrownBy(RegistryOptions::of).hasMessageContaining("has no url");
        assertThatThrownBy(() -> impatient().withUser("a", "b").withToken("c"))
                .hasMessageContaining("give one of them");
        assertThatThrownBy(() -> impatient().withTimes(Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("positive timeout");
        assertThatThrownBy(() -> new RegistryClient(impatient().withTrustStore("/nowhere", "x")))
                .hasMessageContaining("/nowhere cannot be read")
                .hasMessageContaining("PKCS12");
    }

    @Test
    void trustsTheCertificatesThatItIsGivenAndNoOthers(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("registry.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "registry",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor(5, TimeUnit.MINUTES)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        try (NastyRegistry secure = new NastyRegistry(tls)) {
            secure.answers(200, SCHEMA);
            RegistryOptions options =
                    RegistryOptions.of(secure.url())
                            .withTimes(Duration.ofSeconds(30), Duration.ofMillis(200));
            assertThat(refused(options)).hasMessageContaining("SSL");
            RegistryOptions trusting = options.withTrustStore(store.toString(), "changeit");
            assertThat(new RegistryClient(trusting).schema(7)).isEqualTo("\"string\"");
        }
    }

    @Test
    void readsBothFramingsOnOneTopicAndAsksForAnIdOnce() throws Exception {
        RecordFormat<Telemetry> format = RecordFormat.telemetry();
        registry.answers(200, "{\"schema\":" + quoted(format.schemaJson()) + "}");
        ValueDecoder<Telemetry> decoder = new ValueDecoder<>(RecordFormat.telemetry(), patient());
        for (int i = 0; i < 50; i++) {
            Telemetry telemetry = Records.heartRate("ann", i);
            byte[] value =
                    i % 2 == 0 ? format.encode(telemetry) : format.encodeFramed(300_000, telemetry);
            assertThat(decoder.decode(value)).isEqualTo(telemetry);
        }
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/300000");
    }

    @Test
    void asksOnceForAnIdThatIsUnknownWhereThereIsNoIngestTime() {
        registry.answers(404, "{\"error_code\":40403}");
        ValueDecoder<Telemetry> decoder = new ValueDecoder<>(RecordFormat.telemetry(), patient());
        byte[] value = RecordFormat.telemetry().encodeFramed(9, Records.heartRate("ann", 1));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> decoder.decode(value))
                    .isInstanceOfSatisfying(
                            DecodingException.class,
                            e -> assertThat(e.deadLetterCause()).isEqualTo(Cause.UNKNOWN_SCHEMA));
        }
        assertThat(registry.requests()).hasSize(1);
        assertThatThrownBy(() -> decoder.decode(new byte[] {0, 0, 1}))
                .hasMessageContaining("fewer than a schema id");
    }

    /** The records' own clock says which of them asks, however fast they are read. */
    @Test
    void asksForAnUnknownIdOncePerTenSecondsOfIngestTimeOfAPartition() throws Exception {
        byte[] value = RecordFormat.telemetry().encodeFramed(9, Records.heartRate("ann", 1));
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (NastyRegistry its = new NastyRegistry(null)) {
                its.answers(404, "{\"error_code\":40403}");
                RegistryOptions options =
                        RegistryOptions.of(its.url())
                                .withTimes(Duration.ofSeconds(30), Duration.ofSeconds(30));
                ValueDecoder<Telemetry> decoder =
                        new ValueDecoder<>(RecordFormat.telemetry(), options);
                List<Integer> asked = new ArrayList<>();
                // Alternately of two partitions, one a second in each; the last is far ahead.
                for (int i = 0; i < 100; i++) {
                    long ingestTime = i == 99 ? Long.MAX_VALUE / 2 : i * 500L;
                    int partition = i % 2;
                    assertThatThrownBy(() -> decoder.decode(value, "t", partition, ingestTime))
                            .isInstanceOf(DecodingException.class);
                    if (its.requests().size() > asked.size()) {
                        asked.add(i);
                    }
                }
                runs.add(asked);
                its.answers(
                        200, "{\"schema\":" + quoted(RecordFormat.telemetry().schemaJson()) + "}");
                // The last 404 is still in its queue.
                for (long early : new long[] {200_000, 209_999}) {
                    assertThatThrownBy(() -> decoder.decode(value, "t", 0, early))
                            .isInstanceOf(DecodingException.class);
                }
                assertThat(decoder.decode(value, "t", 0, 210_000)).isNotNull();
            }
        }
        assertThat(runs.get(0)).containsExactly(0, 1, 20, 21, 40, 41, 60, 61, 80, 81, 99);
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
    }

    @Test
    void dropsNothingWhileTheRegistryIsDown() {
        registry.close();
        ValueDecoder<Telemetry> decoder = new ValueDecoder<>(RecordFormat.telemetry(), impatient());
        byte[] value = RecordFormat.telemetry().encodeFramed(9, Records.heartRate("ann", 1));
        assertThatThrownBy(() -> decoder.decode(value)).isInstanceOf(RegistryException.class);
    }

    @Test
    void makesADeadLetterOfASchemaOfSomethingElse() {
        registry.answers(200, SCHEMA);
        ValueDecoder<Telemetry> decoder = new ValueDecoder<>(RecordFormat.telemetry(), patient());
        assertThatThrownBy(() -> decoder.decode(new byte[] {0, 0, 0, 0, 9, 2, 65}))
                .isInstanceOfSatisfying(
                        DecodingException.class,
                        e -> assertThat(e.deadLetterCause()).isEqualTo(Cause.UNKNOWN_SCHEMA));
    }

    static String quoted(String json) {
        return "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
