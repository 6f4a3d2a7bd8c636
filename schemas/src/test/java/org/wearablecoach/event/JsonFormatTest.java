package org.wearablecoach.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class JsonFormatTest {

    /** Made once: making a format costs more than using it. */
    private static final List<Samples.Kind<?>> KINDS = Samples.kinds();

    private static final PolicyUpdate POLICY =
            new PolicyUpdate("fixed", "1", "ab", 1_460_444_400_000L, "{\"p\":0.1}");

    private static final String POLICY_LINE =
            "{\"name\":\"fixed\",\"version\":\"1\",\"sha256\":\"ab\","
                    + "\"effectiveFrom\":\"2016-04-12T07:00:00.000Z\","
                    + "\"specification\":\"{\\\"p\\\":0.1}\"}";

    private final JsonFormat<PolicyUpdate> policies = JsonFormat.policyUpdate();

    @Property(tries = 500, seed = "20160412")
    void readsEveryLineAsItWasWritten(@ForAll long seed) {
        for (Samples.Kind<?> kind : KINDS) {
            readsAsWritten(kind, seed);
        }
    }

    private static <T> void readsAsWritten(Samples.Kind<T> kind, long seed) {
        T value = kind.sample().apply(new Samples(seed));
        byte[] written = kind.json().write(value);
        String line = new String(written, StandardCharsets.UTF_8);

        T read = kind.json().read(line, 1);

        assertThat(Samples.parts(read)).isEqualTo(Samples.parts(value));
        assertThat(kind.json().write(read)).isEqualTo(written);
        assertThat(line).doesNotContain("\n", "\r");
        assertThat(line.getBytes(StandardCharsets.UTF_8)).isEqualTo(written);
    }

    /** The schema knows the fields, their order and which are times; JSON must say the same. */
    @Property(tries = 100, seed = "20160412")
    void mirrorsTheSchemaFieldByField(@ForAll long seed) {
        for (Samples.Kind<?> kind : KINDS) {
            mirrors(kind, seed);
        }
    }

    private static <T> void mirrors(Samples.Kind<T> kind, long seed) {
        T value = kind.sample().apply(new Samples(seed));
        String line = new String(kind.json().write(value), StandardCharsets.UTF_8);
        assertMirrors(Evolved.tree(line), Evolved.parse(kind.wire().schemaJson()), kind.toString());
    }

    private static void assertMirrors(JsonNode json, Schema schema, String path) {
        switch (schema.getType()) {
            case UNION -> {
                if (!json.isNull()) {
                    assertMirrors(json, schema.getTypes().get(1), path);
                }
            }
            case RECORD -> {
                List<String> names = new ArrayList<>();
                schema.getFields().forEach(field -> names.add(field.name()));
                assertThat(json.fieldNames())
                        .toIterable()
                        .as(path)
                        .containsExactlyElementsOf(names);
                for (Schema.Field field : schema.getFields()) {
                    assertMirrors(
                            json.get(field.name()), field.schema(), path + "." + field.name());
                }
            }
            case ARRAY -> json.forEach(it -> assertMirrors(it, schema.getElementType(), path));
            case ENUM -> assertThat(schema.getEnumSymbols()).as(path).contains(json.asText());
            case BOOLEAN -> assertThat(json.isBoolean()).as(path).isTrue();
            case STRING, BYTES -> assertThat(json.isTextual()).as(path).isTrue();
            case LONG -> {
                if (schema.getLogicalType() == null) {
                    assertThat(json.isIntegralNumber()).as(path).isTrue();
                } else {
                    assertThat(json.asText())
                            .as(path)
                            .matches(
                                    "([+-][0-9]{5,9}|-?[0-9]{4})-[0-9]{2}-[0-9]{2}"
                                            + "T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z");
                }
            }
            default -> assertThat(json.isNumber()).as(path).isTrue();
        }
    }

    @Test
    void writesOneObjectInTheOrderOfTheComponents() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        policies.writeLine(POLICY, lines);
        policies.writeLine(POLICY, lines);

        assertThat(policies.write(POLICY)).isEqualTo(POLICY_LINE.getBytes(StandardCharsets.UTF_8));
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .isEqualTo(POLICY_LINE + "\n" + POLICY_LINE + "\n");
    }

    @Test
    void writesWhatIsMissingAsNull() {
        Reward reward =
                new Reward(
                        "d",
                        "p",
                        0,
                        0,
                        null,
                        null,
                        null,
                        null,
                        "steps",
                        Double.NaN,
                        0,
                        Double.NaN,
                        List.of(new NamedValue("cost", Double.POSITIVE_INFINITY)),
                        null,
                        false,
                        ClosedBy.CENSORED,
                        1,
                        null,
                        0,
                        "",
                        null);
        JsonFormat<Reward> rewards = JsonFormat.reward();
        String line = new String(rewards.write(reward), StandardCharsets.UTF_8);

        assertThat(line)
                .isEqualTo(
                        "{\"decisionId\":\"d\",\"userId\":\"p\",\"index\":0,\"lastIndex\":0,"
                                + "\"deliveredAt\":null,\"openedAt\":null,\"answeredAt\":null,"
                                + "\"answer\":null,\"outcome\":\"steps\",\"outcomeValue\":null,"
                                + "\"outcomeTime\":\"1970-01-01T00:00:00.000Z\",\"reward\":null,"
                                + "\"parts\":[{\"name\":\"cost\",\"value\":null}],"
                                + "\"rewardModel\":null,\"learnable\":false,"
                                + "\"closedBy\":\"CENSORED\","
                                + "\"closedAt\":\"1970-01-01T00:00:00.001Z\","
                                + "\"decisionHash\":null,\"rewardIndex\":0,"
                                + "\"previousHash\":\"\",\"rowHash\":null}");
        assertThat(rewards.read(line, 1).reward()).isNaN();
    }

    @Test
    void writesTelemetryWithAKeyForEachKindOfPayload() {
        Telemetry chunk =
                new Telemetry(
                        "p-1",
                        "watch",
                        3,
                        7,
                        0,
                        new Payload.Acceleration(25, 0.001f, new byte[] {1, 2, 3, 4, 5, 6}));

        assertThat(new String(JsonFormat.telemetry().write(chunk), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"userId\":\"p-1\",\"device\":\"watch\",\"boot\":3,\"sequence\":7,"
                                + "\"sensorTime\":\"1970-01-01T00:00:00.000Z\",\"heartRate\":null,"
                                + "\"beatIntervals\":null,\"acceleration\":{\"hertz\":25.0,"
                                + "\"gPerCount\":0.001,\"xyz\":\"AQIDBAUG\"},\"glucose\":null,"
                                + "\"steps\":null,\"deviceStatus\":null,\"interaction\":null,"
                                + "\"profile\":null,\"consent\":null,\"erase\":null,"
                                + "\"sensorValues\":null}");
    }

    /**
     * The numbers that Java wrote longer than needed before version 19, from the release note of
     * JDK-4511638: the canonical text is that of the fixed algorithm, on every version.
     */
    @Test
    void writesTheShortestNumbersOnEveryJavaVersion() {
        JsonOut out = new JsonOut();
        String[] texts = {"2.0E23", "8.41E21", "2.2250738585072014E-308", "1.0E-5", "-0.0"};
        for (String text : texts) {
            out.clear();
            out.number(Double.parseDouble(text));
            assertThat(text(out)).isEqualTo(text);
        }
    }

    @Property(seed = "20160412")
    void writesNumbersThatReadBackToTheSameBits(@ForAll double value, @ForAll float shortValue) {
        JsonOut out = new JsonOut();
        out.number(value);
        assertThat(Double.doubleToRawLongBits(Double.parseDouble(text(out))))
                .isEqualTo(Double.doubleToRawLongBits(value));
        assertThat(text(out).length()).isLessThanOrEqualTo(Double.toString(value).length());
        out.clear();
        out.number(shortValue);
        assertThat(Float.floatToRawIntBits(Float.parseFloat(text(out))))
                .isEqualTo(Float.floatToRawIntBits(shortValue));
    }

    /** The escapes that RFC 8259 requires, and nothing else, so that one text has one form. */
    @Test
    void escapesOnlyWhatMustBeEscaped() {
        JsonOut out = new JsonOut();
        out.text("\"\\\b\f\n\r\t\u0000\u001F/\u007F\u00E9\u20AC\uD83D\uDCA9\u2028");
        assertThat(text(out))
                .isEqualTo(
                        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/\u007F\u00E9\u20AC\uD83D\uDCA9\u2028\"");
        out.clear();
        out.text("a\uD83Db\uDCA9");
        assertThat(text(out)).isEqualTo("\"a?b?\"");
    }

    private static String text(JsonOut out) {
        return new String(out.copy(), StandardCharsets.UTF_8);
    }

    /** The vector of one block of FIPS 180-2, appendix B.1. */
    @Test
    void hashesTheBytesOfTheRowWithSha256() {
        assertThat(Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(policies.sha256(POLICY))
                .isEqualTo(Sha256.hex(policies.write(POLICY)))
                .isEqualTo(policies.sha256(POLICY));
    }

    @Test
    void readsKeysInAnyOrder() {
        ObjectNode sorted = Evolved.tree(POLICY_LINE);
        JsonNode name = sorted.remove("name");
        sorted.set("name", name);

        assertThat(policies.read(sorted.toString(), 1)).isEqualTo(POLICY);
    }

    @Test
    void namesLineKeyAndCureOfARowThatIsNone() {
        refuses("", "line 7: a row is one JSON object");
        refuses("[]", "line 7: a row is one JSON object");
        refuses(POLICY_LINE.substring(0, 60), "line 7: not JSON near column 61; a cut line");
        refuses(POLICY_LINE + "{}", "line 7: text follows the object");
        refuses(POLICY_LINE + " x", "line 7: not JSON");
        refuses(POLICY_LINE.replace("\"name\"", "\"sha256\""), "line 7: not JSON");
        refuses(POLICY_LINE.replace("\"version\":\"1\",", ""), "line 7, key version: is missing");
        refuses(POLICY_LINE.replace("{\"name", "{\"extra\":1,\"name"), "line 7, key extra: is not");
        refuses(POLICY_LINE.replace("\"1\"", "1"), "line 7, key version: must be a text");
        refuses(POLICY_LINE.replace("2016-", "16-"), "line 7, key effectiveFrom: must be a time");
        refuses("{\"name\":" + "[".repeat(100), "line 7: nests deeper");
    }

    private void refuses(String line, String message) {
        assertThatThrownBy(() -> policies.read(line, 7))
                .isInstanceOf(JsonRowException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void namesThePathOfANestedKey() {
        JsonFormat<Decision> decisions = JsonFormat.decision();
        Decision decision = decisionWithCandidates();
        ObjectNode row =
                Evolved.tree(new String(decisions.write(decision), StandardCharsets.UTF_8));
        ((ObjectNode) row.get("candidates").get(1)).put("reason", "TIRED");

        assertThatThrownBy(() -> decisions.read(row.toString(), 12))
                .hasMessageStartingWith(
                        "line 12, key candidates[1].reason: must be one of [UNKNOWN,")
                .extracting("line", "key")
                .containsExactly(12L, "candidates[1].reason");
    }

    private static Decision decisionWithCandidates() {
        for (long seed = 0; ; seed++) {
            Decision decision = new Samples(seed).decision();
            if (decision.candidates().size() > 1) {
                return decision;
            }
        }
    }
}
