package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.InteractionKind;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.Acceleration;
import org.wearablecoach.event.Payload.BeatIntervals;
import org.wearablecoach.event.Payload.Consent;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.Erase;
import org.wearablecoach.event.Payload.Glucose;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Interaction;
import org.wearablecoach.event.Payload.Profile;
import org.wearablecoach.event.Payload.SensorValues;
import org.wearablecoach.event.Payload.Steps;

/**
 * Reads the plain CSV form of telemetry: header {@code
 * user,device,boot,sequence,time[,ingest],kind,value...}, then a record a line.
 *
 * <table>
 *   <caption>Kinds and their values</caption>
 *   <tr><td>{@code heart-rate}</td><td>bpm [{@code minute}: the mean of the minute]</td></tr>
 *   <tr><td>{@code interval}</td><td>ms [ms ...], oldest first, the last ends at the time</td></tr>
 *   <tr><td>{@code acc}</td><td>hz x y z [x y z ...] in g, the first sample at the time</td></tr>
 *   <tr><td>{@code glucose}</td><td>mg/dL</td></tr>
 *   <tr><td>{@code steps}</td><td>n since the record before</td></tr>
 *   <tr><td>{@code steps-cumulative}</td><td>n since local midnight</td></tr>
 *   <tr><td>{@code status}</td><td>name value</td></tr>
 *   <tr><td>{@code interaction}</td><td>decisionId what</td></tr>
 *   <tr><td>{@code profile}</td><td>zone language enrolled [restingBpm [maximumBpm
 *       [glucoseSensor]]]</td></tr>
 *   <tr><td>{@code consent}</td><td>true or false</td></tr>
 *   <tr><td>{@code erase}</td><td></td></tr>
 *   <tr><td>{@code sensor}</td><td>name hz v [v ...], of a sensor that a module brings, the first
 *       value at the time</td></tr>
 * </table>
 *
 * <p>Values that a person cannot have are passed on, also {@code NaN}: judging them is the job's
 * work. Values in another unit are refused here, by their median (and acceleration beyond 16 g at
 * once), since the job would see thousands of impossible values and not why. Acceleration is stored
 * in steps of 1/{@value CoachCsv#COUNTS_PER_G} g.
 */
final class CoachCsvReader implements RecordingReader {

    private static final String SHAPE = "user,device,boot,sequence,time[,ingest],kind,value...";
    private static final String[] WITH_INGEST = {
        "user", "device", "boot", "sequence", "time", "ingest", "kind"
    };
    private static final String[] WITHOUT_INGEST = {
        "user", "device", "boot", "sequence", "time", "kind"
    };

    /** Fewer than this could be single impossible values. */
    private static final int FEWEST = 3;

    @Override
    public Recording read(Path input, RecordingOptions options) {
        ZoneId zone = options.zone() == null ? ZoneOffset.UTC : options.zone();
        Times times = new Times(zone);
        RecordingBuilder builder = new RecordingBuilder();
        List<Guards> guards = new ArrayList<>();
        try (Lines lines = Inputs.table(input, ',', SHAPE)) {
            boolean withIngest = Header.startsWith(lines, WITH_INGEST);
            if (!withIngest && !Header.startsWith(lines, WITHOUT_INGEST)) {
                throw Header.wrong(lines, SHAPE);
            }
            int kind = withIngest ? 6 : 5;
            String user = "";
            String device = "";
            int source = -1;
            while (lines.next()) {
                lines.dropEmptyTail();
                lines.expectAtLeast(kind + 1);
                String rowUser = lines.id(0, CoachCsv.MAX_USER);
                String rowDevice = lines.id(1, CoachCsv.MAX_DEVICE);
                if (!rowUser.equals(user) || !rowDevice.equals(device)) {
                    user = rowUser;
                    device = rowDevice;
                    source = builder.source(user, device);
                    if (source == guards.size()) {
                        guards.add(new Guards());
                    }
                }
                long boot = lines.longInteger(2);
                long sequence = lines.longInteger(3);
                if (sequence < 0) {
                    throw lines.badField(3, "a sequence from 0");
                }
                long time = lines.time(4, times);
                long ingest = withIngest ? lines.time(5, times) : time;
                Payload payload = payload(lines, kind, guards.get(source));
                builder.add(source, boot, sequence, time, ingest, payload);
            }
        }
        for (Guards each : guards) {
            each.check();
        }
        Inputs.expectRecords(builder, input);
        return builder.build(Profiles.of(options, ZoneOffset.UTC), times.gaps(), times.overlaps());
    }

    private static Payload payload(Lines lines, int kind, Guards guards) {
        int value = kind + 1;
        if (lines.is(kind, CoachCsv.HEART_RATE)) {
            return heartRate(lines, value);
        } else if (lines.is(kind, CoachCsv.INTERVAL)) {
            return intervals(lines, value, guards);
        } else if (lines.is(kind, CoachCsv.ACC)) {
            return acceleration(lines, value, guards);
        } else if (lines.is(kind, CoachCsv.GLUCOSE)) {
            lines.expectFields(value + 1);
            float mgDl = (float) lines.numberOrNaN(value);
            guards.glucose.see(mgDl >= 1 && mgDl < 30, lines);
            return new Glucose(mgDl);
        } else if (lines.is(kind, CoachCsv.STEPS)) {
            lines.expectFields(value + 1);
            return new Steps(lines.integer(value), false);
        } else if (lines.is(kind, CoachCsv.STEPS_CUMULATIVE)) {
            lines.expectFields(value + 1);
            return new Steps(lines.integer(value), true);
        } else if (lines.is(kind, CoachCsv.STATUS)) {
            lines.expectFields(value + 2);
            return new DeviceStatus(lines.name(value), lines.numberOrNaN(value + 1));
        } else if (lines.is(kind, CoachCsv.INTERACTION)) {
            lines.expectFields(value + 2);
            return new Interaction(lines.text(value), interaction(lines, value + 1));
        } else if (lines.is(kind, CoachCsv.PROFILE)) {
            return profile(lines, value);
        } else if (lines.is(kind, CoachCsv.CONSENT)) {
            lines.expectFields(value + 1);
            return new Consent(CoachCsv.flag(lines, value));
        } else if (lines.is(kind, CoachCsv.ERASE)) {
            lines.expectFields(value);
            return new Erase();
        } else if (lines.is(kind, CoachCsv.SENSOR)) {
            return sensor(lines, value);
        }
        throw lines.badField(
                kind,
                "a kind (heart-rate, interval, acc, glucose, steps, steps-cumulative, status,"
                        + " interaction, profile, consent, erase, sensor)");
    }

