package org.wearablecoach.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and keys of RADAR-base, written with the schemas of RADAR-Schemas. */
class RadarFormatTest {

    /** 2021-03-01T10:00:00.031250Z: a sample of a signal of 32 Hz. */
    private static final double TIME = 1614592800.03125;

    private static final long MILLIS = 1_614_592_800_031L;
    private static final long MICROS = 1_614_592_800_031_250L;

    private static Path schemas() {
        Path data =
                Path.of(System.getProperty("coach.data", "../../shared/data"))
                        .resolve("radar-schemas");
        assumeTrue(Files.isDirectory(data), "no schemas of RADAR-base: " + data + " is no folder");
        return data;
    }

    private static Schema schema(String file) throws IOException {
        String json = Files.readString(schemas().resolve("avsc/commons__" + file + ".avsc"));
        return Evolved.parse(json);
    }

    /** Which file holds the values of a topic; topics.csv says the same. */
    private static String file(RadarTopic topic) {
        return switch (topic) {
            case E4_ACCELERATION -> "passive__empatica__empatica_e4_acceleration";
            case E4_INTER_BEAT_INTERVAL -> "passive__empatica__empatica_e4_inter_beat_interval";
            case FAROS_INTER_BEAT_INTERVAL -> "passive__bittium__bittium_faros_inter_beat_interval";
            case GARMIN_HEART_RATE -> "passive__garmin__garmin_generic_heartrate";
            case GARMIN_HEART_RATE_VARIABILITY ->
                    "passive__garmin__garmin_generic_heartratevariability";
            case GARMIN_STEPS -> "passive__garmin__garmin_generic_steps";
            case GARMIN_ACCELEROMETER -> "passive__garmin__garmin_generic_accelerometer";
            case POLAR_HEART_RATE -> "passive__polar__polar_heart_rate";
            case POLAR_PULSE_INTERVAL -> "passive__polar__polar_pp_interval";
            case PHONE_STEP_COUNT -> "passive__phone__phone_step_count";
            case FITBIT_HEART_RATE -> "connector__fitbit__fitbit_intraday_heart_rate";
            case FITBIT_STEPS -> "connector__fitbit__fitbit_intraday_steps";
            case GARMIN_HEART_RATE_SAMPLE -> "push__garmin__garmin_heart_rate_sample";
            case OURA_HEART_RATE -> "connector__oura__oura_heart_rate";
            case HEALTHKIT_HEART_RATE, HEALTHKIT_STEPS, HEALTHKIT_GLUCOSE ->
                    "active__healthkit__healthkit_typed_data";
        };
    }

