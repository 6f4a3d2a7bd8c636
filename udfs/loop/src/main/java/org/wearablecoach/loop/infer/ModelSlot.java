package org.wearablecoach.loop.infer;

import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.Scorer;

/**
 * A place for a model: what it scores for, and the configured model that scores until an update is
 * in force.
 *
 * @param name as in {@code models.activity}; updates address it by this name
 * @param scorer the configured model; it belongs to whoever is given the slot
 * @param input the numbers of a window that the model is given; null for those of the feature
 *     schema in its manifest. For streams whose windows are not those of the coach
 */
public record ModelSlot(String name, Scorer scorer, @Nullable WindowInput input) {

    /** A slot whose model is given the numbers of its feature schema. */
    public ModelSlot(String name, Scorer scorer) {
        this(name, scorer, null);
    }

    /** The slot of the model that tells what the person does. */
    public static final String ACTIVITY = "activity";

    /** The slot of the model that forecasts glucose. */
    public static final String GLUCOSE = "glucose";

    /** The slot of the model that tells how aroused the person is. */
    public static final String AROUSAL = "arousal";
}
