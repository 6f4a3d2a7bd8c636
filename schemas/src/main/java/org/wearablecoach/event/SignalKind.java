package org.wearablecoach.event;

/** The signals that windows are made of. Codes are persisted: never change or re-use one. */
public enum SignalKind {
    /** A kind of a later version. */
    UNKNOWN(0),

    /** Heart rate. */
    HEART_RATE(1),

    /** Beat-to-beat intervals. */
    BEAT_INTERVALS(2),

    /** Acceleration of the wrist. */
    ACCELERATION(3),

    /** Steps. */
    STEPS(4),

    /** Glucose. */
    GLUCOSE(5),

    /** A sensor that a module brings; its name stands beside. */
    SENSOR(6);

    private static final SignalKind[] BY_CODE = Codes.index(values(), SignalKind::code);

    private final int code;

    SignalKind(int code) {
        this.code = code;
    }

    /** The persisted code. */
    public int code() {
        return code;
    }

    /** The constant of a code; {@link #UNKNOWN} for a code of a later version. */
    public static SignalKind of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
