package org.wearablecoach.operators;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;

/** Where an operator gets its models from, on the machine where it runs. */
public interface ModelSource extends Serializable {

    /** The configured models that score windows, each in its slot; whoever asks closes them. */
    List<ModelSlot> slots();

    /** Classes of the configured activity model, in the order of its scores. */
    List<String> activityLabels();

    /** The configured reward graph, one row at a time. */
    Scorer reward();

    /**
     * The model of an update. It may be called from any thread.
     *
     * @param fits refuses a manifest; asked before native code sees the model
     * @throws org.wearablecoach.loop.infer.ModelUnavailableException when its bytes cannot be
     *     fetched now
     * @throws RuntimeException saying why it is refused
     */
    Scorer load(ModelUpdate update, Consumer<ModelManifest> fits);
}
