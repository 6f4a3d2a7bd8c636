package org.wearablecoach.event;

import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The fields of one value of RADAR-base, by name and in our units. */
final class RadarFields {

    /** 2001 and 2100: a time outside is in another unit, or none. */
    private static final double MIN_SECONDS = 1e9;

    private static final double MAX_SECONDS = 4.1e9;

    /** Polar's times are documented in ns. */
    private static final double NANOS = 1e9;

    private static final double MMOL = 18.018;
    private static final float MOST_G = 16;
    private static final float G_PER_COUNT = 1 / 2048f;

    private final RadarTopic topic;
    private final GenericRecord record;
    private double seconds;
    private final double identity;

    RadarFields(RadarTopic topic, GenericRecord record) throws DecodingException {
        this.topic = topic;
        this.record = record;
        double time = number("time");
        boolean polar =
                topic == RadarTopic.POLAR_HEART_RATE || topic == RadarTopic.POLAR_PULSE_INTERVAL;
        if (polar && time > MIN_SECONDS * NANOS) {
            time /= NANOS;
        }
        if (!(time > MIN_SECONDS && time < MAX_SECONDS)) {
            throw impossible(
                    "time is not in seconds between 2001 and 2100; correct the unit or the clock");
        }
        seconds = time;
        identity = time;
    }

    private DecodingException impossible(String rule) {
        return new DecodingException(Cause.IMPOSSIBLE, topic.topic() + ": " + rule);
    }

    /** A number; NaN when it is null. */
    double number(String name) {
        return record.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    boolean truth(String name) {
        return record.get(name) instanceof Boolean truth && truth;
    }

    /** The same at so many seconds after its time; what identifies it stays. */
    RadarFields after(double interval) throws DecodingException {
        if (!(interval >= 0 && interval <= 86_400)) {
            throw impossible("the length of its stretch is not 0 to 86400 s");
        }
        seconds += interval;
        return this;
    }

    private RadarValue value(Payload payload, @Nullable Payload also) {
        return new RadarValue(Math.round(seconds * 1e3), Math.round(identity * 1e6), payload, also);
    }

    /** A device that says that it measured nothing. */
    RadarValue noReading() {
        return value(new Payload.DeviceStatus("NO_READING", 1), null);
    }

    RadarValue heartRate(String name, boolean minuteMean) {
        return heartRate(number(name), minuteMean);
    }

    private RadarValue heartRate(double bpm, boolean minuteMean) {
        // Nothing, 0 and -1 are how sources say that there is no reading.
        return !(bpm > 0)
                ? noReading()
                : value(new Payload.HeartRate((float) bpm, minuteMean), null);
    }

    RadarValue interval(double milliseconds) {
        return value(new Payload.BeatIntervals(new float[] {(float) milliseconds}), null);
    }

    RadarValue steps(String name, boolean cumulative) throws DecodingException {
        return steps(number(name), cumulative);
    }

    private RadarValue steps(double count, boolean cumulative) throws DecodingException {
        if (!(count >= 0 && count <= Integer.MAX_VALUE && count == Math.rint(count))) {
            throw impossible("steps are no whole number of 0 or more");
        }
        return value(new Payload.Steps((int) count, cumulative), null);
    }

    /** One sample, which is a chunk of one. */
    RadarValue acceleration(double hertz, double gPerUnit) throws DecodingException {
        byte[] xyz = new byte[6];
        int at = 0;
        for (String axis : new String[] {"x", "y", "z"}) {
            double g = number(axis) * gPerUnit;
            if (!(Math.abs(g) <= MOST_G)) {
                throw impossible(
                        "acceleration of an axis above 16 g; it is in g, not in mg or m/s^2");
            }
            // 16 g itself is one count more than 16 bits hold.
            int count = (int) Math.min(Short.MAX_VALUE, Math.round(g / G_PER_COUNT));
            xyz[at++] = (byte) count;
            xyz[at++] = (byte) (count >> 8);
        }
        return value(new Payload.Acceleration((float) hertz, G_PER_COUNT, xyz), null);
    }

    /** Heart rate, and where there are any the beat intervals that end at the time. */
    RadarValue polar() {
        RadarValue rate = heartRate("heartRate", false);
        if (!(record.get("rrsMs") instanceof List<?> beats) || beats.isEmpty()) {
            return rate;
        }
        float[] milliseconds = new float[beats.size()];
        for (int i = 0; i < milliseconds.length; i++) {
            milliseconds[i] = beats.get(i) instanceof Number ms ? ms.floatValue() : Float.NaN;
        }
        return value(rate.payload(), new Payload.BeatIntervals(milliseconds));
    }

    private double healthKit() {
        for (String name : new String[] {"doubleValue", "floatValue", "intValue"}) {
            double value = number(name);
            if (!Double.isNaN(value)) {
                return value;
            }
        }
        return Double.NaN;
    }

    private boolean unitIs(String... known) {
        String unit = String.valueOf(record.get("unit"));
        for (String candidate : known) {
            if (unit.equalsIgnoreCase(candidate)) {
                return true;
            }
        }
        return false;
    }

    RadarValue healthKitHeartRate() throws DecodingException {
        if (!unitIs("count/min", "bpm", "BEATS_PER_MINUTE")) {
            throw impossible("the unit of heart rate is not count/min");
        }
        return heartRate(healthKit(), number("endTime") - identity >= 60);
    }

    RadarValue healthKitSteps() throws DecodingException {
        if (!unitIs("count", "COUNT")) {
            throw impossible("the unit of steps is not count");
        }
        return after(number("endTime") - identity).steps(healthKit(), false);
    }

    RadarValue healthKitGlucose() throws DecodingException {
        String unit = String.valueOf(record.get("unit"));
        boolean mmol = unit.startsWith("mmol");
        if (!mmol && !unitIs("mg/dL", "MILLIGRAM_PER_DECILITER")) {
            throw impossible("the unit of glucose is neither mg/dL nor mmol/L");
        }
        double mgDl = healthKit() * (mmol ? MMOL : 1);
        return value(new Payload.Glucose((float) mgDl), null);
    }
}
