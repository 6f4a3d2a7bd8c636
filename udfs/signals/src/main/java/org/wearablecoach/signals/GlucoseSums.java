package org.wearablecoach.signals;

/**
 * The consensus metrics of continuous glucose monitoring, as sums over readings that can be added,
 * taken away and merged.
 *
 * <p>Ranges, CV and GMI: Battelino et al. 2019, Diabetes Care 42:1593 (GMI: Bergenstal et al. 2018,
 * Diabetes Care 41:2275). eA1C: Nathan et al. 2008, Diabetes Care 31:1473. LBGI and HBGI: Kovatchev
 * et al. 2006, Diabetes Care 29:2433. GRI: Klonoff et al. 2023, J Diabetes Sci Technol 17:1226. J
 * index: Wojcicki 1995, Horm Metab Res 27:41. M value: Schlichtkrull et al. 1965, Acta Med Scand
 * 177:95, around 90 mg/dL. GRADE: Hill et al. 2007, Diabet Med 24:753.
 *
 * <p>All sums are whole numbers (readings in 1/1024 mg/dL, risks in 2^-30), so their order does not
 * matter, and taking a reading away leaves exactly what was there before it. The rounding of a risk
 * is below 5e-10. There is room for ten million readings, ninety years of a sensor.
 */
public final class GlucoseSums {

    private static final double UNITS_PER_MG_DL = 1024;
    private static final double SQUARES_PER_UNIT = UNITS_PER_MG_DL * UNITS_PER_MG_DL;
    private static final double RISK_SCALE = 1L << 30;
    private static final double M_REFERENCE = 90;
    private static final double MG_DL_PER_MMOL_IN_GRADE = 18;

    /** Where the double logarithm of GRADE has no value any more, it is at its maximum. */
    private static final double GRADE_MAXIMUM = 50;

    private int readings;
    private int below54;
    private int from54To69;
    private int from70To180;
    private int from70To140;
    private int from181To250;
    private int above250;
    private long sum;
    private long squares;
    private long lowRisk;
    private long highRisk;
    private long grade;
    private long mValue;

    /** Length of the state. */
    public static final int STATE = 13;

    /** Writes the sums to where they are kept: {@link #STATE} whole numbers. */
    public void save(long[] state) {
        state[0] = readings;
        state[1] = below54;
        state[2] = from54To69;
        state[3] = from70To180;
        state[4] = from70To140;
        state[5] = from181To250;
        state[6] = above250;
        state[7] = sum;
        state[8] = squares;
        state[9] = lowRisk;
        state[10] = highRisk;
        state[11] = grade;
        state[12] = mValue;
    }

    /** Takes the sums from where {@link #save} wrote them. */
    public void restore(long[] state) {
        readings = (int) state[0];
        below54 = (int) state[1];
        from54To69 = (int) state[2];
        from70To180 = (int) state[3];
        from70To140 = (int) state[4];
        from181To250 = (int) state[5];
        above250 = (int) state[6];
        sum = state[7];
        squares = state[8];
        lowRisk = state[9];
        highRisk = state[10];
        grade = state[11];
        mValue = state[12];
    }

    /** Forgets everything. */
    public void clear() {
        readings = 0;
        below54 = 0;
        from54To69 = 0;
        from70To180 = 0;
        from70To140 = 0;
        from181To250 = 0;
        above250 = 0;
        sum = 0;
        squares = 0;
        lowRisk = 0;
        highRisk = 0;
        grade = 0;
        mValue = 0;
    }

    /** Adds a reading in mg/dL. */
    public void add(float mgDl) {
        count(mgDl, 1);
    }

    /** Takes a reading away that was added before. */
    public void remove(float mgDl) {
        count(mgDl, -1);
    }

    private void count(float mgDl, int sign) {
        readings += sign;
        if (mgDl < Glucose.LEVEL_2_MG_DL) {
            below54 += sign;
        } else if (mgDl < Glucose.LEVEL_1_MG_DL) {
            from54To69 += sign;
        } else if (mgDl <= Glucose.HIGH_MG_DL) {
            from70To180 += sign;
            from70To140 += mgDl <= Glucose.TIGHT_MG_DL ? sign : 0;
        } else if (mgDl <= Glucose.VERY_HIGH_MG_DL) {
            from181To250 += sign;
        } else {
            above250 += sign;
        }
        long units = Math.round((double) mgDl * UNITS_PER_MG_DL);
        sum += sign * units;
        squares += sign * units * units;
        double risk = risk(mgDl);
        lowRisk += sign * scaled(risk < 0 ? 10 * risk * risk : 0);
        highRisk += sign * scaled(risk > 0 ? 10 * risk * risk : 0);
        grade += sign * scaled(gradeOf(mgDl));
        double logRatio = Math.abs(StrictMath.log10(mgDl / M_REFERENCE));
        mValue += sign * scaled(1000 * logRatio * logRatio * logRatio);
    }

