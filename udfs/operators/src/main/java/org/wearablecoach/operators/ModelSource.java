package org.wearablecoach.operators;

import java.io.Serializable;
import java.util.List;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.onnx.Scorer;

/** Where an operator gets its models from, on the machine where it runs. */
public interface ModelSource extends Serializable {

    /** The configured activity model. */
    Scorer activity();

    /** Classes of the configured activity model, in the order of its scores. */
    List<String> activityLabels();

    /** The configured reward graph, one row at a time. */
    Scorer reward();

    /**
     * The model of an update.
     *
     * @throws RuntimeException saying why it is refused
     */
    Scorer load(ModelUpdate update);
}
