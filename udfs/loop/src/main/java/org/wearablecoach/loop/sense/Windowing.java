package org.wearablecoach.loop.sense;

import org.wearablecoach.event.SignalKind;
import org.wearablecoach.signals.HrvWindow;

/**
 * How a signal is cut into windows: one window ends at every multiple of {@code stride} and reaches
 * {@code length} back. All in ms; the length is a multiple of the stride. {@code warmUp} is how
 * much of what lies before a window its computation looks at.
 */
record Windowing(long stride, long length, long warmUp) {

    private static final Windowing MINUTE = new Windowing(60_000, 60_000, 0);
    private static final Windowing BEATS = new Windowing(60_000, 300_000, HrvWindow.WARM_UP_MILLIS);
    private static final Windowing MOTION = new Windowing(5_000, 5_000, 0);

    /** The windows of a signal that is cut into windows. */
    static Windowing of(SignalKind signal) {
        return switch (signal) {
            case BEAT_INTERVALS -> BEATS;
            case ACCELERATION -> MOTION;
            default -> MINUTE;
        };
    }

    /** How far the computation of a window reaches back before its last stride. */
    long lookback() {
        return length - stride + warmUp;
    }

    /** Start of the stride that contains a time. */
    long pane(long time) {
        return Math.floorDiv(time, stride) * stride;
    }
}
