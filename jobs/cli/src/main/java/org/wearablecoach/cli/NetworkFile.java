package org.wearablecoach.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wearablecoach.onnx.ElementType;
import org.wearablecoach.onnx.GraphRunner;
import org.wearablecoach.onnx.GraphTensor;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.OnnxGraph;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.SharedGraphs;
import org.wearablecoach.policy.DecisionPoint;
import org.wearablecoach.policy.Policies;
import org.wearablecoach.policy.Policy;
import org.wearablecoach.policy.ScoredPolicy;

/**
 * A policy network in a file, with or without a manifest, that sees the state vector of logged
 * rows: the inputs and the output that {@code policy.model} has, see docs/policy.md.
 */
final class NetworkFile implements AutoCloseable {

    private static final String INPUTS = "baseline, advantage, dosage and eligible";

    private final String option;
    private final String name;
    private final GraphRunner runner;

    /**
     * Opens a network.
     *
     * @param option by which the person named it
     * @param name of the file
     * @throws InputException when there is no such file, or it is no network
     */
    NetworkFile(String option, String name) {
        this.option = option;
        this.name = name;
        runner = open(option, name);
    }

    /** The first output of the network in a file, one row at a time. */
    static GraphRunner open(String option, String name) {
        String named = option + " onnx:" + name;
        if (!Files.isRegularFile(Path.of(name))) {
            throw new InputException(named + ": no such file; check the path.");
        }
        NamedModel model = NamedModel.read(name);
        // One that has a manifest must keep it.
        model.proved();
        try (OnnxGraph graph =
                OnnxGraph.load(model.onnx(), model.label(), ScorerOptions.defaults())) {
            if (graph.inputs().isEmpty() || graph.outputs().isEmpty()) {
                throw new InputException(named + ": the network has no input or no output.");
            }
            return SharedGraphs.open(
                    model.onnx(),
                    model.label(),
                    List.of(graph.outputs().get(0).name()),
                    1,
                    ScorerOptions.defaults());
        } catch (ModelRejectedException e) {
            throw new InputException(named + ": " + e.getMessage(), e);
        }
    }

    /**
     * The agent that follows the network within its bounds.
     *
     * @param shape of the rows of a log
     * @throws InputException when the network does not fit them, naming the tensor
     */
    Policy policy(Policies.Shape shape) {
        int arms = shape.interventions().size() + 1;
        List<String> wrong = new ArrayList<>();
        for (GraphTensor input : runner.inputs()) {
            int expected =
                    switch (input.name()) {
                        case "baseline" -> shape.baseline();
                        case "advantage" -> shape.advantage();
                        case "dosage" -> 1;
                        case "eligible" -> arms - 1;
                        default -> -1;
                    };
            if (expected < 0) {
                wrong.add("the input " + input.name() + " is none of " + INPUTS);
            } else if (input.type() != ElementType.FLOAT32 || input.width() != expected) {
                wrong.add(
                        "the input "
                                + input.name()
                                + ", "
                                + input.describe()
                                + ", must be float32 with "
                                + expected
                                + " entries, as the rows of the log have it");
            }
        }
        GraphTensor output = runner.outputs().get(0);
        if (output.type() != ElementType.FLOAT32 || output.width() != arms) {
            wrong.add(
                    "the output "
                            + output.name()
                            + ", "
                            + output.describe()
                            + ", must be float32 with "
                            + arms
                            + " scores: nothing, then each intervention that the policy of the log"
                            + " chose among");
        }
        if (!wrong.isEmpty()) {
            throw new InputException(
                    option + " onnx:" + name + ": " + String.join("; ", wrong) + ".");
        }
        return new ScoredPolicy(this::score, arms - 1);
    }

    private void score(DecisionPoint point, double[] scores) {
        for (int i = 0; i < runner.inputs().size(); i++) {
            double[] values =
                    switch (runner.inputs().get(i).name()) {
                        case "baseline" -> point.baseline();
                        case "advantage" -> point.advantage();
                        case "dosage" -> new double[] {point.dosage()};
                        default -> {
                            double[] eligible = new double[point.eligible().length];
                            for (int k = 0; k < eligible.length; k++) {
                                eligible[k] = point.eligible()[k] ? 1 : 0;
                            }
                            yield eligible;
                        }
                    };
            for (int k = 0; k < values.length; k++) {
                runner.input(i).putFloat(k * Float.BYTES, (float) values[k]);
            }
        }
        runner.run(1);
        for (int arm = 0; arm < scores.length; arm++) {
            scores[arm] = runner.output(0).getFloat(arm * Float.BYTES);
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
