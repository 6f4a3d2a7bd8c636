package org.wearablecoach.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads {@link GlucoseFormat#TIDEPOOL}, JSON and CSV, told apart by how they begin. */
final class Tidepool {

    private static final String JSON_SHAPE =
            "an array of data as {\"type\":\"cbg\",\"time\":\"2018-01-17T10:51:17.000Z\","
                    + "\"value\":3.94103,\"units\":\"mmol/L\"}";
    private static final String CSV_SHAPE = "columns time, type, value, units, timezoneOffset";
    private static final String[] MEMBERS = {"type", "time", "timezoneOffset", "value", "units"};
    private static final int TYPE = 0;
    private static final int TIME = 1;
    private static final int OFFSET = 2;
    private static final int VALUE = 3;
    private static final int UNITS = 4;
    private static final String READING = "cbg";
    private static final String EXPECTED_UNITS = "mmol/L or mg/dL";

    private Tidepool() {}

    static GlucoseReadings read(Path file, @Nullable ZoneId zone) {
        Times times = new Times(zone == null ? ZoneOffset.UTC : zone);
        GlucoseReadings.Builder builder = new GlucoseReadings.Builder(file, zone);
        if (isJson(file)) {
            readJson(file, times, builder);
        } else {
            readTable(file, times, builder);
        }
        return builder.build(true, times).orRefuse(file);
    }

    private static boolean isJson(Path file) {
        if (Files.isDirectory(file)) {
            throw new RecordingException(file, "is a folder; name the exported file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(64), StandardCharsets.UTF_8);
            String begin = head.replace("\uFEFF", "").stripLeading();
            return begin.startsWith("[") || begin.startsWith("{");
        } catch (IOException e) {
            throw new RecordingException(file, "cannot be opened; check path and rights", e);
        }
    }

    private static void readJson(Path file, Times times, GlucoseReadings.Builder builder) {
        try (JsonObjects data = new JsonObjects(file, JSON_SHAPE, MEMBERS)) {
            while (data.next()) {
                String type = data.text(TYPE);
                if (!READING.equals(type)) {
                    builder.skip(type == null ? "withoutType" : type);
                    continue;
                }
                double value = data.number(VALUE);
                if (Double.isNaN(value)) {
                    builder.skip("withoutValue");
                    continue;
                }
                String units = data.text(UNITS);
                double factor = units == null ? Double.NaN : GlucoseValue.mgDlPer(units);
                if (Double.isNaN(factor)) {
                    throw data.bad(UNITS, EXPECTED_UNITS);
                }
                String text = data.text(TIME);
                byte[] time = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
                if (!times.parse(time, 0, time.length)) {
                    throw data.bad(TIME, "an ISO 8601 time as 2018-01-17T10:51:17.000Z");
                }
                builder.add(
                        data.line(),
                        times.millis(),
                        data.offsetSeconds(OFFSET),
                        value * factor,
                        factor);
            }
        }
    }

    private static void readTable(Path file, Times times, GlucoseReadings.Builder builder) {
        try (Lines lines = Inputs.quotedTable(file, ',', CSV_SHAPE)) {
            lines.expectAtLeast(MEMBERS.length - 1);
            int[] column = new int[MEMBERS.length];
            int columns = 0;
            for (int i = 0; i < MEMBERS.length; i++) {
                column[i] = column(lines, MEMBERS[i]);
                columns = Math.max(columns, column[i] + 1);
                if (column[i] < 0 && i != OFFSET) {
                    throw lines.error(
                            "has no column " + MEMBERS[i] + "; give a table with " + CSV_SHAPE);
                }
            }
            while (lines.next()) {
                lines.expectAtLeast(columns);
                int type = column[TYPE];
                if (!lines.is(type, READING)) {
                    builder.skip(lines.isEmpty(type) ? "withoutType" : lines.name(type));
                    continue;
                }
                if (lines.isEmpty(column[VALUE])) {
                    builder.skip("withoutValue");
                    continue;
                }
                double factor = GlucoseValue.mgDlPer(lines.text(column[UNITS]));
                if (Double.isNaN(factor)) {
                    throw lines.badField(column[UNITS], EXPECTED_UNITS);
                }
                builder.add(
                        lines.line(),
                        lines.time(column[TIME], times),
                        offsetSeconds(lines, column[OFFSET]),
                        GlucoseValue.of(lines, column[VALUE], factor),
                        factor);
            }
        }
    }

    /** The place of the column of exactly this name; -1 without one. */
    private static int column(Lines lines, String name) {
        for (int i = 0; i < lines.fields(); i++) {
            if (lines.is(i, name)) {
                return i;
            }
        }
        return -1;
    }

    private static int offsetSeconds(Lines lines, int column) {
        if (column < 0 || lines.isEmpty(column)) {
            return 0;
        }
        double minutes = lines.number(column);
        if (!(Math.abs(minutes) <= 18 * 60)) {
            throw lines.badField(column, "an offset from UTC in minutes");
        }
        return (int) (minutes * 60);
    }
}
