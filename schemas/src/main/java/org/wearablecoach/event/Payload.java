package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/** What a telemetry record carries. Exactly one kind a record. */
public sealed interface Payload {

    /**
     * Heart rate.
     *
     * @param bpm beats a minute
     * @param minuteMean true when the value is the mean of the minute that starts at the sensor
     *     time, false for a momentary reading
     */
    record HeartRate(float bpm, boolean minuteMean) implements Payload {}

    /**
     * Consecutive beat-to-beat intervals; the last one ends at the sensor time.
     *
     * @param milliseconds each in ms, oldest first
     */
    record BeatIntervals(float[] milliseconds) implements Payload {}

    /**
     * Consecutive samples of a three-axis accelerometer; the first one is at the sensor time.
     *
     * <p>Packed counts were chosen by measurement: half the size of 32-bit floats, and an Avro
     * array of floats takes twenty times as long to read.
     *
     * @param hertz sampling rate
     * @param gPerCount what one count stands for, in g
     * @param xyz counts as little-endian 16-bit integers, x y z x y z ...; 6 bytes a sample
     */
    record Acceleration(float hertz, float gPerCount, byte[] xyz) implements Payload {

        /** Number of samples of three axes. */
        public int samples() {
            return xyz.length / 6;
        }

        /** The value of one axis (0 x, 1 y, 2 z) of one sample, in g. */
        public float g(int sample, int axis) {
            int at = sample * 6 + axis * 2;
            return (short) ((xyz[at] & 0xFF) | (xyz[at + 1] << 8)) * gPerCount;
        }

        /** Length of the chunk in ms. */
        public double millis() {
            return samples() * 1000.0 / hertz;
        }
    }

    /** A glucose reading in mg/dL. */
    record Glucose(float mgDl) implements Payload {}

    /**
     * Steps.
     *
     * @param count steps since the previous record, or since local midnight
     * @param cumulative true when counted since local midnight
     */
    record Steps(int count, boolean cumulative) implements Payload {}

    /**
     * A named state or auxiliary value of the device, as {@code ON_WRIST} 1 or {@code STRESS} 35.
     */
    record DeviceStatus(String name, double value) implements Payload {}

    /** What the person did with a recommendation. */
    record Interaction(String decisionId, InteractionKind what) implements Payload {}

    /**
     * What holds for the person until the next profile.
     *
     * @param zone IANA time zone id
     * @param language BCP 47 tag
     * @param enrolled whether the person takes part
     * @param restingBpm known resting heart rate, or null
     * @param maximumBpm known maximum heart rate, or null
     * @param glucoseSensor whether the person wears a glucose sensor
     */
    record Profile(
            String zone,
            String language,
            boolean enrolled,
            @Nullable Float restingBpm,
            @Nullable Float maximumBpm,
            boolean glucoseSensor)
            implements Payload {}

    /** Consent given or withdrawn. */
    record Consent(boolean granted) implements Payload {}

    /** Everything stored about the person is to be removed. */
    record Erase() implements Payload {}

    /**
     * Consecutive values of a sensor that a module brings; the first one is at the sensor time.
     *
     * @param sensor name as the module gives it, such as {@code skinTemperature}
     * @param hertz sampling rate
     * @param values in the unit that the module documents
     */
    record SensorValues(String sensor, float hertz, float[] values) implements Payload {}

    /** A kind this reader does not know. */
    record Unknown() implements Payload {}
}
