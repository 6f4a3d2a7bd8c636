package org.wearablecoach.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topics of RADAR-base that become telemetry, with what their values become. Names and fields
 * are those of RADAR-Schemas; fields are found by their names, so that later schemas are read too.
 */
public enum RadarTopic {
    /** Acceleration of an Empatica E4 in g, 32 samples a second, each a record. */
    E4_ACCELERATION(
            1,
            "android_empatica_e4_acceleration",
            List.of("x", "y", "z"),
            in -> in.acceleration(32, 1)),

    /** Beat intervals of an Empatica E4, in <b>seconds</b>. */
    E4_INTER_BEAT_INTERVAL(
            2,
            "android_empatica_e4_inter_beat_interval",
            List.of("interBeatInterval"),
            in -> in.interval(in.number("interBeatInterval") * 1000)),

    /** Beat intervals of a Bittium Faros, in <b>seconds</b>. */
    FAROS_INTER_BEAT_INTERVAL(
            3,
            "android_bittium_faros_inter_beat_interval",
            List.of("interBeatInterval"),
            in -> in.interval(in.number("interBeatInterval") * 1000)),

    /** Heart rate of a Garmin watch; 0 and below when there is none. */
    GARMIN_HEART_RATE(
            4,
            "android_garmin_generic_heart_rate",
            List.of("heartRate"),
            in -> in.heartRate("heartRate", false)),

    /** Beat intervals of a Garmin watch, in ms. */
    GARMIN_HEART_RATE_VARIABILITY(
            5,
            "android_garmin_generic_heart_rate_variability",
            List.of("heartRateVariability"),
            in -> in.interval(in.number("heartRateVariability"))),

    /** Steps of a Garmin watch since local midnight. */
    GARMIN_STEPS(
            6,
            "android_garmin_generic_steps",
            List.of("stepCount"),
            in -> in.steps("stepCount", true)),

    /** Acceleration of a Garmin watch in g, each sample a record that names the rate. */
    GARMIN_ACCELEROMETER(
            7,
            "android_garmin_generic_accelerometer",
            List.of("x", "y", "z", "samplingRate"),
            in -> in.acceleration(in.number("samplingRate"), 1)),

    /** Heart rate of a Polar device, and its beat intervals in ms. */
    POLAR_HEART_RATE(
            8, "android_polar_heart_rate", List.of("heartRate", "rrsMs"), RadarFields::polar),

    /** Pulse intervals of a Polar device in ms, whatever the documentation of the field says. */
    POLAR_PULSE_INTERVAL(
            9,
            "android_polar_pulse_to_pulse_interval",
            List.of("ppInterval", "blockerBit"),
            in -> in.truth("blockerBit") ? in.noReading() : in.interval(in.number("ppInterval"))),

    /** Steps of a phone since its previous record. */
    PHONE_STEP_COUNT(
            10, "android_phone_step_count", List.of("steps"), in -> in.steps("steps", false)),

    /** Heart rate of a Fitbit over a stretch that the record names. */
    FITBIT_HEART_RATE(
            11,
            "connect_fitbit_intraday_heart_rate",
            List.of("heartRate", "timeInterval"),
            in -> in.heartRate("heartRate", in.number("timeInterval") >= 60)),

    /** Steps of a Fitbit in a stretch that the record names; known at its end. */
    FITBIT_STEPS(
            12,
            "connect_fitbit_intraday_steps",
            List.of("steps", "timeInterval"),
            in -> in.after(in.number("timeInterval")).steps("steps", false)),

    /** Heart rate that Garmin pushes, of the 15 seconds before. */
    GARMIN_HEART_RATE_SAMPLE(
            13,
            "push_garmin_heart_rate_sample",
            List.of("heartRate"),
            in -> in.heartRate("heartRate", false)),

    /** Heart rate of an Oura ring, every five minutes. */
    OURA_HEART_RATE(
            14, "connect_oura_heart_rate", List.of("bpm"), in -> in.heartRate("bpm", false)),

    /** Heart rate of Apple Health. */
    HEALTHKIT_HEART_RATE(
            15,
            "active_apple_healthkit_heart_rate",
            List.of("endTime", "unit"),
            RadarFields::healthKitHeartRate),

    /** Steps of Apple Health; known at the end of their stretch. */
    HEALTHKIT_STEPS(
            16,
            "active_apple_healthkit_steps",
            List.of("endTime", "unit"),
            RadarFields::healthKitSteps),

    /** Glucose of Apple Health, in mg/dL or mmol/L as the record says. */
    HEALTHKIT_GLUCOSE(
            17,
            "active_apple_healthkit_blood_glucose",
            List.of("endTime", "unit"),
            RadarFields::healthKitGlucose);

    /** Makes a value of the fields of a record. */
    @FunctionalInterface
    interface Reading {
        RadarValue of(RadarFields in) throws DecodingException;
    }

    private static final RadarTopic[] BY_CODE = Codes.index(values(), RadarTopic::code);

    /** Partitions of a topic have numbers of so many bits, here and in {@link Received}. */
    private static final int PARTITION_BITS = 16;

    private final int code;
    private final String topic;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> fields;

    @SuppressWarnings("ImmutableEnumChecker") // a function that holds nothing
    private final Reading reading;

    RadarTopic(int code, String topic, List<String> fields, Reading reading) {
        this.code = code;
        this.topic = topic;
        this.fields = fields;
        this.reading = reading;
    }

    /** The number of the topic, from 1; the {@code boot} of its records, so it is persisted. */
    public int code() {
        return code;
    }

    /** The name of the topic. */
    public String topic() {
        return topic;
    }

    /** Fields that a schema of the topic has, beside the time. */
    List<String> fields() {
        return fields;
    }

    RadarValue read(RadarFields in) throws DecodingException {
        return reading.of(in);
    }

    /** The {@link Received#partition} of a partition of this topic. */
    public int place(int partition) {
        return code << PARTITION_BITS | partition;
    }

    /** The partition of a {@link Received#partition}. */
    public static int partition(int place) {
        return place < 0 ? place : place & ((1 << PARTITION_BITS) - 1);
    }

    /** The topic of a {@link Received#partition}; null for that of telemetry, and for none. */
    public static @Nullable RadarTopic at(int place) {
        int code = place < 0 ? 0 : place >> PARTITION_BITS;
        return code == 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }

    /**
     * The topic of a name.
     *
     * @throws IllegalArgumentException listing those that are known
     */
    public static RadarTopic of(String topic) {
        StringBuilder known = new StringBuilder();
        for (RadarTopic candidate : values()) {
            if (candidate.topic.equals(topic)) {
                return candidate;
            }
            known.append(known.length() == 0 ? "" : ", ").append(candidate.topic);
        }
        throw new IllegalArgumentException(
                "\"" + topic + "\" is no topic of RADAR-base that is read; use some of " + known);
    }
}
