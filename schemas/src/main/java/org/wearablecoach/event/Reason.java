package org.wearablecoach.event;

/**
 * Why a person was not available, or an intervention not eligible. The first failing one is logged.
 * Codes are persisted: never change or re-use one.
 */
public enum Reason {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** Not enrolled, or no consent. */
    NOT_ENROLLED(1),

    /** The data that decides is older than the limit. */
    LATE_SYNC(2),

    /** No signal is young enough. */
    STALE(3),

    /** The device is not worn. */
    NOT_WORN(4),

    /** The person drives. */
    DRIVING(5),

    /** Within the quiet hours of the local day, or outside of the block of a budget. */
    QUIET_HOURS(6),

    /** Too soon after the previous message. */
    GAP(7),

    /** The largest number of messages a day is reached. */
    CAP(8),

    /** No intervention is eligible. */
    NO_CANDIDATE(9),

    /** A safety rule forbids it. */
    SAFETY(20),

    /** Not sedentary for long enough. */
    NOT_SEDENTARY(21),

    /** No sign of being awake. */
    NOT_AWAKE(22),

    /** In a workout. */
    EXERCISING(23),

    /** Only a safety rule may choose it. */
    SAFETY_ONLY(24),

    /** Too soon after the same intervention. */
    COOL_DOWN(25),

    /** Its rule over the context does not hold. */
    CONTEXT(26);

    private static final Reason[] BY_CODE = Codes.index(values(), Reason::code);

    private final int code;

    Reason(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static Reason of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