    /** Kovatchev's symmetric scale: 0 at 112.5 mg/dL, below 0 where glucose is low. */
    static double risk(double mgDl) {
        // x^1.084 by way of its logarithm: StrictMath.pow allocates three arrays a call.
        double power = StrictMath.exp(1.084 * StrictMath.log(StrictMath.log(mgDl)));
        return 1.509 * (power - 5.381);
    }

    private static double gradeOf(double mgDl) {
        double mmol = mgDl / MG_DL_PER_MMOL_IN_GRADE;
        if (mmol <= 1) {
            return GRADE_MAXIMUM;
        }
        double root = StrictMath.log10(StrictMath.log10(mmol)) + 0.16;
        return Math.min(GRADE_MAXIMUM, 425 * root * root);
    }

    private static long scaled(double risk) {
        return Math.round(risk * RISK_SCALE);
    }

    /** Adds all readings of another one. */
    public void addAll(GlucoseSums other) {
        readings += other.readings;
        below54 += other.below54;
        from54To69 += other.from54To69;
        from70To180 += other.from70To180;
        from70To140 += other.from70To140;
        from181To250 += other.from181To250;
        above250 += other.above250;
        sum += other.sum;
        squares += other.squares;
        lowRisk += other.lowRisk;
        highRisk += other.highRisk;
        grade += other.grade;
        mValue += other.mValue;
    }

    /** Number of readings. All metrics are NaN when it is 0. */
    public int readings() {
        return readings;
    }

    /** Mean, in mg/dL. */
    public double meanMgDl() {
        return sum / UNITS_PER_MG_DL / readings;
    }

    /** Standard deviation (n - 1), in mg/dL; NaN below two readings. */
    public double sdMgDl() {
        if (readings < 2) {
            return Double.NaN;
        }
        double mean = (double) sum / readings;
        double variance = Math.max(squares - sum * mean, 0) / (readings - 1);
        return Math.sqrt(variance / SQUARES_PER_UNIT);
    }

    /** Coefficient of variation, in percent; the consensus target is 36 or less. */
    public double cvPercent() {
        return 100 * sdMgDl() / meanMgDl();
    }

    /** Glucose management indicator, in percent. */
    public double gmiPercent() {
        return 3.31 + 0.02392 * meanMgDl();
    }

    /** Estimated A1C, in percent. */
    public double ea1cPercent() {
        return (46.7 + meanMgDl()) / 28.7;
    }

    /** Share of readings from 70 to 140 mg/dL, in percent. */
    public double titr70To140Percent() {
        return percent(from70To140);
    }

    /** Share of readings below 54 mg/dL, in percent. */
    public double tbrBelow54Percent() {
        return percent(below54);
    }

    /** Share of readings from 54 to below 70 mg/dL, in percent. */
    public double tbr54To69Percent() {
        return percent(from54To69);
    }

    /** Share of readings from 70 to 180 mg/dL, in percent. */
    public double tir70To180Percent() {
        return percent(from70To180);
    }

    /** Share of readings above 180 and up to 250 mg/dL, in percent. */
    public double tar181To250Percent() {
        return percent(from181To250);
    }

    /** Share of readings above 250 mg/dL, in percent. */
    public double tarAbove250Percent() {
        return percent(above250);
    }

    /** Low blood glucose index. */
    public double lbgi() {
        return meanRisk(lowRisk);
    }

    /** High blood glucose index. */
    public double hbgi() {
        return meanRisk(highRisk);
    }

    /** Glycemia risk index, 0 to 100. */
    public double gri() {
        double gri =
                3.0 * tbrBelow54Percent()
                        + 2.4 * tbr54To69Percent()
                        + 1.6 * tarAbove250Percent()
                        + 0.8 * tar181To250Percent();
        return Math.min(gri, 100);
    }

    /** J index. */
    public double jIndex() {
        double both = meanMgDl() + sdMgDl();
        return 0.001 * both * both;
    }

    /** GRADE, 0 to 50. */
    public double grade() {
        return meanRisk(grade);
    }

    /** M value around 90 mg/dL. */
    public double mValue() {
        return meanRisk(mValue);
    }

    private double percent(int count) {
        return 100.0 * count / readings;
    }

    private double meanRisk(long total) {
        return total / RISK_SCALE / readings;
    }
}
