package org.wearablecoach.loop.adapt;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.Scorer;

/**
 * The graphs that decide and reward: one reward graph for each proximal outcome in use, and
 * policies that were trained elsewhere. All of them are run one row at a time.
 */
public final class AdaptModels implements AutoCloseable {

    /** Opens policies that were trained elsewhere. */
    @FunctionalInterface
    public interface Networks {

        /**
         * A network that scores arms, one row at a time.
         *
         * @param model a name or path; not looked at when the bytes are given
         * @param onnx the model; null when it is named
         * @param manifest its manifest; null when the model is named
         * @throws RuntimeException saying why it is refused
         */
        Scorer open(String model, byte @Nullable [] onnx, @Nullable String manifest);
    }

    /** For a job in which no network decides. */
    public static final Networks NO_NETWORKS =
            (model, onnx, manifest) -> {
                throw new IllegalArgumentException(
                        "no networks are served here; choose another policy.kind");
            };

    private final Map<ProximalOutcome, Scorer> rewards;
    private final Networks networks;

    /**
     * @param rewards graph of each outcome in use; closed with this
     * @param networks opens policies
     */
    public AdaptModels(Map<ProximalOutcome, Scorer> rewards, Networks networks) {
        this.rewards = new EnumMap<>(rewards);
        this.networks = networks;
    }

    /** Only the outcome of steps, and no networks. */
    public static AdaptModels ofSteps(Scorer reward) {
        return new AdaptModels(Map.of(ProximalOutcome.STEPS, reward), NO_NETWORKS);
    }

    /**
     * The graph of an outcome.
     *
     * @throws IllegalArgumentException when there is none
     */
    Scorer reward(ProximalOutcome outcome) {
        Scorer scorer = rewards.get(outcome);
        if (scorer == null) {
            throw new IllegalArgumentException(
                    "no reward graph was opened for the outcome " + outcome.label() + ".");
        }
        return scorer;
    }

    Networks networks() {
        return networks;
    }

    @Override
    public void close() {
        rewards.values().forEach(Scorer::close);
    }
}
