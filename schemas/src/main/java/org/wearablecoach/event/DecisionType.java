package org.wearablecoach.event;

/** How a decision came about. Codes are persisted: never change or re-use one. */
public enum DecisionType {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** Drawn by the policy, or not available. */
    POLICY(1),

    /** Forced by a safety rule; propensity 1. */
    SAFETY(2),

    /** Drawn with the pre-set probability after an error. */
    FALLBACK(3),

    /** Drawn with the fixed probability of the warm-up. */
    WARM_UP(4);

    private static final DecisionType[] BY_CODE = Codes.index(values(), DecisionType::code);

    private final int code;

    DecisionType(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static DecisionType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
