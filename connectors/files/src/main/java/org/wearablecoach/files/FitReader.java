package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload.BeatIntervals;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Steps;

/**
 * Reads FIT recordings of watches and bike computers, a file or a folder of files {@code *.fit} of
 * one person; files may be chained.
 *
 * <p>{@code record} (20) and {@code monitoring} (55) become heart rates, a heart rate of 0 the
 * status NO_READING; {@code hrv} (78, in <b>1/1000 s</b>) and {@code beat_intervals} (290, in ms)
 * beat intervals; {@code monitoring} also steps since local midnight, walked and run together;
 * {@code stress_level} (227) the status STRESS, negative where there is none, as in a Garmin Health
 * stream; {@code accelerometer_data} (165), where calibrated, a chunk a message. All other messages
 * are counted by their number.
 *
 * <p><b>Times of beats.</b> An {@code hrv} message has no time. Its intervals follow those of the
 * message before, and end where these add up to; where that is more than {@value
 * #MAX_BEAT_DRIFT_MILLIS} ms off the last time in the file, they end at that time.
 *
 * <p><b>Steps.</b> The counters of walking and running each begin anew at local midnight, and each
 * is written only when it moves; the sum forgets both when the local day changes.
 */
final class FitReader implements RecordingReader {

    private static final String DEFAULT_USER = "fit";
    private static final long MAX_BEAT_DRIFT_MILLIS = 3_000;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int MAX_OFFSET_SECONDS = 18 * 3600;
    private static final float G_PER_MG = 0.001f;

    private static final int RECORD = 20;
    private static final int ACTIVITY = 34;
    private static final int MONITORING = 55;
    private static final int HRV = 78;
    private static final int MONITORING_INFO = 103;
    private static final int ACCELEROMETER_DATA = 165;
    private static final int STRESS_LEVEL = 227;
    private static final int BEAT_INTERVALS = 290;
    private static final int RUNNING = 1;
    private static final int WALKING = 6;

    @Override
    public Recording read(Path input, RecordingOptions options) {
        RecordingBuilder builder = new RecordingBuilder();
        String user = options.user() == null ? DEFAULT_USER : options.user();
        int source = builder.source(user, Format.FIT.cliName());
        ZoneOffset first = null;
        for (Path file : Inputs.files(input, ".fit", ".FIT")) {
            OneFile one = new OneFile(FitMessages.of(file), builder, source, options.zone());
            one.read();
            first = first == null ? one.offset : first;
        }
        Inputs.expectRecords(builder, input);
        return builder.build(Profiles.of(options, first == null ? ZoneOffset.UTC : first), 0, 0);
    }

    /** What is remembered from message to message. */
    private static final class OneFile {

        private final FitMessages messages;
        private final RecordingBuilder builder;
        private final int source;
        private final @Nullable ZoneId zone;
        private @Nullable ZoneOffset offset;
        private long lastMillis = -1;
        private long beatsEnd = -1;
        private long day = Long.MIN_VALUE;
        private long walked;
        private long run;

        OneFile(FitMessages messages, RecordingBuilder builder, int source, @Nullable ZoneId zone) {
            this.messages = messages;
            this.builder = builder;
            this.source = source;
            this.zone = zone;
        }

        void read() {
            while (messages.next()) {
                long millis = messages.millis();
                if (millis >= 0) {
                    lastMillis = millis;
                }
                switch (messages.message()) {
                    case RECORD -> heartRate(3, millis);
                    case MONITORING -> monitoring();
                    case HRV -> hrv();
                    case BEAT_INTERVALS -> beatIntervals(millis);
                    case STRESS_LEVEL -> stress();
                    case ACCELEROMETER_DATA -> acceleration(millis);
                    case MONITORING_INFO -> localTime(messages.value(0), millis);
                    case ACTIVITY -> {
                        localTime(messages.value(5), millis);
                        skip();
                    }
                    default -> skip();
                }
            }
        }

        private void skip() {
            builder.skip("message " + messages.message(), 1);
        }

        private boolean heartRate(int field, long millis) {
            double bpm = messages.value(field);
            if (Double.isNaN(bpm)) {
                if (messages.message() == RECORD) {
                    builder.skip("recordWithoutHeartRate", 1);
                }
                return false;
            }
            if (millis < 0) {
                builder.skip("withoutTime", 1);
            } else if (bpm == 0) {
                builder.add(source, millis, new DeviceStatus("NO_READING", 1));
            } else {
                builder.add(source, millis, new HeartRate((float) bpm, false));
            }
            return true;
        }

        /** A time may be written as its low 16 bits, after one that was written in full. */
        private void monitoring() {
            double low = messages.value(26);
            if (!Double.isNaN(low) && lastMillis >= 0) {
                long last = lastMillis / 1000 - FitMessages.EPOCH_SECONDS;
                lastMillis += (((long) low - last) & 0xFFFF) * 1000;
            }
            boolean heartRate = heartRate(27, lastMillis);
            boolean steps = steps();
            if (!heartRate && !steps) {
                builder.skip("monitoringOfOtherKinds", 1);
            }
        }