    /** A record with a time, the given fields, and zeros and nothing in the others. */
    private static GenericRecord record(Schema schema, Map<String, Object> fields) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            Object value = fields.get(field.name());
            record.put(field.pos(), value == null ? zero(field) : value);
        }
        return record;
    }

    private static @Nullable Object zero(Schema.Field field) {
        if (field.name().equals("time")) {
            return TIME;
        }
        return switch (field.schema().getType()) {
            case DOUBLE -> TIME + 5;
            case FLOAT -> 0f;
            case INT -> 0;
            case BOOLEAN -> false;
            case STRING -> "text";
            case ARRAY -> List.of();
            case ENUM ->
                    new GenericData.EnumSymbol(
                            field.schema(), field.schema().getEnumSymbols().get(0));
            default -> null;
        };
    }

    private static RadarValue read(RadarTopic topic, Map<String, Object> fields)
            throws IOException, DecodingException {
        Schema schema = schema(file(topic));
        byte[] body = Evolved.write(record(schema, fields));
        return RadarFormat.value(topic).bodyReader(schema.toString()).read(body, 0, body.length);
    }

    private static void assertImpossible(
            RadarTopic topic, Map<String, Object> fields, String message) {
        assertCause(Cause.IMPOSSIBLE, message, () -> read(topic, fields));
    }

    @Test
    void secondsAreMillisecondsAndNameTheRecord() throws Exception {
        RadarValue value =
                read(RadarTopic.E4_INTER_BEAT_INTERVAL, Map.of("interBeatInterval", 0.84375f));
        assertThat(value.sensorTime()).isEqualTo(MILLIS);
        assertThat(value.sequence()).isEqualTo(MICROS);
        assertThat(value.also()).isNull();
        // Seconds, in a field that other sources fill with ms.
        assertThat(((Payload.BeatIntervals) value.payload()).milliseconds())
                .containsExactly(843.75f);
    }

    @Test
    void accelerationIsAChunkOfOneInG() throws Exception {
        RadarValue e4 =
                read(
                        RadarTopic.E4_ACCELERATION,
                        Map.of("x", -61 / 64f, "y", 25 / 64f, "z", 6 / 64f));
        Payload.Acceleration one = (Payload.Acceleration) e4.payload();
        assertThat(one.hertz()).isEqualTo(32);
        assertThat(one.samples()).isEqualTo(1);
        // Counts of an E4 are 1/64 g; they come back to the bit.
        assertThat(new float[] {one.g(0, 0), one.g(0, 1), one.g(0, 2)})
                .containsExactly(-61 / 64f, 25 / 64f, 6 / 64f);
        RadarValue garmin =
                read(
                        RadarTopic.GARMIN_ACCELEROMETER,
                        Map.of("x", 0f, "y", 0f, "z", -1f, "samplingRate", 25));
        assertThat(((Payload.Acceleration) garmin.payload()).hertz()).isEqualTo(25);
        assertImpossible(RadarTopic.E4_ACCELERATION, Map.of("x", 981f), "above 16 g");
        assertImpossible(RadarTopic.E4_ACCELERATION, Map.of("x", Float.NaN), "above 16 g");
    }

    @Test
    void aHeartRateThatIsNoneIsNoReading() throws Exception {
        assertThat(read(RadarTopic.GARMIN_HEART_RATE, Map.of("heartRate", 71)).payload())
                .isEqualTo(new Payload.HeartRate(71, false));
        Payload none = new Payload.DeviceStatus("NO_READING", 1);
        for (int bpm : new int[] {0, -1}) {
            assertThat(read(RadarTopic.GARMIN_HEART_RATE, Map.of("heartRate", bpm)).payload())
                    .isEqualTo(none);
        }
        assertThat(read(RadarTopic.GARMIN_HEART_RATE_SAMPLE, Map.of()).payload()).isEqualTo(none);
        assertThat(read(RadarTopic.GARMIN_HEART_RATE_SAMPLE, Map.of("heartRate", 66f)).payload())
                .isEqualTo(new Payload.HeartRate(66, false));
        assertThat(read(RadarTopic.OURA_HEART_RATE, Map.of("bpm", 58)).payload())
                .isEqualTo(new Payload.HeartRate(58, false));
        assertThat(
                        read(
                                        RadarTopic.FITBIT_HEART_RATE,
                                        Map.of("heartRate", 80, "timeInterval", 60))
                                .payload())
                .isEqualTo(new Payload.HeartRate(80, true));
    }

    @Test
    void polarSaysRateAndIntervalsInOneRecord() throws Exception {
        RadarValue value =
                read(
                        RadarTopic.POLAR_HEART_RATE,
                        Map.of("heartRate", 72, "rrsMs", List.of(830, 835), "time", TIME * 1e9));
        assertThat(value.payload()).isEqualTo(new Payload.HeartRate(72, false));
        assertThat(value.also())
                .isInstanceOfSatisfying(
                        Payload.BeatIntervals.class,
                        also -> assertThat(also.milliseconds()).containsExactly(830, 835));
        // The documentation of the field says ns; the apps send seconds. Both are read.
        assertThat(value.sensorTime()).isEqualTo(MILLIS);
        RadarValue pulse = read(RadarTopic.POLAR_PULSE_INTERVAL, Map.of("ppInterval", 845));
        assertThat(((Payload.BeatIntervals) pulse.payload()).milliseconds()).containsExactly(845);
        assertThat(
                        read(
                                        RadarTopic.POLAR_PULSE_INTERVAL,
                                        Map.of("ppInterval", 845, "blockerBit", true))
                                .payload())
                .isEqualTo(new Payload.DeviceStatus("NO_READING", 1));
    }

    @Test
    void stepsAreThoseSinceMidnightOrOfAStretch() throws Exception {
        assertThat(read(RadarTopic.GARMIN_STEPS, Map.of("stepCount", 4321)).payload())
                .isEqualTo(new Payload.Steps(4321, true));
        assertThat(read(RadarTopic.PHONE_STEP_COUNT, Map.of("steps", 12)).payload())
                .isEqualTo(new Payload.Steps(12, false));
        RadarValue fitbit = read(RadarTopic.FITBIT_STEPS, Map.of("steps", 40, "timeInterval", 60));
        assertThat(fitbit.payload()).isEqualTo(new Payload.Steps(40, false));
        assertThat(fitbit.sensorTime()).isEqualTo(MILLIS + 60_000);
        assertThat(fitbit.sequence()).as("named by its own time").isEqualTo(MICROS);
        assertImpossible(RadarTopic.PHONE_STEP_COUNT, Map.of("steps", -5), "no whole number");
    }

    @Test
    void healthKitSaysItsUnit() throws Exception {
        Map<String, Object> mmol = Map.of("unit", "mmol<180.1558800000541>/L", "doubleValue", 5.5);
        assertThat(read(RadarTopic.HEALTHKIT_GLUCOSE, mmol).payload())
                .isEqualTo(new Payload.Glucose((float) (5.5 * 18.018)));
        assertThat(
                        read(
                                        RadarTopic.HEALTHKIT_GLUCOSE,
                                        Map.of("unit", "mg/dL", "floatValue", 99f))
                                .payload())
                .isEqualTo(new Payload.Glucose(99));
        assertImpossible(
                RadarTopic.HEALTHKIT_GLUCOSE, Map.of("unit", "g/L", "intValue", 1), "neither");
        assertThat(
                        read(
                                        RadarTopic.HEALTHKIT_HEART_RATE,
                                        Map.of("unit", "count/min", "intValue", 64))
                                .payload())
                .isEqualTo(new Payload.HeartRate(64, false));
        assertImpossible(
                RadarTopic.HEALTHKIT_HEART_RATE, Map.of("unit", "Hz", "intValue", 1), "count/min");
        RadarValue steps =
                read(RadarTopic.HEALTHKIT_STEPS, Map.of("unit", "count", "intValue", 10));
        assertThat(steps.payload()).isEqualTo(new Payload.Steps(10, false));
        assertThat(steps.sensorTime()).isEqualTo(MILLIS + 5_000);
    }

    @ParameterizedTest
    @EnumSource(RadarTopic.class)
    void refusesATimeThatIsNoTimeInSeconds(RadarTopic topic) throws Exception {
        for (double time : new double[] {TIME * 1000, 0, -1, Double.NaN, 1e300}) {
            assertImpossible(topic, Map.of("time", time), "time is not in seconds");
        }
    }

    /** The topic is RADAR's, and its values are of the schema that the tests write. */
    @ParameterizedTest
    @EnumSource(RadarTopic.class)
    void isATopicOfTheSpecification(RadarTopic topic) throws IOException {
        List<String> rows = Files.readAllLines(schemas().resolve("topics.csv"));
        String name = schema(file(topic)).getFullName();
        assertThat(rows)
                .anySatisfy(
                        row -> {
                            List<String> cells = Arrays.asList(row.split(",", -1));
                            assertThat(cells.get(1)).isEqualTo(topic.topic());
                            assertThat(name)
                                    .endsWith(cells.get(2).replaceFirst("^org.radarcns", ""));
                        });
    }

    @Test
    void readsKeysWithAndWithoutAProject() throws Exception {
        Schema schema = schema("kafka__observation_key");
        WireFormat<RadarKey> keys = RadarFormat.key();
        for (String project : new @Nullable String[] {"pilot", null}) {
            GenericRecord key = new GenericData.Record(schema);
            key.put("projectId", project);
            key.put("userId", "u-1");
            key.put("sourceId", "s-1");
            byte[] body = Evolved.write(key);
            assertThat(keys.bodyReader(schema.toString()).read(body, 0, body.length))
                    .isEqualTo(new RadarKey("u-1", "s-1"));
        }
    }

    @Test
    void refusesBytesAndSchemasThatAreOthers() throws Exception {
        RadarFormat<RadarValue> steps = RadarFormat.value(RadarTopic.GARMIN_STEPS);
        String beats = schema(file(RadarTopic.E4_INTER_BEAT_INTERVAL)).toString();
        assertCause(
                Cause.UNKNOWN_SCHEMA, "without the field stepCount", () -> steps.bodyReader(beats));
        assertCause(Cause.UNKNOWN_SCHEMA, "no Avro schema", () -> steps.bodyReader("{"));
        assertCause(Cause.UNKNOWN_SCHEMA, "no record", () -> steps.bodyReader("\"string\""));
        assertCause(Cause.UNREADABLE, "registry's id", () -> steps.decode(new byte[] {1, 2}));
        RecordFormat.BodyReader<RadarValue> reader =
                steps.bodyReader(schema(file(RadarTopic.GARMIN_STEPS)).toString());
        byte[] body =
                Evolved.write(
                        record(schema(file(RadarTopic.GARMIN_STEPS)), Map.of("stepCount", 9)));
        assertCause(
                Cause.UNREADABLE,
                "do not follow the schema",
                () -> reader.read(body, 0, body.length - 1));
        byte[] longer = Arrays.copyOf(body, body.length + 1);
        assertCause(
                Cause.UNREADABLE,
                "bytes follow the record",
                () -> reader.read(longer, 0, longer.length));
    }

    private static void assertCause(
            Cause cause,
            String message,
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        DecodingException e = catchThrowableOfType(DecodingException.class, call);
        assertThat(e.deadLetterCause()).isEqualTo(cause);
        assertThat(e).hasMessageContaining(message);
    }

    @Test
    void placesOfItsPartitionsAreToldApart() throws Exception {
        for (RadarTopic topic : RadarTopic.values()) {
            int place = topic.place(65_535);
            assertThat(RadarTopic.at(place)).isEqualTo(topic);
            assertThat(RadarTopic.partition(place)).isEqualTo(65_535);
            assertThat(RadarTopic.of(topic.topic())).isEqualTo(topic);
        }
        assertThat(RadarTopic.at(7)).isNull();
        assertThat(RadarTopic.at(-1)).isNull();
        assertThat(RadarTopic.partition(-1)).isEqualTo(-1);
        assertThatThrownBy(() -> RadarTopic.of("android_phone_acceleration"))
                .hasMessageContaining(
                        "is no topic of RADAR-base that is read; use some of android_");
    }
}
