package org.wearablecoach.loop.infer;

import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.onnx.Scorer;

/** Turns an update into a scorer that proved its contract. */
@FunctionalInterface
public interface ModelLoader {

    /**
     * Loads a model.
     *
     * @throws RuntimeException saying why it is refused; nothing is held then
     */
    Scorer load(ModelUpdate update);
}
