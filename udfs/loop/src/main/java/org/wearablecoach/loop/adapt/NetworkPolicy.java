package org.wearablecoach.loop.adapt;

import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.TensorSpec;
import org.wearablecoach.policy.ArmScorer;
import org.wearablecoach.policy.DecisionPoint;

/**
 * A network that scores arms, fed with the state vector one decision at a time. Its inputs are any
 * of {@code baseline} (g), {@code advantage} (f), {@code dosage} and {@code eligible} (one entry an
 * intervention, 0 or 1); its only output is {@code scores}: "send nothing" first, then one entry an
 * intervention in the order of the configuration.
 */
final class NetworkPolicy implements ArmScorer, AutoCloseable {

    private final Scorer scorer;
    private final int interventions;
    private final float[] inputs;
    private final float[] outputs;

    /**
     * @param scorer the network; closed with this
     * @param baseline entries of g
     * @param advantage entries of f
     * @param interventions how many
     * @throws IllegalArgumentException when the network does not fit, saying what is expected
     */
    NetworkPolicy(Scorer scorer, int baseline, int advantage, int interventions) {
        this.scorer = scorer;
        this.interventions = interventions;
        ModelManifest manifest = scorer.manifest();
        for (TensorSpec input : manifest.inputs()) {
            int expected =
                    switch (input.name()) {
                        case "baseline" -> baseline;
                        case "advantage" -> advantage;
                        case "dosage" -> 1;
                        case "eligible" -> interventions;
                        default -> -1;
                    };
            require(
                    expected > 0,
                    manifest,
                    "the input "
                            + input.name()
                            + " is none of baseline, advantage, dosage, eligible");
            require(
                    expected == input.width(),
                    manifest,
                    "the input "
                            + input.name()
                            + " has "
                            + input.width()
                            + " entries, the state "
                            + expected);
        }
        require(
                manifest.outputs().size() == 1
                        && manifest.outputs().get(0).name().equals("scores")
                        && manifest.outputWidth() == interventions + 1,
                manifest,
                "it must have the one output scores with "
                        + (interventions + 1)
                        + " entries: nothing, then each intervention of the policy");
        inputs = new float[scorer.inputWidth()];
        outputs = new float[scorer.outputWidth()];
    }

    private static void require(boolean holds, ModelManifest manifest, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "policy.model " + manifest.reference() + ": " + rule + ".");
        }
    }

    @Override
    public void score(DecisionPoint point, double[] scores) {
        int at = 0;
        for (TensorSpec input : scorer.manifest().inputs()) {
            switch (input.name()) {
                case "baseline" -> at = put(point.baseline(), at);
                case "advantage" -> at = put(point.advantage(), at);
                case "dosage" -> inputs[at++] = (float) point.dosage();
                default -> {
                    for (boolean eligible : point.eligible()) {
                        inputs[at++] = eligible ? 1 : 0;
                    }
                }
            }
        }
        scorer.score(inputs, 1, outputs);
        for (int arm = 0; arm <= interventions; arm++) {
            scores[arm] = outputs[arm];
        }
    }

    private int put(double[] values, int from) {
        int at = from;
        for (double value : values) {
            inputs[at++] = (float) value;
        }
        return at;
    }

    @Override
    public void close() {
        scorer.close();
    }
}
