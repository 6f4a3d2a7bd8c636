package org.wearablecoach.loop.sense;

import java.util.Arrays;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Telemetry;

/** A 32-bit digest of what a record says, to tell a re-sent record from another one. */
final class Digest {

    private Digest() {}

    static int of(Telemetry telemetry) {
        return mix(Long.hashCode(telemetry.sensorTime()) * 31 + of(telemetry.payload()));
    }

    private static int of(Payload payload) {
        if (payload instanceof Payload.HeartRate p) {
            return mix(1, Float.floatToIntBits(p.bpm())) + (p.minuteMean() ? 1 : 0);
        }
        if (payload instanceof Payload.BeatIntervals p) {
            return mix(2, Arrays.hashCode(p.milliseconds()));
        }
        if (payload instanceof Payload.Acceleration p) {
            return mix(3, Arrays.hashCode(p.xyz()))
                    + Float.floatToIntBits(p.hertz())
                    + Float.floatToIntBits(p.gPerCount()) * 31;
        }
        if (payload instanceof Payload.Glucose p) {
            return mix(4, Float.floatToIntBits(p.mgDl()));
        }
        if (payload instanceof Payload.Steps p) {
            return mix(5, p.count()) + (p.cumulative() ? 1 : 0);
        }
        if (payload instanceof Payload.DeviceStatus p) {
            return mix(6, p.name().hashCode() * 31 + Double.hashCode(p.value()));
        }
        if (payload instanceof Payload.Interaction p) {
            return mix(7, p.decisionId().hashCode() * 31 + p.what().code());
        }
        if (payload instanceof Payload.Profile p) {
            int resting = p.restingBpm() == null ? 0 : Float.floatToIntBits(p.restingBpm());
            int maximum = p.maximumBpm() == null ? 0 : Float.floatToIntBits(p.maximumBpm());
            int text = p.zone().hashCode() * 31 + p.language().hashCode();
            int flags = (p.enrolled() ? 2 : 0) + (p.glucoseSensor() ? 1 : 0);
            return mix(8, ((text * 31 + resting) * 31 + maximum) * 31 + flags);
        }
        if (payload instanceof Payload.Consent p) {
            return mix(9, p.granted() ? 1 : 0);
        }
        if (payload instanceof Payload.SensorValues p) {
            return mix(11, p.sensor().hashCode() * 31 + Arrays.hashCode(p.values()))
                    + Float.floatToIntBits(p.hertz());
        }
        return payload instanceof Payload.Erase ? mix(10, 0) : 11;
    }

    private static int mix(int kind, int content) {
        return mix(kind * 0x9E3779B9 + content);
    }

    /** Finalisation of a 32-bit hash: every bit of the input reaches every bit of the output. */
    private static int mix(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        return h ^ (h >>> 16);
    }
}
