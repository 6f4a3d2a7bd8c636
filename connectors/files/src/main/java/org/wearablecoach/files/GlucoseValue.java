package org.wearablecoach.files;

/** How exports write a glucose reading. */
final class GlucoseValue {

    /** mg/dL of one mmol/L. */
    static final double MG_DL_PER_MMOL_L = 18.018;

    private static final float LOW_MG_DL = 39;
    private static final float HIGH_MG_DL = 401;
    private static final String EXPECTED = "a glucose reading, Low or High";

    private GlucoseValue() {}

    /**
     * A field as mg/dL; NaN where it is empty.
     *
     * @param mgDlPerUnit 1, or {@link #MG_DL_PER_MMOL_L}
     */
    static double of(Lines lines, int field, double mgDlPerUnit) {
        if (lines.isEmpty(field)) {
            return Double.NaN;
        }
        if (lines.startsWith(field, "L") || lines.startsWith(field, "H")) {
            double end = endOfRange(lines.text(field));
            if (Double.isNaN(end)) {
                throw lines.badField(field, EXPECTED);
            }
            return end;
        }
        double value = lines.numberOrNaN(field);
        return value * mgDlPerUnit;
    }

    /** What a sensor says beyond its range as mg/dL; NaN for any other text. */
    static double endOfRange(String text) {
        return switch (text) {
            case "Low", "LOW", "LO" -> LOW_MG_DL;
            case "High", "HIGH", "HI" -> HIGH_MG_DL;
            default -> Double.NaN;
        };
    }

    /** mg/dL of a unit as exports name it; NaN for a unit that is not known. */
    static double mgDlPer(String unit) {
        return switch (unit) {
            case "mg/dL", "mg/dl", "mgdl", "mg" -> 1;
            case "mmol/L", "mmol/l", "mmol" -> MG_DL_PER_MMOL_L;
            default -> Double.NaN;
        };
    }

    /** Whether mg/dL that were mmol/L before are more than any sensor measures, 35 mmol/L. */
    static boolean looksLikeMgDl(double converted) {
        return converted >= 35 * MG_DL_PER_MMOL_L;
    }

    /** Whether a number without a unit is in mmol/L rather than in mg/dL. */
    static boolean looksLikeMmol(double value) {
        return value >= 1 && value < 30;
    }
}
