package org.wearablecoach.loop.infer;

import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.SignalKind;
import org.wearablecoach.loop.Element;

/** The numbers of a window that a model of one feature schema is given. */
public interface WindowInput {

    /** Name of the feature schema, as in a model's manifest. */
    String schema();

    /** Version of the feature schema. */
    int version();

    /** Of which signal the windows are. */
    SignalKind signal();

    /** How many numbers a window gives. */
    int width();

    /**
     * The numbers of a window of that signal.
     *
     * @return {@link #width} numbers, not to be changed; null when the window has none and is not
     *     scored
     */
    float @Nullable [] of(Element.Window window);
}
