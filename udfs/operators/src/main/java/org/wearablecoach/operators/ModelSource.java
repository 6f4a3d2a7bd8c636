package org.wearablecoach.operators;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.ModelUpdate;
import org.wearablecoach.loop.adapt.AdaptModels;
import org.wearablecoach.loop.adapt.ProximalOutcome;
import org.wearablecoach.loop.config.LoopConfig;
import org.wearablecoach.loop.infer.ModelSlot;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;

/** Where an operator gets its models from, on the machine where it runs. */
public interface ModelSource extends Serializable {

    /** The configured models that score windows, each in its slot; whoever asks closes them. */
    List<ModelSlot> slots();

    /** Classes of the configured activity model, in the order of its scores. */
    List<String> activityLabels();

    /** The configured reward graph of an outcome, one row at a time. */
    Scorer reward(ProximalOutcome outcome);

    /**
     * A policy that was trained elsewhere, one row at a time.
     *
     * @param model a name or path; not looked at when the bytes are given
     * @param onnx the model; null when it is named
     * @param manifest its manifest; null when the model is named
     * @throws RuntimeException saying why it is refused
     */
    Scorer policy(String model, byte @Nullable [] onnx, @Nullable String manifest);

    /** The reward graphs of the outcomes in use, and the policies. */
    default AdaptModels decisions(LoopConfig config) {
        Map<ProximalOutcome, Scorer> rewards = new EnumMap<>(ProximalOutcome.class);
        for (ProximalOutcome outcome : ProximalOutcome.inUse(config)) {
            rewards.put(outcome, reward(outcome));
        }
        return new AdaptModels(rewards, this::policy);
    }

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
