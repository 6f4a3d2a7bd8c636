package org.wearablecoach.loop.infer;

import java.util.function.Consumer;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;

/**
 * Turns an update into a scorer that proved its contract. Whoever asks waits for the answer; how
 * the waiting is done, and on which thread the loading, is up to who implements it.
 */
@FunctionalInterface
public interface ModelLoader {

    /**
     * Loads a model.
     *
     * @param update says where its bytes are, and who signed them
     * @param fits refuses a manifest that does not fit the slot; asked before native code sees the
     *     model. It may be called from any thread
     * @throws java.util.concurrent.CancellationException when the waiting was ended from outside,
     *     which says nothing of the model
     * @throws RuntimeException saying why it is refused; nothing is held then
     */
    Scorer load(ModelUpdate update, Consumer<ModelManifest> fits);
}
