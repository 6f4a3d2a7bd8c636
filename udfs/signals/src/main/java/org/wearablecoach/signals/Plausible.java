package org.wearablecoach.signals;

import org.jspecify.annotations.Nullable;

/**
 * The documented range of every measured quantity. What lies outside is no measurement of a living
 * person by a working device.
 *
 * <p>Every check returns null for a possible value, else the rule that was broken. The text never
 * holds the value, so it may be logged.
 */
public final class Plausible {

    /** Lowest heart rate that is accepted, in beats a minute. */
    public static final float HEART_RATE_MIN_BPM = 25;

    /** Highest heart rate that is accepted, in beats a minute. */
    public static final float HEART_RATE_MAX_BPM = 250;

    /**
     * Shortest beat interval that is accepted as a record, in ms. What a device reports may be an
     * artefact; artefacts are data about the quality of a window, so this range is wider than that
     * of normal beats.
     */
    public static final float INTERVAL_MIN_MS = 200;

    /** Longest beat interval that is accepted as a record, in ms. */
    public static final float INTERVAL_MAX_MS = 3000;

    /** Shortest interval that can be a normal beat, in ms; a shorter one is an artefact. */
    public static final float NORMAL_INTERVAL_MIN_MS = 300;

    /** Longest interval that can be a normal beat, in ms; a longer one is an artefact. */
    public static final float NORMAL_INTERVAL_MAX_MS = 2000;

    /** Most intervals in one record: a quarter of an hour of a fast heart. */
    public static final int INTERVALS_MAX = 4096;

    /** Lowest glucose reading that is accepted, in mg/dL: the lowest that meters report. */
    public static final float GLUCOSE_MIN_MG_DL = 10;

    /** Highest glucose reading that is accepted, in mg/dL: the highest that meters report. */
    public static final float GLUCOSE_MAX_MG_DL = 600;

    /** Most steps in one record that counts since the previous record. */
    public static final int STEPS_INCREMENT_MAX = 50_000;

    /** Most steps since local midnight: beyond the longest ultra-marathon day. */
    public static final int STEPS_CUMULATIVE_MAX = 300_000;

    /** Lowest sampling rate of an accelerometer that is accepted, in Hz. */
    public static final float ACCELERATION_MIN_HZ = 1;

    /** Highest sampling rate of an accelerometer that is accepted, in Hz. */
    public static final float ACCELERATION_MAX_HZ = 1000;

    /** Most samples in one chunk: a minute at 100 Hz. */
    public static final int ACCELERATION_SAMPLES_MAX = 6000;

    /** Largest acceleration of one axis, in g. Wrist devices measure up to 16 g. */
    public static final float ACCELERATION_MAX_G = 20;

    /** Highest sampling rate of any other sensor, in Hz. */
    public static final float SENSOR_MAX_HZ = 1000;

    /** Most values in one record of any other sensor. */
    public static final int SENSOR_VALUES_MAX = 4096;

    private static final int BYTES_PER_SAMPLE = 6;

    private Plausible() {}

    /** The rule that a heart rate in beats a minute breaks, or null. */
    public static @Nullable String heartRate(float bpm) {
        return bpm >= HEART_RATE_MIN_BPM && bpm <= HEART_RATE_MAX_BPM
                ? null
                : "heart rate outside 25 to 250 bpm";
    }

    /** The rule that consecutive beat intervals in ms break, or null. */
    public static @Nullable String intervals(float[] milliseconds) {
        if (milliseconds.length == 0 || milliseconds.length > INTERVALS_MAX) {
            return "number of beat intervals in a record outside 1 to 4096";
        }
        for (float ms : milliseconds) {
            if (!(ms >= INTERVAL_MIN_MS && ms <= INTERVAL_MAX_MS)) {
                return "beat interval outside 200 to 3000 ms";
            }
        }
        return null;
    }

    /** Whether an interval in ms can be a normal beat: 300 to 2000 ms, both included. */
    public static boolean isNormalInterval(float ms) {
        return ms >= NORMAL_INTERVAL_MIN_MS && ms <= NORMAL_INTERVAL_MAX_MS;
    }

    /** The rule that a glucose reading in mg/dL breaks, or null. */
    public static @Nullable String glucose(float mgDl) {
        return mgDl >= GLUCOSE_MIN_MG_DL && mgDl <= GLUCOSE_MAX_MG_DL
                ? null
                : "glucose outside 10 to 600 mg/dL";
    }

    /**
     * The rule that a step count breaks, or null.
     *
     * @param count steps since the previous record, or since local midnight
     * @param cumulative true when counted since local midnight
     */
    public static @Nullable String steps(int count, boolean cumulative) {
        if (cumulative) {
            return count >= 0 && count <= STEPS_CUMULATIVE_MAX
                    ? null
                    : "steps since midnight outside 0 to 300000";
        }
        return count >= 0 && count <= STEPS_INCREMENT_MAX
                ? null
                : "steps of one record outside 0 to 50000";
    }

    /**
     * The rule that a chunk of acceleration breaks, or null.
     *
     * @param hertz sampling rate
     * @param gPerCount what one count stands for, in g
     * @param xyz counts as little-endian 16-bit integers, x y z x y z ...; 6 bytes a sample
     */
    public static @Nullable String acceleration(float hertz, float gPerCount, byte[] xyz) {
        if (!(hertz >= ACCELERATION_MIN_HZ && hertz <= ACCELERATION_MAX_HZ)) {
            return "sampling rate of acceleration outside 1 to 1000 Hz";
        }
        if (!(gPerCount > 0 && gPerCount <= ACCELERATION_MAX_G)) {
            return "acceleration per count outside 0 (excluded) to 20 g";
        }
        if (xyz.length == 0 || xyz.length % BYTES_PER_SAMPLE != 0) {
            return "acceleration without whole samples of 6 bytes";
        }
        if (xyz.length > ACCELERATION_SAMPLES_MAX * BYTES_PER_SAMPLE) {
            return "more than 6000 samples of acceleration in a record";
        }
        // Divided once here instead of a multiplication per axis: a count is compared with a count.
        float mostCounts = ACCELERATION_MAX_G / gPerCount;
        for (int i = 0; i < xyz.length; i += 2) {
            int count = (short) ((xyz[i] & 0xFF) | (xyz[i + 1] << 8));
            if (Math.abs(count) > mostCounts) {
                return "acceleration of an axis above 20 g";
            }
        }
        return null;
    }

    /**
     * The rule that values of any other sensor break, or null.
     *
     * @param hertz sampling rate
     * @param values in any unit
     */
    public static @Nullable String values(float hertz, float[] values) {
        if (!(hertz > 0 && hertz <= SENSOR_MAX_HZ)) {
            return "sampling rate of a sensor outside 0 (excluded) to 1000 Hz";
        }
        if (values.length == 0 || values.length > SENSOR_VALUES_MAX) {
            return "number of values in a record of a sensor outside 1 to 4096";
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return "a value of a sensor is not a finite number";
            }
        }
        return null;
    }

    /** The rule that a device status breaks, or null. */
    public static @Nullable String status(String name, double value) {
        if (name.isEmpty() || name.length() > 64) {
            return "name of a device status outside 1 to 64 characters";
        }
        return Double.isFinite(value) ? null : "value of a device status not a finite number";
    }
}
