package org.wearablecoach.kafka;

import java.util.List;
import org.wearablecoach.event.Advantage;
import org.wearablecoach.event.Candidate;
import org.wearablecoach.event.Cause;
import org.wearablecoach.event.ClosedBy;
import org.wearablecoach.event.ControlKind;
import org.wearablecoach.event.ControlStatus;
import org.wearablecoach.event.DeadLetter;
import org.wearablecoach.event.Decision;
import org.wearablecoach.event.DecisionType;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.PolicyUpdate;
import org.wearablecoach.event.Reason;
import org.wearablecoach.event.Recommendation;
import org.wearablecoach.event.Reward;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.event.Telemetry;
import org.wearablecoach.event.Trigger;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.event.WindowRef;
import org.wearablecoach.event.WindowScore;

/** One record of each kind, told apart by a number. */
public final class Records {

    /** A spring day of 2016: a recording, far outside the default retention of a topic. */
    public static final long TIME = 1_460_000_000_000L;

    private static final String HASH = "ab".repeat(32);

    private Records() {}

    /** A heart rate. */
    public static Telemetry heartRate(String userId, long sequence) {
        return new Telemetry(
                userId,
                "watch",
                0,
                sequence,
                TIME + sequence * 1000,
                new Payload.HeartRate(60 + sequence % 100, false));
    }

    /** One payload of each kind that a reader may meet. */
    public static List<Payload> payloads() {
        return List.of(
                new Payload.HeartRate(61.5f, true),
                new Payload.BeatIntervals(new float[] {812, 799.5f}),
                new Payload.Acceleration(32, 1 / 64f, new byte[] {1, 0, -1, -1, 64, 0}),
                new Payload.Glucose(104),
                new Payload.Steps(17, true),
                new Payload.DeviceStatus("STRESS", 35.5),
                new Payload.Interaction("0af3", InteractionKind.ACCEPTED),
                new Payload.Profile("Europe/Zürich", "de-CH", true, 52.5f, null, false),
                new Payload.Consent(true),
                new Payload.Erase(),
                new Payload.SensorValues("skinTemperature", 4, new float[] {33.1f, 33.2f}),
                new Payload.Unknown());
    }

    /** A decision. */
    public static Decision decision(long number) {
        return new Decision(
                "d" + number,
                "test",
                "person-" + number % 5,
                number,
                DecisionType.POLICY,
                Trigger.GRID,
                TIME + number,
                TIME + number,
                TIME + number,
                0,
                true,
                null,
                1,
                List.of(new NamedValue("stepsIn30Min", 12)),
                new double[] {1, 0.5},
                new double[] {1},
                List.of(
                        new WindowRef(
                                SignalKind.HEART_RATE, "watch", TIME, TIME + 1, 1, "activity:1")),
                List.of(
                        new Candidate("move", null, 1),
                        new Candidate("breathe", Reason.EXERCISING, 0)),
                0.1,
                "move",
                0.05,
                "seed",
                "fixed",
                List.of(new Advantage("send", 0, 0.25)),
                0,
                new VersionRef("fixed", "1", HASH),
                List.of(new VersionRef("activity", "1", HASH)),
                "0.1.0",
                HASH,
                0.5,
                1,
                TIME - 1,
                "UTC",
                "2025a",
                "move-1",
                "",
                HASH);
    }

    /** A recommendation. */
    public static Recommendation recommendation(long number) {
        return new Recommendation(
                "d" + number,
                "person-" + number % 5,
                DecisionType.POLICY,
                "move",
                "move-1",
                "en",
                "Stand up for a minute?",
                TIME + number,
                TIME + number,
                TIME + number + 60_000);
    }

    /** A reward. */
    public static Reward reward(long number) {
        return new Reward(
                "d" + number,
                "person-" + number % 5,
                number,
                number + 1,
                TIME,
                null,
                null,
                InteractionKind.DISMISSED,
                "stepsIn30Min",
                120,
                TIME + 1,
                4.8,
                List.of(new NamedValue("steps", 4.8)),
                null,
                true,
                ClosedBy.DATA,
                TIME + 2,
                "ab".repeat(32),
                number,
                "",
                HASH);
    }

    /** A scored window. */
    public static WindowScore windowScore(long number) {
        return new WindowScore(
                "person-" + number % 5,
                SignalKind.ACCELERATION,
                "watch",
                TIME + number,
                TIME + number + 5000,
                TIME + number + 5100,
                160,
                0.9f,
                false,
                List.of(new NamedValue("enmoMg", 31)),
                new VersionRef("activity", "1", HASH),
                new float[] {0.75f, 0.25f},
                "still",
                "activity",
                List.of());
    }

    /** A dead letter of a known person. */
    public static DeadLetter deadLetter(long number) {
        return new DeadLetter(
                Cause.FUTURE,
                "sensor time is more than 10 minutes after ingest time; set the clock",
                "telemetry",
                1,
                number,
                TIME + number,
                "person-" + number % 5,
                0,
                null,
                null);
    }

    /** What a subtask says of a model. */
    public static ControlStatus controlStatus(long number) {
        return new ControlStatus(
                ControlKind.MODEL,
                "activity",
                Long.toString(number),
                HASH,
                TIME,
                true,
                "",
                "infer",
                0,
                1);
    }

    /** A model update with a model of a certain size. */
    public static ModelUpdate modelUpdate(String name, int bytes) {
        byte[] model = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            model[i] = (byte) (i * 31);
        }
        return new ModelUpdate(name, "2", HASH, TIME, "{\"name\":1}", model, null, null, null);
    }

    /** A policy update. */
    public static PolicyUpdate policyUpdate(String name) {
        return new PolicyUpdate(name, "3", HASH, TIME, "{\"p\":0.1}");
    }
}
