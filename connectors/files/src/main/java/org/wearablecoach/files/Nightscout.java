package org.wearablecoach.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads {@link GlucoseFormat#NIGHTSCOUT}. */
final class Nightscout {

    private static final String SHAPE =
            "an array of entries as {\"type\":\"sgv\",\"date\":1729900800000,\"sgv\":107}";
    private static final int TYPE = 0;
    private static final int DATE = 1;
    private static final int DATE_TEXT = 2;
    private static final int OFFSET = 3;
    private static final int SGV = 4;
    private static final int UNITS = 5;

    /** In 1973 as milliseconds, in the year 5138 as seconds. */
    private static final double LEAST_MILLIS = 1e11;

    private static final double MOST_MILLIS = 4.1e12;
    private static final double HIGHEST_ERROR_CODE = 12;

    private Nightscout() {}

    static GlucoseReadings read(Path file, @Nullable ZoneId zone) {
        Times times = new Times(zone == null ? ZoneOffset.UTC : zone);
        GlucoseReadings.Builder builder = new GlucoseReadings.Builder(file, zone);
        UnitGuard mmol = new UnitGuard(1);
        try (JsonObjects entries =
                new JsonObjects(
                        file, SHAPE, "type", "date", "dateString", "utcOffset", "sgv", "units")) {
            while (entries.next()) {
                String type = entries.text(TYPE);
                if (type == null ? entries.text(SGV) == null : !type.equals("sgv")) {
                    builder.skip(type == null ? "withoutType" : type);
                    continue;
                }
                String value = entries.text(SGV);
                double mgDl = value == null ? Double.NaN : GlucoseValue.endOfRange(value);
                double factor = 1;
                if (Double.isNaN(mgDl)) {
                    factor = factor(entries);
                    double number = entries.number(SGV);
                    mmol.see(
                            factor == 1 && GlucoseValue.looksLikeMmol(number),
                            file,
                            entries.line());
                    if (Double.isNaN(number)) {
                        builder.skip("withoutValue");
                        continue;
                    }
                    if (factor == 1 && number <= HIGHEST_ERROR_CODE) {
                        builder.skip("sensorError");
                        continue;
                    }
                    mgDl = number * factor;
                }
                long time = time(entries, times);
                builder.add(entries.line(), time, entries.offsetSeconds(OFFSET), mgDl, factor);
            }
        }
        mmol.check("sgv looks like mmol/L; Nightscout has mg/dL: add \"units\":\"mmol\"");
        return builder.build(true, times).orRefuse(file);
    }

    private static double factor(JsonObjects entries) {
        String units = entries.text(UNITS);
        double factor = units == null ? 1 : GlucoseValue.mgDlPer(units);
        if (Double.isNaN(factor)) {
            throw entries.bad(UNITS, "mg/dl or mmol");
        }
        return factor;
    }

    private static long time(JsonObjects entries, Times times) {
        if (entries.text(DATE) != null) {
            double millis = entries.number(DATE);
            if (!(millis >= LEAST_MILLIS && millis <= MOST_MILLIS)) {
                throw entries.bad(DATE, "ms since 1970-01-01T00:00Z");
            }
            return Math.round(millis);
        }
        String text = entries.text(DATE_TEXT);
        if (text == null) {
            throw entries.bad(DATE, "ms since 1970-01-01T00:00Z, or a dateString");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!times.parse(bytes, 0, bytes.length)) {
            throw entries.bad(DATE_TEXT, "an ISO 8601 time as 2026-03-29T07:30:00Z");
        }
        return times.millis();
    }
}
