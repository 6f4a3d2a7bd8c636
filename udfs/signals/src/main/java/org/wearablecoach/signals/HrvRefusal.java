package org.wearablecoach.signals;

/** Why a window of beats is not used. Codes are persisted: never change or re-use one. */
public enum HrvRefusal {
    /** The window is good. */
    NONE(0, "none"),

    /** Fewer than two differences of consecutive normal beats. */
    FEW_BEATS(1, "few-beats"),

    /** Normal beats cover too little of the window. */
    COVERAGE(2, "coverage"),

    /** Too many beats are artefacts. */
    ARTEFACTS(3, "artefacts");

    private final int code;
    private final String label;

    HrvRefusal(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The name in counters and reports. */
    public String label() {
        return label;
    }
}
