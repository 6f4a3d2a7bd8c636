package org.wearablecoach.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.loop.config.Nearest;
import org.wearablecoach.onnx.ElementType;
import org.wearablecoach.onnx.GraphRunner;
import org.wearablecoach.onnx.GraphTensor;
import org.wearablecoach.policy.ArmScorer;
import org.wearablecoach.policy.Bounds;
import org.wearablecoach.policy.ScoredPolicy;
import org.wearablecoach.simulation.testbed.Trial;

/** An agent of the command line: by name, or a network in a file. */
final class AgentSource implements AutoCloseable {

    private static final String ONNX = "onnx:";
    private static final List<String> NAMES =
            List.of(
                    "coach",
                    "thompson-raw",
                    "thompson-smooth",
                    "linucb",
                    "epsilon-greedy",
                    "fixed:P",
                    "random",
                    "constant:A",
                    "onnx:FILE");

    private final Trial.Starter starter;
    private final @Nullable GraphRunner scorer;

    private AgentSource(Trial.Starter starter, @Nullable GraphRunner scorer) {
        this.starter = starter;
        this.scorer = scorer;
    }

    /**
     * The agent of a name.
     *
     * @throws InputException when there is none
     */
    static AgentSource of(String agent, Bounds bounds, Console console) {
        if (agent.startsWith(ONNX)) {
            return network(agent.substring(ONNX.length()));
        }
        if (agent.startsWith("fixed:")) {
            double p = number(agent, "a probability above 0 and below 1, as fixed:0.5");
            if (!(p > 0 && p < 1)) {
                throw new InputException(
                        "--agent " + agent + ": give a probability above 0 and below 1.");
            }
            if (bounds.clip(p) != p) {
                console.progress(
                        String.format(
                                Locale.ROOT,
                                "%s plays with %s: the bounds are [%s, %s], see --bounds.",
                                agent,
                                bounds.clip(p),
                                bounds.low(),
                                bounds.high()));
            }
        } else if (agent.startsWith("constant:")) {
            number(agent, "an action, as constant:0");
        } else if (!NAMES.contains(agent)) {
            throw new InputException(
                    "--agent "
                            + agent
                            + " is not known: did you mean "
                            + Nearest.to(agent, NAMES)
                            + "? There are "
                            + String.join(", ", NAMES)
                            + ".");
        }
        return new AgentSource(Trial.named(agent), null);
    }

    private static double number(String agent, String what) {
        try {
            return Double.parseDouble(agent.substring(agent.indexOf(':') + 1));
        } catch (NumberFormatException e) {
            throw new InputException("--agent " + agent + ": give " + what + ".", e);
        }
    }

    private static AgentSource network(String name) {
        GraphRunner runner = NetworkFile.open("--agent", name);
        GraphTensor in = runner.inputs().get(0);
        GraphTensor out = runner.outputs().get(0);
        if (runner.inputs().size() != 1
                || in.type() != ElementType.FLOAT32
                || out.type() != ElementType.FLOAT32) {
            runner.close();
            throw new InputException(
                    "--agent onnx:"
                            + name
                            + ": a network takes one float32 input, the observation, and its first"
                            + " output is a float32 score for each action; this one has the input "
                            + in.describe()
                            + " and the output "
                            + out.describe()
                            + ".");
        }
        Trial.Starter starter =
                (environment, bounds, seed) -> {
                    int seen = environment.observations().size();
                    int arms = environment.actions();
                    if (in.width() != seen || out.width() != arms) {
                        throw new IllegalArgumentException(
                                "agent onnx: the network takes "
                                        + in.width()
                                        + " numbers and gives "
                                        + out.width()
                                        + "; "
                                        + environment.name()
                                        + " shows "
                                        + seen
                                        + " and wants a score for each of "
                                        + arms
                                        + " actions.");
                    }
                    return Trial.of(
                            environment,
                            new ScoredPolicy(arms(runner, seen), arms - 1),
                            bounds,
                            seed);
                };
        return new AgentSource(starter, runner);
    }

    /** The observation goes in as it is; the 1 before it is no part of what a trainer saw. */
    private static ArmScorer arms(GraphRunner runner, int seen) {
        return (point, scores) -> {
            for (int i = 0; i < seen; i++) {
                runner.input(0).putFloat(i * Float.BYTES, (float) point.advantage()[i + 1]);
            }
            runner.run(1);
            for (int arm = 0; arm < scores.length; arm++) {
                scores[arm] = runner.output(0).getFloat(arm * Float.BYTES);
            }
        };
    }

    /** Starts trials of the agent. */
    Trial.Starter starter() {
        return starter;
    }

    @Override
    public void close() {
        if (scorer != null) {
            scorer.close();
        }
    }
}
