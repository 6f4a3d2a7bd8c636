package org.wearablecoach.signals;

/** How hard a minute is. Codes are persisted: never change or re-use one. */
public enum Intensity {
    /** Not known: no data, or an intensity of a later version. */
    UNKNOWN(0, "unknown"),

    /** Below 30% of the heart-rate reserve. */
    VERY_LIGHT(1, "very-light"),

    /** 30 to below 40% of the heart-rate reserve. */
    LIGHT(2, "light"),

    /** 40 to below 60% of the heart-rate reserve. */
    MODERATE(3, "moderate"),

    /** 60% of the heart-rate reserve or more. */
    VIGOROUS(4, "vigorous");

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
}