    private static HeartRate heartRate(Lines lines, int value) {
        boolean minuteMean = lines.fields() == value + 2;
        if (!minuteMean) {
            lines.expectFields(value + 1);
        } else if (!lines.is(value + 1, CoachCsv.MINUTE_MEAN)) {
            throw lines.badField(value + 1, "nothing, or 'minute' for the mean of a minute");
        }
        return new HeartRate((float) lines.numberOrNaN(value), minuteMean);
    }

    private static BeatIntervals intervals(Lines lines, int value, Guards guards) {
        lines.expectAtLeast(value + 1);
        float[] milliseconds = new float[lines.fields() - value];
        for (int i = 0; i < milliseconds.length; i++) {
            milliseconds[i] = (float) lines.numberOrNaN(value + i);
            guards.interval.see(milliseconds[i] > 0 && milliseconds[i] < 10, lines);
        }
        return new BeatIntervals(milliseconds);
    }

    private static Acceleration acceleration(Lines lines, int value, Guards guards) {
        int numbers = lines.fields() - value - 1;
        if (numbers < 3 || numbers % 3 != 0) {
            throw lines.error(
                    "kind acc has "
                            + Math.max(0, numbers)
                            + " numbers after the rate instead of x y z for each sample; write hz,"
                            + "x,y,z,x,y,z,... in g");
        }
        double hertz = lines.number(value);
        if (hertz <= 0) {
            throw lines.badField(value, "a sampling rate above 0 Hz");
        }
        int samples = numbers / 3;
        AccelerationChunk chunk =
                new AccelerationChunk((float) hertz, CoachCsv.G_PER_COUNT, samples);
        double magnitudes = 0;
        double squares = 0;
        for (int i = 0; i < numbers; i++) {
            double g = lines.number(value + 1 + i);
            if (Math.abs(g) > 16) {
                throw lines.badField(
                        value + 1 + i,
                        Math.abs(g) > 160
                                ? "at most 16 g (looks like mg: divide by 1000)"
                                : "at most 16 g (if it is m/s^2: divide by 9.80665)");
            }
            squares += g * g;
            if (i % 3 == 2) {
                magnitudes += Math.sqrt(squares);
                squares = 0;
            }
            // 16 g itself is one count more than 16 bits hold.
            long count = Math.round(g * CoachCsv.COUNTS_PER_G);
            chunk.add((int) Math.min(Short.MAX_VALUE, count));
        }
        // A second of 5 g on average is no wrist, but gravity in m/s^2 is.
        guards.acceleration.see(magnitudes > 5.0 * samples, lines);
        return chunk.take();
    }

    private static SensorValues sensor(Lines lines, int value) {
        lines.expectAtLeast(value + 3);
        double hertz = lines.number(value + 1);
        if (hertz <= 0) {
            throw lines.badField(value + 1, "a sampling rate above 0 Hz");
        }
        float[] values = new float[lines.fields() - value - 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) lines.numberOrNaN(value + 2 + i);
        }
        return new SensorValues(lines.name(value), (float) hertz, values);
    }

    private static InteractionKind interaction(Lines lines, int field) {
        String what = lines.name(field);
        for (InteractionKind kind : InteractionKind.values()) {
            if (kind != InteractionKind.UNKNOWN
                    && kind.name().toLowerCase(Locale.ROOT).equals(what)) {
                return kind;
            }
        }
        throw lines.badField(field, "delivered, opened, accepted, dismissed or answered");
    }

    private static Profile profile(Lines lines, int value) {
        lines.expectAtLeast(value + 3);
        if (lines.fields() > value + 6) {
            lines.expectFields(value + 6);
        }
        return new Profile(
                CoachCsv.zone(lines, value),
                CoachCsv.language(lines, value + 1),
                CoachCsv.flag(lines, value + 2),
                bpm(lines, value + 3),
                bpm(lines, value + 4),
                lines.fields() == value + 6 && CoachCsv.flag(lines, value + 5));
    }

    private static @Nullable Float bpm(Lines lines, int field) {
        if (field >= lines.fields() || lines.isEmpty(field)) {
            return null;
        }
        return (float) lines.number(field);
    }

    /** One of each unit that is often another, for a device of a person. */
    private static final class Guards {
        final UnitGuard interval = new UnitGuard(FEWEST);
        final UnitGuard glucose = new UnitGuard(FEWEST);
        final UnitGuard acceleration = new UnitGuard(FEWEST);

        void check() {
            interval.check("interval looks like seconds; write milliseconds: multiply by 1000");
            glucose.check("glucose looks like mmol/L; write mg/dL: multiply by 18.018");
            acceleration.check("acc looks like m/s^2; write g: divide by 9.80665");
        }
    }
}
