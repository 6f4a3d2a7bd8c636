package org.wearablecoach.signals;

/**
 * How hard a minute is, by the share of the heart-rate reserve in use or by what the wrist
 * measures. Codes are persisted: never change or re-use one.
 */
public enum Intensity {
    /** Not known: no data, or an intensity of a later version. */
    UNKNOWN(0, "unknown"),

    /** Below 30% of the heart-rate reserve; sitting, standing, lying. */
    VERY_LIGHT(1, "very-light"),

    /** 30 to below 40% of the heart-rate reserve. */
    LIGHT(2, "light"),

    /** 40 to below 60% of the heart-rate reserve. */
    MODERATE(3, "moderate"),

    /** 60% of the heart-rate reserve or more. */
    VIGOROUS(4, "vigorous");

    /**
     * ENMO of the wrist from which it is not sedentary, in mg (Hildebrand et al. 2017, Scand J Med
     * Sci Sports 27:1814).
     */
    public static final double LIGHT_ENMO_MG = 44.8;

    /**
     * ENMO of the wrist from which it is moderate, in mg (Hildebrand et al. 2014, Med Sci Sports
     * Exerc 46:1816, adults).
     */
    public static final double MODERATE_ENMO_MG = 100.6;

    /** ENMO of the wrist from which it is vigorous, in mg (the same). */
    public static final double VIGOROUS_ENMO_MG = 428.8;

    private static final Intensity[] ALL = values();

    private final int code;
    private final String label;

    Intensity(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The name in scores and reports. */
    public String label() {
        return label;
    }

    /** The intensity of a persisted code; {@link #UNKNOWN} for a code of a later version. */
    public static Intensity of(int code) {
        for (Intensity intensity : ALL) {
            if (intensity.code == code) {
                return intensity;
            }
        }
        return UNKNOWN;
    }

    /**
     * The intensity of an epoch of acceleration of the wrist.
     *
     * @param enmoMg see {@link MotionSummary#enmoMg}; {@link #UNKNOWN} for NaN
     */
    public static Intensity ofEnmo(double enmoMg) {
        if (Double.isNaN(enmoMg)) {
            return UNKNOWN;
        }
        if (enmoMg >= VIGOROUS_ENMO_MG) {
            return VIGOROUS;
        }
        if (enmoMg >= MODERATE_ENMO_MG) {
            return MODERATE;
        }
        return enmoMg >= LIGHT_ENMO_MG ? LIGHT : VERY_LIGHT;
    }
}