        private boolean steps() {
            double cycles = messages.value(3);
            double activity = messages.value(5);
            if (Double.isNaN(activity)) {
                // The low five bits of the activity and its intensity in one byte.
                double both = messages.value(24);
                activity = Double.isNaN(both) ? Double.NaN : (int) both & 0x1F;
            }
            if (Double.isNaN(cycles) || (activity != WALKING && activity != RUNNING)) {
                return false;
            }
            if (lastMillis < 0) {
                builder.skip("withoutTime", 1);
                return true;
            }
            long itsDay = Math.floorDiv(lastMillis + offsetMillis(lastMillis), DAY_MILLIS);
            if (itsDay != day) {
                day = itsDay;
                walked = 0;
                run = 0;
            }
            if (activity == WALKING) {
                walked = (long) cycles;
            } else {
                run = (long) cycles;
            }
            int sum = (int) Math.min(Integer.MAX_VALUE, walked + run);
            builder.add(source, lastMillis, new Steps(sum, true));
            return true;
        }

        private long offsetMillis(long millis) {
            ZoneOffset known =
                    zone != null ? zone.getRules().getOffset(Instant.ofEpochMilli(millis)) : offset;
            return known == null ? 0 : known.getTotalSeconds() * 1000L;
        }

        private void hrv() {
            float[] intervals = intervals(0);
            if (intervals.length == 0) {
                return;
            }
            if (lastMillis < 0) {
                builder.skip("withoutTime", 1);
                return;
            }
            double sum = 0;
            for (float interval : intervals) {
                sum += interval;
            }
            long end = beatsEnd + Math.round(sum);
            if (beatsEnd < 0 || Math.abs(end - lastMillis) > MAX_BEAT_DRIFT_MILLIS) {
                end = lastMillis;
            }
            beatsEnd = end;
            builder.add(source, end, new BeatIntervals(intervals));
        }

        private void beatIntervals(long millis) {
            float[] intervals = intervals(1);
            if (intervals.length == 0) {
                return;
            }
            if (millis < 0) {
                builder.skip("withoutTime", 1);
                return;
            }
            builder.add(source, millis + fraction(), new BeatIntervals(intervals));
        }

        /** The valid intervals of a field, in ms: both messages write whole milliseconds. */
        private float[] intervals(int field) {
            int valid = 0;
            int count = messages.count(field);
            for (int i = 0; i < count; i++) {
                valid += Double.isNaN(messages.value(field, i)) ? 0 : 1;
            }
            float[] intervals = new float[valid];
            int at = 0;
            for (int i = 0; i < count; i++) {
                double value = messages.value(field, i);
                if (!Double.isNaN(value)) {
                    intervals[at++] = (float) value;
                }
            }
            return intervals;
        }

        private long fraction() {
            double fraction = messages.value(0);
            return Double.isNaN(fraction) ? 0 : (long) fraction;
        }

        private void stress() {
            double value = messages.value(0);
            long millis = FitMessages.millis(messages.value(1));
            if (Double.isNaN(value) || millis < 0) {
                builder.skip("stressWithoutValueOrTime", 1);
            } else {
                builder.add(source, millis, new DeviceStatus("STRESS", value));
            }
        }

        private void acceleration(long millis) {
            int samples = messages.count(1);
            double span = samples < 2 ? 0 : messages.value(1, samples - 1) - messages.value(1, 0);
            boolean inMg = messages.count(8) == samples;
            boolean inG = messages.count(5) == samples;
            if (!(span > 0) || millis < 0 || (!inMg && !inG)) {
                builder.skip(inMg || inG ? "accelerationWithoutTimes" : "rawAcceleration", 1);
                return;
            }
            float hertz = (float) ((samples - 1) * 1000 / span);
            AccelerationChunk chunk = new AccelerationChunk(hertz, G_PER_MG, samples);
            for (int i = 0; i < samples; i++) {
                for (int axis = 0; axis < 3; axis++) {
                    double mg =
                            inMg ? messages.value(8 + axis, i) : messages.value(5 + axis, i) * 1000;
                    if (!(Math.abs(mg) <= Short.MAX_VALUE)) {
                        builder.skip("accelerationWithoutValue", 1);
                        return;
                    }
                    chunk.add((int) Math.rint(mg));
                }
            }
            long start = millis + fraction() + Math.round(messages.value(1, 0));
            builder.add(source, start, chunk.take());
        }

        private void localTime(double local, long millis) {
            long localMillis = FitMessages.millis(local);
            if (offset != null || localMillis < 0 || millis < 0) {
                return;
            }
            long seconds = Math.round((localMillis - millis) / 900_000.0) * 900;
            if (Math.abs(seconds) <= MAX_OFFSET_SECONDS) {
                offset = ZoneOffset.ofTotalSeconds((int) seconds);
            }
        }
    }
}
