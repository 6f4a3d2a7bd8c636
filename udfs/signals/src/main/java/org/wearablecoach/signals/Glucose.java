package org.wearablecoach.signals;

/** Units and limits of glucose. Inside everything is mg/dL; mmol/L exists at the edge only. */
public final class Glucose {

    /** Below this, in mg/dL, glucose is low: hypoglycaemia level 1. */
    public static final float LEVEL_1_MG_DL = 70;

    /** Below this, in mg/dL, glucose is very low: hypoglycaemia level 2. */
    public static final float LEVEL_2_MG_DL = 54;

    /** Upper end of the tight range, in mg/dL. */
    public static final float TIGHT_MG_DL = 140;

    /** Above this, in mg/dL, glucose is high. */
    public static final float HIGH_MG_DL = 180;

    /** Above this, in mg/dL, glucose is very high. */
    public static final float VERY_HIGH_MG_DL = 250;

    /** mg/dL of one mmol/L. */
    public static final double MG_DL_PER_MMOL_L = 18.018;

    /** A sensor that reports {@code Low} means less than 40 mg/dL. */
    public static final float LOW_READING_MG_DL = 39;

    /** A sensor that reports {@code High} means more than 400 mg/dL. */
    public static final float HIGH_READING_MG_DL = 401;

    /** A reading older than this says nothing about now, in ms. */
    public static final long STALE_MILLIS = 15 * 60_000L;

    private Glucose() {}

    /** A reading in mmol/L as mg/dL. */
    public static float mgDlOfMmolL(double mmolL) {
        return (float) (mmolL * MG_DL_PER_MMOL_L);
    }

    /** A reading in mg/dL as mmol/L. */
    public static double mmolLOfMgDl(double mgDl) {
        return mgDl / MG_DL_PER_MMOL_L;
    }

    /** Whether a reading is too old to say anything about now: by more than 15 minutes. */
    public static boolean isStale(long readingTime, long now) {
        return now - readingTime > STALE_MILLIS;
    }
}
