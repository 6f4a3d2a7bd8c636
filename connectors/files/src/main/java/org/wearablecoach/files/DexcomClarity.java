package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads {@link GlucoseFormat#DEXCOM_CLARITY}. */
final class DexcomClarity {

    private static final String TIME = "Timestamp";
    private static final String TYPE = "Event Type";
    private static final String VALUE = "Glucose Value (";
    private static final String SHAPE =
            "...," + TIME + " (YYYY-MM-DDThh:mm:ss)," + TYPE + ",...,Glucose Value (mg/dL),...";
    private static final String READING = "EGV";

    private DexcomClarity() {}

    static GlucoseReadings read(Path file, @Nullable ZoneId zone) {
        Times times = new Times(zone == null ? ZoneOffset.UTC : zone);
        GlucoseReadings.Builder builder = new GlucoseReadings.Builder(file, zone);
        UnitGuard mmol = new UnitGuard(1);
        try (Lines lines = Inputs.quotedTable(file, ',', SHAPE)) {
            lines.expectAtLeast(3);
            int time = Header.find(lines, TIME);
            int type = Header.find(lines, TYPE);
            int value = Header.find(lines, VALUE);
            if (time < 0 || type < 0 || value < 0) {
                throw lines.error(
                        "is not the header of an English export from Clarity; it has columns "
                                + SHAPE);
            }
            boolean mgDl = lines.is(value, VALUE + "mg/dL)");
            if (!mgDl && !lines.is(value, VALUE + "mmol/L)")) {
                throw lines.badField(value, VALUE + "mg/dL) or " + VALUE + "mmol/L)");
            }
            double mgDlPerUnit = mgDl ? 1 : GlucoseValue.MG_DL_PER_MMOL_L;
            int columns = Math.max(Math.max(time, type), value) + 1;
            while (lines.next()) {
                lines.expectAtLeast(columns);
                if (!lines.is(type, READING)) {
                    builder.skip(lines.isEmpty(type) ? "withoutType" : lines.name(type));
                    continue;
                }
                double reading = GlucoseValue.of(lines, value, mgDlPerUnit);
                if (Double.isNaN(reading)) {
                    builder.skip("withoutValue");
                    continue;
                }
                mmol.see(mgDl && GlucoseValue.looksLikeMmol(reading), lines);
                builder.add(lines.line(), lines.time(time, times), 0, reading, mgDlPerUnit);
            }
        }
        mmol.check("glucose looks like mmol/L under a header in mg/dL: correct the header");
        return builder.build(true, times).orRefuse(file);
    }
}
