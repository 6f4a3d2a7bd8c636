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
 */
public record WindowRef(
        SignalKind signal,
        String device,
        long start,
        long end,
        float quality,
        @Nullable String model) {}
