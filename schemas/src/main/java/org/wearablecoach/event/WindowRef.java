package org.wearablecoach.event;

import org.jspecify.annotations.Nullable;

/**
 * A window that a decision looked at.
 *
 * @param signal of which signal
 * @param device of which device
 * @param start inclusive, sensor time
 * @param end exclusive, sensor time
 * @param quality 0 to 1
 * @param model name and version of the model that scored it, as {@code name:version}; null when
 *     none did
 * @param sensor which sensor, where the signal is {@link SignalKind#SENSOR}; else null
 */
public record WindowRef(
        SignalKind signal,
        String device,
        long start,
        long end,
        float quality,
        @Nullable String model,
        @Nullable String sensor) {

    /** A window of a signal that needs no module. */
    public WindowRef(
            SignalKind signal,
            String device,
            long start,
            long end,
            float quality,
            @Nullable String model) {
        this(signal, device, start, end, quality, model, null);
    }
}
