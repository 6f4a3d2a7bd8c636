package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/** Telemetry as canonical JSON: a key for each kind of payload, as on the wire. */
final class JsonTelemetry {

    private JsonTelemetry() {}

    static void write(Telemetry value, JsonOut to) {
        to.begin();
        to.key("userId").text(value.userId());
        to.key("device").text(value.device());
        to.key("boot").integer(value.boot());
        to.key("sequence").integer(value.sequence());
        to.key("sensorTime").time(value.sensorTime());
        Payload payload = value.payload();
        to.key("heartRate");
        if (payload instanceof Payload.HeartRate it) {
            to.begin().key("bpm").number(it.bpm());
            to.key("minuteMean").bool(it.minuteMean());
            to.end();
        } else {
            to.nothing();
        }
        to.key("beatIntervals");
        if (payload instanceof Payload.BeatIntervals it) {
            to.begin().key("milliseconds").numbers(it.milliseconds());
            to.end();
        } else {
            to.nothing();
        }
        to.key("acceleration");
        if (payload instanceof Payload.Acceleration it) {
            to.begin().key("hertz").number(it.hertz());
            to.key("gPerCount").number(it.gPerCount());
            to.key("xyz").base64(it.xyz());
            to.end();
        } else {
            to.nothing();
        }
        to.key("glucose");
        if (payload instanceof Payload.Glucose it) {
            to.begin().key("mgDl").number(it.mgDl());
            to.end();
        } else {
            to.nothing();
        }
        to.key("steps");
        if (payload instanceof Payload.Steps it) {
            to.begin().key("count").integer(it.count());
            to.key("cumulative").bool(it.cumulative());
            to.end();
        } else {
            to.nothing();
        }
        to.key("deviceStatus");
        if (payload instanceof Payload.DeviceStatus it) {
            to.begin().key("name").text(it.name());
            to.key("value").number(it.value());
            to.end();
        } else {
            to.nothing();
        }
        to.key("interaction");
        if (payload instanceof Payload.Interaction it) {
            to.begin().key("decisionId").text(it.decisionId());
            to.key("what").symbol(it.what());
            to.end();
        } else {
            to.nothing();
        }
        to.key("profile");
        if (payload instanceof Payload.Profile it) {
            write(it, to);
        } else {
            to.nothing();
        }
        to.key("consent");
        if (payload instanceof Payload.Consent it) {
            to.begin().key("granted").bool(it.granted());
            to.end();
        } else {
            to.nothing();
        }
        to.key("erase");
        if (payload instanceof Payload.Erase) {
            to.begin().end();
        } else {
            to.nothing();
        }
        to.key("sensorValues");
        if (payload instanceof Payload.SensorValues it) {
            to.begin().key("sensor").text(it.sensor());
            to.key("hertz").number(it.hertz());
            to.key("values").numbers(it.values());
            to.end();
        } else {
            to.nothing();
        }
        to.end();
    }

    private static void write(Payload.Profile it, JsonOut to) {
        to.begin().key("zone").text(it.zone());
        to.key("language").text(it.language());
        to.key("enrolled").bool(it.enrolled());
        to.key("restingBpm").numberOrNull(it.restingBpm());
        to.key("maximumBpm").numberOrNull(it.maximumBpm());
        to.key("glucoseSensor").bool(it.glucoseSensor());
        to.end();
    }

    static Telemetry read(JsonFields from) {
        String userId = from.text("userId");
        String device = from.text("device");
        long boot = from.integer("boot");
        long sequence = from.integer("sequence");
        long sensorTime = from.time("sensorTime");
        @Nullable Payload[] kinds = {
            from.objectOrNull(
                    "heartRate",
                    it -> new Payload.HeartRate(it.number32("bpm"), it.bool("minuteMean"))),
            from.objectOrNull(
                    "beatIntervals", it -> new Payload.BeatIntervals(it.numbers32("milliseconds"))),
            from.objectOrNull(
                    "acceleration",
                    it ->
                            new Payload.Acceleration(
                                    it.number32("hertz"),
                                    it.number32("gPerCount"),
                                    it.base64("xyz"))),
            from.objectOrNull("glucose", it -> new Payload.Glucose(it.number32("mgDl"))),
            from.objectOrNull(
                    "steps", it -> new Payload.Steps(it.integer32("count"), it.bool("cumulative"))),
            from.objectOrNull(
                    "deviceStatus",
                    it -> new Payload.DeviceStatus(it.text("name"), it.number("value"))),
            from.objectOrNull(
                    "interaction",
                    it ->
                            new Payload.Interaction(
                                    it.text("decisionId"),
                                    it.symbol("what", InteractionKind.class))),
            from.objectOrNull("profile", JsonTelemetry::profile),
            from.objectOrNull("consent", it -> new Payload.Consent(it.bool("granted"))),
            from.objectOrNull("erase", it -> new Payload.Erase()),
            from.objectOrNull(
                    "sensorValues",
                    it ->
                            new Payload.SensorValues(
                                    it.text("sensor"),
                                    it.number32("hertz"),
                                    it.numbers32("values"))),
        };
        Payload payload = null;
        for (Payload kind : kinds) {
            if (kind != null && payload != null) {
                throw from.problem("", "more than one payload is set; write a line for each");
            }
            payload = kind == null ? payload : kind;
        }
        return new Telemetry(
                userId,
                device,
                boot,
                sequence,
                sensorTime,
                payload == null ? new Payload.Unknown() : payload);
    }

    private static Payload.Profile profile(JsonFields from) {
        return new Payload.Profile(
                from.text("zone"),
                from.text("language"),
                from.bool("enrolled"),
                from.number32OrNull("restingBpm"),
                from.number32OrNull("maximumBpm"),
                from.bool("glucoseSensor"));
    }
}
