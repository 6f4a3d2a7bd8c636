package org.wearablecoach.files;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads a plain table of glucose readings: {@link GlucoseFormat#CSV}. */
final class GlucoseTable {

    private static final String TIME = "timestamp";
    private static final String MG_DL = "glucose_value_mg_dl";
    private static final String MMOL_L = "glucose_value_mmol_l";
    private static final String SHAPE = TIME + "," + MG_DL;
    private static final int DAY_SECONDS = 86_400;

    private GlucoseTable() {}

    static GlucoseReadings read(Path file, @Nullable ZoneId zone) {
        Times times = new Times(zone == null ? ZoneOffset.UTC : zone);
        return read(file, zone, times, false).orRefuse(file);
    }

    /**
     * Reads a file, which may hold no reading.
     *
     * @param zone whose clock counts; null for that of the file
     * @param times reads local times
     * @param exact whether to take two columns, mg/dL and dates only, as replays do
     */
    static GlucoseReadings read(Path file, @Nullable ZoneId zone, Times times, boolean exact) {
        try (Lines lines = Inputs.table(file, ',', SHAPE)) {
            if (exact && Header.find(lines, MMOL_L) >= 0) {
                throw lines.error(
                        "has glucose in mmol/L; a replay takes mg/dL: multiply by 18.018 and write "
                                + SHAPE);
            }
            if (exact) {
                Header.expect(lines, SHAPE);
            }
            lines.expectAtLeast(2);
            int timeColumn = Header.find(lines, TIME);
            int mgDlColumn = Header.find(lines, MG_DL);
            int column = mgDlColumn < 0 ? Header.find(lines, MMOL_L) : mgDlColumn;
            if (timeColumn < 0 || column < 0) {
                throw Header.wrong(lines, SHAPE);
            }
            if (!lines.next()) {
                return new GlucoseReadings.Builder(file, zone).build(true, times);
            }
            boolean dated =
                    exact || lines.fields() <= timeColumn || lines.timeOfDay(timeColumn) < 0;
            GlucoseReadings.Builder builder =
                    new GlucoseReadings.Builder(file, dated ? zone : ZoneOffset.UTC);
            double mgDlPerUnit = mgDlColumn < 0 ? GlucoseValue.MG_DL_PER_MMOL_L : 1;
            int columns = Math.max(timeColumn, column) + 1;
            UnitGuard mmol = new UnitGuard(1);
            long seconds = 0;
            do {
                if (exact) {
                    lines.expectFields(columns);
                }
                lines.expectAtLeast(columns);
                long time;
                ZoneOffset written = null;
                if (dated) {
                    time = lines.time(timeColumn, times);
                    written = times.writtenOffset();
                } else {
                    seconds = afterMidnight(lines, timeColumn, seconds);
                    time = seconds * 1000;
                }
                double mgDl = GlucoseValue.of(lines, column, mgDlPerUnit);
                if (Double.isNaN(mgDl)) {
                    builder.skip("withoutValue");
                    continue;
                }
                mmol.see(mgDlColumn >= 0 && GlucoseValue.looksLikeMmol(mgDl), lines);
                int offset = written == null ? 0 : written.getTotalSeconds();
                builder.add(lines.line(), time, offset, mgDl, mgDlPerUnit);
            } while (lines.next());
            mmol.check(
                    "glucose looks like mmol/L; this format has mg/dL: multiply by 18.018, or name"
                            + " the column of a table to analyze "
                            + MMOL_L);
            return builder.build(dated, times);
        }
    }

    /** A time of day on the day of the reading before it, or on the next one. */
    private static long afterMidnight(Lines lines, int field, long before) {
        int time = lines.timeOfDay(field);
        if (time < 0) {
            throw lines.badField(field, "a time of day as 07:30:00, as in the first row");
        }
        long day = Math.floorDiv(before, DAY_SECONDS);
        // A small step back is disorder, not another day.
        boolean nextDay = before % DAY_SECONDS - time > DAY_SECONDS / 2;
        return (nextDay ? day + 1 : day) * DAY_SECONDS + time;
    }
}
