package org.wearablecoach.loop.adapt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wearablecoach.event.NamedValue;
import org.wearablecoach.event.VersionRef;
import org.wearablecoach.onnx.ModelManifest;
import org.wearablecoach.onnx.Scorer;
import org.wearablecoach.onnx.TensorSpec;

/**
 * The graph that turns what was observed of one proximal outcome into a reward. Inputs: what was
 * observed, named {@code steps} for the outcome of steps and {@code observed} for the others,
 * {@code sent} (0 or 1) and {@code dosage}; outputs {@code outcome}, {@code burden} and {@code
 * reward}. Always run one row at a time.
 */
final class RewardGraph {

    private final Scorer scorer;
    private final VersionRef ref;
    private final float[] inputs;
    private final float[] outputs;
    private final int observed;
    private final int sent;
    private final int dosage;
    private final int outcome;
    private final int burden;
    private final int reward;

    /**
     * A graph.
     *
     * @param scorer runs it
     * @param of what is observed
     * @throws IllegalArgumentException naming the option and the tensors that do not fit
     */
    RewardGraph(Scorer scorer, ProximalOutcome of) {
        String seen = of == ProximalOutcome.STEPS ? "steps" : "observed";
        check(scorer.manifest(), of, seen);
        this.scorer = scorer;
        this.ref =
                new VersionRef(
                        scorer.manifest().name(),
                        scorer.manifest().version(),
                        scorer.manifest().sha256());
        this.inputs = new float[scorer.inputWidth()];
        this.outputs = new float[scorer.outputWidth()];
        this.observed = scorer.manifest().inputAt(seen);
        this.sent = scorer.manifest().inputAt("sent");
        this.dosage = scorer.manifest().inputAt("dosage");
        this.outcome = scorer.manifest().outputAt("outcome");
        this.burden = scorer.manifest().outputAt("burden");
        this.reward = scorer.manifest().outputAt("reward");
    }

    private static void check(ModelManifest manifest, ProximalOutcome of, String seen) {
        List<String> wrong = new ArrayList<>();
        List<String> taken = List.of(seen, "sent", "dosage");
        List<String> given = List.of("outcome", "burden", "reward");
        compare(manifest.inputs(), taken, "input", wrong);
        compare(manifest.outputs(), given, "output", wrong);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "reward."
                            + of.kind().name().toLowerCase(Locale.ROOT)
                            + ": the graph "
                            + manifest.reference()
                            + " "
                            + String.join(", ", wrong)
                            + "; a reward graph takes "
                            + String.join(", ", taken)
                            + " and gives "
                            + String.join(", ", given)
                            + ", each one number.");
        }
    }

    private static void compare(
            List<TensorSpec> tensors, List<String> names, String what, List<String> wrong) {
        List<String> found = new ArrayList<>();
        for (TensorSpec tensor : tensors) {
            found.add(tensor.name());
            if (!names.contains(tensor.name())) {
                wrong.add("has the " + what + " " + tensor.name());
            } else if (tensor.width() != 1) {
                wrong.add(
                        "has the "
                                + what
                                + " "
                                + tensor.name()
                                + " of "
                                + tensor.width()
                                + " numbers");
            }
        }
        for (String name : names) {
            if (!found.contains(name)) {
                wrong.add("lacks the " + what + " " + name);
            }
        }
    }

    /** Which graph. */
    VersionRef ref() {
        return ref;
    }

    /** Computes; the result is read by the methods below. */
    void compute(double whatWasObserved, boolean wasSent, double dosageBefore) {
        inputs[observed] = (float) whatWasObserved;
        inputs[sent] = wasSent ? 1 : 0;
        inputs[dosage] = (float) dosageBefore;
        scorer.score(inputs, 1, outputs);
    }

    /** The proximal outcome. */
    double outcome() {
        return outputs[outcome];
    }

    /** The reward. */
    double reward() {
        return outputs[reward];
    }

    /**
     * The parts of the reward by name.
     *
     * @param cost of what was sent, beyond the burden
     */
    List<NamedValue> parts(double cost) {
        NamedValue gained = new NamedValue("outcome", outputs[outcome]);
        NamedValue paid = new NamedValue("burden", outputs[burden]);
        return cost == 0
                ? List.of(gained, paid)
                : List.of(gained, paid, new NamedValue("cost", cost));
    }
}
