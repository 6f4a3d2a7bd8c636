package org.wearablecoach.files;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Telemetry;

/**
 * Writes telemetry as coach-csv, with an ingest column. What was written reads back equal, except
 * acceleration, which reads back in steps of 1/{@value CoachCsv#COUNTS_PER_G} g.
 *
 * <p>Names with a comma, a quote, a line break or spaces at an end cannot be written: the format
 * has no quoting. Not safe for use by several threads; does not close what it writes to.
 */
public final class CoachCsvWriter {

    /** 0000-01-01T00:00Z and 10000-01-01T00:00Z: years that have four digits. */
    private static final long FIRST_MILLIS = -62_167_219_200_000L;

    private static final long END_MILLIS = 253_402_300_800_000L;

    private final Appendable out;

    /**
     * Writes the header.
     *
     * @throws IOException as the target does
     */
    public CoachCsvWriter(Appendable out) throws IOException {
        this.out = out;
        out.append(CoachCsv.HEADER).append('\n');
    }

    /**
     * Writes a record as a line.
     *
     * @throws IllegalArgumentException for a kind of a later version, a name the format cannot
     *     hold, a number that is infinite, or a time outside the years 0 to 9999; nothing is
     *     written then
     * @throws IOException as the target does
     */
    public void write(Timed timed) throws IOException {
        Telemetry telemetry = timed.telemetry();
        StringBuilder line = new StringBuilder(96);
        name(line, telemetry.userId()).append(',');
        name(line, telemetry.device()).append(',');
        line.append(telemetry.boot()).append(',').append(telemetry.sequence()).append(',');
        time(line, telemetry.sensorTime()).append(',');
        time(line, timed.ingestTime()).append(',');
        line.append(CoachCsv.kindOf(telemetry.payload()));
        values(line, telemetry.payload());
        out.append(line.append('\n'));
    }

    private static void values(StringBuilder line, Payload payload) {
        if (payload instanceof Payload.HeartRate heartRate) {
            number(line, heartRate.bpm());
            if (heartRate.minuteMean()) {
                line.append(',').append(CoachCsv.MINUTE_MEAN);
            }
        } else if (payload instanceof Payload.BeatIntervals intervals) {
            for (float interval : intervals.milliseconds()) {
                number(line, interval);
            }
        } else if (payload instanceof Payload.Acceleration acceleration) {
            number(line, acceleration.hertz());
            for (int sample = 0; sample < acceleration.samples(); sample++) {
                for (int axis = 0; axis < 3; axis++) {
                    number(line, acceleration.g(sample, axis));
                }
            }
        } else if (payload instanceof Payload.Glucose glucose) {
            number(line, glucose.mgDl());
        } else if (payload instanceof Payload.Steps steps) {
            line.append(',').append(steps.count());
        } else if (payload instanceof Payload.DeviceStatus status) {
            name(line.append(','), status.name());
            number(line, status.value());
        } else if (payload instanceof Payload.Interaction interaction) {
            name(line.append(','), interaction.decisionId());
            line.append(',').append(interaction.what().name().toLowerCase(Locale.ROOT));
        } else if (payload instanceof Payload.Profile profile) {
            name(line.append(','), profile.zone());
            name(line.append(','), profile.language());
            line.append(',').append(profile.enrolled());
            optional(line, profile.restingBpm());
            optional(line, profile.maximumBpm());
            line.append(',').append(profile.glucoseSensor());
        } else if (payload instanceof Payload.Consent consent) {
            line.append(',').append(consent.granted());
        } else if (payload instanceof Payload.SensorValues sensor) {
            name(line.append(','), sensor.sensor());
            number(line, sensor.hertz());
            for (float value : sensor.values()) {
                number(line, value);
            }
        } else if (!(payload instanceof Payload.Erase)) {
            throw new IllegalArgumentException(
                    "coach-csv has no word for a payload of a later version; leave it out");
        }
    }

    private static void optional(StringBuilder line, @Nullable Float value) {
        if (value == null) {
            line.append(',');
        } else {
            number(line, value);
        }
    }

    private static void number(StringBuilder line, float value) {
        if (Float.isInfinite(value)) {
            throw infinite();
        }
        line.append(',').append(value);
    }

    private static void number(StringBuilder line, double value) {
        if (Double.isInfinite(value)) {
            throw infinite();
        }
        line.append(',').append(value);
    }

    private static IllegalArgumentException infinite() {
        return new IllegalArgumentException(
                "coach-csv cannot hold an infinite number; write NaN for an impossible one");
    }

    private static StringBuilder name(StringBuilder line, String name) {
        boolean writable = !name.isEmpty() && name.strip().length() == name.length();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            writable &= c >= ' ' && c != ',' && c != '"';
        }
        if (!writable) {
            throw new IllegalArgumentException(
                    "coach-csv cannot hold a name that is empty, has a comma, a quote, a control"
                            + " character or spaces at an end; rename it");
        }
        return line.append(name);
    }

    private static StringBuilder time(StringBuilder line, long millis) {
        if (millis < FIRST_MILLIS || millis >= END_MILLIS) {
            throw new IllegalArgumentException(
                    "coach-csv holds times of the years 0 to 9999 only; leave the record out");
        }
        return line.append(Instant.ofEpochMilli(millis));
    }
}
