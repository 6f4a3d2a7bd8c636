package org.wearablecoach.loop.infer;

import org.wearablecoach.onnx.Scorer;

/**
 * A place for a model: what it scores for, and the configured model that scores until an update is
 * in force.
 *
 * @param name as in {@code models.activity}; updates address it by this name
 * @param scorer the configured model; it belongs to whoever is given the slot
 */
public record ModelSlot(String name, Scorer scorer) {

    /** The slot of the model that tells what the person does. */
    public static final String ACTIVITY = "activity";

    /** The slot of the model that forecasts glucose. */
    public static final String GLUCOSE = "glucose";

    /** The slot of the model that tells how aroused the person is. */
    public static final String AROUSAL = "arousal";
}
